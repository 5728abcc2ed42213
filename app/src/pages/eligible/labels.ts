/* Sentences of the server name facts as programs do; here they are called what the form calls them. The labels are shared
through the page's context. */
export const LABELS = Symbol('labels')
export type Labels = () => ReadonlyMap<string, string>

/** A fact as an answer names it. */
export interface Named {
  name: string
  label: string
}

/** A piece of a sentence; `name` where it is a fact of the form, `explained` where its meaning stands beside it. */
export interface Part {
  text: string
  name?: string
  explained?: boolean
}

const NAME = /status\(\w+\)|[a-z][a-z0-9_]*/g
const BEFORE = /(^|[:,（(] ?|Tell | and )$/
const AFTER = /^($|[,;）)]| [+−–(]| and )/

/** The labels of some facts alone, the form's where it has a field for them. */
export function only(labels: ReadonlyMap<string, string>, facts: readonly Named[]): Map<string, string> {
  return new Map(facts.map(({ name, label }) => [name, labels.get(name) ?? label]))
}

/** A sentence cut at the facts it names: only where a name stands by itself, never a word of the sentence. Chinese tells
the meaning first and the name in brackets, `研发费用（rd_accounts）`: there the bracket goes and the meaning is the fact. */
export function partsOf(text: string, labels: ReadonlyMap<string, string>): Part[] {
  const found: Part[] = []
  let from = 0
  for (const match of text.matchAll(NAME)) {
    const name = match[0]
    const end = match.index + name.length
    const [before, after] = [text.slice(from, match.index), text.slice(end)]
    if (!labels.has(name) || !BEFORE.test(text.slice(0, match.index)) || !AFTER.test(after)) continue
    const meaning = `${labels.get(name) ?? ''}（`
    const bracketed = before.endsWith(meaning) && after.startsWith('）')
    found.push({ text: bracketed ? before.slice(0, -meaning.length) : before })
    found.push({ text: name, name, explained: /^ ?[（(]/.test(after) })
    from = bracketed ? end + 1 : end
  }
  return [...found, { text: text.slice(from) }]
}

/** A sentence with its facts called what the form calls them, for paper. */
export function inWords(text: string, labels: ReadonlyMap<string, string>): string {
  return partsOf(text, labels)
    .map((part) => (part.name && !part.explained ? (labels.get(part.name) ?? part.text) : part.text))
    .join('')
}
