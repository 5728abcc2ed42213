/* Refuses to build when a word is missing: every key in both languages with the same values set in, every key that a
page says written in its words or in the frame's, no key that nobody says, and no word of one language in the other. */
import { readdirSync, readFileSync, existsSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

/** What stands in Latin letters on Chinese pages too: formats, names of languages and of products. */
const LATIN = new Set(
  'API App CSV JSON XLSX Parquet PNG SVG PDF Python DuckDB Innovatory GDP R&D RD PCT UTF GBK CSS URL SQL YAML Excel'.split(
    ' ',
  ),
)
const FORMS = /\{(\w+)(?:\|[^|}]*\|[^}]*)?\}/g

/** All that is wrong with the words below a folder `src`, as sentences. */
export function wrongs(src) {
  const frame = pair(join(src, 'words'))
  const found = [...ofPair('words', frame)]
  const frameKeys = new Set(Object.keys(frame.en))
  const used = []
  const rooms = folders(join(src, 'pages'))
  for (const room of rooms) {
    const words = pair(join(src, 'pages', room, 'words'))
    const where = `pages/${room}/words`
    const said = saidIn(join(src, 'pages', room), src)
    found.push(...ofPair(where, words))
    for (const key of Object.keys(words.en))
      if (frameKeys.has(key)) found.push(`${where}: "${key}" is a key of the frame already`)
    const keys = new Set([...frameKeys, ...Object.keys(words.en)])
    found.push(...lacking(said, keys), ...unsaid(where, Object.keys(words.en), said))
    used.push(...said)
  }
  const said = files(src)
    .filter((file) => !relative(src, file).startsWith('pages/'))
    .flatMap((file) => saidOf(file, src))
  found.push(...lacking(said, frameKeys), ...unsaid('words', [...frameKeys], [...said, ...used]))
  return found
}

function pair(folder) {
  const read = (lang) => {
    const file = join(folder, `${lang}.json`)
    return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
  }
  return { en: read('en'), zh: read('zh') }
}

function* ofPair(where, { en, zh }) {
  for (const key of new Set([...Object.keys(en), ...Object.keys(zh)])) {
    const [english, chinese] = [en[key], zh[key]]
    if (!english?.trim()) yield `${where}/en.json: "${key}" is missing`
    else if (!chinese?.trim()) yield `${where}/zh.json: "${key}" is missing`
    else yield* ofWord(where, key, english, chinese)
  }
}

function* ofWord(where, key, english, chinese) {
  const [a, b] = [valuesIn(english), valuesIn(chinese)]
  if (a !== b) yield `${where}: "${key}" sets in {${a}} in English and {${b}} in Chinese`
  if (/[\u3400-\u9fff\uff00-\uffef]/.test(english)) yield `${where}/en.json: "${key}" has Chinese in it`
  const latin = (chinese.replace(FORMS, ' ').match(/[A-Za-z][A-Za-z&]+/g) ?? []).filter((word) => !LATIN.has(word))
  if (latin.length) yield `${where}/zh.json: "${key}" is not translated: ${latin.join(', ')}`
}

const valuesIn = (text) => [...new Set([...text.matchAll(FORMS)].map((one) => one[1]))].sort().join(', ')

function folders(folder) {
  if (!existsSync(folder)) return []
  return readdirSync(folder).filter((name) => statSync(join(folder, name)).isDirectory())
}

function files(folder) {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(svelte|ts)$/.test(name))
    .map((name) => join(folder, name))
}

const saidIn = (folder, src) => files(folder).flatMap((file) => saidOf(file, src))

/** What a file says: `say('a.b')` or `say(x ? 'a.b' : 'a.c')` whole, `` say(`a.${x}`) `` by what stands before the first value. */
function saidOf(file, src) {
  const where = relative(src, file)
  return [...firstArguments(readFileSync(file, 'utf8'))].flatMap((argument) =>
    [...argument.matchAll(/'([\w-]+\.[\w.-]+)'|"([\w-]+\.[\w.-]+)"|`([\w-]+\.[^`]*)`/g)].map((one) => {
      const template = one[3]
      return template?.includes('${')
        ? { where, begins: template.slice(0, template.indexOf('${')) }
        : { where, key: one[1] ?? one[2] ?? template }
    }),
  )
}

/** The first argument of every call of `say` and `isSaid`, as written. */
function* firstArguments(text) {
  for (const call of text.matchAll(/\b(?:say|isSaid)\(/g)) {
    const start = call.index + call[0].length
    let depth = 0
    let end = start
    for (; end < text.length; end++) {
      const one = text[end]
      if ('([{'.includes(one)) depth++
      else if (')]}'.includes(one) && depth-- === 0) break
      else if (one === ',' && depth === 0) break
    }
    yield text.slice(start, end)
  }
}

function* lacking(said, keys) {
  const all = [...keys]
  for (const { where, key, begins } of said) {
    if (key !== undefined && !keys.has(key)) yield `${where}: says "${key}", which has no words`
    if (begins !== undefined && !all.some((one) => one.startsWith(begins)))
      yield `${where}: no words begin with "${begins}"`
  }
}

function* unsaid(where, keys, said) {
  for (const key of keys)
    if (!said.some((one) => (one.key === undefined ? one.begins && key.startsWith(one.begins) : one.key === key)))
      yield `${where}: nobody says "${key}"`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const src = process.argv[2] ?? fileURLToPath(new URL('../src', import.meta.url))
  const found = [...wrongs(src)]
  for (const one of found) console.error(one)
  process.exit(found.length ? 1 : 0)
}
