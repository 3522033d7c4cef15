import { expect, test } from 'vitest'
import { freeFrom, QUARTER_US, quarters } from './rooms'

const booking = (from: number, n: number) => ({ id: String(from), from_us: from * QUARTER_US, quarters: n, visit: null })

test('a booking holds its quarters and no more', () => {
  const cells = quarters(0, 6 * QUARTER_US, [booking(1, 2)], 2 * QUARTER_US)
  expect(cells.map((cell) => cell.booking !== null)).toEqual([false, true, true, false, false, false])
  expect(cells.map((cell) => cell.first)).toEqual([false, true, false, false, false, false])
  expect(cells.map((cell) => cell.past)).toEqual([true, true, false, false, false, false])
})
test('what can be booked ends at the next booking, the day’s end or the limit', () => {
  const all = [booking(4, 2)]
  expect(freeFrom(0, 10 * QUARTER_US, all, 8)).toBe(4)
  expect(freeFrom(0, 10 * QUARTER_US, all, 3)).toBe(3)
  expect(freeFrom(5 * QUARTER_US, 10 * QUARTER_US, all, 8)).toBe(0)
  expect(freeFrom(8 * QUARTER_US, 10 * QUARTER_US, all, 8)).toBe(2)
})
