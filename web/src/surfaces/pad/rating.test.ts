import { describe, expect, it } from 'vitest'
import type { PadAsk } from '@/api/types'
import { asked, passed, reasonsFor, scored, type Pad } from './rating'

const ask = (ticket: string): PadAsk => ({ ticket, label: 'A018', reasons: [], until_us: 0 })
const idle: Pad = { at: 'idle' }

describe('the pad', () => {
  it('asks when the server asks, and rests when it does not', () => {
    const faces = asked(idle, ask('1'))
    expect(faces).toMatchObject({ at: 'faces', ask: { ticket: '1' } })
    expect(asked(faces, ask('1'))).toBe(faces)
    expect(asked(faces, ask('2'))).toMatchObject({ ask: { ticket: '2' } })
    expect(asked(faces, null)).toEqual(idle)
  })

  it('never answers for somebody who touched nothing', () => {
    const faces = asked(idle, ask('1'))
    expect(passed(faces, 1e9)).toBe(faces)
  })

  it('sends the touched face of somebody who walked away', () => {
    const reasons = scored(asked(idle, ask('1')), 2, 1_000)
    expect(passed(reasons, 25_999)).toBe(reasons)
    expect(passed(reasons, 26_000)).toMatchObject({ at: 'sending', score: 2, ask: { ticket: '1' } })
  })

  it('does not let the next customer in before the answer of this one is sent', () => {
    const reasons = scored(asked(idle, ask('1')), 5, 0)
    expect(asked(reasons, ask('2'))).toBe(reasons)
    expect(asked(reasons, null)).toBe(reasons)
  })

  it('thanks for a while', () => {
    const thanks: Pad = { at: 'thanks', ask: ask('1'), score: 5, sinceMs: 0 }
    expect(passed(thanks, 4_999)).toBe(thanks)
    expect(passed(thanks, 5_000)).toEqual(idle)
  })

  it('asks what was wrong for low scores and what was good for the others', () => {
    const reasons = [
      { code: 'slow', zh: '慢', en: 'slow', low: true },
      { code: 'kind', zh: '好', en: 'kind', low: false },
    ]
    expect(reasonsFor(reasons, 2).map((one) => one.code)).toEqual(['slow'])
    expect(reasonsFor(reasons, 3).map((one) => one.code)).toEqual(['kind'])
  })
})
