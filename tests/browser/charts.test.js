/* Charts: drawn, equal to their tables, and taken away as files. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, describe, test } from 'node:test'
import { open } from './browser.js'

describe('charts', () => {
  let app
  before(async () => (app = await open()))
  after(() => app.close())

  const saved = async (page, name) => {
    await page.getByRole('button', { name: 'Download' }).first().click()
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByText(name, { exact: false }).first().click(),
    ])
    return { name: file.suggestedFilename(), content: await readFile(await file.path()) }
  }

  test('the streams of money are drawn and are the rows of the table', () =>
    app.visit('/en/chain', {}, async (page) => {
      const answer = await (await fetch(`${app.url}/api/v1/cities/shenzhen/chain?lang=en`)).json()
      const streams = page.getByRole('img', { name: answer.sankey.alt })
      await streams.scrollIntoViewIfNeeded()
      await streams.locator('svg path').first().waitFor()
      await page.getByRole('button', { name: 'Table', exact: true }).click()
      const amounts = await page.locator('figure tbody td.number').allInnerTexts()
      assert.deepEqual(
        amounts,
        answer.sankey.streams.map((one) => one.text),
      )
    }))

  test('an indicator is saved as a drawing, a picture and a table', () =>
    app.visit('/en/indicators/rd_gdp_ratio', {}, async (page) => {
      const drawing = await saved(page, 'SVG')
      assert.equal(drawing.name, 'rd_gdp_ratio.svg')
      assert.match(drawing.content.toString(), /^<svg [^>]*xmlns="http:\/\/www.w3.org\/2000\/svg"/)
      await page.keyboard.press('Escape')
      const picture = await saved(page, 'PNG')
      assert.deepEqual([...picture.content.subarray(0, 8)], [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
      await page.keyboard.press('Escape')
      const table = await saved(page, 'CSV')
      const answer = await (await fetch(`${app.url}/api/v1/cities/shenzhen/indicators/rd_gdp_ratio?lang=en`)).json()
      const rows = answer.series.flatMap((one) => one.observations)
      assert.equal(table.content.toString().trim().split('\n').length, rows.length + 1)
    }))
})
