/* An address that is shared shows the same view to who opens it, and the back button takes back one choice after the other:
the rooms beside Chain and Indicators, whose addresses view.test.js looks at. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { open, settled } from './browser.js'

describe('a shared address', () => {
  let app
  before(async () => (app = await open()))
  after(() => app.close())

  const at = (page) => new URL(page.url()).pathname + new URL(page.url()).search
  const list = (page) => page.locator('main li.keep').count()
  const lists = (page, wanted) =>
    page.waitForFunction((n) => document.querySelectorAll('main li.keep').length === n, wanted)
  const texts = (page) => page.locator('main').innerText()

  /** What `look` sees of a view after `change`, and that it sees the same at the address alone and in the other language. */
  async function isShared(path, change, look) {
    const [address, seen, before] = await app.visit(path, {}, async (page) => {
      const before = await look(page)
      await change(page)
      await settled(page)
      return [at(page), await look(page), before]
    })
    assert.notDeepEqual(seen, before, 'the change is seen')
    await app.visit(address, {}, async (page) => assert.deepEqual(await look(page), seen))
    return address
  }

  test('of instruments holds filters, words, day and what is left out', async () => {
    const address = await isShared(
      '/en/instruments',
      async (page) => {
        await page.getByLabel('Level').selectOption({ index: 2 })
        await page.getByRole('textbox', { name: 'On the day' }).fill('2021-06-30')
        await page.getByLabel('Only with a stored rule').check()
        await page.getByRole('searchbox').fill('e')
        await page.waitForFunction(() => location.search.includes('q=e'))
      },
      list,
    )
    for (const part of ['level=', 'on=2021-06-30', 'sheet=1', 'q=e'])
      assert.ok(address.includes(part), `${part} in ${address}`)
  })

  test('of the register holds the table', () =>
    isShared(
      '/en/register',
      (page) => page.getByRole('link', { name: /^Events/ }).click(),
      (page) => page.locator('main h2').allInnerTexts(),
    ))

  test('of the data holds the room and the table', () =>
    isShared(
      '/en/data',
      async (page) => {
        await page.locator('main a[href*="/data/tables/patents"]').click()
        await page.getByRole('heading', { level: 2, name: 'Patents' }).waitFor()
      },
      (page) => page.locator('main h2').first().innerText(),
    ))

  test('of the question holds who asks, the day and what is shown, and no fact', async () => {
    const address = await isShared(
      '/en/eligible',
      async (page) => {
        const asked = (one) => one.request().method() === 'POST' && one.request().postDataJSON().on === '2023-06-30'
        await Promise.all([page.waitForResponse(asked), page.getByLabel('Day of the question').fill('2023-06-30')])
        await settled(page)
        await page.getByRole('button', { name: /^Depends/ }).click()
      },
      async (page) => [
        await page.getByLabel('Day of the question').inputValue(),
        await page.locator('[aria-pressed="true"]').innerText(),
      ],
    )
    assert.deepEqual([...new URLSearchParams(address.split('?')[1]).keys()].sort(), ['on', 'show'])
  })

  test('of another city shows that city, and keeps it from room to room', () =>
    app.visit('/en/chain?city=lindao', {}, async (page) => {
      assert.match(await texts(page), /[Ii]nvented/)
      await page.getByRole('navigation').getByRole('link', { name: 'Register' }).click()
      await page.waitForURL('**/en/register?city=lindao')
      // the head of the next room stands before its first answer: wait for what is asserted, not for a sign of loading
      await page.waitForFunction(() => /invented/i.test(document.querySelector('main').innerText))
    }))

  test('is walked back by the back button, one choice after the other', () =>
    app.visit('/en/instruments', {}, async (page) => {
      const all = await list(page)
      await page.getByLabel('Kind').selectOption({ index: 1 })
      await page.waitForFunction((n) => document.querySelectorAll('main li.keep').length !== n, all)
      const some = await list(page)
      await page.locator('main li.keep a').first().click()
      await page.getByRole('heading', { level: 1 }).and(page.locator(':not(:text-is("Instruments"))')).waitFor()
      await settled(page)
      assert.ok(some > 0 && some < all)
      await page.goBack()
      await lists(page, some)
      assert.notEqual(await page.getByLabel('Kind').inputValue(), '')
      await page.goBack()
      await lists(page, all)
      assert.equal(await page.getByLabel('Kind').inputValue(), '')
      await page.goForward()
      await lists(page, some)
    }))

  test('that names nothing says so in words', async () => {
    for (const path of [
      '/en/indicators/no_such_thing',
      '/en/instruments/no_such_thing',
      '/en/register/no_such_thing',
      '/en/chain?city=nowhere',
    ])
      await app.visit(path, { refused: true, heading: false }, async (page) => {
        await page.getByRole('alert').first().waitFor()
        assert.ok((await page.getByRole('alert').first().innerText()).length > 15, path)
      })
  })
})
