// How a wait is said. Pure: seconds in, a key of words out. Never more exact than the forecast is.

/** A wait as the forecast gives it, in seconds; null when nothing can be said. */
export interface Wait {
  p50_s?: number | null
  p90_s?: number | null
}

export interface Said {
  key: 'forecast.now' | 'forecast.soon' | 'forecast.about' | 'forecast.range' | 'forecast.over' | 'forecast.none'
  named: Record<string, number>
}

/** Minutes a person can use: exact to 10, then to 5, always upwards. */
export function usefulMinutes(seconds: number): number {
  const minutes = Math.ceil(Math.max(0, seconds) / 60)
  return minutes <= 10 ? minutes : Math.ceil(minutes / 5) * 5
}

const LONGEST_MIN = 180

/** How to say a wait; `ahead` is the number of people in front, when known. */
export function sayWait(wait: Wait, ahead: number | null = null): Said {
  if (wait.p50_s == null || wait.p90_s == null) return { key: 'forecast.none', named: {} }
  const from = usefulMinutes(Math.min(wait.p50_s, wait.p90_s))
  const to = usefulMinutes(Math.max(wait.p50_s, wait.p90_s))
  if (to <= 1) return ahead === 0 ? { key: 'forecast.now', named: {} } : { key: 'forecast.soon', named: {} }
  if (from >= LONGEST_MIN) return { key: 'forecast.over', named: { n: LONGEST_MIN } }
  if (from === to) return { key: 'forecast.about', named: { n: to } }
  return { key: 'forecast.range', named: { from: Math.max(1, from), to: Math.min(to, LONGEST_MIN) } }
}

/** How far along a wait is, 0 to 1: time waited against waited plus what is still likely (P50). Never full. */
export function waitProgress(waited_s: number, p50_s: number | null | undefined): number {
  if (p50_s == null) return 0
  const whole = Math.max(0, waited_s) + Math.max(0, p50_s)
  return whole === 0 ? 0.97 : Math.min(0.97, Math.max(0.03, Math.max(0, waited_s) / whole))
}
