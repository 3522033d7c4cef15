// What one person does at the kiosk, from the first touch to the number. There is one kiosk on a page, so the state is
// the module's. `forget` must clear everything: the next person may be a stranger.
import { computed, ref, shallowRef } from 'vue'
import { api, ask, once } from '@/api/client'
import type { Board, Booked, CareNeed, Guidance, Item, Slot, Suggestion, TicketIssued, Triage, Way } from '@/api/types'
import { useThisHall } from '@/live/hall'
import { lang } from '@/shared/i18n'

export type Step =
  | 'attract' | 'home' | 'ask' | 'matches' | 'ways' | 'catalogue' | 'needs' | 'issued' | 'checkin' | 'mine' | 'help'
  | 'elsewhere' | 'book' | 'booked'

export const place = useThisHall()
export const step = ref<Step>('attract')
const trail: Step[] = []

export const words = ref('')
export const guidance = shallowRef<Guidance | null>(null)
export const picked = shallowRef<Suggestion | null>(null)
export const chosen = shallowRef<Item[]>([])
export const needs = ref<CareNeed[]>([])
export const wentTo = shallowRef<{ way: Way; item: Item } | null>(null)
export const issued = shallowRef<TicketIssued | null>(null)
/** Where and for what a time is being booked. */
export interface Booking {
  hall: string
  hallName: string
  item: Item
}
export const booking = shallowRef<Booking | null>(null)
export const booked = shallowRef<Booked | null>(null)
export const catalogue = shallowRef<Item[]>([])
export const itemsHere = shallowRef<Set<string> | null>(null)
export const busy = ref(false)
export const failure = shallowRef<unknown>(null)
let again: (() => Promise<void>) | null = null
let persons = 0

/** Items of one visit; the server has the last word. */
export const ITEMS_MAX = 5
export const full = computed(() => chosen.value.length >= ITEMS_MAX)

export function go(next: Step) {
  failure.value = null
  if (step.value !== next) trail.push(step.value)
  step.value = next
}

export function back() {
  failure.value = null
  step.value = trail.pop() ?? 'home'
}

export function home() {
  forget()
  step.value = 'home'
}

/** Clears everything about the person who stood here. */
export function forget() {
  persons += 1
  trail.length = 0
  words.value = ''
  guidance.value = null
  picked.value = null
  chosen.value = []
  needs.value = []
  wentTo.value = null
  issued.value = null
  booking.value = null
  booked.value = null
  failure.value = null
  again = null
  step.value = 'attract'
}

async function run(work: () => Promise<void>) {
  if (busy.value) return
  busy.value = true
  failure.value = null
  again = work
  const person = persons
  try {
    await work()
  } catch (thrown) {
    if (person === persons) failure.value = thrown
  } finally {
    busy.value = false
    // The screen was cleared while we waited: whatever came back belongs to somebody who has left.
    if (person !== persons) forget()
  }
}

export function retry() {
  if (again) void run(again)
}

const hall = () => place.hall.value ?? ''

const guidanceFor = (text: string) =>
  ask(
    api.POST('/api/v1/halls/{hall}/guidance', {
      params: { path: { hall: hall() }, header: once() },
      body: { text },
    }),
  )

/** From plain words to items. */
export function askFor(text: string) {
  const said = text.trim()
  if (!said) return
  words.value = said
  void run(async () => {
    guidance.value = await guidanceFor(said)
    go('matches')
  })
}

export function pick(suggestion: Suggestion) {
  picked.value = suggestion
  go('ways')
}

/** An item from the catalogue: guidance knows the ways, so it is asked by the item's own name. */
export function pickItem(item: Item) {
  void run(async () => {
    const found = await guidanceFor(item.name)
    const same = found.suggestions.find((one) => one.item.code === item.code)
    picked.value = same ?? { item, score: 100, matched: [], advice: 'counter', ways: [] }
    go('ways')
  })
}

