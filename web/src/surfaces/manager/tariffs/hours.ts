// Hours of a day as they are edited: spans that follow each other from 00:00 to 24:00, so that no edit leaves a hole or
// lets two bands hold at once. Pure.
import { clockOf } from '@/design/staff/figures'
import type { Span } from './types'

export const DAY_MIN = 1440
/** Borders stand on quarters of an hour, as meters count. */
export const STEP_MIN = 15

/** Neighbours of one band are one span. */
export function merged(spans: readonly Span[]): Span[] {
  const all: Span[] = []
  for (const span of spans) {
    const last = all[all.length - 1]
    if (last && last.band === span.band) last.to_min = span.to_min
    else all.push({ ...span })
  }
  return all
}

/** Another band for the span `n`. */
export function withBand(spans: readonly Span[], n: number, band: string): Span[] {
  return spans.map((span, at) => (at === n ? { ...span, band } : { ...span }))
}

/** The end of the span `n` moves; the next one begins there. It stays between its neighbours' ends. */
export function withEnd(spans: readonly Span[], n: number, to: number): Span[] {
  const next = spans[n + 1]
  const here = spans[n]
  if (!here || !next) return spans.map((span) => ({ ...span }))
  const end = Math.min(Math.max(to, here.from_min + STEP_MIN), next.to_min - STEP_MIN)
  return spans.map((span, at) => (at === n ? { ...span, to_min: end } : at === n + 1 ? { ...span, from_min: end } : { ...span }))
}

/** The span `n` in two halves of one band, to be told apart next; as it is when it is too short. */
export function split(spans: readonly Span[], n: number): Span[] {
  const here = spans[n]
  if (!here || here.to_min - here.from_min < 2 * STEP_MIN) return spans.map((span) => ({ ...span }))
  const middle = Math.round((here.from_min + here.to_min) / 2 / STEP_MIN) * STEP_MIN
  return spans.flatMap((span, at) => (at === n ? [{ ...span, to_min: middle }, { ...span, from_min: middle }] : [{ ...span }]))
}

/** The span `n` goes to its neighbour before it, or to the next when it is the first. */
export function without(spans: readonly Span[], n: number): Span[] {
  if (spans.length < 2) return spans.map((span) => ({ ...span }))
  return spans.flatMap((span, at) => {
    if (at === n) return []
    if (at === n - 1) return [{ ...span, to_min: spans[n]!.to_min }]
    if (n === 0 && at === 1) return [{ ...span, from_min: 0 }]
    return [{ ...span }]
  })
}

/** As the document writes them. */
export function written(spans: readonly Span[]): string[] {
  return spans.map((span) => `${clockOf(span.from_min)}-${clockOf(span.to_min)} ${span.band}`)
}

/** Minutes of each band, in the order of `spans`. */
export function minutesOf(spans: readonly Span[]): Map<string, number> {
  const all = new Map<string, number>()
  for (const span of spans) all.set(span.band, (all.get(span.band) ?? 0) + span.to_min - span.from_min)
  return all
}

/** Whether two tables say the same in every minute. */
export function same(one: readonly Span[], other: readonly Span[]): boolean {
  return written(merged(one)).join() === written(merged(other)).join()
}
