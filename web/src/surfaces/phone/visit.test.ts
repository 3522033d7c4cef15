import { expect, it } from 'vitest'
import { tokenIn } from './visit'

it('the token is what stands after /v/, and nothing more', () => {
  expect(tokenIn('/v/5fK2vN8qLw3RzXcB7mTg')).toBe('5fK2vN8qLw3RzXcB7mTg')
  expect(tokenIn('/v/a%20b/more')).toBe('a b')
  expect(tokenIn('/phone')).toBe('')
})
