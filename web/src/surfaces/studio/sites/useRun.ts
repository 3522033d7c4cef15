// A run as it goes on: loaded once, then followed by its feed until it is over. Leaving the page leaves the run alone.
import { onScopeDispose, shallowRef, watch, type Ref } from 'vue'
import { api, ask } from '@/api/client'
import { follow } from '@/live/feed'
import type { Run, RunProgress } from '../types'
import { isOver } from './runs'

export function useRun(id: Ref<string | null>, over: (run: Run) => void) {
  const run = shallowRef<Run | null>(null)
  const failed = shallowRef<unknown>(null)
  let stop: (() => void) | null = null

  async function load(asked: string) {
    try {
      const got = await ask(api.GET('/api/v1/planning/runs/{run}', { params: { path: { run: asked } } }))
      if (asked !== id.value) return
      const goesOn = run.value?.brief.id === asked && !isOver(run.value.brief.state)
      run.value = got
      failed.value = null
      if (!isOver(got.brief.state)) attend(asked)
      else if (goesOn) over(got)
    } catch (thrown) {
      if (asked === id.value) failed.value = thrown
    }
  }
  function attend(asked: string) {
    stop ??= follow({
      url: `/api/v1/planning/runs/${encodeURIComponent(asked)}/feed`,
      events: ['message', 'progress'],
      onEvent: (_, data) => hear(asked, data as RunProgress),
      // The feed ends with the run; whoever slept through its last word asks again.
      onState: (state) => state === 'stale' && void load(asked),
    })
  }
  function hear(asked: string, told: RunProgress) {
    const now = run.value
    if (!now || now.brief.id !== asked || asked !== id.value) return
    const before = now.series[now.series.length - 1]
    const series = told.last && told.last.at_ms !== before?.at_ms ? [...now.series, told.last] : now.series
    run.value = { ...now, ahead: told.ahead, series, brief: { ...now.brief, state: told.state, last: told.last ?? now.brief.last } }
    if (!isOver(told.state)) return
    quit()
    // What it came to, whole: the feed says only where it stands. Told as over by `load`.
    run.value = { ...run.value, brief: { ...run.value.brief, state: 'running' } }
    void load(asked)
  }
  function quit() {
    stop?.()
    stop = null
  }
  watch(id, (asked) => {
    quit()
    run.value = null
    failed.value = null
    if (asked) void load(asked)
  }, { immediate: true })
  onScopeDispose(quit)
  return { run, failed, reload: () => (id.value ? load(id.value) : Promise.resolve()) }
}
