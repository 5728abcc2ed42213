/* Reading from and asking the server of this machine. An answer that was once read stands on the screen at once while it
is asked for again (the server answers 304 if nothing changed). */
import { route } from '$lib/route.svelte'

const ROOT = '/api/v1'
const KEPT = 60
const read = new Map<string, unknown>()

/** What the server refused and why, in the language of the screen. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly detail: unknown,
  ) {
    super(message)
  }
}

type Asked = string | number | boolean | null | undefined
/** What is asked beside the path; a list is asked as its name repeated, nothing is asked for null and an empty text. */
export type Query = Record<string, Asked | readonly string[]>

/** The address of an answer under /api/v1, with the language on the screen: `address('/cities/shenzhen/chain')`. */
export function address(path: string, query: Query = {}): string {
  const asked = new URLSearchParams()
  for (const [name, value] of Object.entries<Query[string]>({ lang: route.lang, ...query }))
    for (const one of Array.isArray(value) ? value : [value])
      if (one !== null && one !== undefined && one !== '') asked.append(name, String(one))
  return `${ROOT}${path}?${asked}`
}

/** The answer at an address if it was read before. */
export function known<T>(at: string): T | undefined {
  return read.get(at) as T | undefined
}

/** Reads the JSON at an address. Raises `Refusal`. */
export async function get<T>(at: string, signal?: AbortSignal): Promise<T> {
  const answer = await answered<T>(await fetch(at, { signal, headers: { accept: 'application/json' } }))
  read.delete(at)
  read.set(at, answer)
  const oldest = read.keys().next()
  if (read.size > KEPT && !oldest.done) read.delete(oldest.value)
  return answer
}

/** Posts JSON and reads the answer; nothing of it is kept. Raises `Refusal`. */
export async function post<T>(at: string, body: unknown, signal?: AbortSignal): Promise<T> {
  const headers = { accept: 'application/json', 'content-type': 'application/json' }
  return answered<T>(await fetch(at, { method: 'POST', body: JSON.stringify(body), headers, signal }))
}

/** Posts a form with files and reads the answer. Raises `Refusal`. */
export async function upload<T>(at: string, form: FormData, signal?: AbortSignal): Promise<T> {
  return answered<T>(await fetch(at, { method: 'POST', body: form, signal }))
}

async function answered<T>(response: Response): Promise<T> {
  if (response.ok) return (await response.json()) as T
  const detail: unknown = await response.json().catch(() => null)
  throw new Refusal(response.status, sentenceOf(detail), detail)
}

/** The sentence of a refusal, wherever the answer carries it; empty where it carries none. */
function sentenceOf(detail: unknown): string {
  if (typeof detail === 'string') return detail
  if (Array.isArray(detail)) return detail.map(sentenceOf).filter(Boolean).join(' ')
  if (typeof detail !== 'object' || detail === null) return ''
  const members = detail as Record<string, unknown>
  return [route.lang, 'problem', 'problems', 'detail'].map((name) => sentenceOf(members[name])).find(Boolean) ?? ''
}
