/* The years of an indicator for ECharts: a line for each series, ended where a series breaks; figures that contradict it
are hollow, bounds are triangles, what is no full year or a target stands beside the lines. */
import type { EChartsCoreOption } from 'echarts/core'
import type { Look } from '$lib/charts/look'
import { escaped, tooltip } from '$lib/charts/tooltip'
import { axisNumber } from '$lib/numbers'
import type { Lang } from '$lib/words.svelte'
import type { Indicator, Observation, Series } from './types'

interface Item {
  value: [number, number]
  told: Observation
  series: string
  symbol: string
  symbolSize: number
  symbolRotate?: number
  itemStyle: Record<string, unknown>
}

export interface Names {
  sources: Map<string, string>
  disputed: string
}

/** The middle of an observation, or the end that is known. */
export function valueOf(one: Observation): number | null {
  if (one.low !== null && one.high !== null) return (one.low + one.high) / 2
  return one.low ?? one.high
}

/** Whether the axis of values begins at zero: it does unless everything lies far above it. */
export function fromZero(indicator: Indicator): boolean {
  const values = indicator.series.flatMap((one) => one.observations.map(valueOf)).filter((one) => one !== null)
  return Math.min(...values) < 0.7 * Math.max(...values)
}

export function lines(indicator: Indicator, look: Look, lang: Lang, names: Names): EChartsCoreOption {
  const drawn = drawable(indicator)
  const years = drawn.flatMap((one) => one.observations.map((each) => each.year))
  return {
    animation: false,
    textStyle: { fontFamily: look.font, color: look.ink },
    grid: { left: 8, right: 24, top: 28, bottom: 8, containLabel: true },
    tooltip: {
      ...tooltip(look),
      formatter: (one: { data: Item }) => told(one.data, indicator, names),
    },
    xAxis: {
      type: 'value',
      min: Math.min(...years) - 0.5,
      max: Math.max(...years) + 0.5,
      minInterval: 1,
      axisLabel: { color: look.soft, formatter: (year: number) => (Number.isInteger(year) ? String(year) : '') },
      axisLine: { lineStyle: { color: look.line } },
      axisTick: { show: false },
      splitLine: { show: false },
    },
    yAxis: {
      type: 'value',
      scale: !fromZero(indicator),
      axisLabel: { color: look.soft, formatter: (value: number) => axisNumber(value, indicator.shown, lang) },
      splitLine: { lineStyle: { color: look.line } },
    },
    series: drawn.flatMap((one) => ofSeries(one, look.palette[tone(one, indicator)] ?? look.accent, indicator, look)),
  }
}

/** Series that have a value to draw. */
export function drawable(indicator: Indicator): Series[] {
  return indicator.series.filter((one) => one.observations.some((each) => valueOf(each) !== null))
}

/** The place of a series' colour in the palette: the series of the newest value has the first, which stands out. */
export function tone(one: Series, indicator: Indicator): number {
  const newest = indicator.figure?.value.year
  const now = (each: Series) => each.observations.some((seen) => seen.preferred && seen.year === newest)
  if (now(one)) return 0
  const others = drawable(indicator).filter((each) => !now(each))
  return 1 + (others.indexOf(one) % 4)
}

/** A line for each run of years without a gap, dashes over the gaps, and marks for what is on no line. */
function ofSeries(one: Series, color: string, indicator: Indicator, look: Look): Record<string, unknown>[] {
  const known = one.observations.filter((each) => valueOf(each) !== null)
  const line = known.filter((each) => each.on_line && each.preferred).sort((a, b) => a.year - b.year)
  const rest = known.filter((each) => !(each.on_line && each.preferred) && !repeats(each, indicator))
  const common = { name: one.label, color, emphasis: { disabled: true } }
  const bridges = line.slice(1).flatMap((each, i) => {
    const from = line[i]
    return from && each.year - from.year > 1 ? [[from, each]] : []
  })
  return [
    ...runs(line).map((run) => ({
      ...common,
      type: 'line',
      lineStyle: { width: 2, color },
      data: run.map((each) => item(each, one, { color })),
      z: 3,
    })),
    ...bridges.map((ends) => ({
      ...common,
      type: 'line',
      silent: true,
      symbol: 'none',
      lineStyle: { width: 1.5, color, type: [3, 5] },
      data: ends.map((each) => [each.year, valueOf(each)]),
    })),
    {
      ...common,
      type: 'line',
      lineStyle: { opacity: 0 },
      data: rest.map((each) => item(each, one, hollow(each, color, indicator, look))),
      z: 2,
    },
  ]
}

function runs(line: Observation[]): Observation[][] {
  const found: Observation[][] = []
  for (const each of line) {
    const last = found.at(-1)
    if (last?.at(-1)?.year === each.year - 1) last?.push(each)
    else found.push([each])
  }
  return found
}

/** Whether a second source gives the very figure that is drawn already. */
function repeats(one: Observation, indicator: Indicator): boolean {
  return indicator.series.some((series) =>
    series.observations.some(
      (each) =>
        each !== one &&
        each.preferred &&
        each.on_line &&
        each.year === one.year &&
        each.low === one.low &&
        each.high === one.high,
    ),
  )
}

/** Whether a figure and the one that is preferred in its year cannot both be true. */
export function contested(one: Observation, indicator: Indicator): boolean {
  return (
    one.on_line &&
    !one.preferred &&
    indicator.conflicts.some((each) => each.kind === 'sources' && each.year === one.year)
  )
}

function hollow(one: Observation, color: string, indicator: Indicator, look: Look): Record<string, unknown> {
  return { color: look.page, borderColor: contested(one, indicator) ? look.fail : color, borderWidth: 1.6 }
}

function item(told: Observation, series: Series, itemStyle: Record<string, unknown>): Item {
  const bound = (told.low === null) !== (told.high === null)
  return {
    value: [told.year, valueOf(told) ?? 0],
    told,
    series: series.label,
    symbol: bound ? 'triangle' : told.on_line ? 'circle' : 'diamond',
    symbolRotate: bound && told.low === null ? 180 : 0,
    symbolSize: bound ? 10 : 7,
    itemStyle,
  }
}

function told({ told: one, series }: Item, indicator: Indicator, names: Names): string {
  const lines = [
    `<b>${escaped(one.text)}</b> ${one.year}`,
    ...one.limits.map(escaped),
    ...(contested(one, indicator) ? [escaped(names.disputed)] : []),
    escaped(series),
    ...one.sources.map((id) => escaped(names.sources.get(id) ?? id)),
  ]
  return lines.join('<br>')
}
