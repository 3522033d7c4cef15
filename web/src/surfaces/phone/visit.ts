// The customer's visit, kept fresh: asked for again when the hall's board changes, at once when the board calls their
// number, and now and then besides. The link's token is never put into storage or sent anywhere but to our API.
import { computed, onMounted, onScopeDispose, ref, shallowRef, watch } from 'vue'
import { api, ask, asRefusal, once, type Refusal } from '@/api/client'
import type { HallBrief, VisitView } from '@/api/types'
import { useBoard } from '@/live/board'

/** The token in `/v/<token>`. */
export function tokenIn(path: string): string {
  return decodeURIComponent(/^\/v\/([^/]+)/.exec(path)?.[1] ?? '')
}

/** How late one may say to be, up to the hall's rule. */
export function lateChoices(most: number): number[] {
  const usual = [10, 20, 30].filter((minutes) => minutes <= most)
  return usual.length || most <= 0 ? usual : [most]
}

const EARTH_KM = 6371
const radians = (micro: number) => (micro / 1e6) * (Math.PI / 180)

/** As the crow flies. */
export function kilometresBetween(one: Place, other: Place): number {
  const [a, b] = [radians(one.lat_e6), radians(other.lat_e6)]
  const across = radians(other.lon_e6 - one.lon_e6)
  const h = Math.sin((b - a) / 2) ** 2 + Math.cos(a) * Math.cos(b) * Math.sin(across / 2) ** 2
  return 2 * EARTH_KM * Math.asin(Math.sqrt(h))
}
type Place = Pick<HallBrief, 'lat_e6' | 'lon_e6'>

/** Open halls around `here`, nearest first, with how far they are. */
export function nearest(halls: readonly HallBrief[], here: string, count: number): { hall: HallBrief; km: string }[] {
  const mine = halls.find((hall) => hall.id === here)
  if (!mine) return []
  return halls
    .filter((hall) => hall.id !== here && hall.open)
    .map((hall) => ({ hall, away: kilometresBetween(mine, hall) }))
    .sort((a, b) => a.away - b.away || a.hall.code.localeCompare(b.hall.code))
    .slice(0, count)
    .map(({ hall, away }) => ({ hall, km: away < 10 ? away.toFixed(1) : String(Math.round(away)) }))
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
