// The scenarios of the company, for every page that picks one or a run of it.
import { ref, shallowRef } from 'vue'
import { api, ask } from '@/api/client'
import type { RunBrief, RunState, RunWork, ScenarioBrief } from '../types'

export const scenarios = shallowRef<ScenarioBrief[]>([])
export const scenariosFailed = shallowRef<unknown>(null)
export const scenariosKnown = ref(false)
/** The scenario at work, kept while somebody goes from page to page. */
export const chosen = ref<string | null>(new URLSearchParams(location.search).get('scenario'))

export async function loadScenarios() {
  try {
    scenarios.value = (await ask(api.GET('/api/v1/planning/scenarios', {}))).scenarios
    scenariosFailed.value = null
    scenariosKnown.value = true
    if (!scenarios.value.some((one) => one.id === chosen.value)) chosen.value = scenarios.value[0]?.id ?? null
  } catch (thrown) {
    scenariosFailed.value = thrown
  }
}

export const isOver = (state: RunState) => state === 'done' || state === 'cancelled' || state === 'failed'
/** Whether a run has an answer to be looked at: one that was stopped keeps the best it had. */
export const hasAnswer = (run: RunBrief) => run.state === 'done' || (run.state === 'cancelled' && run.last?.best != null)

/** The newest answered run of a kind in a scenario. */
export function newest(scenario: ScenarioBrief | undefined, work: RunWork): RunBrief | null {
  return scenario?.runs.find((run) => run.work === work && hasAnswer(run)) ?? null
}
