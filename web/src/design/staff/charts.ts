// From figures to what ECharts draws. Pure. A missing figure is a gap, never a zero.
import type { EChartsCoreOption } from 'echarts/core'

export interface Series {
  name: string
  values: (number | null)[]
  kind: 'line' | 'bar'
  color: string
  stack?: string
}
export const COLORS = { accent: '#0f5c63', soft: '#3aa6aa', warm: '#b4540a', grey: '#a39b92', ink: '#635c55', line: '#e4dfd8', bad: '#a5231a' } as const

/** Seconds as minutes with one decimal, for an axis. */
export const inMinutes = (seconds: number | null | undefined) => (seconds == null ? null : Math.round(seconds / 6) / 10)

export function chartOf(labels: string[], series: Series[], unit: string): EChartsCoreOption {
  return {
    aria: { enabled: true },
    grid: { left: 8, right: 12, top: 40, bottom: 4, containLabel: true },
    legend: { top: 0, right: 0, icon: 'roundRect', itemWidth: 14, itemHeight: 8, textStyle: { color: COLORS.ink } },
    tooltip: { trigger: 'axis', valueFormatter: (value: unknown) => (value == null ? '—' : `${String(value)} ${unit}`) },
    xAxis: { type: 'category', data: labels, axisTick: { show: false }, axisLine: { lineStyle: { color: COLORS.line } }, axisLabel: { color: COLORS.ink } },
    yAxis: { type: 'value', minInterval: 1, axisLabel: { color: COLORS.ink }, splitLine: { lineStyle: { color: COLORS.line } } },
    series: series.map((one) => ({
      name: one.name, type: one.kind, data: one.values, stack: one.stack, color: one.color, symbolSize: 6, barMaxWidth: 22,
      lineStyle: { width: 2.5 }, itemStyle: one.kind === 'bar' ? { borderRadius: [3, 3, 0, 0] } : {},
    })),
  }
}

/** The hours that have something to show, without the night around them. */
export function busyHours<Row extends { hour: number; issued: number; served: number }>(hours: readonly Row[]): Row[] {
  const sorted = [...hours].sort((a, b) => a.hour - b.hour)
  const used = sorted.filter((one) => one.issued > 0 || one.served > 0)
  const first = used[0]
  const last = used[used.length - 1]
  return first && last ? sorted.filter((one) => one.hour >= first.hour && one.hour <= last.hour) : []
}
