// Names in the page's language.
import { useI18n } from 'vue-i18n'
import type { Item } from '@/api/types'

/** A fee as the pack words it, `0(移表费2021起取消)`: whether it is free, and what else is said. */
export function feeParts(fee: string): { free: boolean; rest: string } {
  const said = fee.trim()
  const free = said === '' || /^(0|免费)(?![0-9.])/.test(said)
  const rest = free ? said.replace(/^(0|免费)/, '').replace(/^\s*\/\s*/, '或').replace(/^[\s;；]+/, '') : said
  return { free, rest: rest.replace(/^[(（]([^()（）]*)[)）]$/, '$1') }
}

/** The names of an item and its category. */
export function useNames() {
  const { t, locale } = useI18n()
  const english = () => locale.value === 'en'
  return {
    nameOf: (item: Item) => (english() ? item.name_en : item.name),
    categoryOf: (item: Item) => (english() ? item.category_en : item.category),
    counterOf: (number: string, name: string) => (english() ? t('common.counterNo', { n: number }) : name),
    feeOf: (item: Item) => {
      const { free, rest } = feeParts(item.fee)
      if (!free) return english() ? t('ways.feeAsk') : rest
      return rest && !english() ? t('ways.freeBut', { rest }) : t('ways.free')
    },
  }
}

/** Metres as kilometres with one decimal below ten. */
export function kilometres(metres: number): string {
  const km = metres / 1000
  return km < 10 ? km.toFixed(1) : String(Math.round(km))
}
