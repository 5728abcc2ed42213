/* Sentences of the server name facts as programs do; here they are called what the form calls them. The labels are shared
through the page's context. */
export const LABELS = Symbol('labels')
export type Labels = () => ReadonlyMap<string, string>

/** A piece of a sentence; `name` where it is a fact of the form, `explained` where its meaning stands beside it. */
export interface Part {
  text: string
  name?: string
  explained?: boolean
}

const NAME = /status\(\w+\)|[a-z][a-z0-9_]*/g
const BEFORE = /(^|[:,（(] ?|Tell | and )$/
const AFTER = /^($|[,;）)]| [+−–(]| and )/

/** The labels of some facts alone. */
export function only(labels: ReadonlyMap<string, string>, facts: readonly { name: string }[]): Map<string, string> {
  const names = new Set(facts.map((one) => one.name))
  return new Map([...labels].filter(([name]) => names.has(name)))
}

/** A sentence cut at the facts it names: only where a name stands by itself, never a word of the sentence. */
export function partsOf(text: string, labels: ReadonlyMap<string, string>): Part[] {
  const found: Part[] = []
  let from = 0
  for (const match of text.matchAll(NAME)) {
    const name = match[0]
    const end = match.index + name.length
    const [before, after] = [text.slice(0, match.index), text.slice(end)]
    if (!labels.has(name) || !BEFORE.test(before) || !AFTER.test(after)) continue
    found.push({ text: text.slice(from, match.index) })
    found.push({ text: name, name, explained: /^ ?[（(]/.test(after) || /（$/.test(before) })
    from = end
  }
  return [...found, { text: text.slice(from) }]
}

/** A sentence with its facts called what the form calls them, for paper. */
export function inWords(text: string, labels: ReadonlyMap<string, string>): string {
  return partsOf(text, labels)
    .map((part) => (part.name && !part.explained ? (labels.get(part.name) ?? part.text) : part.text))
    .join('')
}
