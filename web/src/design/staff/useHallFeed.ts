// The staff feed of a hall: something happened, so load again. It never carries a person, only that there was an event.
import { onScopeDispose, ref, watch, type Ref } from 'vue'
import { api, ask } from '@/api/client'
import { follow, type FeedState } from '@/live/feed'
import { throttled } from './throttle'

const PAUSE_MS = 600

/** Calls `changed` after events of the hall, at most once per pause, and once when the line came back. */
export function useHallFeed(hall: Ref<string | null>, changed: () => void): Ref<FeedState> {
  const state = ref<FeedState>('connecting')
  const load = throttled(changed, PAUSE_MS)
  let stop: (() => void) | null = null
  watch(
    hall,
    (id) => {
      stop?.()
      stop = null
      if (!id) return
      stop = follow({
        url: `/api/v1/halls/${encodeURIComponent(id)}/feed`,
        events: ['message', 'event', 'resync'],
        onEvent: () => load.run(),
        onState: (next) => {
          if (next === 'live' && state.value === 'stale') load.run()
          state.value = next
        },
        probe: () => ask(api.GET('/api/v1/clock', {})).then(() => true, () => false),
      })
    },
    { immediate: true },
  )
  onScopeDispose(() => {
    stop?.()
    load.stop()
  })
  return state
}
