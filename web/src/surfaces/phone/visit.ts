// The customer's visit, kept fresh: asked for again when the hall's board changes, at once when the board calls their
// number, and now and then besides. The link's token is never put into storage or sent anywhere but to our API.
import { computed, onMounted, onScopeDispose, ref, shallowRef, watch } from 'vue'
import { api, ask, asRefusal, once, type Refusal } from '@/api/client'
import type { VisitView } from '@/api/types'
import { useBoard } from '@/live/board'

/** The token in `/v/<token>`. */
export function tokenIn(path: string): string {
  return decodeURIComponent(/^\/v\/([^/]+)/.exec(path)?.[1] ?? '')
}

/** Pauses between asking again: at once when the board calls the number, else not more often than this. */
export const QUIET_MS = 3_000
const EVERY_MS = 20_000

export function useVisit() {
  const token = tokenIn(location.pathname)
  const view = shallowRef<VisitView | null>(null)
  const problem = shallowRef<Refusal | null>(null)
  const offline = ref(!navigator.onLine)
  const busy = ref(false)
  const failure = shallowRef<unknown>(null)
  const live = computed(() => view.value?.tickets[0] ?? null)
  const hall = computed(() => live.value?.hall ?? view.value?.hall ?? null)
  const { board, state } = useBoard(hall)
  let askedMs = -Infinity
  let later = 0

  async function load() {
    askedMs = performance.now()
    try {
      view.value = await ask(api.GET('/api/v1/visits/{token}', { params: { path: { token } } }))
      problem.value = null
      offline.value = false
    } catch (thrown) {
      const refusal = asRefusal(thrown)
      if (refusal.status === 0) offline.value = true
      else if (!refusal.retriable) problem.value = refusal
    }
  }
  function soon(atOnce: boolean) {
    window.clearTimeout(later)
    const wait = atOnce ? 0 : Math.max(0, QUIET_MS - (performance.now() - askedMs))
    later = window.setTimeout(load, wait)
  }
  watch(board, (next) => {
    const label = live.value?.label
    if (!next || !label || problem.value) return
    soon(next.calls.some((call) => call.label === label))
  })

  async function act(work: () => Promise<VisitView>): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    failure.value = null
    try {
      view.value = await work()
      return true
    } catch (thrown) {
      failure.value = thrown
      return false
    } finally {
      busy.value = false
    }
  }
  const params = () => ({ path: { token }, header: once() })
  const defer = (minutes: number) =>
    act(() => ask(api.POST('/api/v1/visits/{token}/defer', { params: params(), body: { minutes } })))
  const leave = () => act(() => ask(api.POST('/api/v1/visits/{token}/leave', { params: params() })))
  const rate = (score: number, text: string) =>
    act(() =>
      ask(
        api.POST('/api/v1/visits/{token}/evaluation', {
          params: params(),
          body: { score, reasons: [], text: text.trim() || null },
        }),
      ),
    )

  const awake = () => {
    if (document.visibilityState === 'visible') soon(true)
  }
  const line = () => {
    offline.value = !navigator.onLine
    if (navigator.onLine) soon(true)
  }
  const timer = window.setInterval(() => {
    if (document.visibilityState === 'visible' && !problem.value) soon(false)
  }, EVERY_MS)
  onMounted(() => {
    void load()
    document.addEventListener('visibilitychange', awake)
    window.addEventListener('online', line)
    window.addEventListener('offline', line)
  })
  onScopeDispose(() => {
    window.clearInterval(timer)
    window.clearTimeout(later)
    document.removeEventListener('visibilitychange', awake)
    window.removeEventListener('online', line)
    window.removeEventListener('offline', line)
  })
  return { view, live, board, state, problem, offline, busy, failure, load, defer, leave, rate }
}
