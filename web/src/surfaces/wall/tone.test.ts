import { expect, it } from 'vitest'
import { toneOf } from './tone'

it("a hall's wait is judged by its own limits, and not at all without them", () => {
  const at = (p90_s: number | null, open = true) => ({ open, wait: { p50_s: 0, p90_s } })
  const limits = { warn_min: 15, alert_min: 20 }
  expect(toneOf(at(900), limits)).toBe('calm')
  expect(toneOf(at(901), limits)).toBe('long')
  expect(toneOf(at(1200), limits)).toBe('long')
  expect(toneOf(at(1201), limits)).toBe('alarm')
  expect(toneOf(at(5000), undefined)).toBe('plain')
  expect(toneOf(at(null), limits)).toBe('plain')
  expect(toneOf(at(5000, false), limits)).toBe('plain')
})
