/* Asks the server as the visitor types: at once, but one question at a time. What is typed while a question is under way
is asked as soon as its answer is there, the last state only; every answer on the screen is that of some state typed. */
import { post } from '$api/client'
import { untrack } from 'svelte'

/** Where facts are sent: their language stands beside them, not in the address. */
export const ASK = '/api/v1/eligibility'

export interface Asked<T> {
  readonly answer: T | undefined
  readonly refusal: Error | undefined
  /** What was asked is newer than the answer on the screen. */
  readonly waiting: boolean
}

export interface Question {
  at: string
  body: unknown
}

/** Posts what `question` gives (null: nothing to ask yet) whenever it changes. Call it while a component is set up. */
export function asking<T>(question: () => Question | null): Asked<T> {
  let answer = $state.raw<T | undefined>()
  let refusal = $state.raw<Error | undefined>()
  let waiting = $state(false)
  let next: Question | null = null
  let asked = ''
  let gone = false

  $effect(() => {
    next = question()
    untrack(() => {
      if (!waiting) void ask()
    })
  })
  $effect(() => () => {
    gone = true
  })

  async function ask(): Promise<void> {
    while (next && !gone && JSON.stringify(next) !== asked) {
      const { at, body } = next
      asked = JSON.stringify(next)
      waiting = true
      try {
        const found = await post<T>(at, body)
        ;[answer, refusal] = [found, undefined]
      } catch (reason) {
        refusal = reason instanceof Error ? reason : new Error(String(reason))
      }
    }
    waiting = false
  }

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
