import { describe, expect, test } from 'vitest'
import type { PlanCity, PlanResult, Scenario } from '../types'
import { budgetOf, changedSites, changeOf, draftOf, withSite, wrong } from './draft'
import { mapDemand, mapHalls, mapLabels, sizeOf } from './mapping'

const site = (code: string, x_m: number, grade_now: 'A' | 'B' | 'C' | 'D' | null, over: Partial<PlanCity['sites'][number]> = {}): PlanCity['sites'][number] => ({
  code, name: `${code}厅`, hall: null, county: 'K1', cluster: null, x_m, y_m: 0, grade_now, allowed: ['A', 'B', 'C', 'D'], rule: 'free', grade: null, moved: false, ...over,
})
const place = (code: string, x_m: number, people: number): PlanCity['places'][number] => ({ code, name: code, county: 'K1', cluster: null, x_m, y_m: 0, people: [people - 10, 10], over65_pm: 200, visits: [people * 2, 7] })
const city: PlanCity = {
  extent: { west_m: 0, east_m: 100, south_m: 0, north_m: 10 },
  counties: [{ code: 'K1', name: '甲县', name_en: 'Jia', x_m: 5, y_m: 5 }],
  segments: [{ code: 'payment', needs: 2, online_pm: 600 }, { code: 'firm', needs: 1, online_pm: 200 }],
  places: [place('东镇', 10, 1000), place('西镇', 60, 500)],
  sites: [site('S1', 0, 'B'), site('S2', 50, null), site('S3', 100, 'C')],
  grades: [], source: { text: '示例', certainty: 'E', source: '示例' },
}
const scenario: Scenario = {
  brief: { id: '1', name: '方案一', version: 4, author: '示例', changed_us: 0, runs: [] }, city,
  settings: {
    weights: { cost: 1, years: 10, minute_fen: 50, wait_minute_fen: 50, beyond_15_fen: 0, beyond_30_fen: 0, worst_tenth_fen: 0, elders: 1.5, balance_fen: 0 },
    yearly_max_fen: null, change_max_fen: null, choice: 'nearest', decay: 2, further_min: 25, wait_counts: false, online_pm: 0, county_b: true, cluster_hall: false, capacity: true, close_none_in: [],
  },
}

describe('a scenario being changed', () => {
  test('nothing is sent when nothing differs, and taking a change back is no change', () => {
    const draft = draftOf(scenario)
    expect(changeOf(draft, scenario)).toBeNull()
    expect(changeOf(withSite(withSite(draft, 'S1', { x_m: 9 }), 'S1', { x_m: 0 }), scenario)).toBeNull()
  })
  test('only what differs is sent, with the version it was made from', () => {
    const draft = withSite(draftOf(scenario), 'S2', { rule: 'open', grade: 'C' })
    expect(changeOf(draft, scenario)).toEqual({ version: 4, sites: [{ site: 'S2', rule: 'open', grade: 'C', x_m: 50, y_m: 0 }] })
    draft.settings.online_pm = 300
    expect(changeOf(draft, scenario)?.settings?.online_pm).toBe(300)
    expect(scenario.settings.online_pm).toBe(0)
  })
  test('a site that must be closed has no grade', () => {
    const draft = withSite(withSite(draftOf(scenario), 'S1', { rule: 'open', grade: 'A' }), 'S1', { rule: 'closed' })
    expect(changedSites(draft, scenario)[0]).toMatchObject({ rule: 'closed', grade: null })
  })
  test('weights that are all nothing and a budget that is none are said before they are sent', () => {
    const none = { ...scenario.settings.weights, cost: 0, minute_fen: 0, wait_minute_fen: 0 }
    expect(wrong({ ...scenario.settings, weights: none })).toBe('settings.noWeight')
    expect(wrong({ ...scenario.settings, yearly_max_fen: budgetOf('abc') })).toBe('settings.badBudget')
    expect(wrong({ ...scenario.settings, change_max_fen: budgetOf('1,250.5') })).toBeNull()
    expect([budgetOf('1,250.5'), budgetOf(' ')]).toEqual([1_250_500_000, null])
  })
})

describe('what the map shows', () => {
  test('today without a run: halls have their grade, and what is laid down shows', () => {
    const draft = withSite(withSite(draftOf(scenario), 'S1', { rule: 'closed' }), 'S2', { rule: 'open', grade: 'D' })
    expect(mapHalls(city, draft.sites).map(({ id, was, grade, rule }) => [id, was, grade, rule])).toEqual([
      ['S1', 'B', null, 'closed'], ['S2', null, 'D', 'open'], ['S3', 'C', 'C', 'free'],
    ])
  })
  test('a plan shows what it makes of them, where it puts them', () => {
    const planned = { site: 'S2', name: 'S2厅', x_m: 55, y_m: 1, grade: 'C' }
    const halls = mapHalls(city, undefined, { sites: [planned] } as unknown as PlanResult)
    expect(halls[1]).toMatchObject({ name: 'S2厅', grade: 'C', was: null, x: 55, y: 1 })
  })
  test('places go to the nearest hall that is one, or where most of their visits go', () => {
    const halls = mapHalls(city)
    expect(mapDemand(city, halls, 'people').hall).toEqual([0, 2])
    const flow = (site: string, segment: string, people: number) => ({ place: '东镇', site, segment, people, minutes: 9 })
    // Two segments that go to the same hall are more than one that goes elsewhere.
    expect(mapDemand(city, halls, 'people', [flow('S1', 'payment', 8), flow('S3', 'payment', 5), flow('S3', 'firm', 5)]).hall).toEqual([2, -1])
  })
  test('dots are people, the old among them, or the visits of a segment', () => {
    expect(['people', 'over65', 'payment', 'firm', 'unknown'].map((whom) => sizeOf(city, city.places[0]!, whom))).toEqual([1000, 200, 2000, 7, 0])
  })
  test('counties and townships have their labels, counties as heavy as all who live there', () => {
    expect(mapLabels(city, true)[0]).toEqual({ kind: 'county', text: 'Jia', x: 5, y: 5, weight: 1500 })
    expect(mapLabels(city, false).map((one) => one.text)).toEqual(['甲县', '东镇', '西镇'])
  })
})
