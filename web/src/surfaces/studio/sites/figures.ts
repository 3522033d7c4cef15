// The figures of a plan as rows to be set side by side: how each is written, and which way is better. Pure.
import { minutesOf, moneyCell, share, signed, whole } from '../said'
import type { PlanFigures } from '../types'

export interface FigureRow {
  key: string
  /** The key of its unit's words. */
  unit: 'money' | 'min' | 'none'
  better: 'less' | 'more' | 'neither'
  value: (figures: PlanFigures) => number
  text: (value: number, locale: string) => string
  /** A difference, signed. */
  change: (value: number, locale: string) => string
}

const moneys = { text: (value: number, locale: string) => moneyCell(value, locale), change: (value: number, locale: string) => moneyCell(value, locale, true) }
const minutes = { unit: 'min', better: 'less', text: minutesOf, change: (value: number) => signed(value, 1) } as const
const shares = { unit: 'none', better: 'more', text: (value: number) => share(value), change: (value: number, locale: string) => `${signed(value / 10, 1)} ${locale === 'en' ? 'pp' : '百分点'}` } as const
const halls = (figures: PlanFigures, ...grades: string[]) => figures.grades.filter((one) => grades.includes(one.grade)).reduce((sum, one) => sum + one.halls, 0)
const counts = { unit: 'none', better: 'neither', text: (value: number) => whole(value), change: (value: number) => signed(value) } as const

export const ROWS: readonly FigureRow[] = [
  { key: 'cost', unit: 'money', better: 'less', value: (one) => one.yearly_fen, ...moneys },
  { key: 'clerks', unit: 'money', better: 'less', value: (one) => one.clerks_fen, ...moneys },
  { key: 'travel', ...minutes, value: (one) => one.travel_mean_min },
  { key: 'elders', ...minutes, value: (one) => one.elders_mean_min },
  { key: 'worst', ...minutes, value: (one) => one.worst_tenth_min },
  { key: 'within15', ...shares, value: (one) => one.within_15_pm },
  { key: 'within30', ...shares, value: (one) => one.within_30_pm },
  { key: 'wait', ...minutes, value: (one) => one.wait_mean_min },
  { key: 'unserved', ...counts, better: 'less', value: (one) => one.unserved },
  { key: 'counters', ...counts, value: (one) => one.counters },
  { key: 'halls', ...counts, value: (one) => halls(one, 'A', 'B', 'C') },
  { key: 'selfService', ...counts, value: (one) => halls(one, 'D') },
]

/** Whether going from `before` to `after` is better, worse or neither; what is not seen in the text is no change. */
export function judged(row: FigureRow, before: number, after: number, locale: string): 'good' | 'bad' | 'same' {
  if (row.better === 'neither' || row.text(before, locale) === row.text(after, locale)) return 'same'
  return after < before === (row.better === 'less') ? 'good' : 'bad'
}

/** Which of several plans is best in a row; −1 where none is, or several are. */
export function bestOf(row: FigureRow, plans: readonly PlanFigures[], locale: string): number {
  if (row.better === 'neither' || plans.length < 2) return -1
  const values = plans.map(row.value)
  const top = row.better === 'less' ? Math.min(...values) : Math.max(...values)
  const winners = values.flatMap((value, n) => (row.text(value, locale) === row.text(top, locale) ? [n] : []))
  return winners.length === 1 ? winners[0]! : -1
}
