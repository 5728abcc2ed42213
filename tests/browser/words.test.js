/* The build refuses words that are missing, not translated, or said by nobody. */
import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { wrongs } from '../../app/scripts/check_words.js'

describe('words', () => {
  let src
  beforeEach(async () => (src = await mkdtemp(join(tmpdir(), 'words-'))))
  afterEach(() => rm(src, { recursive: true }))

  async function wrongOf(en, zh, page = `{say('one.title', { n: 1 })}`) {
    for (const [path, text] of [
      ['words/en.json', '{}'],
      ['words/zh.json', '{}'],
      ['pages/one/words/en.json', JSON.stringify(en)],
      ['pages/one/words/zh.json', JSON.stringify(zh)],
      ['pages/one/Page.svelte', page],
    ]) {
      await mkdir(join(src, path, '..'), { recursive: true })
      await writeFile(join(src, path), text)
    }
    return [...wrongs(src)]
  }

  test('the app as it is has all its words', () =>
    assert.deepEqual([...wrongs(fileURLToPath(new URL('../../app/src', import.meta.url)))], []))

  test('both languages with the same values pass', async () =>
    assert.deepEqual(await wrongOf({ 'one.title': '{n} {n|year|years}' }, { 'one.title': '{n}年' }), []))

  for (const [what, en, zh, page, told] of [
    ['a missing Chinese word', { 'one.title': 'Years' }, {}, undefined, /zh\.json: "one\.title" is missing/],
    ['a missing English word', {}, { 'one.title': '年份' }, undefined, /en\.json: "one\.title" is missing/],
    ['an empty word', { 'one.title': ' ' }, { 'one.title': '年份' }, undefined, /en\.json: "one\.title" is missing/],
    ['other values', { 'one.title': '{n} years' }, { 'one.title': '{m}年' }, undefined, /sets in \{n\} in English/],
    ['an untranslated word', { 'one.title': 'Years' }, { 'one.title': 'Years 份' }, undefined, /not translated: Years/],
    ['Chinese in English', { 'one.title': 'Years，' }, { 'one.title': '年份' }, undefined, /en\.json: .* has Chinese/],
    ['a key without words', {}, {}, undefined, /says "one\.title", which has no words/],
    ['words that nobody says', { 'one.more': 'More' }, { 'one.more': '更多' }, '', /nobody says "one\.more"/],
    ['a beginning without words', {}, {}, '{say(`one.${x}`)}', /no words begin with "one\."/],
  ])
    test(`${what} is refused`, async () => assert.match((await wrongOf(en, zh, page)).join('\n'), told))
})
