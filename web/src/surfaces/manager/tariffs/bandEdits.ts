// What else must change in a document when the hours of one of its tables do. Pure.
import { written } from './hours'
import type { Edit, Price, Sheet, Span } from './types'

const edit = (path: string, how: string, text: string | null = null, texts: string[] | null = null): Edit => ({ path, how, text, texts })

/** Everything in the document that has a value for each band: where, and the values it has. */
function banded(sheet: Sheet): { base: string; prices: Price[] }[] {
  const all = [
    ...sheet.ladders.flatMap((one) => one.tiers.map((tier) => tier.prices)), ...sheet.charges.map((one) => one.prices),
    ...sheet.components.filter((one) => one.parts.some((part) => part.floats)).map((one) => one.multipliers),
  ]
  return all.filter((prices) => prices.some((price) => price.band != null)).map((prices) => ({ base: prices[0]!.path.replace(/\.[^.]+$/, ''), prices }))
}

/** The band that `spans` say at a minute. */
const bandAt = (spans: readonly Span[], minute: number) => spans.find((span) => span.from_min <= minute && minute < span.to_min)?.band

/**
 * Edits that give the table `n` other hours. A band that is new begins with the prices of the hours that it takes, so
 * that nothing changes until somebody changes a price; a band that no hour has any more leaves with its prices.
 */
export function hourEdits(sheet: Sheet, n: number, spans: readonly Span[]): Edit[] {
  const table = sheet.tables[n]
  if (!table) return []
  const used = new Set([...sheet.tables.flatMap((one, at) => (at === n ? [] : one.spans)), ...spans].map((span) => span.band))
  const edits = [edit(table.path, 'list', null, written(spans))]
  for (const { base, prices } of banded(sheet)) {
    for (const span of spans) {
      if (sheet.bands.includes(span.band) || edits.some((one) => one.path === `${base}.${span.band}`)) continue
      const from = bandAt(table.spans, span.from_min)
      const price = prices.find((one) => one.band === from)?.price
      if (price != null) edits.push(edit(`${base}.${span.band}`, 'set', price))
    }
    for (const price of prices) if (price.band != null && !used.has(price.band)) edits.push(edit(price.path, 'remove'))
  }
  return edits
}
