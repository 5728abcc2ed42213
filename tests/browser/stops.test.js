/* The Tab key reaches everything that can be used, in the order in which it stands, and shows where it is. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { open } from './browser.js'

const MOST = 400 // presses, on the longest page
const ROOMS = [
  'chain',
  'indicators/rd_gdp_ratio',
  'instruments/hnte_recognition',
  'eligible',
  'budget',
  'register',
  'data',
  'data/check',
]

describe('stops of the Tab key', () => {
  let app
  before(async () => (app = await open()))
  after(() => app.close())

  for (const path of ROOMS)
    test(`${path}: all are reached in order, each seen`, () =>
      app.visit(`/en/${path}`, {}, async (page) => {
        const usable = await page.evaluate(numbered)
        assert.ok(usable > 10)
        const stops = []
        for (let i = 0; i < MOST; i++) {
          await page.keyboard.press('Tab')
          const stop = await page.evaluate(focused)
          if (stop === null || stops[0]?.number === stop.number) break
          if (stop.number !== stops.at(-1)?.number) stops.push(stop) // a date has a stop for each of its parts
        }
        const numbers = stops.map((one) => one.number)
        assert.deepEqual(
          numbers,
          numbers.toSorted((a, b) => a - b),
          'in the order of the page',
        )
        const missed = await page.evaluate(
          (met) =>
            [...document.querySelectorAll('[data-stop]')]
              .filter((one) => !met.includes(Number(one.dataset.stop)))
              .map((one) => one.outerHTML.slice(0, 120)),
          numbers,
        )
        assert.deepEqual(missed, [])
        assert.deepEqual(
          stops.filter((one) => !one.shown).map((one) => one.html),
          [],
          'without a sign of the focus',
        )
      }))
})

/** Numbers what the keyboard should reach in the order of the page; of radio buttons one of each name. Runs in the page. */
function numbered() {
  const names = new Set()
  let number = 0
  const usable = 'a[href], button:not(:disabled), input:not(:disabled), select, textarea, summary, [tabindex="0"]'
  for (const one of document.querySelectorAll(usable)) {
    if (!one.checkVisibility({ visibilityProperty: true }) || one.tabIndex < 0) continue
    if (one.type === 'radio') {
      if (
        names.has(one.name) ||
        (!one.checked && document.querySelector(`input[name="${CSS.escape(one.name)}"]:checked`))
      )
        continue
      names.add(one.name)
    }
    one.dataset.stop = String(number++)
  }
  return number
}

/** The number of what has the focus and whether that is seen; null outside the page. Runs in the page. */
function focused() {
  const one = document.activeElement
  if (one === document.body || one === null) return null
  const style = getComputedStyle(one)
  const ring = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1
  const box = one.getBoundingClientRect()
  const label = one.closest('label')
  const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0
  return {
    number: Number(one.dataset.stop ?? -1),
    shown:
      inside &&
      (ring || style.boxShadow !== 'none' || Boolean(label && getComputedStyle(label).outlineStyle !== 'none')),
    html: one.outerHTML.slice(0, 120),
  }
}
