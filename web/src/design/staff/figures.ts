// How figures are written. What is not known is a dash, never a zero. Pure.
export const NOTHING = '—'
type Maybe = number | null | undefined

/** Whole minutes of seconds, rounded up so that a wait is never made to look shorter. */
export function minutes(seconds: Maybe): string {
  return seconds == null ? NOTHING : String(Math.ceil(Math.max(0, seconds) / 60))
}

/** Minutes with one decimal below ten: means are compared, so they keep a digit. */
export function minutesFine(seconds: Maybe): string {
  if (seconds == null) return NOTHING
  const value = Math.max(0, seconds) / 60
  return value < 10 ? value.toFixed(1) : String(Math.round(value))
}

/** Per mille as percent with one decimal. */
export function percent(perMille: Maybe): string {
  return perMille == null ? NOTHING : (perMille / 10).toFixed(1)
}

/** A mean score kept in hundredths. */
export function score(hundredths: Maybe): string {
  return hundredths == null ? NOTHING : (hundredths / 100).toFixed(2)
}

export function count(value: Maybe): string {
  return value == null ? NOTHING : value.toLocaleString('en-US')
}

/** `part` of `whole` in per mille; nothing when there is nothing to divide by. */
export function shareOf(part: number, whole: number): number | null {
  return whole > 0 ? Math.round((part * 1000) / whole) : null
}

/** `4:05` or `1:04:05`. */
export function stopwatch(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds))
  const two = (n: number) => String(n).padStart(2, '0')
  const hours = Math.floor(whole / 3600)
  const rest = `${hours > 0 ? two(Math.floor(whole / 60) % 60) : Math.floor(whole / 60)}:${two(whole % 60)}`
  return hours > 0 ? `${hours}:${rest}` : rest
}

/** Kilometres with one decimal, metres below one kilometre to the next 50. */
export function distance(metres: Maybe): string {
  if (metres == null) return NOTHING
  return metres < 1000 ? `${Math.max(50, Math.round(metres / 50) * 50)} m` : `${(metres / 1000).toFixed(1)} km`
}

/** Metres between two places in millionths of a degree, along the great circle. */
export function metresBetween(a: { lat_e6: number; lon_e6: number }, b: { lat_e6: number; lon_e6: number }): number {
  const rad = (e6: number) => (e6 / 1e6) * (Math.PI / 180)
  const half = (angle: number) => Math.sin(angle / 2) ** 2
  const across = half(rad(b.lat_e6) - rad(a.lat_e6))
    + Math.cos(rad(a.lat_e6)) * Math.cos(rad(b.lat_e6)) * half(rad(b.lon_e6) - rad(a.lon_e6))
  return Math.round(2 * 6_371_000 * Math.asin(Math.sqrt(across)))
}

/** `08:30` of minutes after midnight. */
export function clockOf(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
}

/** Minutes after midnight of `08:30`; null when it is no time of day. */
export function minuteOf(clock: string): number | null {
  const match = /^(\d{1,2}):(\d{2})$/.exec(clock.trim())
  if (!match) return null
  const minute = Number(match[1]) * 60 + Number(match[2])
  return Number(match[2]) < 60 && minute <= 24 * 60 ? minute : null
}
