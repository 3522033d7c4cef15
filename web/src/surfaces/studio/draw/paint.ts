// Paints the ground of the map: shading, lines to the halls, dots of demand. Fast enough for 20,000 places.
import type { Demand, Grid } from './catchment'
import { dotRadius, widestDot } from './marks'
import { toGlass, type Bounds, type Glass, type Point, type View } from './view'

export type Catchments = 'shade' | 'lines' | 'none'
export interface Scene {
  demand: Demand
  /** `sorted` and `mostPeople` of the demand: found once, not at every stroke. */
  byHall: readonly (readonly number[])[]
  most: number
  /** Where the halls are that `demand.hall` counts. */
  halls: readonly Point[]
  /** The colour of each hall, and of demand that goes nowhere. */
  colors: readonly string[]
  nowhere: string
  ink: string
  paper: string
  /** The zoom against the look that shows everything. */
  zoom: number
  catchments: Catchments
  /** Only this hall in full; the others fade. */
  only: number | null
  /** Where a hall could be and is none: small rings. */
  sites: readonly Point[]
}

/** Smaller than this a dot is a square: nobody sees the difference, and it is much faster. */
const SQUARE_BELOW = 1.7

/** The shading as a picture of one pixel a cell, to be stretched over the map. */
export function shading(grid: Grid, colors: readonly string[]): HTMLCanvasElement {
  const picture = document.createElement('canvas')
  picture.width = grid.columns
  picture.height = grid.rows
  const pen = picture.getContext('2d')!
  const image = pen.createImageData(grid.columns, grid.rows)
  const parts = colors.map((color) => [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16)))
  grid.hall.forEach((hall, at) => {
    const part = parts[hall]
    if (part) image.data.set([part[0]!, part[1]!, part[2]!, 255], at * 4)
  })
  pen.putImageData(image, 0, 0)
  return picture
}

export function paint(pen: CanvasRenderingContext2D, view: View, glass: Glass, scene: Scene, shade: HTMLCanvasElement | null, bounds: Bounds) {
  pen.clearRect(0, 0, glass.width, glass.height)
  if (scene.catchments === 'shade' && shade) {
    const corner = toGlass(view, glass, { x: bounds.west, y: bounds.north })
    const cell = ((bounds.east - bounds.west) * view.scale) / shade.width
    pen.globalAlpha = scene.only === null ? 0.2 : 0.1
    pen.imageSmoothingEnabled = true
    pen.drawImage(shade, corner.x, corner.y, cell * shade.width, cell * shade.height)
    pen.globalAlpha = 1
  }
  if (scene.catchments === 'lines') lines(pen, view, glass, scene)
  dots(pen, view, glass, scene)
  rings(pen, view, glass, scene)
}

/** The places of each hall, with those that go nowhere at the end. */
export function sorted(demand: Demand, halls: number): number[][] {
  const out: number[][] = Array.from({ length: halls + 1 }, () => [])
  for (let place = 0; place < demand.x.length; place += 1) {
    const hall = demand.hall[place]!
    out[hall >= 0 && hall < halls ? hall : halls]!.push(place)
  }
  return out
}

function lines(pen: CanvasRenderingContext2D, view: View, glass: Glass, scene: Scene) {
  const { demand, halls } = scene
  pen.lineWidth = 1
  scene.byHall.forEach((places, n) => {
    const hall = halls[n]
    if (!hall) return
    const end = toGlass(view, glass, hall)
    pen.globalAlpha = scene.only === null ? 0.45 : scene.only === n ? 0.9 : 0.12
    pen.strokeStyle = scene.colors[n]!
    pen.beginPath()
    for (const place of places) {
      const at = toGlass(view, glass, { x: demand.x[place]!, y: demand.y[place]! })
      pen.moveTo(at.x, at.y)
      pen.lineTo(end.x, end.y)
    }
    pen.stroke()
  })
  pen.globalAlpha = 1
}

function dots(pen: CanvasRenderingContext2D, view: View, glass: Glass, scene: Scene) {
  const { demand } = scene
  const widest = widestDot(demand.x.length, scene.zoom)
  scene.byHall.forEach((places, n) => {
    pen.fillStyle = scene.colors[n] ?? scene.nowhere
    pen.globalAlpha = scene.only === null || scene.only === n ? 0.85 : 0.2
    pen.beginPath()
    for (const place of places) {
      const { x, y } = toGlass(view, glass, { x: demand.x[place]!, y: demand.y[place]! })
      const r = dotRadius(demand.people[place]!, scene.most, widest)
      if (r === 0 || x < -r || y < -r || x > glass.width + r || y > glass.height + r) continue
      if (r < SQUARE_BELOW) pen.fillRect(x - r, y - r, 2 * r, 2 * r)
      else {
        pen.moveTo(x + r, y)
        pen.arc(x, y, r, 0, 2 * Math.PI)
      }
    }
    pen.fill()
  })
  pen.globalAlpha = 1
}

/** The radius of a ring, in pixels; where there are very many, half of it. */
const RING = 3.5
const MANY = 400
function rings(pen: CanvasRenderingContext2D, view: View, glass: Glass, scene: Scene) {
  const r = scene.sites.length / scene.zoom ** 2 > MANY ? RING / 2 : RING
  pen.beginPath()
  for (const site of scene.sites) {
    const { x, y } = toGlass(view, glass, site)
    if (x < -r || y < -r || x > glass.width + r || y > glass.height + r) continue
    pen.moveTo(x + r, y)
    pen.arc(x, y, r, 0, 2 * Math.PI)
  }
  pen.fillStyle = scene.paper
  pen.strokeStyle = scene.ink
  pen.lineWidth = r === RING ? 1.5 : 0.75
  pen.fill()
  pen.stroke()
}

/** The size that counts as largest: the 99th percentile, so that one city does not make all villages invisible. */
export function mostPeople(demand: Demand): number {
  const sizes = Float64Array.from(demand.people).sort()
  return sizes[Math.min(sizes.length - 1, Math.floor(sizes.length * 0.99))] ?? 0
}
