// From the studio's figures to what ECharts draws. Pure. What is not known is a gap, never a zero.
import type { EChartsCoreOption } from 'echarts/core'
import { COLORS } from '@/design/staff/charts'

type Maybe = number | null

const axisLabel = { color: COLORS.ink }
const splitLine = { lineStyle: { color: COLORS.line } }
const axisLine = { lineStyle: { color: COLORS.line } }
const BASE: EChartsCoreOption = {
  aria: { enabled: true },
  grid: { left: 8, right: 20, top: 36, bottom: 8, containLabel: true },
  legend: { top: 0, right: 0, icon: 'roundRect', itemWidth: 14, itemHeight: 8, textStyle: { color: COLORS.ink } },
}
const named = (name: string, where: 'x' | 'y') =>
  where === 'x' ? { name, nameLocation: 'middle', nameGap: 26, nameTextStyle: { color: COLORS.ink } } : { name, nameTextStyle: { color: COLORS.ink, align: 'left' } }

export interface Band {
  name: string
  color: string
  mid: Maybe[]
  low?: Maybe[]
  high?: Maybe[]
  dashed?: boolean
}

/** Lines over a day or weeks, each with its interval as a band behind it. `band` names the interval in the tooltip. */
export function bandChart(labels: string[], bands: Band[], unit: string, digits = 0): EChartsCoreOption {
  const text = (value: Maybe | undefined) => (value == null ? '—' : value.toFixed(digits))
  const series = bands.flatMap((band) => {
    const line = {
      name: band.name, type: 'line', data: band.mid, color: band.color, symbol: 'none', z: 3, connectNulls: false,
      lineStyle: { width: 2.25, type: band.dashed ? 'dashed' : 'solid' },
    }
    if (!band.low || !band.high) return [line]
    const spread = band.high.map((high, n) => (high == null || band.low![n] == null ? null : high - band.low![n]!))
    const ghost = { type: 'line', stack: band.name, symbol: 'none', silent: true, lineStyle: { opacity: 0 }, tooltip: { show: false }, color: band.color, z: 1 }
    return [{ ...ghost, data: band.low }, { ...ghost, data: spread, areaStyle: { opacity: 0.16 } }, line]
  })
  return {
    ...BASE,
    legend: { ...(BASE.legend as object), data: bands.map((band) => band.name) },
    tooltip: {
      trigger: 'axis',
      formatter: (points: unknown) => {
        const at = (points as { dataIndex: number }[])[0]?.dataIndex ?? 0
        const lines = bands.map((band) => `${band.name} <b>${text(band.mid[at])}</b>${band.low && band.high ? ` (${text(band.low[at])}–${text(band.high[at])})` : ''} ${unit}`)
        return [labels[at] ?? '', ...lines].join('<br>')
      },
    },
    xAxis: { type: 'category', data: labels, boundaryGap: false, axisTick: { show: false }, axisLine, axisLabel },
    yAxis: { type: 'value', min: 0, axisLabel, splitLine, ...named(unit, 'y') },
    series,
  }
}

export interface Progress {
  step: number
  best: Maybe
  bound: Maybe
}
/** Best and bound as the work goes on: two stairs that close in on each other. */
export function progressChart(points: readonly Progress[], words: { best: string; bound: string; step: string; unit: string }, digits = 0): EChartsCoreOption {
  const stair = (name: string, color: string, of: (one: Progress) => Maybe) => ({
    name, type: 'line', step: 'end', symbol: 'none', color, lineStyle: { width: 2.25 },
    data: points.flatMap((one) => (of(one) == null ? [] : [[one.step, of(one)]])),
  })
  return {
    ...BASE,
    grid: { left: 4, right: 14, top: 30, bottom: 22, containLabel: true },
    tooltip: { trigger: 'axis', valueFormatter: (value: unknown) => (typeof value === 'number' ? value.toLocaleString('en-US', { maximumFractionDigits: digits }) : '—') },
    xAxis: { type: 'value', axisLabel, splitLine: { show: false }, axisLine, ...named(words.step, 'x'), max: 'dataMax' },
    yAxis: { type: 'value', scale: true, axisLabel, splitLine, ...named(words.unit, 'y') },
    series: [stair(words.best, COLORS.accent, (one) => one.best), stair(words.bound, COLORS.warm, (one) => one.bound)],
  }
}

