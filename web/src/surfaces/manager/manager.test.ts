import { describe, expect, test } from 'vitest'
import type { Counter, HallPlan, Place } from '@/design/staff/types'
import { busyHours, inMinutes } from '@/design/staff/charts'
import { changed, draftOf, nextCounter, planOf, wrongs } from './draft'
import { aboutOf, factsOf, kindOf, labelsOf } from './events'
import { areaOf, counterBox, misplaced, spots, waitingPlace } from '@/design/staff/geometry'
import { firstPage } from '@/design/staff/session'
import { readSpans, spansText } from './hours'
import { tabsFor } from './tabs'

const waiting: Place = { x: 24, y: 20, w: 50, h: 16 }
const zone = (code: string, x: number, y: number, w: number, h: number) => ({ code, name: code, name_en: code, place: { x, y, w, h } })

describe('the drawn floor', () => {
  test.each([1, 7, 17, 40, 120])('%i people stand inside the waiting zone, none on another', (n) => {
    const all = spots(waiting, n)
    expect(all).toHaveLength(n)
    all.forEach((spot, k) => {
      expect(spot.x - spot.r).toBeGreaterThanOrEqual(waiting.x)
      expect(spot.x + spot.r).toBeLessThanOrEqual(waiting.x + waiting.w)
      expect(spot.y - spot.r).toBeGreaterThanOrEqual(waiting.y)
      expect(spot.y + spot.r).toBeLessThanOrEqual(waiting.y + waiting.h)
      for (const other of all.slice(k + 1)) expect(Math.hypot(spot.x - other.x, spot.y - other.y)).toBeGreaterThanOrEqual(spot.r + other.r)
    })
  })
  test('who was sent to a zone stands above its counters', () => {
    const payment: Place = { x: 2, y: 2, w: 26, h: 14 }
    const area = areaOf(payment, [{ x: 4, y: 10 }, { x: 40, y: 3 }])
    expect(area).toEqual({ x: 2, y: 2, w: 26, h: 8 })
    for (const spot of spots(area, 5)) expect(spot.y + spot.r).toBeLessThanOrEqual(10)
    expect(areaOf(waiting, [])).toEqual(waiting)
  })
  test('even a tiny zone draws somebody', () => {
    expect(spots({ x: 0, y: 0, w: 4, h: 2 }, 9)).toHaveLength(9)
    expect(spots(waiting, 0)).toEqual([])
  })
  test('a counter leaves room for its neighbour and stays in its zone', () => {
    const counters = [4, 12, 20].map((x, n) => ({ id: String(n), name: '', kind: '', zone: 'payment', skills: [], x, y: 10 })) satisfies Counter[]
    const zones = [zone('payment', 2, 2, 26, 14)]
    for (const [n, counter] of counters.entries()) {
      const box = counterBox(counter, counters, zones)
      expect(box.x + box.w).toBeLessThan(counters[n + 1]?.x ?? 28)
    }
  })
  test('people wait in the waiting zone, else in the largest', () => {
    expect(waitingPlace([zone('a', 0, 0, 90, 50), zone('waiting', 0, 0, 5, 5)])?.w).toBe(5)
    expect(waitingPlace([zone('a', 0, 0, 9, 5), zone('b', 0, 0, 50, 5)])?.w).toBe(50)
    expect(waitingPlace([])).toBeNull()
  })
  test('a zone off the floor or over another is named', () => {
    const wrong = misplaced([zone('a', 0, 0, 10, 10), zone('b', 5, 5, 10, 10), zone('c', 95, 0, 10, 5), zone('d', 40, 40, 10, 10)])
    expect(Object.fromEntries(wrong)).toEqual({ a: 'overlap', b: 'overlap', c: 'outside' })
  })
})

describe('opening hours as typed', () => {
  test('read back as they were', () => {
    const spans = [{ from_min: 510, to_min: 720 }, { from_min: 840, to_min: 1050 }]
    expect(readSpans(spansText(spans))).toEqual(spans)
    expect(readSpans('8:30至12:00，14:00–17:30')).toEqual(spans)
    expect(readSpans('  ')).toEqual([])
  })
  test.each(['8', '12:00-08:00', '08:00-12:00, 11:00-13:00', 'morning', '08:00-10:00-12:00', '08:00-25:00'])('refuses %s', (typed) => expect(readSpans(typed)).toBeNull())
})

