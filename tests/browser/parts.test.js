/* The parts of an indicator, on a folder of Shenzhen with four enterprises of its own, one of which has ended: tiles by district, a cross table
by two dimensions; the values are counted by hand. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { accessibility, open, settled } from './browser.js'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const ENTERPRISES = `enterprise_id,name_zh,legal_form,ownership,sector,registered_on,ended_on,local_born,moved_in_on,district,origin
syn:a,甲,company,private,C34,2019-03-01,,true,,440305,synthetic
syn:b,乙,company,state,C34,2020-03-01,,true,,440305,synthetic
syn:c,丙,company,private,C34,2021-03-01,,false,2021-06-01,440304,synthetic
syn:d,丁,company,private,C34,2018-03-01,2022-05-01,true,,440304,synthetic
`
const STATUSES = `unit_id,status,valid_from,valid_to,instrument,origin
syn:a,hnte,2021-12-01,2024-11-30,hnte_recognition,synthetic
`
const RESEARCH = `unit_id,year,performer_sector,rd_intramural,rd_from_business,rd_from_government,origin
syn:a,2022,business,9000000,7000000,2000000,synthetic
syn:b,2022,business,4000000,4000000,0,synthetic
syn-university,2022,higher_education,5000000,1000000,4000000,synthetic
`

describe('parts', () => {
  let app
  let folder
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'city-'))
    const city = join(folder, 'shenzhen')
    await cp(join(ROOT, 'src/innovatory/cities/shenzhen'), city, { recursive: true })
    for (const [table, rows] of Object.entries({ enterprises: ENTERPRISES, statuses: STATUSES, rd_years: RESEARCH })) {
      const file = join(folder, `${table}.csv`)
      await writeFile(file, rows)
      const asked = ['import', file, '--into', city, '--table', table, '--unit', '元', '--as-of', '2023-12-31', '--strict']
      await promisify(execFile)(join(ROOT, '.venv/bin/innovatory'), asked)
    }
    app = await open({ folder: city })
  })
  after(async () => {
    await app?.close()
    await rm(folder, { recursive: true })
  })

  test('districts are tiles with their counts, others say that there is no value', () =>
    app.visit('/en/indicators/enterprises?year=2023', {}, async (page) => {
      await page.locator('.tiles').waitFor()
      const tiles = await page.locator('.tiles li').allInnerTexts()
      const of = (name) =>
        tiles.find((one) => one.startsWith(name))?.split('\n').at(-1)
      assert.equal(of('Nanshan'), '2')
      assert.equal(of('Futian'), '1')
      assert.equal(of('Luohu'), 'no value')
      assert.deepEqual(await accessibility(page), [])
    }))

  test('two dimensions are a cross table', () =>
    app.visit('/en/indicators/enterprises?year=2023&by=district%2Cownership', {}, async (page) => {
      const row = page.getByRole('row', { name: /^Nanshan/ })
      assert.deepEqual((await row.getByRole('cell').allInnerTexts()).sort(), ['1', '1'])
      await page.getByRole('button', { name: 'ownership' }).click()
      await settled(page)
      assert.match(page.url(), /year=2023$/)
      await page.locator('.tiles').waitFor()
    }))

  for (const [lang, performer, amounts, payer] of [
    ['en', 'business', ['11 million yuan', '2 million yuan'], 'government'],
    ['zh', '企业', ['1,100 万元', '200 万元'], '政府资金'],
  ])
    test(`research by performer and source of funds is a cross table (${lang})`, () =>
      app.visit(`/${lang}/indicators/rd_by_source_of_funds?by=performer_sector%2Csource_of_funds`, {}, async (page) => {
        await page.getByRole('columnheader', { name: payer, exact: true }).waitFor()
        const row = page.locator('tbody').getByRole('row', { name: new RegExp(`^${performer}`) })
        assert.deepEqual(await row.getByRole('cell').allInnerTexts(), amounts)
        assert.deepEqual(await accessibility(page), [])
      }))
})
