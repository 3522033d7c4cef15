// Spoken calls, one at a time. Two voices over each other are worse than one late, so a call is never started before
// the one before has ended; a call that nobody needs any more (called again meanwhile, or too old) is not spoken.

export interface Spoken {
  /** Same ticket, same counter: the same key. */
  key: string
  /** When it was called, on our clock. */
  atMs: number
}

export interface CallQueueWorld<Call extends Spoken> {
  /** Speaks, and resolves when it is over. A rejection is a silent call, not the end of the queue. */
  speak(call: Call): Promise<void>
  now(): number
  pause(ms: number): Promise<void>
  /** Calls older than this are not spoken any more. */
  oldestMs?(): number
}

export interface CallQueue<Call extends Spoken> {
  add(call: Call): void
  /** Calls not spoken yet. */
  waiting(): readonly Call[]
  /** Resolves when nothing is left to say. */
  settled(): Promise<void>
}

const OLDEST_MS = 90_000
const GAP_MS = 1_000
const LENGTH_MAX = 24

/** A queue of calls that never overlap. */
export function callQueue<Call extends Spoken>(world: CallQueueWorld<Call>): CallQueue<Call> {
  const waiting: Call[] = []
  let speaking: Promise<void> | null = null

  async function drain() {
    for (let call = waiting.shift(); call; call = waiting.shift()) {
      if (world.now() - call.atMs > (world.oldestMs?.() ?? OLDEST_MS)) continue
      try {
        await world.speak(call)
      } catch {
        // the text is on the screen; the next call must still be heard
      }
      await world.pause(GAP_MS)
    }
    speaking = null
  }

  return {
    add(call) {
      const same = waiting.findIndex((other) => other.key === call.key)
      if (same >= 0) waiting.splice(same, 1)
      waiting.push(call)
      if (waiting.length > LENGTH_MAX) waiting.shift()
      speaking ??= drain()
    },
    waiting: () => waiting,
    settled: () => speaking ?? Promise.resolve(),
  }
}
