/* Each page speaks its own language alone, in the depths too: all registers, rules with their tests, tables of figures, what
an enterprise is answered, a budget that is worked out. And what looks for foreign words finds them, marked or not. */
import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { LANGUAGES, open } from './browser.js'
import { populated } from './population.js'
import { unfold } from './rooms.js'
import { foreignWords, publishedOn } from './texts.js'

/** Rules with a table of points, tests of every kind, an expression of who passes, a reason for doing nothing, a unit of
money for a piece, a window in which to apply. */
const RULES = [
  'tsme_evaluation',
  'angel_fof',
  'loss_carry_forward_10y',
  'qianhai_tax_professionals',
  'outstanding_talent_housing',
  'ip_pledge_risk_fund',
]
const TABLES = ['rd_gdp_ratio', 'pct_huawei', 'hte_total']
const EXAMPLES = 2 // invented enterprises that the form offers

describe('one language', () => {
  let app
  let folder
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'language-'))
    app = await open(await populated(folder))
  })
  after(async () => {
    await app.close()
    await rm(folder, { recursive: true })
  })

  const foreign = async (page, lang) => [
    ...new Set(await foreignWords(page, lang, await publishedOn(page, app.url, lang))),
  ]
  const looked = (path, lang) =>
    app.visit(`/${lang}/${path}`, { lang }, async (page) => {
      await unfold(page)
      assert.deepEqual(await foreign(page, lang), [], path)
    })
  const registers = async () => {
    const answer = await fetch(`${app.url}/api/v1/cities/shenzhen/register?lang=en`)
    return (await answer.json()).registers.map((one) => `register/${one.id}`)
  }

  for (const lang of LANGUAGES) {
    test(`${lang}: the registers`, async () => {
      const paths = await registers()
      assert.ok(paths.includes('register/clusters'), paths.join(' '))
      for (const path of paths) await looked(path, lang)
    })

    for (const name of RULES) test(`${lang}: the rule ${name}`, () => looked(`instruments/${name}`, lang))

    for (const name of TABLES)
      test(`${lang}: the table of ${name}`, () => looked(`indicators/${name}?${name}.view=table`, lang))

    for (let number = 0; number < EXAMPLES; number++)
      test(`${lang}: what the invented enterprise ${number + 1} is answered`, () =>
        app.visit(`/${lang}/eligible`, { lang }, async (page) => {
          const answer = page.locator('section.answer')
          const before = await answer.innerText()
          await page
            .getByRole('button', { name: /虚构|invented/ })
            .nth(number)
            .click()
          await page.waitForFunction((was) => document.querySelector('section.answer')?.innerText !== was, before)
          await unfold(page)
          assert.ok((await answer.locator('details[open] li').count()) > 0, 'nothing was unfolded')
          assert.deepEqual(await foreign(page, lang), [])
        }))

    test(`${lang}: what the invented budget is answered, under the law and under another value of a rule`, () =>
      app.visit(`/${lang}/budget`, { lang }, async (page) => {
        await page
          .getByRole('button', { name: /虚构|invented/ })
          .first()
          .click()
        await page.getByRole('button', { name: /^(Work it out|开始测算)$/ }).click()
        await page.locator('section.told').waitFor()
        const change = page.locator('section[aria-labelledby="change"]')
        await change.getByRole('combobox').first().selectOption('basic_research_floor_30')
        await change.getByRole('textbox').fill('25%')
        await change.getByRole('button').first().click()
        await change.locator('table').first().waitFor()
        await unfold(page)
        assert.deepEqual(await foreign(page, lang), [])
      }))
  }

  for (const [what, html, found] of [
    ['a plain word', 'Left in English', ['Left in English in “Left in English”']],
    ['a word that is marked', '<span lang="en">Left in English</span>', ['Left in English in “Left in English”']],
    [
      'a title that is not marked',
      'SZ ranks No.3 in R&amp;D input',
      ['ranks No.3 in input in “SZ ranks No.3 in R&D input”'],
    ],
    ['a title that is marked', '<span lang="en">SZ ranks No.3 in R&amp;D input</span>', []],
    ['a name in code', '深圳 <code>rd_gdp_ratio</code>', []],
    ['abbreviations', 'PCT 与 R&amp;D', []],
  ])
    test(`${what} on a Chinese page`, () =>
      app.visit('/zh/chain', { lang: 'zh' }, async (page) => {
        await page.evaluate((text) => (document.querySelector('main').innerHTML = `<p>${text}</p>`), html)
        assert.deepEqual(await foreign(page, 'zh'), found)
      }))
})
