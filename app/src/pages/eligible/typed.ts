/* What a visitor types as text, and the text that the server takes for it.

Amounts stand in the unit that the form shows (yuan, 10 000 yuan, a million yuan), shares in percent; a suffix that is
typed wins over both. Digits are moved as text: an amount never passes through a binary number. */

export const MONEY_UNITS = ['yuan', 'wan', 'million'] as const
export type MoneyUnit = (typeof MONEY_UNITS)[number]

const PLACES: Record<MoneyUnit, number> = { yuan: 0, wan: 4, million: 6 }
const SUFFIX: Record<MoneyUnit, string> = { yuan: '', wan: '万', million: 'm' }
const TENS: Record<string, number> = { '': 0, k: 3, m: 6, bn: 9, 万: 4, 亿: 8 }
const AMOUNT = /^(-?)(\d+)(?:\.(\d+))?(k|m|bn|万|亿|)$/
const PLAIN = /^-?\d+(?:\.\d+)?$/

/** Full-width forms, thousands separators and dashes between two ends as the server writes them: `１，２００～3` → `1200..3`. */
export function tidy(text: string): string {
  return text
    .normalize('NFKC')
    .trim()
    .replace(/(\d)[,_' ](?=\d{3}(?!\d))/g, '$1')
    .replace(/(万|亿)元$/, '$1')
    .replace(/(\d|%|k|m|bn|万|亿)\s*(?:~|–|—|至|\bto\b|(?<=\d)-)\s*(?=-?\d)/g, '$1..')
}

/** A day, month or year as the server writes it: `2020年1月5日`, `2020/1/5` → `2020-01-05`; other text stays as it is. */
export function dayText(text: string): string {
  const found = /^(\d{4})\s*[-/.年]\s*(\d{1,2})(?:\s*[-/.月]\s*(\d{1,2})\s*日?|\s*月)?$/.exec(
    text.normalize('NFKC').trim(),
  )
  if (!found) return text.trim().replace(/^(\d{4})年$/, '$1')
  return found
    .slice(1)
    .filter(Boolean)
    .map((part) => part.padStart(2, '0'))
    .join('-')
}

/** An amount of money as the server takes it: `128` in 10 000 yuan → `128万`; each end of a range by itself. */
export function moneyText(text: string, unit: MoneyUnit): string {
  return ofEnds(text, (end) => (PLAIN.test(end) ? end + SUFFIX[unit] : end))
}

/** A share as the server takes it: `6` → `6%`. */
export function percentText(text: string): string {
  return ofEnds(text, (end) => (PLAIN.test(end) ? `${end}%` : end))
}

/** An amount as it is typed in a unit: `1.2m` in 10 000 yuan → `120`; what is no amount stays as it is. */
export function inUnit(text: string, unit: MoneyUnit, from: MoneyUnit = 'yuan'): string {
  return ofEnds(text, (end) => {
    const found = AMOUNT.exec(end)
    if (!found) return end
    const [, sign = '', whole = '', part = '', suffix = ''] = found
    const places = suffix === '' ? PLACES[from] : (TENS[suffix] ?? 0)
    return sign + shifted(whole, part, places - PLACES[unit])
  })
}

/** A share as it is typed in percent: `6%` → `6`, `0.06` → `6`. */
export function inPercent(text: string): string {
  return ofEnds(text, (end) => {
    const [, sign = '', whole, part = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(end) ?? []
    return whole === undefined ? end.replace(/%$/, '') : sign + shifted(whole, part, 2)
  })
}

function ofEnds(text: string, of: (end: string) => string): string {
  return tidy(text)
    .split('..')
    .map((end) => of(end.trim()))
    .join('..')
}

/** The digits of `whole.part` with the point moved to the right (to the left if `places` is negative). */
function shifted(whole: string, part: string, places: number): string {
  const digits = whole + part
  const point = whole.length + places
  const padded = point <= 0 ? '0'.repeat(1 - point) + digits : digits.padEnd(point, '0')
  const at = Math.max(point, 1)
  const left = padded.slice(0, at).replace(/^0+(?=\d)/, '')
  const right = padded.slice(at).replace(/0+$/, '')
  return right ? `${left}.${right}` : left
}
