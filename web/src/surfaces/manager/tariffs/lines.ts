// Lines of two bills put beside each other: what is the same item of both stands on one row. Pure.
import type { Bill, Line } from './types'

export interface Row {
  key: string
  before: Line | null
  after: Line | null
}

/** What makes a line the same one in both bills: its item, tier and band. The same twice keeps its order. */
function keyed(lines: readonly Line[]): Map<string, Line> {
  const all = new Map<string, Line>()
  for (const line of lines) {
    const base = `${line.rule.split('#')[1] ?? line.rule} ${line.what_en}`
    let key = base
    for (let n = 2; all.has(key); n += 1) key = `${base} ${n}`
    all.set(key, line)
  }
  return all
}

/** Rows in the order of the bill after; what is only before follows. */
export function beside(before: Bill | null, after: Bill | null): Row[] {
  const [old, now] = [keyed(before?.lines ?? []), keyed(after?.lines ?? [])]
  const keys = [...new Set([...now.keys(), ...old.keys()])]
  return keys.map((key) => ({ key, before: old.get(key) ?? null, after: now.get(key) ?? null }))
}

/** `230 kWh × 0.477 = 109.71`, as a person would write it: the last step with its unit, or the sum of the line. */
export function working(line: Line): string {
  return `${line.quantity} ${line.unit} × ${line.price} = ${line.amount}`
}

/** Steps beside the product that `working` says already; of a product that was rounded, what it was before. */
export function between(line: Line): string[] {
  const product = `${line.quantity} × ${line.price} = `
  return line.steps.flatMap((step) => {
    if (!step.startsWith(product)) return [step]
    const rest = step.slice(product.length)
    return rest.includes('→') ? [rest] : []
  })
}
