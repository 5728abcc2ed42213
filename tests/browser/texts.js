/* The words on a page that belong to the other language. Names of languages, titles as they were published, identifiers
and code are marked with their own `lang` (or `translate="no"`) in the page and are not looked at. */

/** Latin letters that Chinese prose has too: abbreviations, names without a Chinese form, identifiers and file names. */
const LATIN = /^(syn|sim|Parquet|Python|R&D|[A-Z]{2,5}s?|\w*_\w*|[\w-]+\.(csv|xlsx|yaml))$/

/** The words of another language in what is shown: Chinese characters on an English page, Latin words on a Chinese one. */
export async function foreignWords(page, lang) {
  const texts = await page.evaluate((wanted) => {
    const found = []
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    while (walk.nextNode()) {
      const parent = walk.currentNode.parentElement
      const own = parent.closest('[lang]')?.lang ?? wanted
      if (!own.startsWith(wanted) || parent.closest('code, pre, script, noscript, style, svg [aria-hidden], [translate="no"]')) continue
      found.push(walk.currentNode.data)
    }
    for (const one of document.querySelectorAll('[aria-label], [title], [placeholder], [alt]'))
      if ((one.closest('[lang]')?.lang ?? wanted).startsWith(wanted) && !one.closest('[translate="no"]'))
        found.push(...['aria-label', 'title', 'placeholder', 'alt'].map((name) => one.getAttribute(name) ?? ''))
    return found
  }, lang)
  return lang === 'en' ? texts.filter((one) => /[\u3400-\u9fff]/.test(one)) : texts.flatMap(latinWords)
}

function latinWords(text) {
  const words = text.replace(/https?:\S+/g, ' ').match(/[A-Za-z](?:[\w&.-]*\w)/g) ?? []
  return words.filter((word) => !LATIN.test(word)).map((word) => `${word} in “${text.trim().slice(0, 60)}”`)
}

/** Keys that have no word stand between these marks. */
export const UNSAID = /⟨[^⟩]*⟩/
