/* The plan on the desk: a spreadsheet as it was picked, or rows to edit. It stays in the memory of this page. */
import { post, upload } from '$api/client'
import { route } from '$lib/route.svelte'
import type { Budget, PlanRow } from './shapes'

const ASK = '/api/v1/budget'

let rows = $state<PlanRow[]>([])
let file = $state.raw<File | null>(null)
let year = $state('')
let answer = $state.raw<Budget | undefined>()
let refusal = $state.raw<Error | undefined>()
let working = $state(false)
let told: { lang: string } | null = null
let turn = 0

export const plan = {
  get rows(): PlanRow[] {
    return rows
  },
  get file(): File | null {
    return file
  },
  get year(): string {
    return year
  },
  set year(next: string) {
    year = next
  },
  get answer(): Budget | undefined {
    return answer
  },
  get refusal(): Error | undefined {
    return refusal
  },
  get working(): boolean {
    return working
  },
  get ready(): boolean {
    return /^\d{4}$/.test(year) && (file !== null || rows.length > 0)
  },
  /** Whether the answer on the screen was told in another language than that of the page. */
  get stale(): boolean {
    return answer !== undefined && told?.lang !== route.lang
  },
  /** Puts a spreadsheet on the desk in place of what lay there. */
  take(picked: File): void {
    reset()
    file = picked
  },
  /** Puts rows on the desk to edit in place of what lay there. */
  start(from: readonly PlanRow[], of: number): void {
    reset()
    rows = from.map((row) => ({ ...row }))
    year = String(of)
  },
  add(row: PlanRow): void {
    rows.push(row)
  },
  remove(at: number): void {
    rows.splice(at, 1)
  },
  clear(): void {
    reset()
  },
  work,
  spreadsheet,
}

function reset(): void {
  ;[file, rows, answer, refusal] = [null, [], undefined, undefined]
  turn++
}

/** Asks the server for the answer of the desk. */
async function work(): Promise<void> {
  const mine = ++turn
  const lang = route.lang
  working = true
  try {
    const found = file ? await upload<Budget>(ASK, form(file)) : await post<Budget>(ASK, body())
    if (mine === turn) [answer, refusal, told] = [found, undefined, { lang }]
  } catch (reason) {
    if (mine === turn) refusal = reason instanceof Error ? reason : new Error(String(reason))
  } finally {
    if (mine === turn) working = false
  }
}

/** The answer as a spreadsheet, which can be edited and fed back. Raises what the network raises; null if refused. */
async function spreadsheet(): Promise<Blob | null> {
  const sent: RequestInit = file
    ? { method: 'POST', body: form(file) }
    : { method: 'POST', body: JSON.stringify(body()), headers: { 'content-type': 'application/json' } }
  const response = await fetch(`${ASK}.xlsx`, sent)
  return response.ok ? response.blob() : null
}

function body() {
  return { rows: $state.snapshot(rows), year: Number(year), lang: route.lang }
}

function form(of: File): FormData {
  const data = new FormData()
  data.set('file', of)
  data.set('year', year)
  data.set('lang', route.lang)
  return data
}
