/* A value of a rule as it is typed: money in 10 000 yuan like the lines of the plan, shares in per cent. */
import { say } from '$lib/words.svelte'
import { SMALLER } from './cells'
import type { Lever } from './shapes'

const PLAIN = /^[+-]?\d+(\.\d+)?$/
const EXACT = 15 // digits that a number keeps

const isMoney = (lever: Lever) => lever.unit === 'yuan'
const plain = (value: number) => String(Number(value.toPrecision(EXACT)))

/** The value in force as it would be typed; nothing where the law leaves a range. */
export function inForce(lever: Lever): string {
  if (lever.value === null) return ''
  if (isMoney(lever)) return plain(lever.value / SMALLER)
  return lever.text.endsWith('%') ? `${plain(lever.value * 100)}%` : plain(lever.value)
}

/** What was typed as the server reads it; what is no plain number is sent as it is, so that the server says what is wrong. */
export function typedFor(lever: Lever, text: string): string {
  const written = text.trim().replaceAll('％', '%')
  return isMoney(lever) && PLAIN.test(written) ? plain(Number(written) * SMALLER) : written
}

/** What stands beside the field. */
export function unitOf(lever: Lever): string | undefined {
  return isMoney(lever) ? say('budget.unit') : (lever.unit_label ?? undefined)
}
