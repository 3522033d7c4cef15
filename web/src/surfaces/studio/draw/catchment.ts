// Which hall the ground belongs to, for the shading under the dots: each cell takes the hall of the demand nearest to it,
// as far as `reach`. Pure. Found by jump flooding (Rong and Tan, 2006), so that 20,000 places cost no more than 200.
import type { Bounds, Point } from './view'

/** Demand as columns, so that 20,000 places stay small: metres, people, and the index of the hall they go to (−1: none). */
export interface Demand {
  x: ArrayLike<number>
  y: ArrayLike<number>
  people: ArrayLike<number>
  hall: ArrayLike<number>
}
export interface Grid {
  columns: number
  rows: number
  /** The hall of each cell, row by row from the north west; −1 where nobody is near. */
  hall: Int32Array
}

/** The grid over `bounds` with `columns` cells across; cells are square. */
export function catchments(demand: Demand, bounds: Bounds, columns: number, reach: number): Grid {
  const cell = Math.max(1e-9, (bounds.east - bounds.west) / columns)
  const rows = Math.max(1, Math.ceil((bounds.north - bounds.south) / cell))
  const seed = seeded(demand, bounds, cell, columns, rows)
  const middle = (at: number) => ({ x: bounds.west + ((at % columns) + 0.5) * cell, y: bounds.north - (Math.floor(at / columns) + 0.5) * cell })
  const far = (at: number, place: number) => {
    const { x, y } = middle(at)
    return (demand.x[place]! - x) ** 2 + (demand.y[place]! - y) ** 2
  }
  // One pass of 1 first and two at the end: what a plain flood gets wrong is then a cell here and there.
  let step = 1
  while (step * 2 < Math.max(columns, rows)) step *= 2
  for (const jump of [1, ...steps(step), 1]) flood(seed, columns, rows, jump, far)
  const hall = new Int32Array(columns * rows)
  for (let at = 0; at < hall.length; at += 1) {
    const place = seed[at]!
    hall[at] = place >= 0 && far(at, place) <= reach * reach ? demand.hall[place]! : -1
  }
  return { columns, rows, hall }
}

function steps(from: number): number[] {
  const out = []
  for (let step = from; step >= 1; step = Math.floor(step / 2)) out.push(step)
  return out
}

/** Each place in its cell; of several in one cell the one with most people. */
function seeded(demand: Demand, bounds: Bounds, cell: number, columns: number, rows: number): Int32Array {
  const seed = new Int32Array(columns * rows).fill(-1)
  for (let place = 0; place < demand.x.length; place += 1) {
    const column = Math.min(columns - 1, Math.floor((demand.x[place]! - bounds.west) / cell))
    const row = Math.min(rows - 1, Math.floor((bounds.north - demand.y[place]!) / cell))
    if (!(column >= 0 && row >= 0)) continue
    const at = row * columns + column
    if (seed[at]! < 0 || demand.people[place]! > demand.people[seed[at]!]!) seed[at] = place
  }
  return seed
}

function flood(seed: Int32Array, columns: number, rows: number, jump: number, far: (at: number, place: number) => number) {
  const before = seed.slice()
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      const at = row * columns + column
      let best = before[at]!
      let least = best >= 0 ? far(at, best) : Infinity
      for (let dy = -jump; dy <= jump; dy += jump) {
        for (let dx = -jump; dx <= jump; dx += jump) {
          if (column + dx < 0 || column + dx >= columns || row + dy < 0 || row + dy >= rows) continue
          const place = before[at + dy * columns + dx]!
          if (place < 0 || place === best) continue
          const d = far(at, place)
          if (d < least) {
            least = d
            best = place
          }
        }
      }
      seed[at] = best
    }
  }
}

/** How far shading reaches from a place, in metres: about the distance between neighbours were they spread evenly. */
export function reachOf(bounds: Bounds, places: number): number {
  const area = Math.max(1, (bounds.east - bounds.west) * (bounds.north - bounds.south))
  return 1.6 * Math.sqrt(area / Math.max(1, places))
}

/** The place nearest to `at` within `reach` metres; −1 when there is none. */
export function nearestPlace(demand: Demand, at: Point, reach: number): number {
  let best = -1
  let least = reach * reach
  for (let place = 0; place < demand.x.length; place += 1) {
    const d = (demand.x[place]! - at.x) ** 2 + (demand.y[place]! - at.y) ** 2
    if (d <= least && demand.people[place]! > 0) {
      least = d
      best = place
    }
  }
  return best
}
