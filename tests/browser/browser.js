/* One Chromium for a file of tests. Every page that is opened is watched: a script that fails, a message of the policy, a
request to another host or an answer that is an error makes its test fail when the page is closed. */
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { startServer } from './server.js'

const fromApp = createRequire(new URL('../../app/package.json', import.meta.url))
const { chromium } = fromApp('playwright-core')
export const AXE = fromApp.resolve('axe-core/axe.min.js')

export const LANGUAGES = ['en', 'zh']

/** Starts a server (see `startServer`) and a browser; `visit` opens a page on it, `close` ends both. */
export async function open(of = {}) {
  const server = await startServer(of)
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu'],
  })
  const close = async () => {
    await browser.close()
    await server.stop()
  }
  const visiting = (path, options, use) => visit(browser, server.url, path, options, use)
  return { url: server.url, log: server.log, close, visit: visiting }
}

/** Opens a path, waits until its answers stand on the screen, hands the page to `use`, and checks what was seen. */
async function visit(browser, url, path, options, use) {
  const { width = 1280, height = 900, dark = false, lang = 'en', refused = false, heading = true } = options
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: dark ? 'dark' : 'light',
    locale: lang === 'zh' ? 'zh-CN' : 'en-GB',
    reducedMotion: 'reduce',
  })
  await context.addInitScript(reportViolations)
  context.setDefaultTimeout(15_000)
  const page = await context.newPage()
  const seen = watch(page, url, refused)
  try {
    await page.goto(url + path)
    if (heading) await settled(page)
    const given = await use(page)
    assert.deepEqual(seen, [], `on ${path}`)
    return given
  } finally {
    await context.close()
  }
}

const STEADY = 150 // ms: between two rooms there is an instant at which nothing says yet that it is being read

/** Waits until a heading stands on the screen and for a while nothing is being read or drawn any more. */
export async function settled(page) {
  await page.waitForSelector('h1')
  await page.evaluate(() => delete globalThis.quietSince)
  await page.waitForFunction((steady) => {
    const busy = document.querySelector('.loading, [data-drawn="false"], [aria-busy="true"]') !== null
    globalThis.quietSince = busy ? undefined : (globalThis.quietSince ?? performance.now())
    return !busy && performance.now() - globalThis.quietSince >= steady
  }, STEADY)
}

/** Runs in every page before its own scripts: what the policy stops is said where it is seen. */
function reportViolations() {
  document.addEventListener('securitypolicyviolation', (event) =>
    console.error(
      `policy: ${event.violatedDirective} stopped ${event.blockedURI} at ${event.sourceFile}:${event.lineNumber}`,
    ),
  )
}

/** What must not be seen of a page; `refused`: what is sent may be refused, which Chromium's console tells too. */
function watch(page, url, refused) {
  const seen = []
  const host = new URL(url).host
  page.on('pageerror', (error) => seen.push(`script: ${error.message}`))
  page.on('console', (message) => {
    const told = /^Failed to load resource: .* status of 4\d\d/.test(message.text())
    if (['error', 'warning'].includes(message.type()) && !(refused && told)) seen.push(`console: ${message.text()}`)
  })
  page.on('request', (request) => {
    const { protocol, host: to } = new URL(request.url())
    if (/^(https?|wss?):$/.test(protocol) && to !== host) seen.push(`request to ${to}`)
  })
  page.on('dialog', (dialog) => {
    seen.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('response', (response) => {
    if (response.status() >= (refused ? 500 : 400)) seen.push(`${response.status()} ${response.url()}`)
  })
  page.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText
    if (reason !== 'net::ERR_ABORTED') seen.push(`failed: ${request.url()} ${reason}`)
  })
  return seen
}

/** The serious and critical findings of axe, each with the elements it names; of some of its rules alone if they are named. */
export async function accessibility(page, rules) {
  // a script tag would break the page's own policy: the library is put in by the debugging protocol
  const { readFile } = await import('node:fs/promises')
  await page.evaluate(await readFile(AXE, 'utf8'))
  const only = rules && { type: 'rule', values: rules }
  const found = await page.evaluate(
    (runOnly) => globalThis.axe.run(document, { resultTypes: ['violations'], ...(runOnly && { runOnly }) }),
    only,
  )
  return found.violations
    .filter((one) => ['serious', 'critical'].includes(one.impact))
    .map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(' ')).join(' | ')}`)
}
