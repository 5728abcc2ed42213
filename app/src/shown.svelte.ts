/* Which page's code is on the screen, and what went wrong where it could not be loaded. */
import type { Component } from 'svelte'
import type { PageName } from './pages'

let page = $state.raw<Component | undefined>()
let name = $state.raw<PageName>('chain')
let refusal = $state.raw<Error | undefined>()

export const shown = {
  get page() {
    return page
  },
  get name() {
    return name
  },
  get refusal() {
    return refusal
  },
  put(next: PageName, code: Component | undefined, wrong: Error | undefined) {
    name = next
    page = code
    refusal = wrong
  },
}
