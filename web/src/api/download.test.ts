import { expect, test } from 'vitest'
import { fileName } from './download'

test.each([
  ['attachment; filename="plan-9001.xlsx"', 'plan-9001.xlsx'],
  ['attachment; filename=plan.pdf', 'plan.pdf'],
  ['attachment; filename="plan.pdf"; filename*=UTF-8\'\'%E6%96%B9%E6%A1%88.pdf', '方案.pdf'],
  ['attachment', 'gridhall.xlsx'],
  [null, 'gridhall.xlsx'],
])('%s is saved as %s', (disposition, name) => {
  expect(fileName(disposition, 'gridhall.xlsx')).toBe(name)
})
