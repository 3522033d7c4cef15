import { describe, expect, it } from 'vitest'
import type { CallShown } from '@/api/types'
import { freshCalls, seenAfter } from './calls'

const call = (label: string, at_us: number, over: Partial<CallShown> = {}) =>
  ({ ticket: label, label, counter: '3', at_us, recalls: 0, arrived: false, ...over }) as CallShown
const labels = (calls: CallShown[]) => calls.map((one) => one.label)

describe('new calls', () => {
  it('are spoken once, oldest first', () => {
    const calls = [call('A2', 20), call('A1', 10)]
    expect(labels(freshCalls(new Set(), calls))).toEqual(['A1', 'A2'])
    expect(freshCalls(seenAfter(calls), calls)).toEqual([])
  })

  it('are spoken again when called again, or at another counter', () => {
    const seen = seenAfter([call('A1', 10)])
    expect(labels(freshCalls(seen, [call('A1', 30, { recalls: 1 })]))).toEqual(['A1'])
    expect(labels(freshCalls(seen, [call('A1', 30, { counter: '4' })]))).toEqual(['A1'])
  })

  it('are not spoken when the customer has come already', () => {
    expect(freshCalls(new Set(), [call('A1', 10, { arrived: true })])).toEqual([])
  })
})
