// A simulated day in motion: where each customer stands at an instant. Pure. Everything comes from the replay; nothing
// here draws a number or knows a rule of the queue.
import { waitingPlace } from '@/design/staff/geometry'
import type { Place, Zone } from '@/design/staff/types'
import type { DayReplay } from '../types'

/** One customer's stay, in seconds after midnight. */
export interface Stay {
  arrive_s: number
  /** Where they were served, counted from 0 through all desks; null when they never got to one. */
  desk: { n: number; from_s: number } | null
  leave_s: number
  group: string
}
export type Spot = 'entrance' | 'guide' | 'waiting' | 'kiosk' | 'counter' | 'exit'
export interface Person {
  n: number
  x: number
  y: number
  spot: Spot
  group: string
}
interface At {
  x: number
  y: number
}
/** The drawn floor: a grid of 100 × 60 as the plans of halls have it. */
export interface Floor {
  desks: (At & { kind: 'counter' | 'kiosk'; name: string })[]
  waiting: Place
  guide: At
  entrance: At
  exit: At
}

/** How long a walk across the floor takes, in seconds of the simulated day. */
export const WALK_S = 25
/** How long the guide's greeting is shown. */
const GREET_S = 20
/** The side of the square in which somebody sits or stands, in cells of the floor. */
const SEAT = 2.6
const HEAD = 3

/** The floor of a replay: counters where the hall's plan has them, everything else in its zones, or where it usually is. */
export function floorOf(replay: Pick<DayReplay, 'desks'>, zones: readonly Pick<Zone, 'code' | 'place'>[]): Floor {
  const zone = (code: string) => zones.find((one) => one.code === code)?.place
  const corner = zone('self_service') ?? { x: 2, y: 22, w: 16, h: 30 }
  const kiosks = replay.desks.filter((desk) => desk.kind === 'kiosk').length
  const door = zone('guidance') ?? { x: 40, y: 46, w: 20, h: 12 }
  let kiosk = 0
  let counter = 0
  const counters = Math.max(1, replay.desks.length - kiosks)
  const desks = replay.desks.map((desk) => {
    if (desk.kind === 'kiosk') return { kind: 'kiosk' as const, name: desk.name, ...spread(corner, kiosk++, kiosks) }
    const place = { x: ((counter + 0.5) * 100) / counters, y: 10 }
    counter += 1
    return { kind: 'counter' as const, name: desk.name, x: desk.x == null ? place.x : desk.x + 3, y: desk.y ?? place.y }
  })
  return {
    desks, waiting: waitingPlace(zones) ?? { x: 22, y: 20, w: 56, h: 20 },
    guide: { x: door.x + door.w / 2, y: door.y + door.h * 0.45 }, entrance: { x: door.x + door.w * 0.3, y: 59 }, exit: { x: door.x + door.w * 0.7, y: 59 },
  }
}

/** The `n`th of `all` places in an area, in rows. */
function spread(area: Place, n: number, all: number): At {
  const columns = Math.max(1, Math.min(all, Math.floor(area.w / 5)))
  const rows = Math.ceil(all / columns)
  return { x: area.x + ((n % columns) + 0.5) * (area.w / columns), y: area.y + HEAD + (Math.floor(n / columns) + 0.4) * ((area.h - HEAD) / Math.max(1, rows)) }
}

/** Where the `n`th person waits; who finds no seat stands in the last row, between the others. */
export function seatAt(n: number, floor: Floor): At {
  const { x, y, w, h } = floor.waiting
  const columns = Math.max(1, Math.floor((w - 1) / SEAT))
  const rows = Math.max(1, Math.floor((h - HEAD) / SEAT))
  const row = Math.min(Math.floor(n / columns), rows - 1)
  const between = Math.floor(n / columns) >= rows ? 0.5 : 0
  return { x: x + 0.5 + ((n % columns) + 0.5 + between * 0.9) * ((w - 1) / columns), y: y + HEAD + (row + 0.5) * SEAT }
}

