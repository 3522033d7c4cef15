// The counter this page stands at. There is one on a page, so the state is the module's.
import { computed, ref, shallowRef } from 'vue'
import { api, ask, asRefusal, once } from '@/api/client'
import { session, toLogIn } from '@/design/staff/session'
import type { Desk, Move, MoveTicket } from '@/design/staff/types'
import { useLoad } from '@/design/staff/useLoad'
import { guess } from './keys'

export const hall = ref<string | null>(null)
export const counter = ref<string | null>(null)
/** What was just said to the clerk, for eyes and ears alike. */
export const said = shallowRef<{ text: string; tone: 'plain' | 'good' | 'bad'; n: number }>({ text: '', tone: 'plain', n: 0 })
/** The step that is on its way to the server. */
export const pending = ref<Move | 'open' | 'pause' | 'close' | null>(null)
const guessed = shallowRef<Desk | null>(null)

const path = () => ({ hall: hall.value ?? '', counter: counter.value ?? '' })
export const today = useLoad(() => ask(api.GET('/api/v1/halls/{hall}', { params: { path: { hall: path().hall } } })))
export const queue = useLoad(() => ask(api.GET('/api/v1/halls/{hall}/queue', { params: { path: { hall: path().hall } } })))
const asked = useLoad(() => ask(api.GET('/api/v1/halls/{hall}/counters/{counter}', { params: { path: path() } })))
export const deskError = asked.error
export const desk = computed((): Desk | null => guessed.value ?? asked.data.value)
export const sure = computed(() => guessed.value === null)

export function tell(text: string, tone: 'plain' | 'good' | 'bad' = 'plain') {
  said.value = { text, tone, n: said.value.n + 1 }
}

/** Loads what the floor did meanwhile. While a step is on its way the desk waits for its answer. */
export async function refresh() {
  if (!hall.value) return
  const work: Promise<unknown>[] = [queue.reload()]
  if (counter.value && !pending.value) work.push(asked.reload())
  await Promise.all(work)
}

async function take(fresh: Desk) {
  asked.data.value = fresh
  await queue.reload()
}

/** Sends one step. The words of a refusal are told; the truth is loaded again either way. */
async function send<Answer>(step: NonNullable<typeof pending.value>, work: () => Promise<Answer>): Promise<Answer | null> {
  if (pending.value) return null
  pending.value = step
  try {
    return await work()
  } catch (thrown) {
    const refusal = asRefusal(thrown)
    if (refusal.status === 401 && session.value) toLogIn()
    const rule = refusal.rule && `（${refusal.rule}）`
    tell(`${refusal.message || refusal.code}${rule ?? ''}`, 'bad')
    return null
  } finally {
    if (counter.value) await asked.reload()
    guessed.value = null
    pending.value = null
    void queue.reload()
  }
}

/** Signs in at a counter. */
export async function open(at: string): Promise<boolean> {
  counter.value = at
  const opened = await send('open', () =>
    ask(api.POST('/api/v1/halls/{hall}/counters/{counter}/open', { params: { path: path(), header: once() }, body: {} })))
  if (!opened) {
    counter.value = null
    asked.clear()
    return false
  }
  await take(opened)
  return true
}

export async function pause() {
  return send('pause', () =>
    ask(api.POST('/api/v1/halls/{hall}/counters/{counter}/pause', { params: { path: path(), header: once() } })))
}

export async function close() {
  const closed = await send('close', () =>
    ask(api.POST('/api/v1/halls/{hall}/counters/{counter}/close', { params: { path: path(), header: once() } })))
  if (!closed) return false
  counter.value = null
  asked.clear()
  return true
}

/** Calls the next customer. Undefined: it was refused. Null: nobody waits that this counter can serve. */
export async function callNext() {
  const got = await send('call', () =>
    ask(api.POST('/api/v1/halls/{hall}/counters/{counter}/call', { params: { path: path(), header: once() } })))
  return got ? (got.ticket ?? null) : undefined
}

const OFTEN_REFUSED: readonly Move[] = ['no_show', 'transfer_counter', 'transfer_zone', 'transfer_hall']

/** Moves a ticket; what it will look like is shown at once, and marked until the server agrees. */
export async function move(ticket: string, step: Move, nowUs: number, over: Partial<MoveTicket> = {}) {
  const before = asked.data.value
  // What the rules often refuse is not guessed: a number that goes and comes back confuses.
  if (!OFTEN_REFUSED.includes(step) && before?.ticket?.ticket === ticket) guessed.value = guess(before, step, nowUs)
  return send(step, () =>
    ask(api.POST('/api/v1/halls/{hall}/tickets/{ticket}/move', {
      params: { path: { hall: path().hall, ticket }, header: once() },
      body: { step, ...over },
    })))
}

/** Goes to the counter we are signed in at already, if there is one. */
export async function findMine(): Promise<boolean> {
  await Promise.all([queue.reload(), today.reload()])
  const mine = queue.data.value?.counters.find((one) => one.mine && one.state !== 'closed')
  if (!mine) return false
  counter.value = mine.counter
  return asked.reload()
}
