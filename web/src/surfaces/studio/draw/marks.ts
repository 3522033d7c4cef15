// What stands on the map: sizes of dots, colours of catchments, shapes of grades, labels that do not overlap. Pure.
import type { Grade } from '@/design/staff/types'
import type { Point } from './view'

/** How many colours catchments have; neighbours get different ones. */
export const HUES = 8

/** A catchment's colour for each hall: the one that is rarest among its nearest neighbours that have one already. */
export function hues(halls: readonly Point[], neighbours = HUES - 1): number[] {
  const out: number[] = []
  halls.forEach((hall, n) => {
    // The nearest weighs most: with one colour more than neighbours, one is always free.
    const weight = Array.from({ length: HUES }, () => 0)
    nearest(halls, n, hall, neighbours).forEach((k, rank) => (weight[out[k]!]! += neighbours - rank))
    const turn = (hue: number) => (hue + HUES - (n % HUES)) % HUES
    const order = weight.map((_, hue) => hue).sort((a, b) => weight[a]! - weight[b]! || turn(a) - turn(b))
    out.push(order[0]!)
  })
  return out
}

/** The `most` nearest of the first `before` points, the nearest first. */
function nearest(points: readonly Point[], before: number, to: Point, most: number): number[] {
  const found: { k: number; d: number }[] = []
  for (let k = 0; k < before; k += 1) {
    const d = (points[k]!.x - to.x) ** 2 + (points[k]!.y - to.y) ** 2
    if (found.length === most && d >= found[most - 1]!.d) continue
    let at = found.length
    while (at > 0 && found[at - 1]!.d > d) at -= 1
    found.splice(at, 0, { k, d })
    found.length = Math.min(found.length, most)
  }
  return found.map((one) => one.k)
}

/** As many dots find room beside each other at their full size; of more each is smaller. */
const ROOMY = 500

/** The radius of the dot of a usual large place, in pixels: larger when zoomed, smaller where `places` crowd the glass. */
export function widestDot(places: number, zoom: number): number {
  const crowded = Math.min(1, Math.sqrt(ROOMY / Math.max(1, places / zoom ** 2)))
  return 9 * Math.min(2.2, Math.max(0.7, Math.sqrt(zoom))) * crowded
}

/** The radius of a dot in pixels: its area grows with its people. */
export function dotRadius(people: number, most: number, widest: number): number {
  if (people <= 0 || most <= 0) return 0
  return Math.min(2 * widest, Math.max(0.6, widest * Math.sqrt(people / most)))
}

/** The outline of a grade around (0, 0) as an SVG path: told apart without colour. A six sides, B four, C round, D on its tip. */
export function gradeShape(grade: Grade, r: number): string {
  const polygon = (sides: number, turn: number, size: number) =>
    `M${Array.from({ length: sides }, (_, n) => {
      const angle = turn + (n * 2 * Math.PI) / sides
      return `${(size * Math.cos(angle)).toFixed(2)} ${(size * Math.sin(angle)).toFixed(2)}`
    }).join('L')}Z`
  if (grade === 'A') return polygon(6, Math.PI / 6, r * 1.15)
  if (grade === 'B') return polygon(4, Math.PI / 4, r * 1.25)
  if (grade === 'D') return polygon(4, 0, r * 1.25)
  return `M${-r} 0A${r} ${r} 0 1 0 ${r} 0A${r} ${r} 0 1 0 ${-r} 0Z`
}

/** How large the sign of a grade is drawn, in pixels. */
export const GRADE_RADIUS = { A: 13, B: 11, C: 9, D: 8 } as const satisfies Record<Grade, number>

export interface Label {
  text: string
  /** The middle of the text, in pixels. */
  x: number
  y: number
  /** The more, the sooner it is placed. */
  weight: number
}

/** The labels that fit beside each other: heavier ones first, none over another. A wide letter counts as one em, others as half. */
export function placed<L extends Label>(labels: readonly L[], em: number, taken: { x: number; y: number; r: number }[] = []): L[] {
  const boxes = taken.map(({ x, y, r }) => ({ x0: x - r, x1: x + r, y0: y - r, y1: y + r }))
  const out: L[] = []
  for (const label of [...labels].sort((a, b) => b.weight - a.weight || a.text.localeCompare(b.text))) {
    const half = (textWidth(label.text) * em) / 2
    const box = { x0: label.x - half - 2, x1: label.x + half + 2, y0: label.y - em * 0.65, y1: label.y + em * 0.65 }
    if (boxes.some((other) => box.x0 < other.x1 && other.x0 < box.x1 && box.y0 < other.y1 && other.y0 < box.y1)) continue
    boxes.push(box)
    out.push(label)
  }
  return out
}

/** The label a little above, below or beside its point: where it covers fewest of `taken`, above when that is as good. */
export function aside<L extends Label>(label: L, em: number, taken: readonly { x: number; y: number; r: number }[]): L {
  const half = (textWidth(label.text) * em) / 2
  const places = [[0, -24], [0, 24], [half + 18, 0], [-half - 18, 0], [0, -40]] as const
  const hits = ([dx, dy]: readonly [number, number]) => taken.filter((one) =>
    Math.abs(one.x - label.x - dx) < half + one.r && Math.abs(one.y - label.y - dy) < em * 0.6 + one.r).length
  const best = places.reduce((least, place) => (hits(place) < hits(least) ? place : least))
  return { ...label, x: label.x + best[0], y: label.y + best[1] }
}

/** Roughly how many em a text is wide. */
export function textWidth(text: string): number {
  let width = 0
  for (const letter of text) width += letter.codePointAt(0)! > 0x2e80 ? 1 : 0.56
  return width
}
