/* Everything that a mouse does, the keyboard does. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { open } from './browser.js'

describe('keyboard', () => {
  let app
  before(async () => (app = await open()))
  after(() => app.close())

  const focused = (page) => page.evaluate(() => document.activeElement.textContent.trim())

  test('the first stop skips to the content', () =>
    app.visit('/en/chain', {}, async (page) => {
      await page.keyboard.press('Tab')
      assert.equal(await focused(page), 'Skip to the content')
      await page.keyboard.press('Enter')
      assert.equal(await page.evaluate(() => document.activeElement.id), 'content')
    }))

  test('a link followed by keyboard puts the focus on the new heading', () =>
    app.visit('/en/chain', {}, async (page) => {
      await page.getByRole('navigation').getByRole('link', { name: 'Futures' }).focus()
      await page.keyboard.press('Enter')
      await page.waitForURL('**/en/futures')
      await page.waitForFunction(() => document.activeElement.tagName === 'H1')
    }))

  test('Escape closes the list of downloads and returns to its button', () =>
    app.visit('/en/indicators/rd_gdp_ratio', {}, async (page) => {
      const button = page.getByRole('button', { name: 'Download' }).first()
      await button.focus()
      await page.keyboard.press('Enter')
      assert.equal(await button.getAttribute('aria-expanded'), 'true')
      await page.keyboard.press('Tab')
      assert.match(await focused(page), /^CSV/)
      await page.keyboard.press('Escape')
      assert.equal(await button.getAttribute('aria-expanded'), 'false')
      assert.equal(await focused(page), 'Download')
    }))

  test('a check unfolds and tells its law', () =>
    app.visit('/en/chain', {}, async (page) => {
      const check = page.locator('details[id^="check-"]').first()
      await check.locator('summary').focus()
      await page.keyboard.press('Enter')
      assert.ok(await check.evaluate((one) => one.open))
      assert.ok((await check.innerText()).length > 60)
    }))
})
