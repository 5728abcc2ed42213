/* Each page in both languages: it is there, says nothing in the other language, fits a narrow screen, is accessible. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { accessibility, LANGUAGES, open } from './browser.js'
import { foreignWords, UNSAID } from './texts.js'

const PATHS = ['chain', 'indicators', 'indicators/rd_gdp_ratio', 'instruments', 'eligible', 'budget', 'register', 'data', 'futures']

describe('pages', () => {
  let app
  before(async () => (app = await open()))
  after(() => app.close())

  for (const lang of LANGUAGES)
    for (const path of PATHS) {
      test(`${lang}/${path} is there in its own language`, () =>
        app.visit(`/${lang}/${path}`, { lang }, async (page) => {
          assert.equal(await page.locator('h1').count(), 1)
          assert.match(await page.title(), /\S · \S/)
          assert.equal(await page.getAttribute('html', 'lang'), lang === 'zh' ? 'zh-CN' : 'en')
          assert.doesNotMatch(await page.innerText('body'), UNSAID)
          assert.deepEqual(await foreignWords(page, lang), [])
        }))

      test(`${lang}/${path} is accessible, light and dark`, async () => {
        for (const dark of [false, true])
          await app.visit(`/${lang}/${path}`, { lang, dark }, async (page) =>
            assert.deepEqual(await accessibility(page), [], dark ? 'dark' : 'light'),
          )
      })

      test(`${lang}/${path} fits 360 pixels`, () =>
        app.visit(`/${lang}/${path}`, { lang, width: 360 }, async (page) => {
          const width = await page.evaluate(() => document.documentElement.scrollWidth)
          assert.ok(width <= 360, `${width} pixels wide`)
        }))
    }
})
