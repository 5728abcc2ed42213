/* What stands over a chart where the pointer is. ECharts sets its text as HTML: every text goes through `escaped`. */
import type { Look } from './look'

/** The frame of a tooltip in the colours of the page. */
export function tooltip(look: Look) {
  return {
    trigger: 'item',
    confine: true,
    backgroundColor: look.raised,
    borderColor: look.line,
    textStyle: { color: look.ink },
  }
}

/** Text as it may stand in a tooltip. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (one) => `&#${one.charCodeAt(0)};`)
}
