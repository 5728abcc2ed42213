/* The picture of streams of money for ECharts: what is worked out from others is paler than what was published. */
import type { EChartsCoreOption } from 'echarts/core'
import type { Look } from '$lib/charts/look'
import { escaped, tooltip } from '$lib/charts/tooltip'
import type { Sankey } from './types'

export function streams(sankey: Sankey, look: Look, narrow: boolean): EChartsCoreOption {
  const deepest = Math.max(...sankey.nodes.map((one) => one.column))
  const name = new Map(sankey.nodes.map((one) => [one.id, one.label]))
  return {
    animation: false,
    textStyle: { fontFamily: look.font },
    tooltip: {
      ...tooltip(look),
      formatter: (one: {
        dataType: string
        name: string
        data: { text?: string; source?: string; target?: string }
      }) =>
        one.dataType === 'edge'
          ? escaped(`${name.get(one.data.source ?? '')} → ${name.get(one.data.target ?? '')}  ${one.data.text}`)
          : escaped(name.get(one.name) ?? ''),
    },
    series: {
      type: 'sankey',
      left: 4,
      right: narrow ? 4 : 150,
      top: 12,
      bottom: 28,
      nodeWidth: 10,
      nodeGap: narrow ? 26 : 22,
      draggable: false,
      emphasis: { focus: 'adjacency' },
      lineStyle: { color: 'source', opacity: 0.32, curveness: 0.5 },
      data: sankey.nodes.map((one) => ({
        name: one.id,
        depth: one.column,
        itemStyle: { color: colour(one.column, look), borderWidth: 0 },
        label: {
          formatter: one.label,
          color: look.ink,
          fontSize: narrow ? 10 : 13,
          position: one.column === deepest && narrow ? 'left' : 'right',
          width: narrow ? 68 : one.column === deepest ? 145 : 190,
          overflow: 'break',
          textBorderColor: look.page,
          textBorderWidth: 3,
        },
      })),
      links: sankey.streams.map((one) => ({
        source: one.source,
        target: one.target,
        value: one.value,
        text: one.text,
        lineStyle: one.derived ? { opacity: 0.14 } : {},
      })),
    },
  }
}

const colour = (column: number, look: Look) => look.palette[column % look.palette.length]
