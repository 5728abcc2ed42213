/* Times of the web app in Chromium as JSON: `node benchmarks/web_browser.js URL`. Run by benchmarks/web.py.

Every load is the first of a new browser context, nothing is kept from the one before. Marks are set inside the page, one
frame after the state they name: `shell`: the heading stands; `table`: nothing of the page is being read any more; `charts`:
the first chart is drawn. */
import { createRequire } from 'node:module'

const { chromium } = createRequire(new URL('../app/package.json', import.meta.url))('playwright-core')
const PAGES = [
  'chain',
  'indicators',
  'indicators/rd_gdp_ratio',
  'instruments',
  'instruments/hnte_recognition',
  'eligible',
  'budget',
  'register',
  'data',
]
const DRAWN = new Set(['chain', 'indicators/rd_gdp_ratio']) // pages with a chart on the first screen
const REPEATS = 5
const SLOW = { cpu: 4, megabits: 10, latency: 20 } // times slower, Mbit/s, milliseconds there and back
const KEYS = 30

const [url] = process.argv.slice(2)
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
})
try {
  const loads = []
  for (const page of PAGES)
    for (const slow of [false, true]) {
      const seen = []
      for (let i = 0; i < REPEATS; i++) seen.push(await load(page, slow))
      loads.push({ page, slow, seen })
    }
  console.log(JSON.stringify({ loads, keys: await keys(), browser: browser.version() }))
} finally {
  await browser.close()
}

async function load(path, slow) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } })
  const page = await context.newPage()
  await page.addInitScript(marks)
  const session = await context.newCDPSession(page)
  const bytes = await counted(session, slow)
  await page.goto(`${url}/en/${path}`)
  await page.waitForFunction(
    (drawn) => globalThis.marked.table && (globalThis.marked.charts || !drawn),
    DRAWN.has(path),
  )
  const found = { ...(await page.evaluate(() => globalThis.marked)), ...bytes }
  await context.close()
  return found
}

async function counted(session, slow) {
  const found = { code: 0, drawing: 0, answers: 0 }
  await session.send('Network.enable')
  session.on('Network.responseReceived', ({ response }) => {
    const { pathname } = new URL(response.url)
    const kind = pathname.startsWith('/api/') ? 'answers' : pathname.includes('/echarts-') ? 'drawing' : 'code'
    found[kind] += Number(response.headers['content-length'] ?? 0)
  })
  if (slow) {
    const throughput = (SLOW.megabits * 1e6) / 8
    await session.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: SLOW.latency,
      downloadThroughput: throughput,
      uploadThroughput: throughput,
    })
    await session.send('Emulation.setCPUThrottlingRate', { rate: SLOW.cpu })
  }
  return found
}

/** Runs in the page before its own scripts: when what is waited for was first there, a frame later. */
function marks() {
  const marked = (globalThis.marked = {})
  const wanted = {
    shell: () => document.querySelector('h1'),
    table: () =>
      document.querySelector('h1') &&
      document.querySelector('main').textContent.length > 300 &&
      !document.querySelector('.loading'),
    charts: () => document.querySelector('[data-drawn="true"] svg path'),
  }
  const look = () => {
    for (const [name, is] of Object.entries(wanted))
      if (!(name in marked) && is()) {
        marked[name] = 0
        requestAnimationFrame(() => (marked[name] = performance.now()))
      }
  }
  new MutationObserver(look).observe(document, {
    subtree: true,
    childList: true,
    attributes: true,
    characterData: true,
  })
}

/** Milliseconds from a keystroke to the frame in which the answer to it stands, with an invented enterprise typed in. */
async function keys() {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } })
  const page = await context.newPage()
  await page.goto(`${url}/en/eligible`)
  await page
    .getByRole('button', { name: /invented/ })
    .first()
    .click()
  const field = page.locator('.fact.known input[type="text"]').first()
  await field.waitFor()
  await page.waitForTimeout(1500)
  await page.evaluate(() => {
    globalThis.times = []
    let typed = 0
    document.addEventListener('input', () => (typed = performance.now()), true)
    const answer = document.querySelector('section.answer')
    new MutationObserver(() => {
      if (answer.getAttribute('aria-busy') !== 'false' || !typed) return
      const from = typed
      typed = 0
      requestAnimationFrame(() => globalThis.times.push(performance.now() - from))
    }).observe(answer, { attributes: true, attributeFilter: ['aria-busy'] })
  })
  await page.getByRole('searchbox', { name: 'Find a fact' }).fill('staff_mean')
  const staff = page.locator('[id^="fact-staff_mean."]').last()
  await staff.fill('')
  await page.waitForTimeout(500)
  await page.evaluate(() => (globalThis.times.length = 0))
  for (let i = 0; i < KEYS; i++) {
    await staff.press(i % 4 === 3 ? 'Backspace' : String(1 + (i % 9)))
    await page.waitForTimeout(400)
  }
  const found = await page.evaluate(() => globalThis.times)
  await context.close()
  return found
}
