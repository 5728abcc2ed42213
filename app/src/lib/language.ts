/* Where a text changes its language: titles and publishers of sources and quotes were recorded in their own. */
import type { Lang } from './words.svelte'

export interface Part {
  text: string
  /** Null for the language of the page. */
  lang: 'zh-CN' | 'en' | null
  /** Whether it is what somebody types: a command, a name of the rules' language. */
  code?: boolean
}

/** Runs of the other language: Chinese with its own punctuation and numbers inside, or words in Latin letters. */
const FOREIGN = {
  en: /([“《「]?[\u3400-\u9fff](?:[\d\s,.%，。；、（）《》“”「」·：]*[\u3400-\u9fff》”」）])*)/,
  zh: /([A-Za-z](?:[\w\s.,&'’()/:;-]*[A-Za-z.)])?)/,
}

/** A sentence cut where its language changes; what stands between backticks is code. */
export function partsOf(text: string, page: Lang): Part[] {
  return text.split('`').flatMap((part, i) => (i % 2 ? [{ text: part, lang: null, code: true }] : worded(part, page)))
}

function worded(text: string, page: Lang): Part[] {
  const other = page === 'en' ? 'zh-CN' : 'en'
  return text
    .split(FOREIGN[page])
    .map((part, i) => ({ text: part, lang: i % 2 ? (other as Part['lang']) : null }))
    .filter((part) => part.text)
}
