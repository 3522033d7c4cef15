// What counts as a long wait is the hall's own limit, from the pack; without it nothing is judged.
import type { HallBrief } from '@/api/types'

export interface Limits {
  warn_min: number
  alert_min: number
}
export type Tone = 'plain' | 'calm' | 'long' | 'alarm'

/** The tone of a hall by its P90. */
export function toneOf(hall: Pick<HallBrief, 'open' | 'wait'>, limits: Limits | undefined): Tone {
  const p90_s = hall.wait.p90_s
  if (!hall.open || !limits || p90_s == null) return 'plain'
  if (p90_s > limits.alert_min * 60) return 'alarm'
  return p90_s > limits.warn_min * 60 ? 'long' : 'calm'
}
