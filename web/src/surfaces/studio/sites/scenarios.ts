// The scenarios of the company, for every page that picks one or a run of it.
import { ref, shallowRef } from 'vue'
import { api, ask } from '@/api/client'
import type { ScenarioBrief } from '../types'

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
