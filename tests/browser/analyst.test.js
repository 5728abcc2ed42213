/* An analyst looks up an indicator, reads what it means, takes its table away, and asks what an instrument costs. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { open } from './browser.js'
import { populated } from './population.js'
import { rowsOf, savedTo } from './sheet.js'

describe('an analyst', () => {
  let app
  let folder
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'analyst-'))
    app = await open(await populated(folder))
  })
  after(async () => {
    await app.close()
    await rm(folder, { recursive: true })
  })

  test('goes from the catalogue to the definition and takes away the table that is on the screen', () =>
    app.visit('/en/indicators', {}, async (page) => {
      await page.getByRole('searchbox').fill('share of gdp')
      await page.getByRole('link', { name: 'R&D expenditure as a share of GDP', exact: true }).click()
      await page.getByRole('heading', { level: 1, name: 'R&D expenditure as a share of GDP' }).waitFor()
      const told = await page.locator('main').innerText()
      for (const part of [
        'Definition',
        'divided by the city',
        'Frascati Manual',
        'What it does not show',
        'nothing of who pays',
      ])
        assert.ok(told.includes(part), part)

      await page.getByRole('button', { name: 'Table', exact: true }).first().click()
      await page.locator('figure tbody tr').first().waitFor()
      const shown = await page
        .locator('figure tbody tr')
        .evaluateAll((rows) =>
          rows.map(
            (row) =>
              row.querySelector('th').textContent.trim() + ' ' + row.querySelector('td.number').textContent.trim(),
          ),
        )
      const data = page.getByRole('region', { name: 'Data' })
      const tables = []
      for (const kind of ['CSV', 'XLSX', 'Parquet']) {
        await data.getByRole('button', { name: 'Download' }).click()
        tables.push(
          rowsOf(await savedTo(folder, page, () => data.getByRole('link', { name: new RegExp(`^${kind}`) }).click())),
        )
        await page.keyboard.press('Escape')
      }
      const [csv, xlsx, parquet] = tables.map((rows) =>
        rows.map(({ year, low, high, sources }) => ({ year, low, high, sources: String(sources) })),
      )
      assert.ok(csv.length >= 10, `${csv.length} rows`)
      assert.deepEqual(xlsx, csv)
      assert.deepEqual(
        parquet.map(({ year, low, high }) => ({ year, low, high })),
        csv.map(({ year, low, high }) => ({ year, low, high })),
      )
      // on the screen a share is written in percent
      const percent = ({ year, low, high }) =>
        `${year} ${[...new Set([low, high])].map((one) => `${Number((100 * one).toFixed(2))}`).join(' ')}`
      const exact = csv.filter((one) => one.low !== null && one.low === one.high).map(percent)
      const read = shown.map((one) =>
        one
          .replace(/[^\d. ]/g, ' ')
          .replace(/\s+/g, ' ')
          .trim(),
      )
      for (const row of exact)
        assert.ok(
          read.some((one) => `${one} `.startsWith(`${row} `)),
          `${row} is not among ${read.join(' | ')}`,
        )
    }))

  test('runs the lines of Python and gets the same values', () =>
    app.visit('/en/indicators/rd_gdp_ratio', {}, async (page) => {
      const lines = await page.getByRole('region', { name: 'Data' }).locator('pre').innerText()
      const python = new URL('../../.venv/bin/python', import.meta.url).pathname
      const path = join(folder, 'own.csv')
      execFileSync(python, ['-c', `${lines}\ntable.write_csv(${JSON.stringify(path)})`])
      const served = join(folder, 'served.csv')
      await writeFile(
        served,
        await (await fetch(`${app.url}/api/v1/cities/shenzhen/indicators/rd_gdp_ratio.csv`)).text(),
      )
      const values = (rows) => rows.map(({ year, low, high }) => ({ year, low, high }))
      assert.deepEqual(values(rowsOf(path)), values(rowsOf(served)))
    }))

  test('finds an instrument, its rule beside the law, and its cost on the population', () =>
    app.visit('/en/instruments', {}, async (page) => {
      await page.getByRole('searchbox').fill('high-tech')
      await page
        .getByRole('link', { name: /high.*tech/i })
        .and(page.locator('[href*="hnte_recognition"]'))
        .click()
      await page.getByRole('heading', { name: 'The rule beside its law' }).waitFor()
      assert.ok((await page.locator('main ol > li').count()) >= 5)
      const cost = page.locator('#cost ~ p[role="status"]')
      await page.waitForFunction(
        () => !/being worked out/.test(document.querySelector('[role="status"]')?.textContent ?? ''),
        null,
        { timeout: 60_000 },
      )
      const answer = await (await fetch(`${app.url}/api/v1/instruments/hnte_recognition/cost?lang=en`)).json()
      assert.equal(answer.state, 'ready')
      assert.ok((await page.locator('main').innerText()).includes(answer.sentence), await cost.allInnerTexts())
      assert.match(answer.data.join(' ') + answer.lines.join(' '), /ynthetic/)
      assert.ok(answer.eligible + answer.depends + answer.near_misses > 0)
    }))
})
