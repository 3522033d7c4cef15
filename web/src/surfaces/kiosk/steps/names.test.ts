import { describe, expect, it } from 'vitest'
import { feeParts, kilometres } from './names'

describe('a fee', () => {
  it('is free when the pack says nought, with what it says besides', () => {
    expect(feeParts('0')).toEqual({ free: true, rest: '' })
    expect(feeParts('')).toEqual({ free: true, rest: '' })
    expect(feeParts('0(移表费2021起取消)')).toEqual({ free: true, rest: '移表费2021起取消' })
    expect(feeParts('0; 160kW及以下民营经济组织零投资')).toEqual({ free: true, rest: '160kW及以下民营经济组织零投资' })
    expect(feeParts('免费/合同')).toEqual({ free: true, rest: '或合同' })
    expect(feeParts('0/高可靠性供电费')).toEqual({ free: true, rest: '或高可靠性供电费' })
  })
  it('is told as it stands when it is not', () => {
    expect(feeParts('按省居配政策')).toEqual({ free: false, rest: '按省居配政策' })
    expect(feeParts('0.5 元')).toEqual({ free: false, rest: '0.5 元' })
  })
})

it('says kilometres no more exactly than they help', () => {
  expect(kilometres(3420)).toBe('3.4')
  expect(kilometres(23_400)).toBe('23')
})
