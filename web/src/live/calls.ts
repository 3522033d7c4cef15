// Which calls on a board are new. Pure; the voice and the flash both ask it.
import type { CallShown } from '@/api/types'

/** Names one utterance: a ticket, and how often it was called again. */
export function utterance(call: CallShown): string {
  return `${call.ticket}:${call.recalls}:${call.counter}`
}

/** The calls not in `seen`, oldest first. Those whose customer has come need no voice. */
export function freshCalls(seen: ReadonlySet<string>, calls: readonly CallShown[]): CallShown[] {
  return calls
    .filter((call) => !call.arrived && !seen.has(utterance(call)))
    .sort((a, b) => a.at_us - b.at_us)
}

/** `seen` after a board: only what the board still shows is kept, so it cannot grow. */
export function seenAfter(calls: readonly CallShown[]): Set<string> {
  return new Set(calls.map(utterance))
}
