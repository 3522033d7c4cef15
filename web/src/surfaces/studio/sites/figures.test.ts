import { describe, expect, test } from 'vitest'
import type { PlanFigures, RunBrief, ScenarioBrief } from '../types'
import { pagesFor } from '../pages'
import { bestOf, judged, ROWS } from './figures'
import { hasAnswer, isOver, newest } from './runs'

const figures = (over: Partial<PlanFigures> = {}): PlanFigures => ({
  yearly_fen: 100_000_000, clerks_fen: 60_000_000, travel_mean_min: 17.4, within_15_pm: 512, within_30_pm: 871, worst_tenth_min: 48, elders_mean_min: 21, wait_mean_min: 8, unserved: 0, counters: 12,
  grades: [{ grade: 'A', halls: 1 }, { grade: 'B', halls: 2 }, { grade: 'C', halls: 3 }, { grade: 'D', halls: 4 }], ...over,
})
const row = (key: string) => ROWS.find((one) => one.key === key)!
const verdict = (key: string, over: Partial<PlanFigures>) => judged(row(key), row(key).value(figures()), row(key).value(figures(over)), 'zh-CN')

describe('figures side by side', () => {
  test('less way and less cost are better, more people near is better, fewer counters are neither', () => {
    expect([verdict('travel', { travel_mean_min: 16 }), verdict('cost', { yearly_fen: 2e8 }), verdict('within15', { within_15_pm: 600 }), verdict('within15', { within_15_pm: 400 }), verdict('counters', { counters: 9 })])
      .toEqual(['good', 'bad', 'good', 'bad', 'same'])
  })
  test('shares differ by points, not by percent', () => {
    expect([row('within15').change(37, 'zh-CN'), row('within15').change(-148, 'en')]).toEqual(['+3.7 百分点', '−14.8 pp'])
  })
  test('what cannot be seen in the figures is no change', () => {
    expect(verdict('travel', { travel_mean_min: 17.41 })).toBe('same')
  })
  test('staffed halls are A to C, self-service is D', () => {
    expect([row('halls').value(figures()), row('selfService').value(figures())]).toEqual([6, 4])
  })
  test('the best is marked where there is one, and nobody when two are as good', () => {
    const plans = [figures(), figures({ travel_mean_min: 15 }), figures({ travel_mean_min: 16, within_15_pm: 700 })]
    expect([bestOf(row('travel'), plans, 'en'), bestOf(row('within15'), plans, 'en'), bestOf(row('cost'), plans, 'en'), bestOf(row('counters'), plans, 'en'), bestOf(row('travel'), plans.slice(0, 1), 'en')])
      .toEqual([1, 2, -1, -1, -1])
  })
})

const run = (id: string, over: Partial<RunBrief> = {}): RunBrief => ({ id, work: 'site', version: 1, state: 'done', asked_us: 0, ended_us: 0, last: null, ...over })
describe('runs', () => {
  const best = { at_ms: 1, done: 1, of: 2, best: 9, bound: null, gap_pm: null }
  test('a run that was stopped has an answer only if it had found one', () => {
    expect([hasAnswer(run('1')), hasAnswer(run('2', { state: 'cancelled', last: best })), hasAnswer(run('3', { state: 'cancelled' })), hasAnswer(run('4', { state: 'failed', last: best }))]).toEqual([true, true, false, false])
  })
  test('the newest answer of a kind is found among all others', () => {
    const scenario: ScenarioBrief = { id: '9', name: '', version: 1, author: '', changed_us: 0, runs: [run('5', { state: 'running' }), run('4', { work: 'front' }), run('3'), run('2')] }
    expect([newest(scenario, 'site')?.id, newest(scenario, 'online'), newest(undefined, 'site')]).toEqual(['3', null, null])
  })
  test('queued and running are not over', () => {
    expect((['queued', 'running', 'done', 'cancelled', 'failed'] as const).map(isOver)).toEqual([false, false, true, true, true])
  })
})
test('each role has its pages: managers their hall\'s, auditors read, others nothing', () => {
  expect(pagesFor(['hall_manager'])).toEqual(['simulate', 'roster', 'footfall'])
  expect(pagesFor(['command'])).toHaveLength(7)
  expect(pagesFor(['auditor'])).not.toContain('simulate')
  expect(pagesFor(['clerk'])).toEqual([])
})