/** The stays of a replay; whoever was turned away at the door was never inside. */
export function staysOf(replay: Pick<DayReplay, 'people'>): Stay[] {
  return replay.people.filter((one) => one.end !== 'turned_away').map((one) => ({
    arrive_s: one.came_s, leave_s: one.left_s, group: one.class,
    desk: one.desk == null || (one.called_s ?? one.began_s) == null ? null : { n: one.desk, from_s: (one.called_s ?? one.began_s)! },
  }))
}

/** Each person's place in the waiting area, kept as long as they wait; a freed place is taken again. */
export function seated(stays: readonly Stay[]): number[] {
  const seats = stays.map(() => -1)
  const changes = stays.flatMap((stay, n) => {
    const [from, to] = waitOf(stay)
    return to > from ? [{ at: from, n, sits: true }, { at: to, n, sits: false }] : []
  })
  changes.sort((a, b) => a.at - b.at || Number(a.sits) - Number(b.sits) || a.n - b.n)
  const taken: boolean[] = []
  for (const { n, sits } of changes) {
    if (!sits) taken[seats[n]!] = false
    else {
      let seat = taken.findIndex((one) => !one)
      if (seat < 0) seat = taken.length
      taken[seat] = true
      seats[n] = seat
    }
  }
  return seats
}

/** From when to when somebody waits. */
function waitOf(stay: Stay): [number, number] {
  return [Math.min(stay.arrive_s + GREET_S, stay.desk?.from_s ?? stay.leave_s), stay.desk?.from_s ?? stay.leave_s]
}

/** Where somebody has been, in order: until when at which spot. */
function stops(stay: Stay, seat: number, floor: Floor): { until: number; at: At; spot: Spot }[] {
  const [sat, called] = waitOf(stay)
  const out: { until: number; at: At; spot: Spot }[] = [{ until: stay.arrive_s, at: floor.entrance, spot: 'entrance' }, { until: sat, at: floor.guide, spot: 'guide' }]
  if (called > sat) out.push({ until: called, at: seatAt(Math.max(0, seat), floor), spot: 'waiting' })
  const desk = stay.desk && floor.desks[stay.desk.n]
  if (desk) out.push({ until: stay.leave_s, at: { x: desk.x, y: desk.y + (desk.kind === 'counter' ? 6 : 3) }, spot: desk.kind })
  out.push({ until: stay.leave_s + WALK_S, at: floor.exit, spot: 'exit' })
  return out
}

/** Everybody who is in the hall at `t_s`. `smooth: false` puts people where they stand, without showing the walk. */
export function peopleAt(stays: readonly Stay[], seats: readonly number[], floor: Floor, t_s: number, smooth = true): Person[] {
  const out: Person[] = []
  stays.forEach((stay, n) => {
    if (t_s < stay.arrive_s || t_s >= stay.leave_s + (smooth ? WALK_S : 0)) return
    const way = stops(stay, seats[n]!, floor)
    const k = way.findIndex((stop) => t_s < stop.until)
    const here = way[k]!
    const from = way[k - 1] ?? here
    const walked = smooth ? Math.min(1, (t_s - from.until) / Math.min(WALK_S, Math.max(1, here.until - from.until))) : 1
    out.push({ n, spot: here.spot, group: stay.group, x: from.at.x + (here.at.x - from.at.x) * walked, y: from.at.y + (here.at.y - from.at.y) * walked })
  })
  return out
}

export interface Counts {
  waiting: number
  counter: number
  kiosk: number
  served: number
  gaveUp: number
}
/** What the picture shows, in numbers: nobody has to count dots. */
export function countsAt(stays: readonly Stay[], floor: Floor, t_s: number): Counts {
  const out = { waiting: 0, counter: 0, kiosk: 0, served: 0, gaveUp: 0 }
  for (const stay of stays) {
    if (t_s < stay.arrive_s) continue
    const desk = stay.desk && floor.desks[stay.desk.n]
    if (t_s >= stay.leave_s) out[desk ? 'served' : 'gaveUp'] += 1
    else if (desk && t_s >= stay.desk!.from_s) out[desk.kind] += 1
    else out.waiting += 1
  }
  return out
}
