// Past and future as one line of days, and the parts of a day as they are told. Pure.
import type { Footfall } from '../types'

type Maybe = number | null
export interface Joined {
  labels: string[]
  past: Maybe[]
  mid: Maybe[]
  low: Maybe[]
  high: Maybe[]
}

/** The last `shown` days of the past and all days to come on one axis; closed days are gaps in both. */
export function joined({ history, days }: Pick<Footfall, 'history' | 'days'>, shown: number): Joined {
  const past = history.slice(-shown)
  const before = past.map(() => null)
  const open = <T>(of: (day: Footfall['days'][number]) => T) => days.map((day) => (day.hours.length > 0 ? of(day) : null))
  return {
    labels: [...past, ...days].map((one) => one.day.slice(5)),
    past: [...past.map((one) => one.people ?? null), ...days.map(() => null)],
    mid: [...before, ...open((day) => day.people)],
    low: [...before, ...open((day) => day.p10)],
    high: [...before, ...open((day) => day.p90)],
  }
}

/** A factor nearer to 1 than this does nothing that could be seen. */
const NOTHING = 0.005

export interface Told {
  code: string
  value: number
  /** How long its bar is, in percent of the longest. */
  width: number
}
/** The level first, then the factors that do something, the strongest first: × 2 is as strong as × ½. */
export function told(parts: readonly { code: string; value: number }[]): Told[] {
  const strength = (value: number) => Math.abs(Math.log(Math.max(value, 1e-6)))
  const factors = parts.filter((part) => part.code !== 'level' && Math.abs(part.value - 1) >= NOTHING)
  const most = Math.max(...factors.map((part) => strength(part.value)), 1e-9)
  const sorted = [...factors].sort((a, b) => strength(b.value) - strength(a.value) || a.code.localeCompare(b.code))
  return [...parts.filter((part) => part.code === 'level'), ...sorted].map(({ code, value }) => ({ code, value, width: code === 'level' ? 0 : Math.round((strength(value) / most) * 100) }))
}
