/* Short numbers for the axes of charts, where the server gives no text: bn and m in English, 亿 and 万 in Chinese. */
import type { Lang } from './words.svelte'

/** Steps from the largest: [from which size, divided by, what is written after]. */
const STEPS: Record<Lang, readonly [number, string][]> = {
  en: [
    [1e12, ' tn'],
    [1e9, ' bn'],
    [1e6, ' m'],
  ],
  zh: [
    [1e12, '万亿'],
    [1e8, '亿'],
    [1e4, '万'],
  ],
}

/** A value for an axis; `shown` is how its indicator is shown, `percent` for a fraction that is read as percent. */
export function axisNumber(value: number, shown: string, lang: Lang): string {
  if (shown === 'percent') return `${plain(value * 100, lang)}%`
  const step = STEPS[lang].find(([size]) => Math.abs(value) >= size)
  return step ? `${plain(value / step[0], lang)}${step[1]}` : plain(value, lang)
}

function plain(value: number, lang: Lang): string {
  return new Intl.NumberFormat(lang === 'zh' ? 'zh-CN' : 'en', { maximumSignificantDigits: 4 }).format(value)
}
