/* Asks the server as the visitor types: a moment after the last keystroke, one question at a time, the last one wins.
The answer before stays on the screen until the next one is there. */
import { post, Refusal } from '$api/client'
import { untrack } from 'svelte'

/** Where facts are sent: their language stands beside them, not in the address. */
export const ASK = '/api/v1/eligibility'
const PAUSE = 20 // milliseconds: keys that are struck together are one question

export interface Asked<T> {
  readonly answer: T | undefined
  readonly refusal: Error | undefined
  /** What was asked is newer than the answer on the screen. */
  readonly waiting: boolean
}

/** Posts what `question` gives (null: nothing to ask yet) whenever it changes. Call it while a component is set up. */
export function asking<T>(question: () => { at: string; body: unknown } | null): Asked<T> {
  let answer = $state.raw<T | undefined>()
  let refusal = $state.raw<Error | undefined>()
  let waiting = $state(false)
  let asked = ''

  $effect(() => {
    const next = question()
    const text = JSON.stringify(next)
    if (next === null || text === asked) {
      untrack(() => (waiting = false))
      return
    }
    const stop = new AbortController()
    untrack(() => (waiting = true))
    const timer = setTimeout(() => {
      post<T>(next.at, next.body, stop.signal).then(
        (found) => {
          ;[answer, refusal, waiting, asked] = [found, undefined, false, text]
        },
        (reason: unknown) => {
          if (stop.signal.aborted) return
          const known = reason instanceof Refusal || reason instanceof Error
          ;[refusal, waiting, asked] = [known ? reason : new Error(String(reason)), false, text]
        },
      )
    }, PAUSE)
    return () => {
      clearTimeout(timer)
      stop.abort()
    }
  })

  return {
    get answer() {
      return answer
    },
    get refusal() {
      return refusal
    },
    get waiting() {
      return waiting
    },
  }
}
