// Where metres of the plane land on the glass: pan, zoom, scale bar. Pure. East is right, north is up.
export interface Point {
  x: number
  y: number
}
export interface Bounds {
  west: number
  south: number
  east: number
  north: number
}
/** A look at the plane: pixels per metre, and the point of the plane in the middle of the glass. */
export interface View {
  scale: number
  x: number
  y: number
}
export interface Glass {
  width: number
  height: number
}

/** One metre is never smaller or larger than this many pixels. */
const SCALE_MIN = 1e-4
const SCALE_MAX = 2

/** What holds all points; a square kilometre around the origin when there are none. */
export function boundsOf(points: Iterable<Point>): Bounds {
  const bounds = { west: Infinity, south: Infinity, east: -Infinity, north: -Infinity }
  for (const { x, y } of points) {
    if (!Number.isFinite(x) || !Number.isFinite(y)) continue
    bounds.west = Math.min(bounds.west, x)
    bounds.east = Math.max(bounds.east, x)
    bounds.south = Math.min(bounds.south, y)
    bounds.north = Math.max(bounds.north, y)
  }
  return bounds.west <= bounds.east ? bounds : { west: -500, south: -500, east: 500, north: 500 }
}

const clampScale = (scale: number) => Math.min(SCALE_MAX, Math.max(SCALE_MIN, scale))

/** The look that shows all of `bounds`, with `margin` pixels around it. */
export function fit(bounds: Bounds, glass: Glass, margin = 36): View {
  const width = Math.max(1, bounds.east - bounds.west)
  const height = Math.max(1, bounds.north - bounds.south)
  const scale = Math.min(Math.max(1, glass.width - 2 * margin) / width, Math.max(1, glass.height - 2 * margin) / height)
  return { scale: clampScale(scale), x: (bounds.west + bounds.east) / 2, y: (bounds.south + bounds.north) / 2 }
}

export function toGlass(view: View, glass: Glass, point: Point): Point {
  return { x: glass.width / 2 + (point.x - view.x) * view.scale, y: glass.height / 2 - (point.y - view.y) * view.scale }
}

export function toPlane(view: View, glass: Glass, at: Point): Point {
  return { x: view.x + (at.x - glass.width / 2) / view.scale, y: view.y - (at.y - glass.height / 2) / view.scale }
}

/** Zooms by `factor` so that what is under `at` stays there. */
export function zoomed(view: View, glass: Glass, factor: number, at: Point): View {
  const fixed = toPlane(view, glass, at)
  const scale = clampScale(view.scale * factor)
  return { scale, x: fixed.x - (at.x - glass.width / 2) / scale, y: fixed.y + (at.y - glass.height / 2) / scale }
}

/** Moves the plane by so many pixels. */
export function panned(view: View, dx: number, dy: number): View {
  return { ...view, x: view.x - dx / view.scale, y: view.y + dy / view.scale }
}

/** The longest of 1, 2, 5 × 10ⁿ metres that is no longer than `most` pixels. */
export function scaleBar(scale: number, most = 140): { metres: number; pixels: number } {
  const room = most / scale
  const power = 10 ** Math.floor(Math.log10(room))
  const metres = [5, 2, 1].map((step) => step * power).find((length) => length <= room * (1 + 1e-9)) ?? power
  return { metres, pixels: metres * scale }
}

/** A length in the unit people say: `500 m`, `20 km`. */
export function lengthText(metres: number): string {
  return metres < 1000 ? `${Math.round(metres)} m` : `${Number((metres / 1000).toFixed(1))} km`
}
