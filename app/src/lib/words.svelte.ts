/* Every word of the app that the server does not say: one file per language for the frame, one per page.

Only the words of the language on the screen are loaded. A key that is missing shows as ⟨key⟩; the build refuses it
(`scripts/check_words.js`), and so do the tests in the browser. */

export const LANGUAGES = ['en', 'zh'] as const
export type Lang = (typeof LANGUAGES)[number]
export type Values = Record<string, string | number>
type Dictionary = Record<string, string>

const frame = import.meta.glob<Dictionary>('../words/*.json', { import: 'default' })
const ofPages = import.meta.glob<Dictionary>('../pages/*/words/*.json', { import: 'default' })

let said = $state.raw<Dictionary>({})

/** Loads the words of the frame and of a page in a language; the screen follows once both are there. */
export async function loadWords(page: string, lang: Lang): Promise<() => void> {
  const load = [frame[`../words/${lang}.json`], ofPages[`../pages/${page}/words/${lang}.json`]]
  const found = await Promise.all(load.map((one) => one?.() ?? {}))
  return () => {
    said = Object.assign({}, ...found)
  }
}

/** The word of a key with its values set in: `{name}` a value, `{count|year|years}` one form for 1 and one for others. */
export function say(key: string, values: Values = {}): string {
  const text = said[key]
  if (text === undefined) return `⟨${key}⟩`
  return text.replace(/\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}/g, (whole, name: string, one?: string, many?: string) => {
    const value = values[name]
    if (value === undefined) return whole
    if (one === undefined || many === undefined) return String(value)
    return value === 1 ? one : many
  })
}

/** Whether a key has words: for names that come from the server and of which only some are explained. */
export function isSaid(key: string): boolean {
  return key in said
}