describe('a plan being changed', () => {
  const plan: HallPlan = {
    grade: 'C', zones: [zone('business', 10, 10, 60, 20)], counters: [{ id: '1', name: '1号窗口', kind: 'general', zone: 'business', skills: ['payment'], x: 12, y: 14 }],
    functions: ['payment'], hours: [{ from_month_day: '05-01', day_kind: 'workday', spans: [{ from_min: 480, to_min: 1080 }], certainty: 'K', source: '' }],
    rooms: ['R1'], equipment: [], child_corner_places: 0, kiosks: 1,
  }
  test('an untouched draft is no change, and the plan in force is never touched', () => {
    const draft = draftOf(plan)
    expect(changed(draft, plan)).toBe(false)
    draft.plan.counters[0]!.name = '别的'
    expect(changed(draft, plan)).toBe(true)
    expect(plan.counters[0]!.name).toBe('1号窗口')
  })
  test('what cannot be sent is named', () => {
    const draft = draftOf(plan)
    expect(wrongs(draft)).toEqual([])
    draft.hours[0] = '9点'
    draft.plan.hours[0]!.from_month_day = '13-01'
    draft.plan.zones[0]!.place.w = 200
    draft.plan.counters[0]!.zone = 'nowhere'
    expect(wrongs(draft).map((one) => one.at).sort()).toEqual(['counter', 'hours', 'season', 'zone'])
  })
  test('lists and hours go into the plan as typed', () => {
    const draft = draftOf(plan)
    draft.rooms = 'R1、R2, R3'
    draft.hours[0] = '09:00-17:00'
    expect(planOf(draft)).toMatchObject({ rooms: ['R1', 'R2', 'R3'], hours: [{ spans: [{ from_min: 540, to_min: 1020 }] }] })
    expect(nextCounter(plan)).toBe('2')
  })
})

describe('pages by role', () => {
  test.each(['hall_manager', 'command', 'catalogue_admin', 'security_admin', 'auditor', 'system_admin'] as const)('%s begins on a page that is theirs', (role) => {
    const hash = firstPage([role]).split('#')[1]
    expect(tabsFor([role])).toContain(hash ?? 'floor')
  })
  test('each role sees its own pages and no other', () => {
    expect(tabsFor(['auditor'])).toEqual(['figures', 'plan', 'catalogue', 'tariffs', 'log', 'proof', 'staff'])
    expect(tabsFor(['security_admin'])).toEqual(['staff'])
    expect(tabsFor(['system_admin'])).toEqual(['devices'])
    expect(tabsFor(['catalogue_admin'])).toEqual(['catalogue', 'tariffs', 'proof'])
    expect(tabsFor(['clerk'])).toEqual([])
    expect(tabsFor(['hall_manager'])).toContain('approvals')
  })
})

test('a missing wait is a gap in the chart, and the night is left out', () => {
  expect(inMinutes(null)).toBeNull()
  expect(inMinutes(90)).toBe(1.5)
  const hours = [7, 8, 9, 10].map((hour) => ({ hour, issued: hour === 8 || hour === 10 ? 1 : 0, served: 0 }))
  expect(busyHours(hours).map((one) => one.hour)).toEqual([8, 9, 10])
  expect(busyHours([])).toEqual([])
})

describe('an event of the log', () => {
  const logged = (event: Record<string, unknown>) => ({ seq: 1, at_us: 0, actor: 'staff', event: event as unknown as Record<string, never> })
  const word = (group: string, code: string) => `${group}/${code}`
  test('reads in one line of words, without what is absent', () => {
    const event = logged({ counter: '3', from: 'waiting', kind: 'ticket_moved', items: [], step: 'call', zone: null })
    expect(kindOf(event)).toBe('ticket_moved')
    expect(aboutOf(event, word)).toBe('field/step move/call · field/from state/waiting · field/counter 3')
  })
  test('says each value in the words of its kind, and instants as times of the hall', () => {
    const of = (event: Record<string, unknown>) => factsOf(logged(event), word).map((one) => one.value)
    expect(of({ kind: 'counter_changed', state: 'open' })).toEqual(['counterState/open'])
    expect(of({ kind: 'device_ordered', state: 'done' })).toEqual(['orderState/done'])
    expect(of({ kind: 'room_booked', from: 1_791_766_800_000_000, quarters: 4 })).toEqual(['09:00:00', '4'])
    expect(of({ kind: 'evaluation_given', has_text: true })).toEqual(['staff/yes'])
  })
  test('names a ticket by what was printed, where the log has it', () => {
    const issued = logged({ kind: 'ticket_issued', ticket: '812345678901', prefix: 'A', number: 7 })
    const labels = labelsOf([issued])
    expect(labels.get('812345678901')).toBe('A007')
    expect(aboutOf(logged({ kind: 'follow_up_opened', ticket: '812345678901' }), word, labels)).toBe('field/ticket A007')
    expect(aboutOf(logged({ kind: 'follow_up_opened', ticket: '812345999999' }), word, labels)).toBe('field/ticket …999999')
  })
})
