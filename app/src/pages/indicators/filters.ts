/* Which indicators of the catalogue are shown: what the address asks for, and the search in names and ids. */
import type { Brief, Word } from './types'

export interface Wanted {
  /** What is searched for; every word of it must be found. */
  text: string
  family: string
  link: string
  /** Only those of which a value is known. */
  known: boolean
}

export function wantedOf(query: URLSearchParams): Wanted {
  return {
    text: query.get('q') ?? '',
    family: query.get('family') ?? '',
    link: query.get('link') ?? '',
    known: query.get('known') === 'yes',
  }
}

export function matching(all: readonly Brief[], wanted: Wanted): Brief[] {
  const words = wanted.text.toLowerCase().split(/\s+/).filter(Boolean)
  return all.filter(
    (one) =>
      (!wanted.family || one.family === wanted.family) &&
      (!wanted.link || (one.links as string[]).includes(wanted.link)) &&
      (!wanted.known || one.figure !== null) &&
      words.every((word) => `${one.label} ${one.id}`.toLowerCase().includes(word)),
  )
}

export interface Family {
  family: Word
  known: Brief[]
  /** Those of which nothing can be said. */
  unknown: Brief[]
}

/** The families that have members, in their order. */
export function inFamilies(found: readonly Brief[], families: readonly Word[]): Family[] {
  return families
    .map((family) => {
      const members = found.filter((one) => one.family === family.id)
      return { family, known: members.filter((one) => one.figure), unknown: members.filter((one) => !one.figure) }
    })
    .filter((one) => one.known.length + one.unknown.length)
}
