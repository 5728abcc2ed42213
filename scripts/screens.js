/* Takes the pictures of docs/screens: every room of the app in both languages on a narrow and a wide screen, as WebP.
`node scripts/screens.js` after `make app`; other words choose rooms (`node scripts/screens.js chain budget`). */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { LANGUAGES, open, settled } from '../tests/browser/browser.js'
import { populated } from '../tests/browser/population.js'

const OUT = fileURLToPath(new URL('../docs/screens/', import.meta.url))
const SIZES = { 360: 2200, 1280: 1700 } // widths with the most that is shown of a long page, in pixels
const HEIGHT = 1200
const QUALITY = 0.82
const LINDAO = fileURLToPath(new URL('../src/innovatory/cities/lindao/tables/events.csv', import.meta.url))

/** A name for each picture: the path, and what is done before it is taken. */
const ROOMS = {
  chain: { path: 'chain', act: toTheStreams },
  indicators: { path: 'indicators' },
  indicator: { path: 'indicators/rd_gdp_ratio' },
  instruments: { path: 'instruments' },
  instrument: { path: 'instruments/sz_tech_loan_interest_subsidy', act: costed },
  eligible: { path: 'eligible', act: fillIn },
  budget: { path: 'budget', act: workOut },
  register: { path: 'register/reforms' },
  data: { path: 'data' },
  check: { path: 'data/check?table=events', act: checkFile },
  futures: { path: 'futures' },
}

async function toTheStreams(page) {
  await page.locator('figure').first().scrollIntoViewIfNeeded()
}

async function costed(page) {
  await page.locator('#cost ~ dl, #cost ~ * dl').first().waitFor({ timeout: 60_000 })
}

async function fillIn(page) {
  await page
    .getByRole('button', { name: /invented|虚构/ })
    .first()
    .click()
  await page.locator('section.answer ol li').first().waitFor()
}

async function workOut(page) {
  await page.locator('.ways button').first().click()
  await page.locator('button.primary').click()
  await page.locator('section.told').waitFor()
}

async function checkFile(page) {
  await page.locator('input[type="file"]').setInputFiles(LINDAO)
  await page.locator('#checked').waitFor()
}

/** A picture as WebP, drawn anew by the browser itself. */
async function asWebp(page, png) {
  const url = await page.evaluate(
    async ([data, quality]) => {
      const image = new Image()
      image.src = `data:image/png;base64,${data}`
      await image.decode()
      const canvas = document.createElement('canvas')
      ;[canvas.width, canvas.height] = [image.width, image.height]
      canvas.getContext('2d').drawImage(image, 0, 0)
      return canvas.toDataURL('image/webp', quality)
    },
    [png.toString('base64'), QUALITY],
  )
  return Buffer.from(url.split(',')[1], 'base64')
}

async function take(app, name, lang, width) {
  const { path, act } = ROOMS[name]
  const file = join(OUT, `${name}-${lang}-${width}.webp`)
  await app.visit(`/${lang}/${path}`, { lang, width: Number(width), height: HEIGHT }, async (page) => {
    await act?.(page)
    await settled(page)
    await page.evaluate(() => scrollTo(0, 0))
    const whole = await page.evaluate(() => document.documentElement.scrollHeight)
    const clip = { x: 0, y: 0, width: Number(width), height: Math.min(whole, SIZES[width]) }
    await writeFile(file, await asWebp(page, await page.screenshot({ fullPage: true, clip })))
  })
}

const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(ROOMS)
await mkdir(OUT, { recursive: true })
const folder = await mkdtemp(join(tmpdir(), 'screens-'))
const app = await open(await populated(folder))
try {
  for (const name of names)
    for (const lang of LANGUAGES) for (const width of Object.keys(SIZES)) await take(app, name, lang, width)
} finally {
  await app.close()
  await rm(folder, { recursive: true })
}
