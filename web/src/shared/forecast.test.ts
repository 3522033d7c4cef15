import { describe, expect, it } from 'vitest'
import { sayWait, usefulMinutes, waitProgress } from './forecast'

describe('a wait', () => {
  it.each([
    [0, 0],
    [1, 1],
    [60, 1],
    [61, 2],
    [600, 10],
    [601, 15],
    [15 * 60, 15],
    [16 * 60, 20],
  ])('of %i s is said as %i min', (seconds, minutes) => {
    expect(usefulMinutes(seconds)).toBe(minutes)
  })

  it('is a range from P50 to P90', () => {
    expect(sayWait({ p50_s: 480, p90_s: 840 })).toEqual({ key: 'forecast.range', named: { from: 8, to: 15 } })
  })

  it('is one number when both ends round to it', () => {
    expect(sayWait({ p50_s: 130, p90_s: 170 })).toEqual({ key: 'forecast.about', named: { n: 3 } })
  })

  it('says "next" only with nobody ahead', () => {
    expect(sayWait({ p50_s: 20, p90_s: 50 }, 0).key).toBe('forecast.now')
    expect(sayWait({ p50_s: 20, p90_s: 50 }, 1).key).toBe('forecast.soon')
  })

  it('claims nothing when nothing is known', () => {
    expect(sayWait({ p50_s: null, p90_s: 300 }).key).toBe('forecast.none')
  })

  it('puts swapped ends right and never counts beyond three hours', () => {
    expect(sayWait({ p50_s: 840, p90_s: 480 })).toEqual({ key: 'forecast.range', named: { from: 8, to: 15 } })
    expect(sayWait({ p50_s: 20_000, p90_s: 30_000 })).toEqual({ key: 'forecast.over', named: { n: 180 } })
    expect(sayWait({ p50_s: 3600, p90_s: 30_000 }).named).toEqual({ from: 60, to: 180 })
  })

  it('progresses but is never shown as over', () => {
    expect(waitProgress(0, null)).toBe(0)
    expect(waitProgress(0, 600)).toBe(0.03)
    expect(waitProgress(300, 300)).toBe(0.5)
    expect(waitProgress(900, 0)).toBe(0.97)
    expect(waitProgress(-5, -5)).toBe(0.97)
  })
})
