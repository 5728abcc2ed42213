/* The colours and the type of a chart, read from the tokens on the screen so that charts follow light and dark. */

/** The tokens of several series beside each other; `var(--…)` where a page draws a legend itself. */
export const PALETTE = ['accent', 'evidence-records', 'evidence-assumption', 'evidence-prior', 'evidence-rule']

export interface Look {
  ink: string
  soft: string
  line: string
  page: string
  raised: string
  accent: string
  before: string
  pass: string
  fail: string
  open: string
  /** Colours of several series beside each other, told apart without red against green. */
  palette: string[]
  font: string
}

export function look(): Look {
  const style = getComputedStyle(document.documentElement)
  const token = (name: string) => style.getPropertyValue(`--${name}`).trim()
  return {
    ink: token('ink'),
    soft: token('soft'),
    line: token('line'),
    page: token('page'),
    raised: token('raised'),
    accent: token('accent'),
    before: token('before'),
    pass: token('pass'),
    fail: token('fail'),
    open: token('open'),
    palette: PALETTE.map(token),
    font: token('text'),
  }
}
