import { describe, expect, it } from 'vitest'
import type { Board } from '@/api/types'
import { replaces } from './board'
import { hallAsked } from './hall'

const board = (over: Partial<Board>) => ({ hall: '1', day: '2026-10-12', seq: 5, at_us: 50, ...over }) as Board

describe('a board', () => {
  it('is never replaced by an older one', () => {
    expect(replaces(null, board({}))).toBe(true)
    expect(replaces(board({}), board({ seq: 6, at_us: 60 }))).toBe(true)
    expect(replaces(board({}), board({ seq: 4, at_us: 40 }))).toBe(false)
    expect(replaces(board({}), board({ at_us: 40 }))).toBe(false)
  })

  it('starts again with the next day and with another hall', () => {
    expect(replaces(board({}), board({ day: '2026-10-13', seq: 1 }))).toBe(true)
    expect(replaces(board({}), board({ hall: '2', seq: 1 }))).toBe(true)
  })
})

it('the hall of an address is what stands after hall=', () => {
  expect(hallAsked('?hall=JZ-YC-A01')).toBe('JZ-YC-A01')
  expect(hallAsked('?hall=')).toBeNull()
  expect(hallAsked('')).toBeNull()
})
