/* The state of the view stands in the address: copied addresses and the back button restore it, a language keeps it. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { open, settled } from './browser.js'

describe('view', () => {
  let app
  before(async () => (app = await open()))
  after(() => app.close())

  const rows = (page) => page.locator('main section li').count()

  test('a search stands in the address and is restored from it', async () => {
    const { address, found, all } = await app.visit('/en/indicators', {}, async (page) => {
      const all = await rows(page)
      await page.getByRole('searchbox').pressSequentially('patent')
      await page.waitForFunction(() => location.search.includes('q=patent'))
      return { address: new URL(page.url()), found: await rows(page), all }
    })
    assert.ok(found > 0 && found < all, `${found} of ${all}`)
    await app.visit(address.pathname + address.search, {}, async (page) => {
      assert.equal(await page.getByRole('searchbox').inputValue(), 'patent')
      assert.equal(await rows(page), found)
    })
  })

  test('the back button takes back a choice and a page', () =>
    app.visit('/en/indicators/rd_gdp_ratio', {}, async (page) => {
      await page.getByRole('button', { name: 'Table', exact: true }).click()
      await page.getByRole('columnheader', { name: 'Source' }).waitFor()
      assert.match(page.url(), /view=table/)
      await page.getByRole('navigation').getByRole('link', { name: 'Chain' }).click()
      await page.waitForURL('**/en/chain')
      await settled(page)
      await page.goBack()
      await page.getByRole('columnheader', { name: 'Source' }).waitFor()
      await page.goBack()
      await page.locator('[data-drawn="true"] svg').waitFor()
      assert.doesNotMatch(page.url(), /view=/)
    }))

  test('another language keeps the view', () =>
    app.visit('/en/indicators?known=yes&link=talent', {}, async (page) => {
      const before = await rows(page)
      await page.getByRole('link', { name: '中文' }).click()
      await page.waitForFunction(() => document.documentElement.lang === 'zh-CN')
      await settled(page)
      assert.match(page.url(), /\/zh\/indicators\?known=yes&link=talent$/)
      assert.equal(await rows(page), before)
    }))

  test('an order of a table is a link, and Enter on a head sorts', () =>
    app.visit('/en/indicators/rd_gdp_ratio?rd_gdp_ratio.view=table', {}, async (page) => {
      const years = async () => (await page.locator('tbody th').allInnerTexts()).map(Number)
      await page.getByRole('button', { name: /^Year/ }).focus()
      await page.keyboard.press('Enter')
      await page.waitForFunction(() => location.search.includes('sort=year'))
      assert.deepEqual(
        await years(),
        (await years()).toSorted((a, b) => a - b),
      )
      await page.keyboard.press('Enter')
      await page.waitForFunction(() => location.search.includes('sort=-year'))
      assert.deepEqual(
        await years(),
        (await years()).toSorted((a, b) => b - a),
      )
    }))

  test('a page that does not exist leads to the chain', () =>
    app.visit('/zh/nothing', { lang: 'zh' }, async (page) => assert.match(page.url(), /\/zh\/chain$/)))

  for (const [what, path, told] of [
    ['an indicator that does not exist says so', '/en/indicators/rd_gdp', /no indicator .*rd_gdp/],
    ['an indicator that does not exist says so in Chinese', '/zh/indicators/rd_gdp', /没有指标.*rd_gdp/],
    ['a city that is not served says so', '/en/chain?city=atlantis', /no city of that name/],
  ])
    test(what, () =>
      app.visit(path, { refused: true, heading: false }, async (page) =>
        assert.match(await page.getByRole('alert').innerText(), told),
      ),
    )
})

describe('colours', () => {
  let app
  before(async () => (app = await open()))
  after(() => app.close())

  /* Waits until a chart is drawn in another ink: it is drawn anew after the colours changed, not with them. */
  const redrawn = (page, ink) =>
    page.waitForFunction((was) => {
      const text = document.querySelector('[data-drawn="true"] svg text')
      return text !== null && text.getAttribute('fill') !== was
    }, ink)

  const ground = (page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor)

  test('a choice of colours holds against the system and after a reload, and charts follow it', () =>
    app.visit('/en/indicators/rd_gdp_ratio', { dark: true }, async (page) => {
      const ink = () => page.locator('[data-drawn="true"] svg text').first().getAttribute('fill')
      const [dark, drawnDark] = [await ground(page), await ink()]
      await page.getByRole('button', { name: 'Colours: as the system' }).click()
      const light = await ground(page)
      assert.notEqual(light, dark)
      await redrawn(page, drawnDark)
      await page.reload()
      await settled(page)
      assert.equal(await ground(page), light)
      await page.getByRole('button', { name: 'Colours: light' }).click()
      assert.equal(await ground(page), dark)
    }))

  test('paper is light, charts included, whatever the screen', () =>
    app.visit('/en/indicators/rd_gdp_ratio', { dark: true }, async (page) => {
      const ink = () => page.locator('[data-drawn="true"] svg text').first().getAttribute('fill')
      const onScreen = await ink()
      await page.emulateMedia({ media: 'print' })
      assert.equal(await ground(page), 'rgb(255, 255, 255)')
      await redrawn(page, onScreen)
    }))
})
