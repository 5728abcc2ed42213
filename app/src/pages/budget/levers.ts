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

/** A change that was asked for, in words: instrument, value in force, value tried. */
export function labelOf(change: string, levers: readonly Lever[]): string {
  const at = change.indexOf('=')
  const lever = levers.find((one) => one.name === change.slice(0, at))
  if (!lever) return change
  const value = change.slice(at + 1)
  const money = isMoney(lever) && PLAIN.test(value)
  const after = money ? `${plain(Number(value) / SMALLER)} ${say('budget.unit')}` : value
  const before = money ? `${inForce(lever)} ${say('budget.unit')}` : lever.text
  return say('budget.change.tried', { instrument: lever.instrument.label, parameter: lever.label, before, after })
}
