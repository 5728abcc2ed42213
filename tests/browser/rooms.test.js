/* Every room in both languages, looked at once: nothing fails or leaves the machine, it speaks its own language alone, has
no serious finding of axe in light or dark, and fits 360 pixels. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { accessibility, LANGUAGES, open, settled } from './browser.js'
import { ROOMS, unfold } from './rooms.js'
import { foreignWords, publishedOn, UNSAID } from './texts.js'

describe('rooms', () => {
  let app
  before(async () => (app = await open()))
  after(() => app.close())

  for (const lang of LANGUAGES)
    for (const path of ROOMS)
      test(`${lang}/${path}`, () =>
        app.visit(`/${lang}/${path}`, { lang }, async (page) => {
          await unfold(page)
          const found = {
            headings: await page.locator('h1').count(),
            lang: await page.getAttribute('html', 'lang'),
            unsaid: (await page.innerText('body')).match(UNSAID)?.[0],
            foreign: [...new Set(await foreignWords(page, lang, await publishedOn(page, app.url, lang)))],
            light: await accessibility(page),
            dark: await inTheDark(page),
            tooWide: await tooWide(page, 360),
          }
          const title = await page.title()
          assert.match(title, /\S · \S/)
          assert.deepEqual(found, {
            headings: 1,
            lang: lang === 'zh' ? 'zh-CN' : 'en',
            unsaid: undefined,
            foreign: [],
            light: [],
            dark: [],
            tooWide: [],
          })
        }))
})

async function inTheDark(page) {
  await page.emulateMedia({ colorScheme: 'dark' })
  await settled(page)
  const found = await accessibility(page, ['color-contrast', 'link-in-text-block'])
  await page.emulateMedia({ colorScheme: 'light' })
  return found
}

/** What stands out of a screen of a width, to the right of all that can be scrolled to inside a box of its own. */
async function tooWide(page, width) {
  await page.setViewportSize({ width, height: 800 })
  await settled(page)
  return page.evaluate((most) => {
    if (document.documentElement.scrollWidth <= most) return []
    const out = [...document.querySelectorAll('body *')].filter((one) => one.getBoundingClientRect().right > most + 0.5)
    const names = out.map(
      (one) => `${one.tagName.toLowerCase()}.${one.getAttribute('class') ?? ''} ${one.textContent.trim().slice(0, 40)}`,
    )
    return [`${document.documentElement.scrollWidth} pixels wide`, ...names.slice(0, 5)]
  }, width)
}
