import { describe, expect, test } from 'vitest'
import { known, ranked } from './bands'
import { hourEdits } from './bandEdits'
import { arc, changedDays, monthsOf, onDial, percentOf, pricesByPath, seasonText, signed, stepsOf, topOf, widthOf, yuan } from './draw'
import { beside, between, working } from './lines'
import { hasPrice, shareText, summaryOf, type Paid } from './useTrial'
import { merged, minutesOf, same, split, withBand, withEnd, without, written } from './hours'
import { termIn, unitIn } from './terms'
import type { Bill, Day, Ladder, Line, Sheet, Span } from './types'

const span = (from_min: number, to_min: number, band: string): Span => ({ from_min, to_min, band })
const day = [span(0, 480, 'valley'), span(480, 1320, 'peak'), span(1320, 1440, 'valley')]
const whole = (spans: Span[]) => spans.every((one, n) => one.from_min === (spans[n - 1]?.to_min ?? 0) && one.from_min < one.to_min) && spans[spans.length - 1]!.to_min === 1440

describe('hours that are edited', () => {
  test('have no hole and no overlap, whatever is done', () => {
    let spans = day
    const deeds = [
      (s: Span[]) => split(s, 1), (s: Span[]) => withBand(s, 2, 'sharp'), (s: Span[]) => withEnd(s, 0, 9999), (s: Span[]) => withEnd(s, 1, -5),
      (s: Span[]) => without(s, 0), (s: Span[]) => without(s, s.length - 1), (s: Span[]) => withEnd(s, 99, 3), (s: Span[]) => split(s, 0),
    ]
    for (const deed of deeds) {
      spans = deed(spans)
      expect(whole(spans), written(spans).join()).toBe(true)
    }
    expect(whole(without([span(0, 1440, 'all')], 0))).toBe(true)
    expect(day[0]).toEqual(span(0, 480, 'valley'))
  })
  test('are written as the document writes them, and compared by the minute', () => {
    expect(written(day)).toEqual(['00:00-08:00 valley', '08:00-22:00 peak', '22:00-24:00 valley'])
    expect(same(day, split(day, 1))).toBe(true)
    expect(same(day, withBand(day, 2, 'deep'))).toBe(false)
    expect(merged(split(day, 1))).toEqual(day)
    expect(minutesOf(day).get('valley')).toBe(600)
  })
})

const ladder = (limits: (string | null)[], prices: (string | null)[]): Ladder => ({
  item: { id: 'e', name_zh: '', name_en: '', unit: 'yuan/kWh', line: 1, source: '', certainty: 'S' }, fund: false, per: 'month', pooling: null, held: null,
  tiers: limits.map((upto_kwh, n) => ({ path: `energy[0].tier[${n}]`, upto_kwh, prices: [{ band: null, price: prices[n] ?? null, path: `energy[0].tier[${n}].price` }] })),
})

describe('the drawn ladder', () => {
  test('climbs from limit to limit, and the last tier goes on as wide as the one before', () => {
    const one = ladder(['170', '260', null], ['0.477', '0.527', '0.777'])
    expect(widthOf([one])).toBe(350)
    expect(stepsOf(one, 350).map((step) => [step.from, step.to, step.price])).toEqual([[0, 170, 0.477], [170, 260, 0.527], [260, 350, 0.777]])
    expect(topOf(stepsOf(one, 350))).toBeCloseTo(0.917)
    expect(widthOf([ladder([null], ['0.5'])])).toBe(100)
  })
  test('has no number where a price is still to be verified', () => {
    expect(stepsOf(ladder([null], [null]), 100)[0]!.price).toBeNull()
  })
})

describe('the dial', () => {
  test('begins at midnight on top and runs clockwise', () => {
    expect(onDial(0, 10)).toEqual({ x: 0, y: -10 })
    expect(onDial(360, 10).x).toBeCloseTo(10)
    expect(arc(0, 1440, 5, 10).match(/M/g)).toHaveLength(2)
    expect(arc(0, 900, 5, 10)).toContain('0 1 1')
    expect(arc(0, 60, 5, 10)).toContain('0 0 1')
  })
  test('has its bands from the dearest, and draws a band of no known name as flat', () => {
    expect(ranked(['valley', 'flat', 'peak', 'sharp'])).toEqual(['sharp', 'peak', 'flat', 'valley'])
    expect(known('evening')).toBe('flat')
  })
})

