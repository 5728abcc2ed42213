/* Another value of a rule at the budget desk, on a plan and seven enterprises that are small enough to be worked out by hand:
what stands before and after it, the law it departs from, what is said of a value that cannot be meant. */
import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { open } from './browser.js'

// The grant of 2023 by R&D of 2021: 0.1 m yuan from 1 m, 1 m from 200 m, a fifth more where that grew by a fifth, 3 m at most.
// Four firms of 30 m without growth and three of 250 m after 200 m: 4 x 0.1 + 3 x 1 x 1.2 = 4 m yuan.
// With 0.5 m at most: 4 x 0.1 + 3 x 0.5 = 1.9 m.
const firm = (before, rd) => `${before},${rd},${before},${rd},900000000,true,false,true,synthetic`
const FIRMS = [
  'rd_accounts_2020,rd_accounts_2021,rd_super_deduction_2020,rd_super_deduction_2021,revenue_2022,status_above_size,first_batch,cultivation_conditions,origin',
  ...Array(4).fill(firm(30e6, 30e6)),
  ...Array(3).fill(firm(200e6, 250e6)),
]
// 10 m yuan of the R&D fund, 3 m of it basic research: 30 %, as the floor has it. 2.5 m for claims of 4 m: 1.5 m is short and
// comes from technical research, which may be lowered to 2 m. Under a floor of 35 % another 0.5 m has to move: 2 m.
// With claims of 1.9 m there are 0.6 m to spare and nothing moves.
const PLAN = [
  'line_id,name_zh,name_en,instrument,planned (10 thousand yuan),in_rd_fund,research_class,least (10 thousand yuan),origin',
  'B,基础研究项目,Basic research,,300,yes,basic,,synthetic',
  'K,培育资助,Cultivation,sz_hte_cultivation_grant,250,yes,other,,synthetic',
  'T,技术攻关项目,Technical research,,450,yes,other,200,synthetic',
]

const WORDS = {
  en: {
    file: 'Choose a spreadsheet',
    section: 'Try another value of a rule',
    labels: ['Instrument', 'What to change', 'Another value'],
    ask: 'See what changes',
    leave: 'Back to the law as it is',
    sides: ['Before', 'After'],
    grant: 'Shenzhen high-tech enterprise cultivation funding',
    cap: 'Most per enterprise',
    capped: '3 million yuan → 500,000 yuan',
    line: [
      ['4 million yuan', 'short by 1.5 million yuan'],
      ['1.9 million yuan', 'enough, 600,000 yuan to spare'],
    ],
    shift: [['1.5 million yuan', 'All can be met']],
    nothing: ['0 yuan', 'All can be met'],
    more: ['2 million yuan', 'All can be met'],
    same: ['no change'],
    floor: 'At least 30 % of municipal S&T R&D funds for basic and applied basic research',
    share: 'Least share',
    floors: [
      ['at least 30%', 'Met'],
      ['at least 35%', 'Not met'],
    ],
    inForce: /^In force: 3 million yuan \(2023-01-01 .*2023-12-31\)/,
    notConfirmed: '(article not confirmed)',
    wrong: {
      many: "'many' is not a number; write 12, 0.5, 5%, 10k, 50m or 3bn",
      '-5': 'it cannot be negative',
      ' ': 'the new value is missing',
    },
  },
  zh: {
    file: '选择预算表文件',
    section: '试改一项规定数值',
    labels: ['政策工具', '改动项', '试用值'],
    ask: '查看变化',
    leave: '恢复现行规定',
    sides: ['改动前', '改动后'],
    grant: '深圳市高新技术企业培育资助',
    cap: '单个企业资助上限',
    capped: '300 万元 → 50 万元',
    line: [
      ['400 万元', '不足，缺 150 万元'],
      ['190 万元', '足够，尚余 60 万元'],
    ],
    shift: [['150 万元', '可全部满足']],
    nothing: ['0 元', '可全部满足'],
    more: ['200 万元', '可全部满足'],
    same: ['不变'],
    floor: '基础研究和应用基础研究不低于市级科技研发资金30%',
    share: '投入比例下限',
    floors: [
      ['下限 30%', '达到'],
      ['下限 35%', '未达到'],
    ],
    inForce: /^现行：300 万元（2023-01-01.*2023-12-31.*）/,
    notConfirmed: '（条款未核实）',
    wrong: {
      多少: "'多少' 不是数；请写作 12、0.5、5%、10k、50m 或 3bn",
      '-5': '此处不能为负',
      ' ': '缺少新的取值',
    },
  },
}
const NOTICE = '深圳市科技创新委员会2023年度高新技术企业培育资助公示（2023年2月、3月、8月）'
const REGULATIONS = '深圳经济特区科技创新条例（2020年8月26日通过，公告第205号）'

