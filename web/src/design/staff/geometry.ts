// Where things stand on the drawn floor: a grid of 100 × 60, as the plan has it. Pure.
import type { Counter, Place } from '@/design/staff/types'

export interface Spot {
  x: number
  y: number
  r: number
}

const HEAD = 3.4
const CELL_MAX_W = 6
const CELL_MAX_H = 5.2

/** Places for `n` people in an area, row by row, as large as they can be; below the area's name, never outside it. */
export function spots(place: Place, n: number, head = HEAD): Spot[] {
  if (n <= 0) return []
  const width = place.w - 1.6
  const height = Math.max(1, place.h - head - 0.8)
  let columns = Math.max(1, Math.floor(width / CELL_MAX_W))
  while (Math.ceil(n / columns) * Math.min(CELL_MAX_H, (width / columns) * 0.85) > height && columns < n) columns += 1
  const rows = Math.ceil(n / columns)
  const cellW = Math.min(CELL_MAX_W, width / columns)
  const cellH = Math.min(CELL_MAX_H, height / rows)
  const r = Math.max(0.28, Math.min(1.15, cellW * 0.22, cellH * 0.26))
  return Array.from({ length: n }, (_, k) => ({
    x: place.x + 0.8 + cellW * ((k % columns) + 0.5),
    y: place.y + head + cellH * (Math.floor(k / columns) + 0.36),
    r,
  }))
}

/** The box of a counter: as wide as its right neighbour in the row allows, and always on the floor. */
export function counterBox(counter: Counter, all: readonly Counter[], zones: readonly { code: string; place: Place }[] = []): Place {
  const zone = zones.find((one) => one.code === counter.zone)?.place
  const edge = zone && zone.x <= counter.x && counter.x < zone.x + zone.w ? zone.x + zone.w - 0.6 : 100
  const right = all
    .filter((one) => one.id !== counter.id && Math.abs(one.y - counter.y) < 4 && one.x > counter.x)
    .reduce((least, one) => Math.min(least, one.x), counter.x + 9)
  const w = Math.max(3, Math.min(8, right - counter.x - 0.8, edge - counter.x))
  return { x: counter.x, y: Math.min(counter.y, 60 - 5), w, h: 5 }
}

/** The area where people wait: the waiting zone, else the largest. */
export function waitingPlace(zones: readonly { code: string; place: Place }[]): Place | null {
  const named = zones.find((zone) => zone.code === 'waiting')
  if (named) return named.place
  return [...zones].sort((a, b) => b.place.w * b.place.h - a.place.w * a.place.h)[0]?.place ?? null
}

/** The part of a zone above its counters, where people can stand. */
export function areaOf(place: Place, counters: readonly Pick<Counter, 'x' | 'y'>[]): Place {
  const top = counters
    .filter((one) => one.x >= place.x && one.x < place.x + place.w && one.y >= place.y && one.y < place.y + place.h)
    .reduce((least, one) => Math.min(least, one.y), place.y + place.h)
  return { ...place, h: Math.max(0, top - place.y) }
}

/** What is wrong with the places of a plan, by zone code: off the floor, or over another zone. */
export function misplaced(zones: readonly { code: string; place: Place }[]): Map<string, 'outside' | 'overlap'> {
  const wrong = new Map<string, 'outside' | 'overlap'>()
  for (const { code, place } of zones) {
    if (place.x < 0 || place.y < 0 || place.w <= 0 || place.h <= 0 || place.x + place.w > 100 || place.y + place.h > 60) wrong.set(code, 'outside')
    else if (zones.some(({ code: other, place: p }) => other !== code
      && place.x < p.x + p.w && p.x < place.x + place.w && place.y < p.y + p.h && p.y < place.y + place.h)) wrong.set(code, 'overlap')
  }
  return wrong
}
