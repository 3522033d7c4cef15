// The roster as a board of people × days, and what moving a shift means. Pure.
import type { Roster, RosterMove, RosterProblem, RosterShift } from '../types'

/** A cell: the shift somebody works on a day; null when they are off. */
export type Board = Map<string, string | null>
export const cellOf = (staff: string, day: string) => `${staff}/${day}`

export function boardOf(roster: Pick<Roster, 'work'>): Board {
  return new Map(roster.work.map((one) => [cellOf(one.staff, one.day), one.shift]))
}

/** Puts what is in `from` to `to`. Whoever had something there takes what `from` had free: two people swap. */
export function carried(board: Board, from: { staff: string; day: string }, to: { staff: string; day: string }): RosterMove[] {
  if (from.staff === to.staff && from.day === to.day) return []
  const what = board.get(cellOf(from.staff, from.day)) ?? null
  const there = board.get(cellOf(to.staff, to.day)) ?? null
  if (what === null) return []
  return [{ staff: from.staff, day: from.day, shift: there }, { staff: to.staff, day: to.day, shift: what }]
}

/** The moves that matter, the last word on each cell, without those that change nothing. */
export function merged(board: Board, moves: readonly RosterMove[]): RosterMove[] {
  const last = new Map(moves.map((move) => [cellOf(move.staff, move.day), move]))
  return [...last.values()].filter((move) => (board.get(cellOf(move.staff, move.day)) ?? null) !== (move.shift ?? null))
}

/** The board with the moves made. */
export function moved(board: Board, moves: readonly RosterMove[]): Board {
  const next = new Map(board)
  for (const move of moves) next.set(cellOf(move.staff, move.day), move.shift ?? null)
  return next
}

export type Key = { move: [number, number] } | { act: 'hold' | 'clear' | 'leave' } | { shift: number }
/** What a key means on the board; null when it is nobody's. */
export function keyOf(key: string): Key | null {
  const arrows: Record<string, [number, number]> = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }
  if (arrows[key]) return { move: arrows[key] }
  if (key === ' ' || key === 'Enter') return { act: 'hold' }
  if (key === 'Delete' || key === 'Backspace') return { act: 'clear' }
  if (key === 'Escape') return { act: 'leave' }
  return /^[1-9]$/.test(key) ? { shift: Number(key) - 1 } : null
}

/** Codes whose figures are minutes of work or rest; they are said in hours. */
const IN_MINUTES = new Set(['rest_short', 'week_over', 'week_under'])
const hours = (minutes: number) => Number((minutes / 60).toFixed(1))

/** A breach as words want it: the key and what goes into the holes. */
export function breach(problem: RosterProblem, nameOf: (staff: string) => string): { key: string; named: Record<string, string | number> } {
  const said = (value: number) => (IN_MINUTES.has(problem.code) ? hours(value) : value)
  return {
    key: `broken.${problem.code}`,
    named: { who: problem.staff ? nameOf(problem.staff) : '', day: problem.day.slice(5), value: said(problem.value), limit: said(problem.limit) },
  }
}

/** Minutes at work in a shift, without its break. */
export const workOf = (shift: Pick<RosterShift, 'from_min' | 'to_min' | 'break_min'>) => shift.to_min - shift.from_min - shift.break_min

/** Mean and spread (most less least) of figures of people; null without people. */
export function fairness(values: readonly number[]): { mean: number; spread: number } | null {
  if (values.length === 0) return null
  return { mean: values.reduce((sum, one) => sum + one, 0) / values.length, spread: Math.max(...values) - Math.min(...values) }
}

/** The months around a day that can be looked at, `2026-12`. */
export function months(day: string, before: number, after: number): string[] {
  const [year = 0, month = 1] = day.split('-').map(Number)
  return Array.from({ length: before + after + 1 }, (_, n) => {
    const count = year * 12 + month - 1 - before + n
    return `${Math.floor(count / 12)}-${String((count % 12) + 1).padStart(2, '0')}`
  })
}
