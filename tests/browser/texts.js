/* The words on a page that belong to the other language. A page may mark a run as the other language, but the mark alone
excuses nothing: the run has to be something that was published or named in it – the title, the publisher, the address or
the words of a recorded source, the citation of a law, a term that laws or spreadsheets have in Chinese. Which those are
the server says itself. Identifiers and code stand in `code` or under `translate="no"` and are not looked at. */

/** Latin letters that Chinese prose has too: abbreviations, numbers with a letter before them (`K01`, `CR10`), prefixes of
identifiers that people type, file names. */
const LATIN = /^(syn|sim|gov|outside|Parquet|Python|R&D|[A-Z]{2,5}s?|[A-Z]{1,2}\d+|[\w-]+\.(csv|xlsx|yaml))$/

/** Names without a Chinese form: this product, two counters of patents, a company as a register of institutions has it,
the authors of a measure. */
const NAMES = /^(Innovatory|IPRdaily|incoPat|Kuang-Chi|Duncan)$/

/** Fields of the server's answers that hold what was published, and what must stand beside them in the same object. */
const PUBLISHED = {
  quote: null,
  title: 'publisher',
  publisher: 'publisher',
  address: 'publisher',
  cite: 'cite',
  law_label: 'law_label',
  headers: 'headers',
}

/** What people read as one run of text. */
const BLOCKS =
  'p, li, td, th, dd, dt, h1, h2, h3, h4, h5, h6, blockquote, figcaption, summary, button, label, option, legend, ' +
  'caption, text, section, div, main, header, footer, nav'

/** The words of another language in what is shown: Chinese characters on an English page, Latin words on a Chinese one.
`published` is what may stand there in it. */
export async function foreignWords(page, lang, published) {
  const excused = [...published].filter((one) => wordsOf(one, lang).length)
  const blocks = await page.evaluate(blocksOf, [BLOCKS, lang])
  return blocks.flatMap((pieces) => foreignIn(pieces, lang, excused))
}

/** In the page: the blocks that are shown, each as pieces of text with whether they are marked as another language. */
function blocksOf([blocks, lang]) {
  const marked = (element) => !(element.closest('[lang]')?.lang ?? lang).startsWith(lang)
  const found = new Map()
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (walk.nextNode()) {
    const parent = walk.currentNode.parentElement
    if (parent.closest('pre, script, noscript, style, svg [aria-hidden], [translate="no"]')) continue
    const block = parent.closest(blocks) ?? document.body
    const text = parent.closest('code') ? ' ` ' : walk.currentNode.data
    found.set(block, [...(found.get(block) ?? []), { text, marked: marked(parent) }])
  }
  const told = [...found.values()]
  for (const one of document.querySelectorAll('[aria-label], [title], [placeholder], [alt]'))
    for (const name of ['aria-label', 'title', 'placeholder', 'alt'])
      if (one.getAttribute(name) && !one.closest('[translate="no"]'))
        told.push([{ text: one.getAttribute(name), marked: true }]) // of an attribute no part can be marked
  return told
}

/** The words of a block that are foreign: not marked, or marked without ever having been published. */
function foreignIn(pieces, lang, excused) {
  const text = pieces.map((one) => one.text).join('')
  const words = wordsOf(text, lang)
  if (!words.length) return []
  const marked = pieces.flatMap((one) => Array(one.text.length).fill(one.marked))
  const covered = Array(text.length).fill(false)
  for (const one of excused)
    for (let at = text.indexOf(one); at >= 0; at = text.indexOf(one, at + one.length))
      covered.fill(true, at, at + one.length)
  const allowed = ({ at, word }) => marked[at] && covered[at] && covered[at + word.length - 1]
  const shown = text.replace(/\s+/g, ' ').trim().slice(0, 100)
  const foreign = words.filter((one) => !allowed(one)).map((one) => one.word)
  return foreign.length ? [`${foreign.join(' ')} in “${shown}”`] : []
}

/** Words of the other language with their places. */
function wordsOf(text, lang) {
  const pattern = lang === 'en' ? /[\u3400-\u9fff]+/g : /[A-Za-z](?:[\w&.’'-]*\w)/g
  const plain = text.replace(/https?:\S+/g, (one) => ' '.repeat(one.length))
  const found = [...plain.matchAll(pattern)].map((one) => ({ word: one[0], at: one.index }))
  return found.filter(({ word }) => lang === 'en' || !(LATIN.test(word) || NAMES.test(word)))
}

/** What the server holds that was published or named in a language of its own: its sources and quotes, the laws of its
sheets, and what the answers that a page got name besides. */
export async function publishedOn(page, url, lang) {
  const asked = await page.evaluate(() => performance.getEntriesByType('resource').map((one) => one.name))
  const answers = [...new Set(asked)].filter((one) => one.startsWith(`${url}/api/`))
  return new Set([...(await recorded(url, lang)), ...(await Promise.all(answers.map(publishedIn))).flat()])
}

const known = new Map()
/** The sources of all cities, the quotes of their figures, the citations of all laws; asked once for a language. */
function recorded(url, lang) {
  const key = `${url} ${lang}`
  if (!known.has(key)) known.set(key, recordedIn(`${url}/api/v1`, lang))
  return known.get(key)
}

async function recordedIn(api, lang) {
  const get = async (path) => (await fetch(`${api}${path}?lang=${lang}`)).json()
  const found = [
    (await get('/instruments')).instruments.filter((one) => one.sheet).map((one) => `/instruments/${one.id}`),
  ]
  for (const { id } of (await get('/cities')).cities) {
    const { indicators } = await get(`/cities/${id}/indicators`)
    found.push(
      [`/cities/${id}/sources`],
      indicators.map((one) => `/cities/${id}/indicators/${one.id}`),
    )
  }
  return (await Promise.all(found.flat().map((path) => publishedIn(`${api}${path}?lang=${lang}`)))).flat()
}

/** What one address answers: nothing for those that take what is sent, or give no JSON. */
async function publishedIn(address) {
  const answer = await fetch(address)
  const json = answer.ok && (answer.headers.get('content-type') ?? '').includes('json')
  return json ? [...collected(await answer.json())] : []
}

function* collected(value) {
  if (typeof value !== 'object' || value === null) return
  for (const [name, held] of Object.entries(value)) {
    const beside = PUBLISHED[name]
    if (beside === null || (beside && beside in value))
      yield* [held].flat().filter((one) => typeof one === 'string' && one)
    yield* collected(held)
  }
}

/** Keys that have no word stand between these marks. */
export const UNSAID = /⟨[^⟩]*⟩/
