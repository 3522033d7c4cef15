import { describe, expect, test } from 'vitest'
import { about, gapText, minutesOf, minutesSaid, money, moneyCell, sentence, share, signed } from './said'
import type { PlanChange } from './types'
import { en, zh } from './words'

test.each([[4137, 4100], [96, 96], [1_234_567, 1_200_000], [0, 0], [-4137, -4100], [99.6, 100]])('%d people are said as %d', (value, said) => {
  expect(about(value)).toBe(said)
})
test.each([[31_040_000, '31 万元', '310,000 yuan'], [1_250_000, '1.3 万元', '13,000 yuan'], [80_000, '800 元', '800 yuan'], [-31_040_000, '31 万元', '310,000 yuan'], [null, '—', '—']])('%d fen', (fen, chinese, english) => {
  expect([money(fen, 'zh-CN'), money(fen, 'en')]).toEqual([chinese, english])
})
test('money in tables keeps its sign and one decimal', () => {
  expect([moneyCell(-31_040_000, 'zh-CN', true), moneyCell(31_040_000, 'zh-CN', true), moneyCell(31_040_000, 'en'), moneyCell(-400, 'zh-CN', true)]).toEqual(['−31.0', '+31.0', '310', '0.0'])
})
test('minutes: one decimal; less than one is said so', () => {
  expect([minutesOf(6.12), minutesOf(25), minutesOf(null)]).toEqual(['6.1', '25.0', '—'])
  expect([minutesSaid(0.2, 'zh-CN'), minutesSaid(0.2, 'en'), minutesSaid(6.1, 'en'), minutesSaid(-6.1, 'en')]).toEqual(['不到 1', 'under 1', 6, 6])
})
test('a share of nothing known is a dash', () => {
  expect([share(123), share(null)]).toEqual(['12 %', '—'])
})
test('differences have a real minus, and nothing is not signed', () => {
  expect([signed(3), signed(-2.25, 1), signed(0.01, 1), signed(null)]).toEqual(['+3', '−2.3', '0.0', '—'])
})
test.each([[null, '—'], [0, '0 %'], [0.000_05, '< 0.01 %'], [0.5, '0.05 %'], [21, '2.1 %'], [Infinity, '—']])('a gap of %s per mille is written %s', (gap, text) => {
  expect(gapText(gap)).toBe(text)
})

/** The words of a language as the screens fill them. */
const tongue = (words: Record<string, unknown>) => (key: string, named: Record<string, string | number>) => {
  const [group = '', word = ''] = key.split('.')
  return String((words[group] as Record<string, string>)[word]).replace(/\{'(.)'\}/g, '$1').replace(/\{(\w+)\}/g, (_, hole: string) => String(named[hole]))
}
describe('the sentence about a change', () => {
  const closing: PlanChange = {
    site: 'JZ-0781-C03', name: '义安所', change: 'closed', grade_now: 'C', grade: null, once_fen: 5_000_000, saves_fen: 31_040_000,
    further: { people: 4137, minutes: 6.1, over65_pm: 121 }, nearer: { people: 0, minutes: 0, over65_pm: 0 },
  }
  test('says who travels further, what it saves, and how many of them are old', () => {
    expect(sentence(closing, 'zh-CN', tongue(zh))).toBe('关闭义安所，使 4,100 人多走 6 分钟，每年省 31 万元；其中 12 % 超过 65 岁。')
    expect(sentence(closing, 'en', tongue(en))).toBe('Closing 义安所 sends 4,100 people 6 minutes further, saves 310,000 yuan a year; 12 % of them are over 65.')
  })
  test('says so when nobody\'s way changes', () => {
    expect(sentence({ ...closing, further: closing.nearer, saves_fen: 0 }, 'zh-CN', tongue(zh))).toBe('关闭义安所，没有人的路程改变。')
  })
  test('an opening brings people nearer and costs', () => {
    const opening: PlanChange = { ...closing, change: 'opened', grade_now: null, grade: 'C', further: closing.nearer, nearer: { people: 900, minutes: 10.2, over65_pm: 121 }, saves_fen: -5_200_000 }
    expect(sentence(opening, 'en', tongue(en))).toBe('Opening 义安所 as grade C brings 900 people 10 minutes nearer, costs 52,000 yuan more a year; 12 % of them are over 65.')
    expect(sentence(opening, 'zh-CN', tongue(zh))).toBe('在义安所新设 C 级厅，使 900 人少走 10 分钟，每年多花 5.2 万元；其中 12 % 超过 65 岁。')
  })
  test('a move is good for some and bad for others, and both are said', () => {
    const move: PlanChange = { ...closing, change: 'moved', nearer: { people: 2100, minutes: 3, over65_pm: 80 }, saves_fen: 0 }
    expect(sentence(move, 'zh-CN', tongue(zh))).toBe('义安所迁址，使 4,100 人多走 6 分钟、2,100 人少走 3 分钟；其中 12 % 超过 65 岁。')
  })
})
