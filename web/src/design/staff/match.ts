// Finding a service item by what was typed: name, synonyms, code, category, in either language. Pure.
import type { Item } from '@/api/types'

function fits(item: Item, asked: string): number {
  const name = item.name.toLowerCase()
  if (item.code.toLowerCase() === asked || name === asked) return 4
  if (name.startsWith(asked)) return 3
  if (name.includes(asked) || item.name_en.toLowerCase().includes(asked)) return 2
  const rest = [item.code, item.category, item.category_en, ...item.synonyms].join(' ').toLowerCase()
  return rest.includes(asked) ? 1 : 0
}

/** The items that fit, best first; all of them, in their order, when nothing was typed. */
export function matchItems(items: readonly Item[], typed: string): Item[] {
  const asked = typed.trim().toLowerCase()
  if (!asked) return [...items]
  return items
    .map((item) => ({ item, fit: fits(item, asked) }))
    .filter((one) => one.fit > 0)
    .sort((a, b) => b.fit - a.fit)
    .map((one) => one.item)
}
