/* Files are held against the dictionary row by row, taken into the records of an own city, and stay text whatever they hold. */
import assert from 'node:assert/strict'
import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { after, before, describe, test } from 'node:test'
import { open } from './browser.js'
import { rowsOf, savedTo } from './sheet.js'

const LINDAO = fileURLToPath(new URL('../../src/innovatory/cities/lindao', import.meta.url))
const HEAD = 'event_id,name_zh,name_en,series,edition,kind,started_on,ended_on,visitors,exhibitors,origin,source'
const SCRIPT = '<img src=x onerror=alert(1)><script>alert(2)</script>'
const FORMULA = '=HYPERLINK("http://example.invalid/","open")'

/** A line of the table of events. */
const event = (id, name, start) =>
  `${id},第${id}届展会,"${name.replaceAll('"', '""')}",fair-${id},1,fair,${start},${start},10,5,synthetic,lindao_invented`

describe('data', () => {
  let app
  let home
  let city
  before(async () => {
    home = await mkdtemp(join(tmpdir(), 'data-'))
    city = join(home, 'lindao')
    await cp(LINDAO, city, { recursive: true })
    app = await open({ folder: city })
  })
  after(async () => {
    await app.close()
    await rm(home, { recursive: true })
  })

  const file = (page) => page.getByLabel('Choose a file')
  const bring = async (page, name, content) => {
    const [told] = await Promise.all([
      page.waitForResponse((one) => one.request().method() === 'POST'),
      file(page).setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(content) }),
    ])
    return told
  }

  const back = async (page) => {
    await page.locator('main a[href*="table=events"]').click()
    await file(page).waitFor()
    return page
  }

  test('a check tells each wrong row with its line, column, value and what was expected, and keeps nothing', () =>
    app.visit('/en/data/check?table=events', {}, async (page) => {
      const sheet = [
        HEAD,
        event('a1', 'Spring', '2023-04-01'),
        event('a2', 'Summer', '2023-13-45'),
        event('a3', 'Autumn', '2023-10-01'),
      ]
      await bring(page, 'events.csv', sheet.join('\n'))
      const row = page.getByRole('row').filter({ hasText: '2023-13-45' }).first()
      await row.waitFor()
      const told = await row.innerText()
      assert.match(told, /\b3\b/) // the line of the file, its head is line 1
      assert.match(told, /started_on/)
      const refused = rowsOf(
        await savedTo(home, page, () => page.getByRole('button', { name: /^Refused rows as CSV/ }).click()),
      )
      assert.deepEqual(
        refused.map((one) => one.event_id),
        ['a2'],
      )
      assert.ok(!(await readdir(city)).includes('records'), 'a check wrote into the city')
    }))

  test('scripts and formulas in a file stay text on the page and in what is taken away', () =>
    app.visit('/en/data/check?table=events', {}, async (page) => {
      const kind = [event('b1', FORMULA, '2023-05-01').replace(',fair,', `,${SCRIPT},`)]
      await bring(page, `${SCRIPT}.csv`, [HEAD, ...kind].join('\n'))
      await page.getByRole('cell', { name: SCRIPT }).first().waitFor()
      assert.equal(await page.locator('main img, main script').count(), 0)
      const away = await savedTo(home, page, () => page.getByRole('button', { name: /^Refused rows as CSV/ }).click())
      assert.deepEqual(
        rowsOf(away).map((one) => one.name_en),
        [`'${FORMULA}`],
      )
    }))

  test('sound rows are taken in, and the list of tables counts them', () =>
    app.visit('/en/data/check?table=events', {}, async (page) => {
      await bring(
        page,
        'events.csv',
        [HEAD, event('c1', SCRIPT, '2023-05-01'), event('c2', FORMULA, '2023-06-01')].join('\n'),
      )
      await page.getByRole('button', { name: 'Take 2 rows in' }).click()
      await page.getByText('2 of 2 rows are in the records').first().waitFor()
      assert.ok((await readdir(city)).includes('records'))
      await page.getByRole('link', { name: 'Tables', exact: true }).click()
      await page.locator('main a[href$="/data/tables/events"]').click()
      await page
        .getByText(/^2 rows/)
        .first()
        .waitFor()
      const again = await bring(await back(page), 'events.csv', [HEAD, event('c1', SCRIPT, '2023-05-01')].join('\n'))
      assert.equal((await again.json()).duplicate, 1)
    }))

  for (const [what, name, content] of [
    ['is no table', 'picture.csv', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 1, 2, 3])],
    ['calls itself a workbook and is text', 'events.xlsx', `${HEAD}\n${event('c1', 'Winter', '2023-12-01')}`],
    ['is empty', 'events.csv', ''],
  ])
    test(`a file that ${what} is refused with a sentence`, () =>
      app.visit('/en/data/check?table=events', { refused: true }, async (page) => {
        const told = await bring(page, name, content)
        assert.ok([413, 415, 422].includes(told.status()), String(told.status()))
        const alert = page.getByRole('alert')
        await alert.waitFor()
        assert.match(await alert.innerText(), /\w+ \w+ \w+/)
        assert.doesNotMatch(await alert.innerText(), /Traceback|Error:|undefined/)
      }))

  test('a file that is larger than is taken is refused with the limit', () =>
    app.visit('/en/data/check?table=events', { refused: true }, async (page) => {
      await page.evaluate((head) => {
        const files = new DataTransfer()
        files.items.add(new File([head, 'x'.repeat(21_000_000)], 'events.csv'))
        const input = document.querySelector('input[type="file"]')
        input.files = files.files
        input.dispatchEvent(new Event('change', { bubbles: true }))
      }, HEAD)
      await page.getByRole('alert').waitFor()
      assert.match(await page.getByRole('alert').innerText(), /20 MB/)
    }))

  test('a name that climbs out of its folder ends in it', () =>
    app.visit('/zh/data/check?table=events', { lang: 'zh', refused: true }, async (page) => {
      const before = (await readdir(home, { recursive: true })).sort()
      const told = await page.evaluate(
        async (csv) => {
          const form = new FormData()
          form.set('file', new File([csv], '../../../../climbed.csv'))
          form.set('table', 'events')
          form.set('lang', 'zh')
          const answer = await fetch('/api/v1/data/check', { method: 'POST', body: form })
          return { status: answer.status, body: await answer.json() }
        },
        `${HEAD}\n${event('d1', 'Night', '2023-12-01')}`,
      )
      assert.equal(told.status, 200, JSON.stringify(told.body))
      assert.equal(told.body.file, 'climbed.csv')
      assert.deepEqual((await readdir(home, { recursive: true })).sort(), before)
    }))
})
