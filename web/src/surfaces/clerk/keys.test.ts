import { describe, expect, test } from 'vitest'
import type { Desk, Move, TicketView } from '@/design/staff/types'
import { commandOf, doingOf, guess, tooEarly, type Command } from './keys'

const NOW_US = 1_000_000_000
const press = (key: string, over = {}) => commandOf({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, inText: false, ...over })
const ticket = (state: TicketView['state'], moves: Move[], over: Partial<TicketView> = {}) =>
  ({ ticket: '7', label: 'A007', state, moves, recalls: 0, ...over }) as TicketView
const desk = (over: Partial<Desk> = {}) =>
  ({ counter: { state: 'open' }, ticket: null, parked: [], undo: null, recall_max: 2, no_show_hold_s: 60, waiting: 3, served: 4, ...over }) as Desk
const doing = (command: Command, over: Partial<Desk> = {}) => doingOf(command, desk(over), NOW_US)

describe('keys', () => {
  test.each([
    ['F1', 'call'], ['F2', 'recall'], ['F3', 'begin'], ['F4', 'park'], ['F5', 'resume'], ['F6', 'transfer'], ['F7', 'no_show'], ['F8', 'finish'],
  ])('%s is %s', (key, command) => expect(press(key)).toBe(command))
  test.each([['F1', 'why'], ['F2', 'items'], ['F3', 'needs'], ['F9', 'leave']])('Shift+%s is %s', (key, command) =>
    expect(press(key, { shiftKey: true })).toBe(command))
  test('a function key with another modifier is left to the browser', () => {
    expect(press('F5', { ctrlKey: true })).toBeNull()
    expect(press('F5', { shiftKey: true })).toBeNull()
    expect(press('F1', { ctrlKey: true, shiftKey: true })).toBeNull()
  })
  test('Ctrl+Z undoes a move, but belongs to the field while typing', () => {
    expect(press('z', { ctrlKey: true })).toBe('undo')
    expect(press('Z', { metaKey: true })).toBe('undo')
    expect(press('z', { ctrlKey: true, inText: true })).toBeNull()
    expect(press('z', { ctrlKey: true, shiftKey: true })).toBeNull()
    expect(press('z')).toBeNull()
  })
})

test('a no-show that comes too early says how long is left', () => {
  const called = ticket('called', ['no_show'], { called_us: NOW_US })
  expect(tooEarly(called, 60, NOW_US + 12_500_000)).toBe(48)
  expect(tooEarly(called, 60, NOW_US + 60_000_000)).toBe(0)
  expect(tooEarly(ticket('waiting', []), 60, NOW_US)).toBe(0)
})