/** The section of a page in its words: what is chosen and typed there, and what it answers. */
function trial(page, words) {
  const section = page.getByRole('region', { name: words.section, exact: true })
  const [instrument, parameter, value] = words.labels.map((label) => section.getByLabel(label, { exact: true }))
  const choose = async (of, what) => {
    await instrument.selectOption({ label: of })
    await parameter.selectOption({ label: what })
  }
  const ask = async (text) => {
    await value.fill(text)
    const [answer] = await Promise.all([
      page.waitForResponse((one) => one.request().method() === 'POST'),
      section.getByRole('button', { name: words.ask }).click(),
    ])
    return answer.status()
  }
  // each part of the plan with its lines of text before and after; the shifts for low and for high claims come last
  const told = async () => {
    const rows = await section.locator('tbody tr').all()
    const cells = await Promise.all(rows.map((row) => row.locator('th, td').allInnerTexts()))
    return cells.map(([name, ...sides]) => [name, ...sides.map((text) => text.split('\n').map((one) => one.trim()))])
  }
  return { section, value, choose, ask, told, law: section.locator('form p').last() }
}

describe('another value of a rule', () => {
  let app
  let folder
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'change-'))
    const population = join(folder, 'firms.csv')
    await writeFile(population, FIRMS.join('\n') + '\n')
    await writeFile(join(folder, 'plan.csv'), PLAN.join('\n') + '\n')
    app = await open({ population })
  })
  after(async () => {
    await app.close()
    await rm(folder, { recursive: true })
  })

  const desk = (lang, use, options = {}) =>
    app.visit(`/${lang}/budget`, { lang, ...options }, async (page) => {
      await page.locator('input.year').fill('2023')
      await page.getByLabel(WORDS[lang].file).setInputFiles(join(folder, 'plan.csv'))
      const found = trial(page, WORDS[lang])
      await found.section.waitFor()
      await use(found, page)
    })

  for (const [lang, words] of Object.entries(WORDS)) {
    test(`a lower cap: claims and the shift before and after it, beside the law (${lang})`, () =>
      desk(lang, async ({ section, value, choose, ask, told, law }, page) => {
        await choose(words.grant, words.cap)
        assert.equal(await value.inputValue(), '300', 'the value in force, in 10 000 yuan')
        assert.match(await law.innerText(), words.inForce)
        const link = law.getByRole('link')
        assert.ok((await link.innerText()).startsWith(NOTICE), await link.innerText())
        assert.equal(await link.getAttribute('href'), `/${lang}/instruments/sz_hte_cultivation_grant`)

        assert.equal(await ask('50'), 200)
        await section.getByText(`${words.grant}${lang === 'en' ? ': ' : '：'}${words.cap} ${words.capped}`).waitFor()
        assert.deepEqual((await section.locator('thead th').allInnerTexts()).slice(1), words.sides)
        const [basic, grant, technical, floor, low, high] = await told()
        assert.deepEqual(basic.at(2), words.same)
        assert.deepEqual(grant.slice(1), words.line)
        assert.deepEqual(technical.at(2), words.same)
        assert.deepEqual(floor, [words.floor, words.floors[0], words.same])
        assert.deepEqual([low.slice(1), high.slice(1)], Array(2).fill([...words.shift, words.nothing]))
        // what stands above stays the answer under the law as it is
        const line = page.locator('section.told > ul > li').nth(1)
        assert.ok((await line.innerText()).includes(words.line[0][1]))
      }))

    test(`a higher floor: met before, not met after it, and more to move (${lang})`, () =>
      desk(lang, async ({ section, value, choose, ask, told, law }) => {
        await choose(words.floor, words.share)
        assert.equal(await value.inputValue(), '30%')
        assert.ok((await law.innerText()).endsWith(`${REGULATIONS} ${words.notConfirmed}`), await law.innerText())
        assert.equal(await ask('35％'), 200)
        await section.getByText('30% → 35%').first().waitFor()
        const [basic, grant, technical, floor, low, high] = await told()
        assert.deepEqual(
          [basic, grant, technical].map((one) => one.at(2)),
          Array(3).fill(words.same),
        )
        assert.deepEqual(floor, [words.floor, ...words.floors])
        assert.deepEqual([low.slice(1), high.slice(1)], Array(2).fill([...words.shift, words.more]))
        await section.getByRole('button', { name: words.leave }).click()
        await section.getByRole('table').waitFor({ state: 'detached' })
        assert.equal(await value.inputValue(), '30%', 'the value in force again')
      }))

    test(`what is no value is refused in a sentence at its field, and the last answer stays (${lang})`, () =>
      desk(
        lang,
        async ({ section, value, choose, ask, told }) => {
          await choose(words.grant, words.cap)
          assert.equal(await ask('50'), 200)
          await section.getByRole('table').waitFor()
          const stood = await told()
          for (const [typed, sentence] of Object.entries(words.wrong)) {
            assert.equal(await ask(typed), 422, typed)
            await section.getByText(sentence, { exact: true }).waitFor()
            assert.equal(await value.getAttribute('aria-invalid'), 'true')
            const described = await value.getAttribute('aria-describedby')
            assert.equal(await section.locator(`[id="${described}"]`).innerText(), sentence)
            assert.deepEqual(await told(), stood, typed)
          }
          assert.equal(await ask('300'), 200)
          await section.locator('.problem').waitFor({ state: 'detached' })
          assert.deepEqual((await told())[1].slice(1), [words.line[0], words.same])
        },
        { refused: true },
      ))
  }
})
