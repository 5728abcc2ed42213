/* The cells of a register as people read them, and its rows narrowed by what stands in the address. */
import type { Register, RegisterColumn, Row } from './shapes'

const LATEST = '_latest'
const MOST_CHOICES = 40

/** A cell as text; a day that is known to its year or month alone is written so. Empty: not recorded. */
export function textOf(column: RegisterColumn, row: Row, truth: (value: boolean) => string, lang: string): string {
  const value = row[column.id]
  if (value === null || value === undefined || value === '') return ''
  if (typeof value === 'boolean') return truth(value)
  if (typeof value === 'number') return numberText(value, column.unit, lang)
  if (column.kind === 'day') return dayText(value, row[column.id + LATEST])
  return column.words[value] ?? value
}

/** Counts have no unit to tell; years are no amounts. */
function numberText(value: number, unit: string | null, lang: string): string {
  const text = value.toLocaleString(lang, { useGrouping: unit !== null })
  return unit === null || unit === 'count' || unit === '1' ? text : `${text} ${unit}`
}

/** A heading begins with a capital letter, whatever it is called in a table. */
export function heading(column: RegisterColumn): string {
  return column.label.charAt(0).toUpperCase() + column.label.slice(1)
}

function dayText(first: string, latest: unknown): string {
  if (typeof latest !== 'string' || latest === first) return first
  const year = first.slice(0, 4)
  if (first.endsWith('-01-01') && latest === `${year}-12-31`) return year
  const month = first.slice(0, 7)
  if (first.endsWith('-01') && latest.startsWith(month) && Number(latest.slice(8)) >= 28) return month
  return `${first} – ${latest}`
}

/** The columns that say something in these rows; the last possible day of a date stands with its first. */
export function saying(register: Register): RegisterColumn[] {
  const days = new Set(register.columns.filter((one) => one.kind === 'day').map((one) => one.id))
  return register.columns.filter(
    (column) =>
      !(column.id.endsWith(LATEST) && days.has(column.id.slice(0, -LATEST.length))) &&
      register.rows.some((row) => row[column.id] !== null && row[column.id] !== ''),
  )
}

export interface Choice {
  id: string
  label: string
  count: number
}

/** The columns by which rows can be chosen, each with its values, the most frequent first. */
export function filters(register: Register): { column: RegisterColumn; choices: Choice[] }[] {
  return saying(register)
    .filter((column) => column.kind === 'word')
    .map((column) => ({ column, choices: choicesOf(column, register.rows) }))
    .filter(({ choices }) => choices.length > 1 && choices.length <= MOST_CHOICES)
}

function choicesOf(column: RegisterColumn, rows: readonly Row[]): Choice[] {
  const counts = new Map<string, number>()
  for (const row of rows) {
    const value = row[column.id]
    if (typeof value === 'string' && value) counts.set(value, (counts.get(value) ?? 0) + 1)
  }
  return [...counts]
    .map(([id, count]) => ({ id, label: column.words[id] ?? id, count }))
    .sort((a, b) => b.count - a.count)
}

/** The rows that have every chosen value (`?f.status=in_force`) and every word of the search. */
export function narrowed(register: Register, query: URLSearchParams): Row[] {
  const words = (query.get('q') ?? '').normalize('NFKC').toLowerCase().split(/\s+/).filter(Boolean)
  const chosen = filters(register).flatMap(({ column }) => {
    const value = query.get(`f.${column.id}`)
    return value ? [[column.id, value] as const] : []
  })
  return register.rows.filter(
    (row) =>
      chosen.every(([id, value]) => row[id] === value) && words.every((word) => searched(register, row).includes(word)),
  )
}

function searched(register: Register, row: Row): string {
  return register.columns
    .map((column) => {
      const value = row[column.id]
      return typeof value === 'string' ? `${value} ${column.words[value] ?? ''}` : ''
    })
    .join(' ')
    .toLowerCase()
}

/** The ids of the sources of a row. */
export function sourcesOf(columns: readonly RegisterColumn[], row: Row): string[] {
  return columns
    .filter((column) => column.kind === 'source')
    .flatMap((column) => String(row[column.id] ?? '').split(';'))
    .map((one) => one.trim())
    .filter(Boolean)
}
