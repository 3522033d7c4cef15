import { describe, expect, test, vi } from 'vitest'
import type { Item } from '@/api/types'
import { normS, skillsFor } from './catalogue'
import { dayOf, dayPlus, instantUs } from './days'
import { clockOf, count, distance, metresBetween, minuteOf, minutes, minutesFine, NOTHING, percent, score, shareOf, stopwatch } from './figures'
import { matchItems } from './match'
import { firstPage, nextPage } from './session'
import { throttled } from './throttle'
import { undoLeftS, undoShare } from './undo'
import { waitedMin, waitTone } from './waits'
import { en, zh } from './words'

describe('figures', () => {
  test('what is not known is a dash, never a zero', () => {
    for (const say of [minutes, minutesFine, percent, score, count, distance]) {
      expect(say(null)).toBe(NOTHING)
      expect(say(undefined)).toBe(NOTHING)
    }
    expect(minutes(0)).toBe('0')
    expect(percent(0)).toBe('0.0')
  })
  test('a wait is rounded up, a mean is not', () => {
    expect(minutes(61)).toBe('2')
    expect(minutesFine(402)).toBe('6.7')
    expect(minutesFine(1200)).toBe('20')
  })
  test('shares, scores and stopwatches', () => {
    expect(percent(731)).toBe('73.1')
    expect(score(463)).toBe('4.63')
    expect(shareOf(1, 0)).toBeNull()
    expect(shareOf(1, 3)).toBe(333)
    expect(stopwatch(253)).toBe('4:13')
    expect(stopwatch(3904)).toBe('1:05:04')
    expect(stopwatch(-5)).toBe('0:00')
  })
  test('a distance is not made more exact than it is', () => {
    expect(distance(20)).toBe('50 m')
    expect(distance(3410)).toBe('3.4 km')
    const yuci = { lat_e6: 37_684_030, lon_e6: 112_754_710 }
    expect(metresBetween(yuci, yuci)).toBe(0)
    expect(metresBetween(yuci, { lat_e6: 37_426_390, lon_e6: 112_544_170 })).toBeGreaterThan(30_000)
  })
  test('times of day read back', () => {
    expect(minuteOf(clockOf(510))).toBe(510)
    for (const bad of ['8', '25:00', '08:60', '', 'ab:cd']) expect(minuteOf(bad)).toBeNull()
  })
})

describe('days', () => {
  test('the day is the hall’s, not the browser’s', () => {
    expect(dayOf(Date.UTC(2026, 9, 11, 16, 0))).toBe('2026-10-12')
    expect(dayOf(Date.UTC(2026, 9, 11, 15, 59))).toBe('2026-10-11')
    expect(dayPlus('2026-12-31', 1)).toBe('2027-01-01')
    expect(instantUs('2026-10-12', 480)).toBe(Date.UTC(2026, 9, 12) * 1000)
  })
})

describe('undo', () => {
  test('counts down to zero and stays there', () => {
    expect(undoLeftS(60_000_000, 0)).toBe(60)
    expect(undoLeftS(60_000_000, 59_001)).toBe(1)
    expect(undoLeftS(60_000_000, 60_000)).toBe(0)
    expect(undoLeftS(60_000_000, 99_000)).toBe(0)
    expect(undoShare(60_000_000, 30_000)).toBeCloseTo(0.5)
    expect(undoShare(60_000_000, 90_000)).toBe(0)
  })
})

describe('waits', () => {
  test('the marks of the hall belong to the worse side', () => {
    expect(waitTone(14, 15, 20)).toBe('calm')
    expect(waitTone(15, 15, 20)).toBe('warn')
    expect(waitTone(20, 15, 20)).toBe('alert')
    expect(waitedMin(120_000_000, 60_000)).toBe(0)
  })
})

describe('the log-in', () => {
  test('goes back only to a path of this site', () => {
    expect(nextPage('?next=%2Fclerk%23x')).toBe('/clerk#x')
    for (const bad of ['?next=%2F%2Fevil.example', '?next=https%3A%2F%2Fevil.example', '?next=%2F%5Cevil', '']) expect(nextPage(bad)).toBeNull()
  })
  test('the first page follows the role', () => {
    expect(firstPage(['clerk'])).toBe('/clerk')
    expect(firstPage(['guide'])).toBe('/guide')
    expect(firstPage(['clerk', 'hall_manager'])).toBe('/manager')
    expect(firstPage(['auditor'])).toBe('/manager#log')
    expect(firstPage(['security_admin'])).toBe('/manager#staff')
    expect(firstPage([])).toBe('/manager')
  })
})

describe('the catalogue', () => {
  test('one counter needs the skills of all items together', () => {
    const items = [{ code: 'a', skills: ['solar', 'general'] }, { code: 'b', skills: ['general'] }] as Item[]
    expect(skillsFor([{ code: 'a' }, { code: 'b' }], items)).toEqual(['solar', 'general'])
    expect(skillsFor([{ code: 'a' }, { code: 'gone' }], items)).toBeNull()
  })
  const item = (code: string, name: string, synonyms: string[] = []) =>
    ({ code, name, name_en: code, category: '', category_en: '', synonyms, service_p50_s: 600 }) as unknown as Item
  const all = [item('BG10', '更名', ['改名字']), item('BG11', '过户'), item('XZ12', '分布式光伏并网')]
  test('a service is found by name, synonym or code, the name first', () => {
    expect(matchItems(all, '光伏').map((one) => one.code)).toEqual(['XZ12'])
    expect(matchItems(all, '改名字').map((one) => one.code)).toEqual(['BG10'])
    expect(matchItems(all, 'bg11').map((one) => one.code)).toEqual(['BG11'])
    expect(matchItems(all, ' ')).toHaveLength(3)
    expect(matchItems(all, '月亮')).toEqual([])
  })
  test('the norm of a ticket is the sum, or nothing when an item is unknown', () => {
    expect(normS([{ code: 'BG10' }, { code: 'BG11' }], all)).toBe(1200)
    expect(normS([{ code: 'BG10' }, { code: '??' }], all)).toBeNull()
    expect(normS([], all)).toBeNull()
  })
})

test('many events are one load now and one after the pause', () => {
  const due: (() => void)[] = []
  const work = vi.fn()
  const load = throttled(work, 500, { after: (_ms, then) => due.push(then), cancel: () => undefined })
  load.run()
  load.run()
  load.run()
  expect(work).toHaveBeenCalledTimes(1)
  due.shift()?.()
  expect(work).toHaveBeenCalledTimes(2)
  due.shift()?.()
  expect(work).toHaveBeenCalledTimes(2)
})

test('both languages say the same things with the same figures', () => {
  const figures = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort()
  const walk = (a: object, b: object, path: string): void => {
    for (const [key, value] of Object.entries(a)) {
      const other = (b as Record<string, unknown>)[key]
      if (typeof value === 'string') expect(figures(other as string), `${path}.${key}`).toEqual(figures(value))
      else walk(value as object, other as object, `${path}.${key}`)
    }
  }
  walk(zh, en, 'words')
})
