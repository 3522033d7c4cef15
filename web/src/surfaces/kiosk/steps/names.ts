// Names in the page's language.
import { useI18n } from 'vue-i18n'
import type { Item } from '@/api/types'

/** The names of an item and its category. */
export function useNames() {
  const { locale } = useI18n()
  const english = () => locale.value === 'en'
  return {
    nameOf: (item: Item) => (english() ? item.name_en : item.name),
    categoryOf: (item: Item) => (english() ? item.category_en : item.category),
  }
}

/** Metres as kilometres with one decimal below ten. */
export function kilometres(metres: number): string {
  const km = metres / 1000
  return km < 10 ? km.toFixed(1) : String(Math.round(km))
}
