/* The parts of an indicator in one year: a cell for each group of the dimensions that were asked for. */
import { valueOf } from './lines'
import type { Indicator } from './types'

export interface Cell {
  /** The values of the dimensions as they are recorded, in the order asked for. */
  codes: string[]
  names: string[]
  value: number | null
  text: string
  limits: string[]
}

/** The years of which parts are known, the newest first. */
export function yearsOf(indicator: Indicator): number[] {
  const found = indicator.series.flatMap((one) => one.observations.filter((each) => Object.keys(each.codes).length))
  return [...new Set(found.map((one) => one.year))].sort((a, b) => b - a)
}

export function inYear(indicator: Indicator, year: number | undefined): Cell[] {
  const dimensions = indicator.by.map((one) => one.id)
  return indicator.series.flatMap((series) =>
    series.observations
      .filter((one) => one.year === year && dimensions.every((name) => name in one.codes))
      .map((one) => ({
        codes: dimensions.map((name) => one.codes[name] ?? ''),
        names: dimensions.map((name) => one.group[name] ?? one.codes[name] ?? ''),
        value: valueOf(one),
        text: one.text,
        limits: one.limits,
      })),
  )
}

/** Where a value stands between nothing (or the least, if that is below nothing) and the most: from 0 to 1. */
export function shares(cells: readonly Cell[]): (value: number | null) => number {
  const known = cells.map((one) => one.value).filter((one) => one !== null)
  const [least, most] = [Math.min(0, ...known), Math.max(0, ...known)]
  return (value) => (value === null || most === least ? 0 : (value - least) / (most - least))
}