describe('what a key does at the desk', () => {
  const called = ticket('called', ['recall', 'arrive', 'start', 'no_show', 'transfer_counter'])
  const serving = ticket('serving', ['park', 'finish', 'transfer_hall'])
  test('F1 calls from an open, free counter only', () => {
    expect(doing('call')).toEqual({ do: 'call' })
    expect(doing('call', { ticket: serving })).toEqual({ do: 'no', why: 'still_busy' })
    expect(doing('call', { counter: { state: 'paused' } as Desk['counter'] })).toEqual({ do: 'no', why: 'not_open' })
  })
  test('F2 stops at the limit of recalls', () => {
    expect(doing('recall', { ticket: called })).toMatchObject({ do: 'move', step: 'recall' })
    expect(doing('recall', { ticket: { ...called, recalls: 2 } })).toEqual({ do: 'no', why: 'recalled_enough' })
    expect(doing('recall', { ticket: serving })).toEqual({ do: 'no', why: 'not_now' })
  })
  test('F3 notes the arrival first, then the start', () => {
    expect(doing('begin', { ticket: called })).toMatchObject({ step: 'arrive' })
    expect(doing('begin', { ticket: ticket('arrived', ['start', 'no_show']) })).toMatchObject({ step: 'start' })
    expect(doing('begin')).toEqual({ do: 'no', why: 'nobody_here' })
  })
  test('the reason is for whoever stands here or comes next, and says so when there is none', () => {
    const why = { code: 'longest' } as NonNullable<Desk['next_why']>
    expect(doing('why')).toEqual({ do: 'no', why: 'no_reason' })
    expect(doing('why', { next_why: why })).toEqual({ do: 'open', dialog: 'why' })
    expect(doing('why', { ticket: { ...serving, why } })).toEqual({ do: 'open', dialog: 'why' })
  })
  test('items and needs are corrected for somebody who is here; nobody is left standing', () => {
    expect(doing('items')).toEqual({ do: 'no', why: 'nobody_here' })
    expect(doing('needs', { ticket: serving })).toEqual({ do: 'open', dialog: 'needs' })
    expect(doing('leave', { ticket: serving })).toEqual({ do: 'no', why: 'still_busy' })
    expect(doing('leave')).toEqual({ do: 'open', dialog: 'leave' })
  })
  test('F4, F7 and F8 follow what the server allows', () => {
    expect(doing('park', { ticket: serving })).toMatchObject({ step: 'park' })
    expect(doing('finish', { ticket: serving })).toMatchObject({ step: 'finish' })
    expect(doing('finish', { ticket: called })).toEqual({ do: 'no', why: 'not_now' })
    const early = { ...called, called_us: NOW_US - 59_000_000 }
    expect(doing('no_show', { ticket: early })).toEqual({ do: 'no', why: 'too_early' })
    expect(doing('no_show', { ticket: { ...early, called_us: NOW_US - 60_000_000 } })).toMatchObject({ step: 'no_show' })
  })
  test('F5 opens the list of parked customers when the counter is free', () => {
    const parked = [ticket('parked', ['resume'])]
    expect(doing('resume', { parked })).toEqual({ do: 'open', dialog: 'resume' })
    expect(doing('resume', { parked, ticket: serving })).toEqual({ do: 'no', why: 'still_busy' })
    expect(doing('resume')).toEqual({ do: 'no', why: 'none_parked' })
  })
  test('F6 asks where to when there is a way', () => {
    expect(doing('transfer', { ticket: serving })).toEqual({ do: 'open', dialog: 'transfer' })
    expect(doing('transfer', { ticket: ticket('serving', ['finish']) })).toEqual({ do: 'no', why: 'not_now' })
  })
  test('undo lasts until its time and not a microsecond longer', () => {
    const undo = { ticket: '7', label: 'A007', step: 'finish' as Move, until_us: NOW_US + 1 }
    expect(doing('undo', { undo })).toEqual({ do: 'undo', ticket: '7' })
    expect(doing('undo', { undo: { ...undo, until_us: NOW_US } })).toEqual({ do: 'no', why: 'nothing_to_undo' })
  })
  test('F9 pauses a free counter and comes back from a pause', () => {
    expect(doing('pause')).toEqual({ do: 'pause' })
    expect(doing('pause', { ticket: serving })).toEqual({ do: 'no', why: 'still_busy' })
    expect(doing('pause', { counter: { state: 'paused' } as Desk['counter'] })).toEqual({ do: 'back' })
  })
})

describe('what is shown before the server agrees', () => {
  const at = desk({ ticket: ticket('called', ['recall', 'arrive', 'start']) })
  test('a guessed ticket offers no moves, so that nothing is sent twice', () => {
    for (const step of ['recall', 'arrive', 'start'] as Move[]) expect(guess(at, step, NOW_US).ticket?.moves).toEqual([])
  })
  test('start begins the timer, finish frees the counter and counts', () => {
    expect(guess(at, 'start', NOW_US).ticket).toMatchObject({ state: 'serving', started_us: NOW_US })
    expect(guess(at, 'finish', NOW_US)).toMatchObject({ ticket: null, served: 5 })
  })
  test('park keeps the customer in the list', () => {
    expect(guess(at, 'park', NOW_US).parked).toHaveLength(1)
    expect(guess(at, 'park', NOW_US).ticket).toBeNull()
  })
})
