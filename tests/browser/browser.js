/* One Chromium for a file of tests. Every page that is opened is watched: a script that fails, a message of the policy, a
request to another host or an answer that is an error makes its test fail when the page is closed. */
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { startServer } from './server.js'

const fromApp = createRequire(new URL('../../app/package.json', import.meta.url))
const { chromium } = fromApp('playwright-core')
export const AXE = fromApp.resolve('axe-core/axe.min.js')

export const LANGUAGES = ['en', 'zh']

/** Starts a server and a browser; `visit` opens a page on it, `close` ends both. */
export async function open({ folder } = {}) {
  const server = await startServer(folder)
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu'],
  })
  const close = async () => {
    await browser.close()
    await server.stop()
  }
  return { url: server.url, close, visit: (path, options, use) => visit(browser, server.url, path, options, use) }
}

/** Opens a path, waits until its answers stand on the screen, hands the page to `use`, and checks what was seen. */
async function visit(browser, url, path, options, use) {
  const { width = 1280, height = 900, dark = false, lang = 'en' } = options
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: dark ? 'dark' : 'light',
    locale: lang === 'zh' ? 'zh-CN' : 'en-GB',
    reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  const seen = watch(page, url)
  try {
    await page.goto(url + path)
    await settled(page)
    const given = await use(page)
    assert.deepEqual(seen, [], `on ${path}`)
    return given
  } finally {
    await context.close()
  }
}

/** Waits until a heading stands on the screen and nothing is being read or drawn any more. */
export async function settled(page) {
  await page.waitForSelector('h1')
  await page.waitForFunction(() => !document.querySelector('.loading, [data-drawn="false"]'))
}

function watch(page, url) {
  const seen = []
  const host = new URL(url).host
  page.on('pageerror', (error) => seen.push(`script: ${error.message}`))
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) seen.push(`console: ${message.text()}`)
  })
  page.on('request', (request) => {
    const { protocol, host: to } = new URL(request.url())
    if (/^(https?|wss?):$/.test(protocol) && to !== host) seen.push(`request to ${to}`)
  })
  page.on('response', (response) => {
    if (response.status() >= 400) seen.push(`${response.status()} ${response.url()}`)
  })
  page.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText
    if (reason !== 'net::ERR_ABORTED') seen.push(`failed: ${request.url()} ${reason}`)
  })
  return seen
}

/** The serious and critical findings of axe, each with the elements it names. */
export async function accessibility(page) {
  // a script tag would break the page's own policy: the library is put in by the debugging protocol
  const { readFile } = await import('node:fs/promises')
  await page.evaluate(await readFile(AXE, 'utf8'))
  const found = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }))
  return found.violations
    .filter((one) => ['serious', 'critical'].includes(one.impact))
    .map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(' ')).join(' | ')}`)
}
