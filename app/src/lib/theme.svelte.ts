/* Light, dark, or as the system says; the choice stays in this browser. */

import { flushSync } from 'svelte'

export const THEMES = ['auto', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

const KEY = 'innovatory.theme'
const system = matchMedia('(prefers-color-scheme: dark)')

let chosen = $state<Theme>(stored())
let systemDark = $state(system.matches)
let printing = $state(false)
system.addEventListener('change', (event) => (systemDark = event.matches))
// paper is light: what was drawn in the colours of the dark screen has to be drawn again
matchMedia('print').addEventListener('change', (event) => flushSync(() => (printing = event.matches)))
apply()

export const theme = {
  get chosen() {
    return chosen
  },
  get dark() {
    return !printing && (chosen === 'dark' || (chosen === 'auto' && systemDark))
  },
}

export function choose(next: Theme): void {
  chosen = next
  try {
    localStorage.setItem(KEY, next)
  } catch {
    // a browser that keeps nothing still shows the choice until the page is left
  }
  apply()
}

function stored(): Theme {
  try {
    const found = localStorage.getItem(KEY)
    return THEMES.find((one) => one === found) ?? 'auto'
  } catch {
    return 'auto'
  }
}

function apply(): void {
  if (chosen === 'auto') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = chosen
}
