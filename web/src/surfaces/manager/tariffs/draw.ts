// From a document to what is drawn: the ladder of tiers, the dial of a day, the months of a year. Pure geometry; a price
// that is still to be verified is never drawn as a number.
import { DAY_MIN } from './hours'
import type { Day, Ladder, Price, Sheet, Span } from './types'

// The ladder -------------------------------------------------------------------------------------------------------

export interface Step {
  from: number
  to: number
  price: number | null
  band: string | null
  tier: number
}

/** How far the last tier, which has no end, is drawn: as wide as the one before, or a round number. */
export function widthOf(ladders: readonly Ladder[]): number {
  const limits = ladders.flatMap((one) => one.tiers.flatMap((tier) => (tier.upto_kwh === null || tier.upto_kwh === undefined ? [] : [Number(tier.upto_kwh)])))
  const last = Math.max(0, ...limits)
  const before = Math.max(0, ...limits.filter((limit) => limit < last))
  return last > 0 ? last + Math.max(last - before, last / 4) : 100
}

/** A step for each tier and band: from which kWh to which, at which price. */
export function stepsOf(ladder: Ladder, width: number): Step[] {
  let from = 0
  return ladder.tiers.flatMap((tier, n) => {
    const to = tier.upto_kwh == null ? width : Number(tier.upto_kwh)
    const begins = from
    from = to
    return tier.prices.map((price) => ({ from: begins, to, price: price.price == null ? null : Number(price.price), band: price.band ?? null, tier: n }))
  })
}

/** The top of the price axis: a little above the dearest step. */
export function topOf(steps: readonly Step[]): number {
  return Math.max(0.01, ...steps.map((step) => step.price ?? 0)) * 1.18
}

// The dial ---------------------------------------------------------------------------------------------------------

/** A point on a circle around (0, 0): midnight on top, noon below, clockwise. */
export function onDial(minute: number, radius: number): { x: number; y: number } {
  const angle = (minute / DAY_MIN) * 2 * Math.PI
  return { x: Math.sin(angle) * radius, y: -Math.cos(angle) * radius }
}

/** The ring between two radii from one minute to another, as a path. A whole day is two halves. */
export function arc(from: number, to: number, inner: number, outer: number): string {
  if (to - from >= DAY_MIN) return `${arc(0, DAY_MIN / 2, inner, outer)} ${arc(DAY_MIN / 2, DAY_MIN, inner, outer)}`
  const large = to - from > DAY_MIN / 2 ? 1 : 0
  const [a, b, c, d] = [onDial(from, outer), onDial(to, outer), onDial(to, inner), onDial(from, inner)]
  const at = (p: { x: number; y: number }) => `${p.x.toFixed(2)} ${p.y.toFixed(2)}`
  return `M${at(a)}A${outer} ${outer} 0 ${large} 1 ${at(b)}L${at(c)}A${inner} ${inner} 0 ${large} 0 ${at(d)}Z`
}

/** The middle of a span, where its word stands. */
export function middle(span: Span): number {
  return (span.from_min + span.to_min) / 2
}

// The year ---------------------------------------------------------------------------------------------------------

export interface Cell {
  day: string
  /** Row from 0 (Monday) to 6, column from 0. */
  row: number
  column: number
  table: number | null
  kind: string | null
  changed: boolean
}
export interface Month {
  month: number
  columns: number
  cells: Cell[]
}

/** Twelve months of weeks that run down, Monday on top. `changed` marks days with other hours than before. */
export function monthsOf(days: readonly Day[], changed: ReadonlySet<string>): Month[] {
  const months: Month[] = []
  for (const one of days) {
    const month = Number(one.day.slice(5, 7))
    const date = new Date(`${one.day}T00:00:00Z`)
    const first = (new Date(`${one.day.slice(0, 8)}01T00:00:00Z`).getUTCDay() + 6) % 7
    const place = first + date.getUTCDate() - 1
    let into = months[months.length - 1]
    if (!into || into.month !== month) months.push((into = { month, columns: 0, cells: [] }))
    const column = Math.floor(place / 7)
    into.columns = Math.max(into.columns, column + 1)
    into.cells.push({ day: one.day, row: place % 7, column, table: one.table ?? null, kind: one.kind ?? null, changed: changed.has(one.day) })
  }
  return months
}

/** Days on which the two documents have other hours. */
export function changedDays(before: Sheet | null, after: Sheet, same: (one: readonly Span[], other: readonly Span[]) => boolean): Set<string> {
  if (!before) return new Set()
  const table = (sheet: Sheet, n: number) => sheet.days[n]?.table ?? null
  const spans = (sheet: Sheet, at: number | null) => (at === null ? null : (sheet.tables[at]?.spans ?? null))
  const known = new Map<string, boolean>()
  const differ = (one: number | null, other: number | null) => {
    const key = `${one}/${other}`
    const [a, b] = [spans(before, one), spans(after, other)]
    const is = known.get(key) ?? (a !== null && b !== null && !same(a, b))
    known.set(key, is)
    return is
  }
  return new Set(after.days.flatMap((day, n) => (differ(table(before, n), table(after, n)) ? [day.day] : [])))
}

/** A stretch of days such as `07-01/08-31`, as it is said. */
export function seasonText(span: string, locale: string): string {
  const said = (day: string) => {
    const [month, date] = day.split('-').map(Number)
    if (locale !== 'en') return `${month}月${date}日`
    return new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(Date.UTC(2024, (month ?? 1) - 1, date))
  }
  return span.split('/').map(said).join(' – ')
}

// Numbers ----------------------------------------------------------------------------------------------------------

/** Fen as yuan: `1,234.56`; a dash for nothing. */
export function yuan(fen: number | null | undefined): string {
  if (fen === null || fen === undefined) return '—'
  const digits = String(Math.abs(fen)).padStart(3, '0')
  const whole = digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ',')
  return `${fen < 0 ? '-' : ''}${whole}.${digits.slice(-2)}`
}

/** A difference with its sign. */
export function signed(fen: number | null | undefined): string {
  return fen !== null && fen !== undefined && fen > 0 ? `+${yuan(fen)}` : yuan(fen)
}

/** A share such as 0.13587 as per cent with one digit. */
export function percentOf(share: string): string {
  return (Number(share) * 100).toFixed(1)
}

/** The prices of a document by the place where each is edited. */
export function pricesByPath(sheet: Sheet | null): Map<string, string | null> {
  const all = new Map<string, string | null>()
  if (!sheet) return all
  const take = (prices: readonly Price[]) => prices.forEach((one) => one.path && all.set(one.path, one.price ?? null))
  for (const ladder of sheet.ladders) {
    for (const tier of ladder.tiers) {
      take(tier.prices)
      if (tier.upto_kwh != null) all.set(`${tier.path}.upto_kwh`, tier.upto_kwh)
    }
  }
  for (const one of sheet.components) {
    take(one.multipliers)
    for (const part of one.parts) part.values.forEach((value) => all.set(value.path, value.price ?? null))
  }
  sheet.charges.forEach((one) => take(one.prices))
  return all
}
