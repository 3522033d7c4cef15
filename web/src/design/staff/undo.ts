// How long a move can still be taken back. Pure: the server's time comes in.

/** The minute within which a move can be taken back. */
export const UNDO_S = 60

/** Whole seconds left, never below 0. */
export function undoLeftS(untilUs: number, nowMs: number): number {
  return Math.max(0, Math.ceil((untilUs / 1000 - nowMs) / 1000))
}

/** What is left of the minute, 0 to 1. */
export function undoShare(untilUs: number, nowMs: number, windowS = UNDO_S): number {
  return Math.min(1, Math.max(0, (untilUs / 1000 - nowMs) / 1000 / windowS))
}
