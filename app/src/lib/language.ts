/* Which language a text is in that was recorded in its own: titles and publishers of sources, quotes. */

/** The tag of the language: Chinese where a Chinese character is in it. */
export function languageOf(text: string): 'zh-CN' | 'en' {
  return /[\u3400-\u9fff]/.test(text) ? 'zh-CN' : 'en'
}
