// Days of the hall's calendar as the wire writes them (2026-10-12). Pure; the server's clock comes in.
const format = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai', year: 'numeric', month: '2-digit', day: '2-digit' })

/** The hall's day at an instant. */
export function dayOf(ms: number): string {
  return format.format(ms)
}

/** The day `n` days after `day`. */
export function dayPlus(day: string, n: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + n * 86_400_000).toISOString().slice(0, 10)
}

/** The instant of a minute of `day` in the hall's zone, in microseconds. */
export function instantUs(day: string, minute: number, zoneMin = 480): number {
  return (Date.parse(`${day}T00:00:00Z`) + (minute - zoneMin) * 60_000) * 1000
}
