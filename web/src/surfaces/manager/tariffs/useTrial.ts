// What customers would pay, one after the other so that progress can be told: an older run never writes over a newer.
import { ref, shallowRef } from 'vue'
import { api, ask, asRefusal, once } from '@/api/client'
import type { Load, Prices, Sample } from './types'

/** Somebody whose load is priced: a sample, or a load of one's own. */
export interface Payer {
  id: string
  name_zh: string
  name_en: string
  sample: string | null
  load: Load | null
}
export interface Paid {
  payer: Payer
  prices: Prices | null
  refused: unknown
}
/** The version before, and the version or the text after. */
export interface Sides {
  before: string | null
  after: string | null
  text: string | null
}

export const payerOf = (sample: Sample): Payer => ({ id: sample.sample, name_zh: sample.name_zh, name_en: sample.name_en, sample: sample.sample, load: null })

export function useTrial() {
  const paid = shallowRef<Paid[]>([])
  const done = ref(0)
  const all = ref(0)
  const running = ref(false)
  let turn = 0

  async function run(payers: readonly Payer[], sides: Sides) {
    turn += 1
    const mine = turn
    running.value = true
    done.value = 0
    all.value = payers.length
    const found: Paid[] = []
    for (const payer of payers) {
      const body = { before: sides.before, after: sides.after, text: sides.text, sample: payer.sample, load: payer.load }
      const answer = await ask(api.POST('/api/v1/tariff-prices', { params: { header: once() }, body })).then(
        (prices) => ({ prices, refused: null }),
        (thrown) => ({ prices: null, refused: asRefusal(thrown) }),
      )
      if (mine !== turn) return
      found.push({ payer, ...answer })
      done.value = found.length
    }
    paid.value = found
    running.value = false
  }
  return { paid, done, all, running, run }
}

/** Whether a customer has a price after the change. */
export const hasPrice = (one: Paid) => one.prices?.after.total_fen != null

/** How many pay more, less and the same, and all of it together; nothing without a version before. */
export function summaryOf(paid: readonly Paid[]) {
  const both = paid.flatMap((one) => (one.prices?.more_fen != null && one.prices.before?.total_fen != null ? [one.prices] : []))
  if (both.length === 0) return null
  const count = (is: (more: number) => boolean) => both.filter((one) => is(one.more_fen ?? 0)).length
  const sum = (of: (one: Prices) => number | null | undefined) => both.reduce((total, one) => total + (of(one) ?? 0), 0)
  return { n: both.length, up: count((more) => more > 0), down: count((more) => more < 0), same: count((more) => more === 0), before: sum((one) => one.before?.total_fen), after: sum((one) => one.after.total_fen), more: sum((one) => one.more_fen) }
}

/** A difference as a share of what was paid before, with its sign and one digit. */
export function shareText(more: number | null | undefined, before: number | null | undefined): string {
  if (more == null || !before) return '—'
  const tenths = Math.round((more * 1000) / Math.abs(before))
  return `${tenths > 0 ? '+' : ''}${(tenths / 10).toFixed(1)}%`
}
