import { describe, expect, it } from 'vitest'
import { AT_REST, ticked, touched } from './idle'

const rule = { warnAfterS: 60, countdownS: 15 }

describe('an idle kiosk', () => {
  it('stays at rest until somebody touches it', () => {
    expect(ticked(AT_REST, rule, 1e9)).toBe(AT_REST)
  })

  it('warns after the silence of the rule, and counts down', () => {
    const active = touched(1_000)
    expect(ticked(active, rule, 60_999)).toBe(active)
    expect(ticked(active, rule, 61_000)).toEqual({ at: 'warning', sinceMs: 61_000, leftS: 15 })
    expect(ticked(active, rule, 66_000)).toEqual({ at: 'warning', sinceMs: 61_000, leftS: 10 })
  })

  it('forgets its customer when the countdown is over, even if nobody looked meanwhile', () => {
    expect(ticked(touched(0), rule, 75_000)).toEqual(AT_REST)
    expect(ticked({ at: 'warning', sinceMs: 0, leftS: 1 }, rule, 15_000)).toEqual(AT_REST)
  })

  it('is active again after a touch during the warning', () => {
    const again = touched(70_000)
    expect(ticked(again, rule, 80_000)).toBe(again)
  })
})
