/* Which language a text is in that was recorded in its own: titles and publishers of sources, quotes. */
import type { Lang } from './words.svelte'

/** The tag of the language: Chinese where a Chinese character is in it. */
export function languageOf(text: string): 'zh-CN' | 'en' {
  return /[\u3400-\u9fff]/.test(text) ? 'zh-CN' : 'en'
}

export interface Part {
  text: string
  /** Null for the language of the page. */
  lang: 'zh-CN' | 'en' | null
}

/** Runs of the other language: Chinese with its own punctuation and numbers inside, or words in Latin letters. */
const FOREIGN = {
  en: /([“《「]?[\u3400-\u9fff](?:[\d\s,.%，。；、（）《》“”「」·：]*[\u3400-\u9fff》”」）])*)/,
  zh: /([A-Za-z](?:[\w\s.,&'’()/:;-]*[A-Za-z.)])?)/,
}

/** A sentence cut where its language changes. */
export function partsOf(text: string, page: Lang): Part[] {
  const other = page === 'en' ? 'zh-CN' : 'en'
  return text
    .split(FOREIGN[page])
    .map((part, i) => ({ text: part, lang: i % 2 ? (other as Part['lang']) : null }))
    .filter((part) => part.text)
}
