// A plan being changed. Pure: what the form holds, whether it can be sent, and whether anything changed.
import type { HallPlan } from '@/design/staff/types'
import { misplaced } from '@/design/staff/geometry'
import { readSpans, spansText } from './hours'

export interface Draft {
  plan: HallPlan
  /** Opening hours as typed, one for each rule. */
  hours: string[]
  rooms: string
  equipment: string
}

const copy = (plan: HallPlan): HallPlan => JSON.parse(JSON.stringify(plan)) as HallPlan
const list = (typed: string) => typed.split(/[、,，;；\n]/).map((one) => one.trim()).filter(Boolean)

export function draftOf(plan: HallPlan): Draft {
  return { plan: copy(plan), hours: plan.hours.map((rule) => spansText(rule.spans)), rooms: plan.rooms.join('、'), equipment: plan.equipment.join('、') }
}

export type Wrong =
  | { at: 'hours'; n: number }
  | { at: 'season'; n: number }
  | { at: 'zone'; code: string; why: 'outside' | 'overlap' }
  | { at: 'counter'; n: number }

/** What has to be mended before the draft can be sent. */
export function wrongs(draft: Draft): Wrong[] {
  const out: Wrong[] = []
  draft.hours.forEach((typed, n) => {
    if (readSpans(typed) === null) out.push({ at: 'hours', n })
  })
  draft.plan.hours.forEach((rule, n) => {
    if (!/^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/.test(rule.from_month_day)) out.push({ at: 'season', n })
  })
  for (const [code, why] of misplaced(draft.plan.zones)) out.push({ at: 'zone', code, why })
  draft.plan.counters.forEach((counter, n) => {
    if (!counter.name.trim() || !draft.plan.zones.some((zone) => zone.code === counter.zone)) out.push({ at: 'counter', n })
  })
  return out
}

/** The plan of a draft without wrongs. */
export function planOf(draft: Draft): HallPlan {
  const plan = copy(draft.plan)
  plan.hours = plan.hours.map((rule, n) => ({ ...rule, spans: readSpans(draft.hours[n] ?? '') ?? rule.spans }))
  plan.rooms = list(draft.rooms)
  plan.equipment = list(draft.equipment)
  return plan
}

export function changed(draft: Draft, from: HallPlan): boolean {
  return JSON.stringify(planOf(draft)) !== JSON.stringify(planOf(draftOf(from)))
}

/** The number of the next counter. */
export function nextCounter(plan: HallPlan): string {
  return String(plan.counters.reduce((most, one) => Math.max(most, Number(one.id) || 0), 0) + 1)
}
