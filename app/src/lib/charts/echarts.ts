/* The parts of ECharts that the app uses, and no more: it is the one heavy library and is loaded when a chart is drawn. */
import { LineChart, SankeyChart } from 'echarts/charts'
import { GridComponent, TooltipComponent } from 'echarts/components'
import { init, use, type EChartsCoreOption, type EChartsType } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'

use([LineChart, SankeyChart, GridComponent, TooltipComponent, SVGRenderer])

/** Draws on an element; the caller disposes of what is returned. */
export function draw(on: HTMLElement, option: EChartsCoreOption): EChartsType {
  const chart = init(on, null, { renderer: 'svg' })
  chart.setOption(option)
  return chart
}
