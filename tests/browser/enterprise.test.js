/* An enterprise asks what it may claim: it types, the answers change as it types, it sees what is missing, what all is worth
and what to do next, and prints. Nothing that it typed is in an address, in the log of the server, or left behind. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { open } from './browser.js'

const YEAR = new Date().getFullYear() - 1 // the latest complete one, for which the form asks

/** Figures that stand nowhere else: what is searched for where no fact may be. */
const TELLTALE = { capital: '73194628', staff: '48157' }

describe('an enterprise', () => {
  let app
  before(async () => (app = await open({ own: true })))
  after(() => app.close())

  const answer = (page) => page.getByRole('region', { name: 'The answer' })
  const counts = async (page) =>
    (await answer(page).getByRole('group', { name: 'Show' }).innerText()).replace(/\s+/g, ' ')
  const example = (page) => page.getByRole('button', { name: /\(invented\)$/ }).first()
  const keep = (page) => page.getByRole('checkbox', { name: 'Keep in this browser' })
  const idle = (page) =>
    page.waitForFunction(() => document.querySelector('section.answer')?.getAttribute('aria-busy') === 'false')

  const field = (page, name) => page.locator(`[id="fact-${name}"]`)

  /** The field of a fact, found by its name in the form. */
  async function found(page, name) {
    await page.getByRole('searchbox', { name: 'Find a fact' }).fill(name.split('.')[0])
    return field(page, name)
  }

  async function type(page, name, text) {
    await (await found(page, name)).fill(text)
    await idle(page)
  }

  test('starts with the fact that decides most, and is led to its field', () =>
    app.visit('/en/eligible', {}, async (page) => {
      await idle(page)
      assert.match(await answer(page).innerText(), /Nothing is known yet/)
      await answer(page).getByRole('button', { name: 'Tell it' }).click()
      await page.waitForFunction(() => document.activeElement?.id.startsWith('fact-'))
      assert.ok(await page.evaluate(() => document.activeElement.closest('.fact').checkVisibility()))
    }))

  test('sees its answers change as it types, each asked once', () =>
    app.visit('/en/eligible', {}, async (page) => {
      await idle(page)
      const before = await counts(page)
      const asked = []
      page.on('request', (one) => one.method() === 'POST' && asked.push(one.postDataJSON().facts))
      await type(page, `staff_mean.${YEAR}`, '900')
      await type(page, `st_staff.${YEAR}`, '5')
      await page.waitForFunction(
        (was) => document.querySelector('[aria-label="Show"]').textContent.replace(/\s+/g, ' ').trim() !== was.trim(),
        before,
      )
      assert.deepEqual(asked.at(-1), { staff_mean: { [YEAR]: '900' }, st_staff: { [YEAR]: '5' } })
      const failed = answer(page).getByRole('button', { name: /^Does not pass/ })
      await failed.click()
      assert.match(await answer(page).innerText(), /short/i)
    }))

  test('is told a figure that cannot be read beside its field, and everything else is answered', () =>
    app.visit('/en/eligible', {}, async (page) => {
      await type(page, 'market_value', 'many')
      const problem = page.locator('.fact', { has: field(page, 'market_value') }).getByRole('alert')
      await problem.waitFor()
      assert.equal(await field(page, 'market_value').getAttribute('aria-invalid'), 'true')
      assert.ok((await answer(page).getByRole('listitem').count()) > 10)
    }))

  test('sees what all is worth, what is missing, the account and the next step, and prints two pages at most', () =>
    app.visit('/en/eligible', {}, async (page) => {
      await example(page).click()
      await page.waitForFunction(
        () => /\d+ of \d+ known/.test(document.body.innerText) && !/\b0 of \d+ known/.test(document.body.innerText),
      )
      await idle(page)
      const told = await answer(page).innerText()
      for (const heading of ['What to do next, best first', 'Every instrument', 'The account of', 'How sure this is'])
        assert.ok(told.includes(heading), heading)
      assert.match(told, /yuan/)
      const first = answer(page).getByText('Condition by condition').first()
      await first.click()
      await answer(page).locator('details[open] li').first().waitFor()
      await page.emulateMedia({ media: 'print' })
      assert.ok(!(await page.locator('header').first().isVisible()), 'the frame is not printed')
      assert.ok(await page.getByText('no authority has decided anything').isVisible())
      const paper = (await page.pdf({ format: 'A4', printBackground: false })).toString('latin1')
      assert.ok(pagesOf(paper) <= 2, `${pagesOf(paper)} pages`)
    }))

  test('finds what it typed in no address and no log, and nothing left when it comes back', () =>
    app.visit('/en/eligible', {}, async (page) => {
      const addresses = []
      page.on('request', (one) => addresses.push(one.url(), ...Object.values(one.headers())))
      page.on('framenavigated', (frame) => addresses.push(frame.url()))
      await type(page, `staff_mean.${YEAR}`, TELLTALE.staff)
      await type(page, 'market_value', TELLTALE.capital)
      await answer(page).getByText('Condition by condition').first().click()
      await idle(page)
      addresses.push(page.url(), await page.title())
      await page.reload()
      await idle(page)
      const kept = await page.evaluate(async () => ({
        local: JSON.stringify(localStorage),
        session: JSON.stringify(sessionStorage),
        cookies: document.cookie,
        history: JSON.stringify(history.state),
        databases: (await indexedDB.databases()).length,
        caches: (await caches.keys()).length,
        shown: document.body.innerText + [...document.querySelectorAll('input')].map((one) => one.value).join(),
      }))
      for (const secret of Object.values(TELLTALE)) {
        assert.ok(!addresses.join('\n').includes(secret), 'in an address or header')
        assert.ok(!app.log().includes(secret), 'in the log')
        assert.ok(!JSON.stringify(kept).includes(secret), 'kept in the browser')
      }
      assert.match(
        app.log(),
        /POST \/api\/v1\/eligibility 200/,
        'the log that was looked at is the one of these questions',
      )
    }))

  test('keeps it for this tab alone, if it wants to', () =>
    app.visit('/en/eligible', {}, async (page) => {
      await keep(page).check()
      await type(page, `staff_mean.${YEAR}`, TELLTALE.staff)
      await page.reload()
      await idle(page)
      assert.equal(await (await found(page, `staff_mean.${YEAR}`)).inputValue(), TELLTALE.staff)
      const beside = await page.context().newPage()
      await beside.goto(`${app.url}/en/eligible`)
      await idle(beside)
      assert.equal(await (await found(beside, `staff_mean.${YEAR}`)).inputValue(), '')
      await keep(page).uncheck()
      assert.equal(await page.evaluate(() => sessionStorage.length), 0)
    }))
})

/** The pages of a PDF document as its page tree counts them. */
function pagesOf(paper) {
  const counts = [
    ...paper.matchAll(/\/Type\s*\/Pages[^>]*?\/Count\s+(\d+)|\/Count\s+(\d+)[^>]*?\/Type\s*\/Pages/g),
  ].map((one) => Number(one[1] ?? one[2]))
  assert.ok(counts.length > 0, 'the document has a page tree')
  return Math.max(...counts)
}
