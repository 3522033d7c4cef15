// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { effectScope } from 'vue'
import type { Edit } from './types'

const { post } = vi.hoisted(() => ({ post: vi.fn() }))
vi.mock('vue-i18n', () => ({ useI18n: () => ({ t: (key: string) => key }) }))
vi.mock('@/api/client', () => ({ api: { POST: post }, ask: (answer: unknown) => answer, once: () => ({}), asRefusal: (thrown: unknown) => thrown }))
const { useDraft } = await import('./useDraft')

const add = (path: string): Edit => ({ path, how: 'set', text: '1', texts: null })
/** Answers of the server, each made when the test says so: the text with the edits' paths behind it. */
const waiting: (() => void)[] = []
beforeEach(() => {
  waiting.length = 0
  post.mockReset().mockImplementation((_, { body }: { body: { text: string; edits: Edit[] } }) => new Promise((resolve) => {
    waiting.push(() => resolve({ text: body.text + body.edits.map((edit) => `+${edit.path}`).join(''), findings: [], sheet: null, differences: [] }))
  }))
})
const scope = effectScope()
afterEach(() => vi.useRealTimers())
const answer = async () => {
  waiting.shift()!()
  await new Promise((resolve) => setTimeout(resolve))
}
const draft = () => scope.run(() => useDraft())!

describe('a draft', () => {
  test('loses no edit that comes while another is under way', async () => {
    const it = draft()
    it.text.value = 'x'
    void it.edit([add('a')])
    void it.edit([add('b')])
    void it.edit([add('c')])
    await answer()
    expect(it.text.value).toBe('x+a')
    await answer()
    expect(it.text.value).toBe('x+a+b+c')
    expect(post).toHaveBeenCalledTimes(2)
  })
  test('makes an edit again in what was typed meanwhile', async () => {
    const it = draft()
    it.text.value = 'x'
    void it.edit([add('a')])
    it.text.value = 'typed'
    await answer()
    expect(it.text.value).toBe('typed')
    await answer()
    expect(it.text.value).toBe('typed+a')
  })
  test('that is opened anew takes nothing from the one before', async () => {
    const it = draft()
    it.text.value = 'old'
    void it.edit([add('a')])
    void it.open('new', null)
    await answer()
    expect(it.text.value).toBe('new')
    await answer()
    expect([it.text.value, it.dirty.value]).toEqual(['new', false])
  })
})
