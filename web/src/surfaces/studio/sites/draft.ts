// A scenario as it is being changed on the page: what differs from what the server has, and only that, is sent. Pure.
import type { ChangeScenario, PlanSettings, PlanSite, Scenario, SetSite } from '../types'

export interface Draft {
  settings: PlanSettings
  /** Every site as it is to be, by code. */
  sites: Map<string, SetSite>
}

const settingOf = ({ code, rule, grade, x_m, y_m }: PlanSite): SetSite => ({ site: code, rule, grade: grade ?? null, x_m, y_m })
const same = (a: SetSite, b: SetSite) => a.rule === b.rule && (a.grade ?? null) === (b.grade ?? null) && a.x_m === b.x_m && a.y_m === b.y_m

export function draftOf(scenario: Scenario): Draft {
  return { settings: structuredClone(scenario.settings), sites: new Map(scenario.city.sites.map((site) => [site.code, settingOf(site)])) }
}

/** The draft with one site set otherwise; a closed site has no grade. */
export function withSite(draft: Draft, code: string, change: Partial<Omit<SetSite, 'site'>>): Draft {
  const before = draft.sites.get(code)
  if (!before) return draft
  const next = { ...before, ...change }
  if (next.rule === 'closed') next.grade = null
  return { ...draft, sites: new Map(draft.sites).set(code, next) }
}

export function changedSites(draft: Draft, scenario: Scenario): SetSite[] {
  return scenario.city.sites.flatMap((site) => {
    const set = draft.sites.get(site.code)
    return set && !same(set, settingOf(site)) ? [set] : []
  })
}

/** What to send; null when nothing is different. */
export function changeOf(draft: Draft, scenario: Scenario): ChangeScenario | null {
  const sites = changedSites(draft, scenario)
  const settings = JSON.stringify(draft.settings) === JSON.stringify(scenario.settings) ? null : draft.settings
  if (sites.length === 0 && !settings) return null
  return { version: scenario.brief.version, ...(settings ? { settings } : {}), ...(sites.length ? { sites } : {}) }
}

/** What is wrong with the settings, as a key of words; null when they can be sent. */
export function wrong(settings: PlanSettings): string | null {
  const { cost, minute_fen, wait_minute_fen, beyond_15_fen, beyond_30_fen, worst_tenth_fen } = settings.weights
  if (cost + minute_fen + wait_minute_fen + beyond_15_fen + beyond_30_fen + worst_tenth_fen <= 0) return 'settings.noWeight'
  const limits = [settings.yearly_max_fen, settings.change_max_fen]
  return limits.some((limit) => limit != null && !(limit >= 0)) ? 'settings.badBudget' : null
}

/** What a field of money means in fen: ten thousand yuan, nothing for no limit; NaN when it is no number. */
export function budgetOf(text: string): number | null {
  const trimmed = text.trim().replace(/[,，\s]/g, '')
  return trimmed === '' ? null : Math.round(Number(trimmed) * 1_000_000)
}