export interface FrontPoint {
  x: number
  y: number
  name: string
}
/** Access against cost: what is on the line cannot be better in one without being worse in the other. */
export function frontChart(points: readonly FrontPoint[], current: FrontPoint | null, picked: number | null, words: { front: string; today: string; x: string; y: string }): EChartsCoreOption {
  const dot = (one: FrontPoint, n: number) => ({ value: [one.x, one.y], symbolSize: n === picked ? 18 : 11, itemStyle: n === picked ? { borderColor: COLORS.ink, borderWidth: 2 } : {} })
  return {
    ...BASE,
    grid: { left: 12, right: 24, top: 44, bottom: 26, containLabel: true },
    tooltip: { trigger: 'item', formatter: (point: unknown) => {
      const { seriesIndex, dataIndex } = point as { seriesIndex: number; dataIndex: number }
      const one = seriesIndex === 0 ? points[dataIndex] : current
      return one ? `<b>${one.name}</b><br>${words.x} ${one.x}<br>${words.y} ${one.y}` : ''
    } },
    xAxis: { type: 'value', scale: true, axisLabel, splitLine, axisLine, ...named(words.x, 'x') },
    yAxis: { type: 'value', scale: true, axisLabel, splitLine, ...named(words.y, 'y') },
    series: [
      { name: words.front, type: 'line', color: COLORS.accent, symbol: 'circle', lineStyle: { width: 1.5, type: 'dashed' }, data: points.map(dot), cursor: 'pointer', triggerLineEvent: false },
      ...(current ? [{ name: words.today, type: 'line', color: COLORS.warm, symbol: 'diamond', symbolSize: 15, data: [[current.x, current.y]] }] : []),
    ],
  }
}

/** What is needed against what is there, by quarter hour: need as a stair, cover as bars. */
export function coverChart(labels: string[], need: number[], cover: number[], words: { need: string; cover: string }, unit: string): EChartsCoreOption {
  return {
    ...BASE,
    tooltip: { trigger: 'axis', valueFormatter: (value: unknown) => `${String(value)} ${unit}` },
    xAxis: { type: 'category', data: labels, axisTick: { show: false }, axisLine, axisLabel },
    yAxis: { type: 'value', min: 0, minInterval: 1, axisLabel, splitLine },
    series: [
      { name: words.cover, type: 'bar', data: cover.map((value, n) => ({ value, itemStyle: { color: value < (need[n] ?? 0) ? COLORS.bad : COLORS.soft } })), color: COLORS.soft, barCategoryGap: '18%' },
      { name: words.need, type: 'line', step: 'middle', symbol: 'none', data: need, color: COLORS.ink, lineStyle: { width: 2.25 } },
    ],
  }
}

/** Counters that are needed by quarter hour, those of the formula beside them, and who comes. */
export function needChart(labels: string[], quarters: readonly { customers: number; formula: number; counters: number }[], words: { need: string; formula: string; customers: string }): EChartsCoreOption {
  const stair = { type: 'line', step: 'middle', symbol: 'none' }
  return {
    ...BASE,
    tooltip: { trigger: 'axis', valueFormatter: (value: unknown) => (typeof value === 'number' ? String(Math.round(value * 10) / 10) : '—') },
    xAxis: { type: 'category', data: labels, axisTick: { show: false }, axisLine, axisLabel },
    yAxis: { type: 'value', min: 0, minInterval: 1, axisLabel, splitLine },
    series: [
      { name: words.customers, type: 'bar', data: quarters.map((one) => one.customers), color: COLORS.line, barCategoryGap: '15%' },
      { ...stair, name: words.formula, data: quarters.map((one) => one.formula), color: COLORS.warm, lineStyle: { width: 2, type: 'dashed' } },
      { ...stair, name: words.need, data: quarters.map((one) => one.counters), color: COLORS.accent, lineStyle: { width: 2.5 } },
    ],
  }
}
