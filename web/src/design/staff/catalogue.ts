// The catalogue, once for the page: every picker and every norm reads it.
import { shallowRef } from 'vue'
import { api, ask } from '@/api/client'
import type { Item } from '@/api/types'

export const catalogue = shallowRef<Item[]>([])
let asked: Promise<void> | null = null

/** Loads the catalogue unless it is here. */
export function loadCatalogue(): Promise<void> {
  asked ??= ask(api.GET('/api/v1/items', {}))
    .then((got) => {
      catalogue.value = got.items
    })
    .catch((thrown: unknown) => {
      asked = null // asked again next time
      throw thrown
    })
  return asked
}

/** The skills that one counter needs for all `items`; null when one of them is not in the catalogue. */
export function skillsFor(items: readonly { code: string }[], all: readonly Item[]): string[] | null {
  const found = items.map(({ code }) => all.find((one) => one.code === code))
  return found.every((one) => one !== undefined) ? [...new Set(found.flatMap((one) => one.skills))] : null
}

/** What the items of a ticket usually take at a counter, in seconds; null when one of them is not in the catalogue. */
export function normS(items: readonly { code: string }[], all: readonly Item[]): number | null {
  if (items.length === 0) return null
  let sum = 0
  for (const { code } of items) {
    const found = all.find((one) => one.code === code)
    if (!found) return null
    sum += found.service_p50_s
  }
  return sum
}
