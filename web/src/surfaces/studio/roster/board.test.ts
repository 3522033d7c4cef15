import { describe, expect, test } from 'vitest'
import { boardOf, breach, carried, cellOf, fairness, keyOf, merged, months, moved, workOf } from './board'

const work = (staff: string, day: string, shift: string) => ({ staff, day, shift, break_from_min: 720 })
const board = boardOf({ work: [work('1', '2026-12-01', 'Z1'), work('2', '2026-12-01', 'W1')] })
const at = (staff: string, day = '2026-12-01') => ({ staff, day })

describe('moving a shift', () => {
  test('to a free day leaves its own day free', () => {
    expect(carried(board, at('1'), at('1', '2026-12-02'))).toEqual([{ ...at('1'), shift: null }, { ...at('1', '2026-12-02'), shift: 'Z1' }])
  })
  test('onto somebody who works swaps the two', () => {
    const after = moved(board, carried(board, at('1'), at('2')))
    expect([after.get(cellOf('1', '2026-12-01')), after.get(cellOf('2', '2026-12-01'))]).toEqual(['W1', 'Z1'])
  })
  test('of nothing, or to where it is, is no move', () => {
    expect(carried(board, at('3'), at('1'))).toEqual([])
    expect(carried(board, at('1'), at('1'))).toEqual([])
  })
  test('there and back again is no change', () => {
    const there = carried(board, at('1'), at('2'))
    const back = carried(moved(board, there), at('1'), at('2'))
    expect(merged(board, [...there, ...back])).toEqual([])
  })
  test('the last word on a cell counts', () => {
    const moves = [{ ...at('1'), shift: 'M1' }, { ...at('1'), shift: null }]
    expect(merged(board, moves)).toEqual([{ ...at('1'), shift: null }])
  })
  test('the board it was made from stays as it is', () => {
    moved(board, [{ ...at('1'), shift: null }])
    expect(board.get(cellOf('1', '2026-12-01'))).toBe('Z1')
  })
})
test.each([['ArrowUp', { move: [-1, 0] }], ['ArrowRight', { move: [0, 1] }], [' ', { act: 'hold' }], ['Enter', { act: 'hold' }], ['Delete', { act: 'clear' }], ['Escape', { act: 'leave' }], ['3', { shift: 2 }], ['0', null], ['q', null]] as const)('the key %s', (key, meant) => {
  expect(keyOf(key)).toEqual(meant)
})
test('breaches name who, when, what there is and what there should be; minutes are said in hours', () => {
  const problem = { code: 'rest_short', hard: true, staff: '1', day: '2026-12-02', value: 570, limit: 660 }
  expect(breach(problem, () => '示例·柜员04')).toEqual({ key: 'broken.rest_short', named: { who: '示例·柜员04', day: '12-02', value: 9.5, limit: 11 } })
  expect(breach({ ...problem, code: 'run_long', value: 7, limit: 6 }, () => '甲').named).toEqual({ who: '甲', day: '12-02', value: 7, limit: 6 })
  expect(breach({ ...problem, code: 'short', staff: null }, () => '甲').named.who).toBe('')
})
test('a shift\'s work is without its break', () => {
  expect(workOf({ from_min: 510, to_min: 1050, break_min: 60 })).toBe(480)
})
test('fairness is the mean and how far the most and the least are apart', () => {
  expect(fairness([2, 4, 3])).toEqual({ mean: 3, spread: 2 })
  expect(fairness([])).toBeNull()
})
test('months go over the year\'s end', () => {
  expect(months('2026-11-26', 1, 3)).toEqual(['2026-10', '2026-11', '2026-12', '2027-01', '2027-02'])
  expect(months('2026-01-05', 1, 0)).toEqual(['2025-12', '2026-01'])
})
