/* What an enterprise has typed so far: in the memory of this page alone. It enters no address; it is kept in the
browser's session (until the tab is closed) only when the visitor asks for it. */
import type { Example, Fact, FormField } from './shapes'
import { dayText, inPercent, inUnit, MONEY_UNITS, moneyText, type MoneyUnit, percentText, tidy } from './typed'

const KEY = 'innovatory.facts'

/** Text by key: `staff_mean`, `revenue.2023`, `status(hnte)`, `status(hnte).from`. What is absent is not known. */
type Draft = Record<string, string>

let draft = $state<Draft>({})
let unit = $state<MoneyUnit | null>(null)
let keeping = $state(false)
restore()

export const facts = {
  get(key: string): string {
    return draft[key] ?? ''
  },
  set(key: string, text: string): void {
    if (text === '') delete draft[key]
    else draft[key] = text
    if (keeping) store()
  },
  get some(): boolean {
    return Object.keys(draft).length > 0
  },
  get unit(): MoneyUnit {
    return unit ?? 'wan'
  },
  get keeping(): boolean {
    return keeping
  },
  clear(): void {
    draft = {}
    if (keeping) store()
  },
  /** Keeps the facts until the tab is closed, or forgets what was kept; says whether the browser lets it. */
  keep(wanted: boolean): boolean {
    keeping = wanted
    return wanted ? store() : forget()
  },
}

export const isMoney = (field: FormField) => field.unit === 'yuan'
export const isShare = (field: FormField) => field.unit === '1' && field.maximum === 1

/** The keys under which a field's text stands. */
export function keysOf(field: FormField): string[] {
  if (field.type === 'years') return field.years.map((year) => `${field.name}.${year}`)
  return [field.name]
}

/** Whether anything is typed of a field. */
export function isKnown(field: FormField): boolean {
  return keysOf(field).some((key) => facts.get(key).trim() !== '')
}

/** Shows all amounts in another unit; what was typed stays the same money. */
export function chooseUnit(next: MoneyUnit, fields: readonly FormField[]): void {
  const before = facts.unit
  for (const key of fields.filter(isMoney).flatMap(keysOf))
    if (draft[key]) draft[key] = inUnit(draft[key], next, before)
  unit = next
  if (keeping) store()
}

/** The unit in which a new visitor types amounts: the one that forms in that language use. */
export function suggestUnit(lang: string): void {
  unit ??= lang === 'zh' ? 'wan' : 'million'
}

/** What the server is told: the facts that its form asks for, as text. */
export function told(fields: readonly FormField[]): Record<string, Fact> {
  const all: Record<string, Fact> = {}
  for (const field of fields) {
    const fact =
      field.type === 'years' ? yearsOf(field) : field.type === 'status' ? statusOf(field) : valueOf(field, field.name)
    if (fact !== null) all[field.name] = fact
  }
  return all
}

function valueOf(field: FormField, key: string): string | null {
  const isNumber = ['number', 'years', 'mark'].includes(field.type)
  const typed = facts.get(key).normalize('NFKC').trim()
  const text = isNumber ? tidy(typed) : field.type === 'date' ? dayText(typed) : typed
  if (!text) return null
  return isMoney(field) ? moneyText(text, facts.unit) : isShare(field) ? percentText(text) : text
}

function yearsOf(field: FormField): Fact | null {
  const pairs = field.years
    .map((year) => [String(year), valueOf(field, `${field.name}.${year}`)] as const)
    .filter((pair): pair is readonly [string, string] => pair[1] !== null)
  return pairs.length ? Object.fromEntries(pairs) : null
}

function statusOf(field: FormField): Fact | null {
  const held = facts.get(field.name)
  const [from, to] = ['from', 'to'].map((end) => dayText(facts.get(`${field.name}.${end}`)))
  if (held !== 'yes' || !from) return held || null
  return to ? [from, to] : from
}

/** Fills the form with an invented applicant in place of what is there. */
export function fill(example: Example, fields: readonly FormField[]): void {
  draft = {}
  for (const field of fields) {
    const fact = example.facts[field.name]
    if (fact !== undefined) typeIn(field, fact)
  }
  if (keeping) store()
}

function typeIn(field: FormField, fact: Fact): void {
  const text = (value: unknown) => shown(field, written(value))
  if (field.type === 'status') {
    const days = Array.isArray(fact) ? fact.map(written) : [written(fact)]
    const dated = /^\d/.test(days[0] ?? '')
    draft[field.name] = dated ? 'yes' : (days[0] ?? '')
    if (dated) draft[`${field.name}.from`] = days[0] ?? ''
    if (days[1]) draft[`${field.name}.to`] = days[1]
  } else if (Array.isArray(fact)) {
    const last = field.years.at(-1) ?? 0
    fact.forEach((value, i) => (draft[`${field.name}.${last - fact.length + 1 + i}`] = text(value)))
  } else if (typeof fact === 'object' && fact !== null) {
    for (const [year, value] of Object.entries(fact)) draft[`${field.name}.${year}`] = text(value)
  } else {
    draft[field.type === 'years' ? `${field.name}.${field.years.at(-1)}` : field.name] = text(fact)
  }
}

function written(value: unknown): string {
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value ?? '')
}

function shown(field: FormField, text: string): string {
  return isMoney(field) ? inUnit(text, facts.unit) : isShare(field) ? inPercent(text) : text
}

function store(): boolean {
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ draft, unit }))
    return true
  } catch {
    return (keeping = false)
  }
}

function forget(): boolean {
  try {
    sessionStorage.removeItem(KEY)
    return true
  } catch {
    return false
  }
}

function restore(): void {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? 'null')
    if (typeof kept !== 'object' || kept === null || !('draft' in kept)) return
    const found = Object.entries(kept.draft as object).filter(
      (one): one is [string, string] => typeof one[1] === 'string',
    )
    draft = Object.fromEntries(found)
    unit = MONEY_UNITS.find((one) => 'unit' in kept && one === kept.unit) ?? null
    keeping = true
  } catch {
    // nothing was kept, or not by this page
  }
}
