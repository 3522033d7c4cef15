// The pad's course, as a pure state machine: what it shows follows from what the server asks, what was touched and
// when. A touched face counts even if its owner walks away; an untouched question is never answered for anybody.
import type { PadAsk, RatingReason } from '@/api/types'

export const SEND_AFTER_MS = 25_000
export const THANKS_MS = 5_000
/** Scores up to this ask what was wrong; above it, what was good. */
export const LOW_MAX = 2

export type Pad =
  | { at: 'idle' }
  | { at: 'faces'; ask: PadAsk }
  | { at: 'reasons'; ask: PadAsk; score: number; reasons: string[]; text: string; touchedMs: number }
  | { at: 'sending'; ask: PadAsk; score: number; reasons: string[]; text: string }
  | { at: 'thanks'; ask: PadAsk; score: number; sinceMs: number }

/** The server asks about a service, or about none any more. Somebody who is answering is not interrupted. */
export function asked(pad: Pad, ask: PadAsk | null): Pad {
  if (pad.at === 'reasons' || pad.at === 'sending') return pad
  if (pad.at === 'thanks') return pad
  if (!ask) return { at: 'idle' }
  return pad.at === 'faces' && pad.ask.ticket === ask.ticket ? pad : { at: 'faces', ask }
}

export function scored(pad: Pad, score: number, nowMs: number): Pad {
  if (pad.at !== 'faces' && pad.at !== 'reasons') return pad
  return { at: 'reasons', ask: pad.ask, score, reasons: [], text: '', touchedMs: nowMs }
}

/** The time passes: a silent customer's score is sent, and thanks end. */
export function passed(pad: Pad, nowMs: number): Pad {
  if (pad.at === 'reasons' && nowMs - pad.touchedMs >= SEND_AFTER_MS) {
    return { at: 'sending', ask: pad.ask, score: pad.score, reasons: pad.reasons, text: pad.text }
  }
  if (pad.at === 'thanks' && nowMs - pad.sinceMs >= THANKS_MS) return { at: 'idle' }
  return pad
}

/** Reasons that go with a score. */
export function reasonsFor(reasons: readonly RatingReason[], score: number): RatingReason[] {
  return reasons.filter((reason) => reason.low === score <= LOW_MAX)
}
