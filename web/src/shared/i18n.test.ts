import { expect, it } from 'vitest'
import { langAtStart } from './i18n'

it('starts in Chinese unless the address or an earlier choice says English', () => {
  expect(langAtStart('', null)).toBe('zh-CN')
  expect(langAtStart('?lang=en', null)).toBe('en')
  expect(langAtStart('', 'en')).toBe('en')
  expect(langAtStart('?lang=zh', 'en')).toBe('zh-CN')
  expect(langAtStart('?lang=xx', null)).toBe('zh-CN')
})
