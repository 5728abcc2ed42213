/* The plan on the desk: a spreadsheet as it was picked, or rows to edit. It stays in the memory of this page. */
import { post, Refusal, upload } from '$api/client'
import { route } from '$lib/route.svelte'
import type { Budget, PlanRow } from './shapes'

const ASK = '/api/v1/budget'

let rows = $state<PlanRow[]>([])
let file = $state.raw<File | null>(null)
let year = $state('')
let answer = $state.raw<Budget | undefined>()
let refusal = $state.raw<Error | undefined>()
let working = $state(false)
let change = $state('')
let wrong = $state.raw<Error | undefined>()
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
  /** Why the change that was tried cannot be made. */
  get wrong(): Error | undefined {
    return wrong
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
  work: () => work(change),
  /** Works the plan out with another value of a rule, `sheet.parameter=value`; with an empty text as the law is. */
  attempt: (next: string) => work(next),
  spreadsheet,
}

function reset(): void {
  ;[file, rows, answer, refusal] = [null, [], undefined, undefined]
  ;[change, wrong] = ['', undefined]
  turn++
}

/** Asks the server for the answer of the desk. A change that cannot be made is told beside it, the last one stays. */
async function work(tried: string): Promise<void> {
  const mine = ++turn
  const lang = route.lang
  working = true
  try {
    const found = file ? await upload<Budget>(ASK, form(file, tried)) : await post<Budget>(ASK, body(tried))
    if (mine !== turn) return
    ;[answer, refusal, told] = [found, undefined, { lang }]
    ;[change, wrong] = [tried, undefined]
  } catch (reason) {
    if (mine !== turn) return
    const error = reason instanceof Error ? reason : new Error(String(reason))
    if (ofChange(error) && tried === change) return work('') // the plan is another by now: the change no longer fits it
    if (ofChange(error)) wrong = error
    else refusal = error
  } finally {
    if (mine === turn) working = false
  }
}

function ofChange(error: Error): boolean {
  const detail = error instanceof Refusal ? (error.detail as { place?: { path?: string | null } | null } | null) : null
  return detail?.place?.path === 'changes'
}

/** The answer as a spreadsheet, which can be edited and fed back. Raises what the network raises; null if refused. */
async function spreadsheet(): Promise<Blob | null> {
  const sent: RequestInit = file
    ? { method: 'POST', body: form(file, '') }
    : { method: 'POST', body: JSON.stringify(body('')), headers: { 'content-type': 'application/json' } }
  const response = await fetch(`${ASK}.xlsx`, sent)
  return response.ok ? response.blob() : null
}

function body(tried: string) {
  const changes = tried ? [tried] : []
  return { rows: $state.snapshot(rows), year: Number(year), lang: route.lang, changes }
}

function form(of: File, tried: string): FormData {
  const data = new FormData()
  data.set('file', of)
  data.set('year', year)
  data.set('lang', route.lang)
  if (tried) data.set('changes', tried)
  return data
}
