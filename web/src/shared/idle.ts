// When does a shared screen forget its last customer? Pure state machine: the time comes in, nothing is read from
// a clock. A kiosk must never show one person's matter to the next.

export interface IdleRule {
  /** Silence after which a warning with a countdown appears. */
  warnAfterS: number
  /** Countdown before the screen is cleared. */
  countdownS: number
}

export type Idle =
  | { at: 'rest' }
  | { at: 'active'; touchedMs: number }
  | { at: 'warning'; sinceMs: number; leftS: number }

export const AT_REST: Idle = { at: 'rest' }

/** Somebody touched the screen. */
export function touched(nowMs: number): Idle {
  return { at: 'active', touchedMs: nowMs }
}

/** The state at `nowMs`. Going from `warning` to `rest` is when the screen must be cleared. */
export function ticked(state: Idle, rule: IdleRule, nowMs: number): Idle {
  switch (state.at) {
    case 'rest':
      return state
    case 'active': {
      const warnAtMs = state.touchedMs + rule.warnAfterS * 1000
      if (nowMs < warnAtMs) return state
      return ticked({ at: 'warning', sinceMs: warnAtMs, leftS: rule.countdownS }, rule, nowMs)
    }
    case 'warning': {
      const leftS = Math.ceil(rule.countdownS - (nowMs - state.sinceMs) / 1000)
      return leftS <= 0 ? AT_REST : { ...state, leftS }
    }
  }
}
