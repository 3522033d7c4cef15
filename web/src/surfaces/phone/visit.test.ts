import { describe, expect, it } from 'vitest'
import type { HallBrief } from '@/api/types'
import { kilometresBetween, lateChoices, nearest, tokenIn } from './visit'

it('the token is what stands after /v/, and nothing more', () => {
  expect(tokenIn('/v/5fK2vN8qLw3RzXcB7mTg')).toBe('5fK2vN8qLw3RzXcB7mTg')
  expect(tokenIn('/v/a%20b/more')).toBe('a b')
  expect(tokenIn('/phone')).toBe('')
})

it('one may be as late as the rule of the hall says, and no later', () => {
  expect(lateChoices(30)).toEqual([10, 20, 30])
  expect(lateChoices(25)).toEqual([10, 20])
  expect(lateChoices(5)).toEqual([5])
  expect(lateChoices(0)).toEqual([])
})

describe('halls around', () => {
  const hall = (id: string, lat_e6: number, open = true) => ({ id, code: id, lat_e6, lon_e6: 112_750_000, open }) as HallBrief
  it('are measured over the round earth: a degree of latitude is 111 km', () => {
    expect(kilometresBetween(hall('a', 37_000_000), hall('b', 38_000_000))).toBeCloseTo(111.2, 1)
  })
  it('come nearest first, open ones only, without this one', () => {
    const halls = [hall('here', 37_000_000), hall('far', 38_000_000), hall('near', 37_050_000), hall('shut', 37_010_000, false)]
    expect(nearest(halls, 'here', 4).map((one) => [one.hall.id, one.km])).toEqual([
      ['near', '5.6'],
      ['far', '111'],
    ])
    expect(nearest(halls, 'here', 1)).toHaveLength(1)
    expect(nearest(halls, 'nowhere', 4)).toEqual([])
  })
})
