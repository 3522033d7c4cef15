// All halls with their waits, for pickers and for sending people on.
import { ref, shallowRef, type Ref } from 'vue'
import { api, ask } from '@/api/client'
import type { HallBrief } from '@/api/types'
import { metresBetween } from './figures'

export const halls = shallowRef<HallBrief[]>([])
export const hallsFailed = ref<unknown>(null)

export async function loadHalls() {
  try {
    halls.value = (await ask(api.GET('/api/v1/halls', {}))).halls
    hallsFailed.value = null
  } catch (thrown) {
    hallsFailed.value = thrown
  }
}

/** The other halls, nearest first, with the metres between. */
export function nearest(all: readonly HallBrief[], from: string): { hall: HallBrief; metres: number }[] {
  const here = all.find((one) => one.id === from)
  if (!here) return all.filter((one) => one.id !== from).map((hall) => ({ hall, metres: 0 }))
  return all
    .filter((one) => one.id !== from)
    .map((hall) => ({ hall, metres: metresBetween(here, hall) }))
    .sort((a, b) => a.metres - b.metres)
}

/** A counter's name in the page's language; the plan names it in Chinese only. */
export function counterName(id: string, name: string, t: (key: string, holes: { n: string }) => string, locale: string): string {
  return locale === 'en' ? t('staff.counter', { n: id }) : name
}

/** A hall's name in the page's language. */
export function hallName(hall: Pick<HallBrief, 'name' | 'name_en'> | undefined, locale: Ref<string>): string {
  if (!hall) return ''
  return locale.value === 'en' ? hall.name_en : hall.name
}
