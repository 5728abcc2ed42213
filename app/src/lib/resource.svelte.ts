/* An answer of the server on the screen: read again whenever its address changes, the last one kept meanwhile. */
import { get, known, Refusal } from '$api/client'

export interface Resource<T> {
  readonly value: T | undefined
  readonly refusal: Refusal | Error | undefined
  /** The address is being read and nothing of it is on the screen yet. */
  readonly loading: boolean
  again: () => void
}

/** Follows the address that `at` gives (null: nothing to read). Call it while a component is being set up. */
export function resource<T>(at: () => string | null): Resource<T> {
  let value = $state.raw<T | undefined>()
  let refusal = $state.raw<Refusal | Error | undefined>()
  let shown = $state<string | null>(null)
  let turn = $state(0)

  $effect(() => {
    void turn
    const wanted = at()
    if (wanted === null) return
    const before = known<T>(wanted)
    if (before !== undefined) {
      value = before
      shown = wanted
    }
    const stop = new AbortController()
    get<T>(wanted, stop.signal).then(
      (found) => {
        value = found
        refusal = undefined
        shown = wanted
      },
      (reason: unknown) => {
        if (stop.signal.aborted) return
        refusal = reason instanceof Error ? reason : new Error(String(reason))
        shown = wanted
      },
    )
    return () => stop.abort()
  })

  return {
    get value() {
      return refusal === undefined ? value : undefined
    },
    get refusal() {
      return refusal
    },
    get loading() {
      return shown === null && refusal === undefined
    },
    again: () => turn++,
  }
}
