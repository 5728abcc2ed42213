/* The catalogue narrowed by what stands in the address: link, level, kind, sign-off, whether a rule is stored, words. */
import type { Brief } from './shapes'

export const FILTERS = ['link', 'level', 'kind', 'state'] as const

/** The policies that have every chosen value and every word of the search. */
export function narrowed(all: readonly Brief[], query: URLSearchParams): Brief[] {
  const words = (query.get('q') ?? '').normalize('NFKC').toLowerCase().split(/\s+/).filter(Boolean)
  return all.filter(
    (one) =>
      FILTERS.every((name) => !query.get(name) || one[name]?.id === query.get(name)) &&
      (!query.get('sheet') || one.sheet) &&
      (!query.get('now') || one.in_force !== false) &&
      words.every((word) => wordsOf(one).includes(word)),
  )
}

function wordsOf(one: Brief): string {
  return [one.id, one.label, one.who, one.reference, one.kind?.label, one.city?.label].join(' ').toLowerCase()
}
