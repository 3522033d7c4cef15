import { expect, test } from 'vitest'
import { joined, told } from './series'

const past = (day: string, people: number | null) => ({ day, people, outlier: false })
const future = (day: string, people: number, open = true) => ({ day, kind: 'workday', people, p10: people - 5, p50: people, p90: people + 5, parts: [], hours: open ? [{ hour: 9, people, p10: 0, p90: 9 }] : [] })

test('past and future stand on one axis, and closed days are gaps in both', () => {
  const got = joined({ history: [past('2026-11-23', 7), past('2026-11-24', null), past('2026-11-25', 90)], days: [future('2026-11-26', 100), future('2026-11-27', 0, false)] }, 2)
  expect(got).toEqual({ labels: ['11-24', '11-25', '11-26', '11-27'], past: [null, 90, null, null], mid: [null, null, 100, null], low: [null, null, 95, null], high: [null, null, 105, null] })
})
test('parts are told level first, then what does most; halving is as much as doubling, and what does nothing is left out', () => {
  const parts = [{ code: 'trend', value: 1.002 }, { code: 'weekday', value: 1.3 }, { code: 'holiday', value: 0.5 }, { code: 'level', value: 214 }, { code: 'billing', value: 2 }]
  expect(told(parts).map((part) => part.code)).toEqual(['level', 'billing', 'holiday', 'weekday'])
  expect(told(parts).map((part) => part.width)).toEqual([0, 100, 100, 38])
})
test('a factor of nothing at all is drawn, not a failure', () => {
  expect(told([{ code: 'hours', value: 0 }])[0]?.width).toBe(100)
})
