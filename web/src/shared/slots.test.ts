import { describe, expect, it } from 'vitest'
import { halves } from './slots'

const at = (hour: number, minute = 0) => ({ at_us: Date.UTC(2026, 9, 12, hour - 8, minute) * 1000, minutes: 30, free: 1, capacity: 7 })

describe('the times of a day', () => {
  it('are split at noon in the hall, wherever the browser is', () => {
    expect(halves([at(9), at(11, 30), at(12), at(16, 30)]).map((half) => [half.name, half.slots.length])).toEqual([
      ['morning', 2],
      ['afternoon', 2],
    ])
  })
  it('leave out a half in which nothing can be booked', () => {
    expect(halves([at(14)]).map((half) => half.name)).toEqual(['afternoon'])
    expect(halves([])).toEqual([])
  })
})