describe('the year', () => {
  const days: Day[] = Array.from({ length: 365 }, (_, n) => ({ day: new Date(Date.UTC(2026, 0, 1 + n)).toISOString().slice(0, 10), kind: null, table: n < 31 ? 1 : 0 }))
  const sheet = (tables: Span[][]): Sheet => ({ days, tables: tables.map((spans) => ({ spans })) }) as unknown as Sheet
  test('has twelve months, each day once, Monday on top', () => {
    const months = monthsOf(days, new Set())
    expect(months.map((month) => month.cells.length)).toEqual([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
    // 1 January 2026 was a Thursday.
    expect(months[0]!.cells[0]).toMatchObject({ row: 3, column: 0, table: 1 })
    const places = months.flatMap((month) => month.cells.map((cell) => `${month.month}/${cell.row}/${cell.column}`))
    expect(new Set(places).size).toBe(365)
  })
  test('marks the days whose hours change, and no other', () => {
    const before = sheet([day, day])
    expect(changedDays(before, sheet([day, withBand(day, 1, 'sharp')]), same).size).toBe(31)
    expect(changedDays(before, sheet([split(day, 1), day]), same).size).toBe(0)
    expect(changedDays(null, before, same).size).toBe(0)
  })
})

describe('hours that bring or drop a band', () => {
  const prices = ['peak', 'valley'].map((band) => ({ band, price: band === 'peak' ? '0.5' : '0.2', path: `energy[0].tier[0].prices.${band}` }))
  const sheet = { bands: ['peak', 'valley'], tables: [{ path: 'day[0].hours', spans: day }], components: [], charges: [], ladders: [{ ...ladder([null], [null]), tiers: [{ path: 'energy[0].tier[0]', upto_kwh: null, prices }] }] } as unknown as Sheet
  test('price a new band as the hours it takes were priced', () => {
    const edits = hourEdits(sheet, 0, withBand(split(day, 1), 2, 'sharp'))
    expect(edits.map((one) => [one.path, one.how, one.text])).toEqual([['day[0].hours', 'list', null], ['energy[0].tier[0].prices.sharp', 'set', '0.5']])
  })
  test('take the prices of a band away that no hour has any more', () => {
    expect(hourEdits(sheet, 0, [span(0, 1440, 'peak')]).map((one) => [one.path, one.how])).toEqual([['day[0].hours', 'list'], ['energy[0].tier[0].prices.valley', 'remove']])
    expect(hourEdits(sheet, 0, day)).toHaveLength(1)
  })
})

test('a season is said in days and months', () => {
  expect(seasonText('07-01/08-31', 'zh-CN')).toBe('7月1日 – 8月31日')
  expect(seasonText('02-29/12-01', 'en')).toBe('29 Feb – 1 Dec')
})

test('money is written in yuan with two digits, exactly, and a difference with its sign', () => {
  expect([0, 5, -1234567, 15960].map(yuan)).toEqual(['0.00', '0.05', '-12,345.67', '159.60'])
  expect([signed(92), signed(0), signed(-5), signed(null)]).toEqual(['+0.92', '0.00', '-0.05', '—'])
  expect(percentOf('0.13587')).toBe('13.6')
})

test('prices and limits are found by the place where they are edited', () => {
  const sheet = { ladders: [ladder(['170', null], ['0.5', null])], components: [], charges: [] } as unknown as Sheet
  expect([...pricesByPath(sheet)]).toEqual([['energy[0].tier[0].price', '0.5'], ['energy[0].tier[0].upto_kwh', '170'], ['energy[0].tier[1].price', null]])
})

describe('lines of a bill', () => {
  const line = (what_en: string, over: Partial<Line> = {}): Line => ({ what_zh: what_en, what_en, quantity: '230', unit: 'kWh', price: '0.477', price_unit: 'yuan/kWh', amount: '109.71', amount_fen: 10971, rule: 't@2012-07-01#energy', place: 't.toml:1', source: '', certainty: 'S', steps: [], ...over })
  const bill = (lines: Line[]): Bill => ({ from: '2026-01-01', to: '2026-01-31', lines, total_fen: 0 })
  test('are worked so that a person can do them again', () => {
    expect(working(line('Energy'))).toBe('230 kWh × 0.477 = 109.71')
    expect(between(line('Energy', { steps: ['0 … 170 kWh: 230', '230 × 0.477 = 109.71'] }))).toEqual(['0 … 170 kWh: 230'])
    expect(between(line('Energy', { steps: ['230 × 0.477 = 109.7112 → 109.71'] }))).toEqual(['109.7112 → 109.71'])
  })
  test('stand beside the same item of the other version, whatever its day', () => {
    const rows = beside(bill([line('Energy, tier 1'), line('Gone')]), bill([line('New'), line('Energy, tier 1', { rule: 't@2027-01-01#energy' }), line('New')]))
    expect(rows.map((row) => [row.before?.what_en ?? null, row.after?.what_en ?? null])).toEqual([[null, 'New'], ['Energy, tier 1', 'Energy, tier 1'], [null, 'New'], ['Gone', null]])
  })
})

describe('what customers would pay', () => {
  const paid = (before: number | null, after: number | null): Paid => {
    const side = (total_fen: number | null) => ({ total_fen, bills: [], refused: null })
    return { payer: { id: '', name_zh: '', name_en: '', sample: 's', load: null }, refused: null, prices: { from: '', to: '', before: side(before), after: side(after), more_fen: before !== null && after !== null ? after - before : null } }
  }
  test('is summed over those who have a price on both sides, and nobody else', () => {
    const all = [paid(100, 110), paid(200, 190), paid(50, 50), paid(null, 80), paid(70, null)]
    expect(summaryOf(all)).toEqual({ n: 3, up: 1, down: 1, same: 1, before: 350, after: 350, more: 0 })
    expect(all.map(hasPrice)).toEqual([true, true, true, true, false])
    expect(summaryOf([paid(null, 5)])).toBeNull()
  })
  test('has a share with its sign, and none of nothing', () => {
    expect([shareText(10, 1000), shareText(-25, 1000), shareText(0, 5), shareText(5, 0), shareText(null, 5)]).toEqual(['+1.0%', '-2.5%', '0.0%', '—', '—'])
  })
})

describe('a rule of a document', () => {
  test('is told in the words of the page, and a code without words as it stands', () => {
    expect(termIn('residential', 'zh-CN')).toBe('居民')
    expect(termIn('first_tier, low_income', 'zh-CN')).toBe('从第一档扣, 低保户、五保户')
    expect(termIn('≥ 5 人 persons, 档 tiers 1, 2', 'zh-CN')).toBe('≥ 5 人, 档 1, 2')
    expect(termIn('≥ 5 人 persons, 档 tiers 1, 2', 'en')).toBe('≥ 5 persons, tiers 1, 2')
    expect(termIn('something_new', 'zh-CN')).toBe('something_new')
  })
  test('has its unit in the words of the page', () => {
    expect(unitIn('yuan/kWh', 'zh-CN')).toBe('元/千瓦时')
    expect(unitIn('yuan/kWh', 'en')).toBe('yuan/kWh')
  })
})