export function loadCatalogue() {
  if (catalogue.value.length > 0) return
  void run(async () => {
    const [items, today] = await Promise.all([
      ask(api.GET('/api/v1/items', {})),
      ask(api.GET('/api/v1/halls/{hall}', { params: { path: { hall: hall() } } })),
    ])
    itemsHere.value = new Set(today.items)
    catalogue.value = items.items
  })
}

/** What the server says in words (documents, limits, where online) is asked for again in the language now chosen. */
export function relabel() {
  catalogue.value = []
  if (step.value === 'catalogue') loadCatalogue()
  const [said, shown] = [guidance.value ? words.value : '', picked.value]
  if (!said && !shown) return
  void run(async () => {
    const found = await guidanceFor(said || (shown?.item.name ?? ''))
    const fresh = (item: Item) => found.suggestions.find((one) => one.item.code === item.code)
    if (said) guidance.value = found
    if (shown) picked.value = fresh(shown.item) ?? shown
    const went = wentTo.value
    if (!went) return
    const again = fresh(went.item)
    const way = again?.ways.find((one) => one.triage === went.way.triage && one.hall === went.way.hall)
    wentTo.value = { item: again?.item ?? went.item, way: way ?? went.way }
  })
}

function countWay(item: string | null, triage: Triage, toHall: string | null = null) {
  // Only a count for the hall's figures: if it is lost, nobody is held up.
  ask(
    api.POST('/api/v1/halls/{hall}/triage', {
      params: { path: { hall: hall() }, header: once() },
      body: { item, triage, to_hall: toHall },
    }),
  ).catch(() => undefined)
}

/** The person goes another way than to a counter of this hall. */
export function take(way: Way, item: Item) {
  countWay(item.code, way.triage, way.triage === 'other_hall' ? (way.hall ?? null) : null)
  wentTo.value = { way, item }
  go('elsewhere')
}

export function toCounter(item: Item) {
  if (!chosen.value.some((one) => one.code === item.code) && !full.value) chosen.value = [...chosen.value, item]
  go('needs')
}

export function without(code: string) {
  chosen.value = chosen.value.filter((item) => item.code !== code)
}

export function takeNumber() {
  const body = { items: chosen.value.map((item) => item.code), needs: needs.value, people: 1, vip: false, print: true }
  // One key for this intent: pressing "try again" after a lost answer must give the same number, not a second one.
  const header = once()
  void run(async () => {
    issued.value = await ask(
      api.POST('/api/v1/halls/{hall}/tickets', { params: { path: { hall: hall() }, header }, body }),
    )
    const first = chosen.value[0]
    if (first) countWay(first.code, 'counter')
    go('issued')
  })
}

/** The slip once more: the paper was changed, or the slip was lost. The number stays. */
export function printAgain() {
  const mine = issued.value
  if (!mine) return
  const header = once()
  void run(async () => {
    issued.value = await ask(
      api.POST('/api/v1/halls/{hall}/tickets/{ticket}/print', {
        params: { path: { hall: mine.hall, ticket: mine.ticket }, header },
      }),
    )
  })
}

/** A time here, or in another hall that was proposed. */
export function toBooking(item: Item, board: Board | null, way: Way | null = null) {
  const elsewhere = way?.hall && way.hall !== hall() ? { hall: way.hall, hallName: way.hall_name ?? '' } : null
  booking.value = { item, ...(elsewhere ?? { hall: hall(), hallName: board ? (lang() === 'en' ? board.name_en : board.name) : '' }) }
  go('book')
}

export function bookTime(slot: Slot) {
  const wish = booking.value
  if (!wish) return
  const header = once()
  void run(async () => {
    booked.value = await ask(
      api.POST('/api/v1/halls/{hall}/appointments', {
        params: { path: { hall: wish.hall }, header },
        body: { items: [wish.item.code], slot_us: slot.at_us, needs: needs.value },
      }),
    )
    go('booked')
  })
}

export function checkIn(code: string) {
  const header = once()
  void run(async () => {
    issued.value = await ask(
      api.POST('/api/v1/halls/{hall}/check-in', {
        params: { path: { hall: hall() }, header },
        body: { code, print: true },
      }),
    )
    go('issued')
  })
}
