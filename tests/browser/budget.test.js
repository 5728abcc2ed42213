/* The budget desk: the invented plan is worked out and changed line by line, a spreadsheet goes in and comes out again. */
import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { open } from './browser.js'
import { savedTo } from './sheet.js'

/** 10 000 yuan. */
const WAN = 10_000
const FLOOR = 0.3 // Shenzhen's regulation on science, technology and innovation, article 9

describe('the budget desk', () => {
  let app
  let folder
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'budget-'))
    app = await open()
  })
  after(async () => {
    await app.close()
    await rm(folder, { recursive: true })
  })

  const answer = (page) => page.locator('section.told')
  const floor = (page) => answer(page).locator('.floor').first().innerText()
  const work = async (page) => {
    const [told] = await Promise.all([
      page.waitForResponse((one) => one.request().method() === 'POST' && one.url().endsWith('/budget')),
      page.getByRole('button', { name: 'Work it out' }).click(),
    ])
    assert.equal(told.status(), 200)
    await page.waitForFunction(() => !document.querySelector('[role="status"]')?.textContent.includes('…'))
    return told.json()
  }
  const start = async (page) => page.getByRole('button', { name: 'Start from an invented plan' }).click()

  test('says whether the floor is met as the plan itself says, on both sides of it', () =>
    app.visit('/en/budget', {}, async (page) => {
      await start(page)
      const found = await work(page)
      const planned = new Map(found.lines.map((one) => [one.id, one.planned]))
      const fund = found.rows.filter((row) => row.in_rd_fund === 'yes')
      const sum = (rows) => rows.reduce((all, row) => all + planned.get(row.line_id), 0)
      const basic = sum(fund.filter((row) => ['basic', 'applied_basic'].includes(row.research_class)))
      assert.ok(basic / sum(fund) < FLOOR, 'the invented plan misses the floor')
      assert.match(await floor(page), /not met/i)

      // (basic + x) / (fund + x) = FLOOR, solved for x, set down on the first line of basic research in whole 10 000 yuan
      const lacking = Math.ceil((FLOOR * sum(fund) - basic) / (1 - FLOOR) / WAN) * WAN
      const first = fund.find((row) => row.research_class === 'basic')
      const field = page.locator('fieldset').nth(found.rows.indexOf(first)).locator('[id$="-planned"]')
      const unit = planned.get(first.line_id) / Number(await field.inputValue())
      const unfold = () =>
        page.locator('details', { has: page.locator('fieldset') }).evaluate((one) => (one.open = true))
      const plan = async (yuan) => {
        await unfold()
        await field.fill(String((planned.get(first.line_id) + yuan) / unit))
      }
      await plan(lacking - WAN)
      await work(page)
      assert.match(await floor(page), /not met/i)
      await plan(lacking)
      await work(page)
      assert.doesNotMatch(await floor(page), /not met/i)
    }))

  test('tries another floor: one below the planned share is met, one above it is not', () =>
    app.visit('/en/budget', {}, async (page) => {
      await start(page)
      const found = await work(page)
      const share = found.floors[0].share.low
      const lever = found.levers.find((one) => one.instrument.id === found.floors[0].instrument && one.value === FLOOR)
      const change = page.getByRole('region', { name: 'Try another value of a rule' })
      await change.getByLabel('Instrument').selectOption(lever.instrument.id)
      await change.getByLabel('What to change').selectOption(lever.name)
      for (const [percent, told] of [
        [Math.floor(100 * share), 'Met'],
        [Math.ceil(100 * share), 'Not met'],
      ]) {
        await change.getByLabel('Another value').fill(`${percent}%`)
        const [answered] = await Promise.all([
          page.waitForResponse((one) => one.request().method() === 'POST'),
          change.getByRole('button', { name: 'See what changes' }).click(),
        ])
        assert.equal(answered.status(), 200)
        const row = change.getByRole('row').filter({ hasText: lever.instrument.label })
        await row
          .filter({ hasText: `${percent}%` })
          .or(change.getByText(`→ ${percent}%`))
          .first()
          .waitFor()
        const after = (await row.innerText()).toLowerCase()
        if (told === 'Met') assert.match(after, /at least 30%\s*not met[\s\S]*(?<!not )met$/)
        else assert.match(after, /no change|not met$/)
      }
    }))

  test('gives a spreadsheet that says the same when it is brought back', () =>
    app.visit('/en/budget', {}, async (page) => {
      await start(page)
      const before = await work(page)
      const path = await savedTo(folder, page, () =>
        page.getByRole('button', { name: 'Take it away as a spreadsheet' }).click(),
      )
      await page.getByRole('button', { name: 'Clear the desk' }).click()
      assert.equal(await answer(page).count(), 0)
      const [told] = await Promise.all([
        page.waitForResponse((one) => one.request().method() === 'POST'),
        page.getByLabel('Choose a spreadsheet').setInputFiles(path),
      ])
      const again = await told.json()
      assert.equal(told.status(), 200, JSON.stringify(again))
      assert.deepEqual(
        again.lines.map((one) => [one.id, one.planned, one.answer, one.answer_text]),
        before.lines.map((one) => [one.id, one.planned, one.answer, one.answer_text]),
      )
      await answer(page).getByText(before.tally).waitFor()
    }))

  test('says in words what is wrong with a file, where, and stays usable', () =>
    app.visit('/en/budget', { refused: true }, async (page) => {
      const file = page.getByLabel('Choose a spreadsheet')
      const lie = join(folder, 'plan.xlsx')
      await writeFile(lie, 'line_id,planned\nA1,5\n')
      await file.setInputFiles(lie)
      const told = page.getByRole('alert')
      await told.waitFor()
      assert.match(await told.innerText(), /plan\.xlsx|XLSX|CSV/)
      await start(page)
      assert.ok((await work(page)).lines.length > 0)
      assert.equal(await page.getByRole('alert').count(), 0)
    }))

  test('prints', () =>
    app.visit('/zh/budget', { lang: 'zh' }, async (page) => {
      await page
        .getByRole('button', { name: '从一份虚构的计划开始' })
        .or(page.locator('.ways button').first())
        .first()
        .click()
      await page.locator('button.primary').click()
      await answer(page).waitFor()
      await page.emulateMedia({ media: 'print' })
      assert.ok(!(await page.locator('header').first().isVisible()))
      assert.ok(!(await page.locator('input[type="file"]').isVisible()))
      assert.ok(await answer(page).isVisible())
    }))
})
