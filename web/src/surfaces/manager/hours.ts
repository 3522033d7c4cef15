// Opening hours as they are typed: "08:30-12:00, 14:00-17:30". Pure.
import { clockOf, minuteOf } from '@/design/staff/figures'
import type { Span } from '@/design/staff/types'

export function spansText(spans: readonly Span[]): string {
  return spans.map((span) => `${clockOf(span.from_min)}-${clockOf(span.to_min)}`).join(', ')
}

/** The spans that were typed, in order; null when it cannot be read or they overlap. Nothing typed: closed. */
export function readSpans(typed: string): Span[] | null {
  const parts = typed.split(/[,，;；\s]+(?=\d)/).map((part) => part.trim()).filter(Boolean)
  const spans: Span[] = []
  for (const part of parts) {
    const [from, to, rest] = part.split(/[-–—~至]/)
    const from_min = minuteOf(from ?? '')
    const to_min = minuteOf(to ?? '')
    if (rest !== undefined || from_min === null || to_min === null || to_min <= from_min) return null
    if (spans.some((span) => from_min < span.to_min)) return null
    spans.push({ from_min, to_min })
  }
  return spans
}
