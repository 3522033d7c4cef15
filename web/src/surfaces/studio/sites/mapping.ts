// From a city and a plan to what the map draws. Pure.
import type { Demand } from '../draw/catchment'
import type { MapHall, MapLabel } from '../draw/types'
import type { PlanCity, PlanFlow, PlanResult, SetSite } from '../types'

/** Whom the dots stand for: everybody, those over 65, or the visits of a segment by its code. */
export type Whom = 'people' | 'over65' | (string & {})

/** Everybody who lives at a place. */
export const headsOf = (place: PlanCity['places'][number]) => place.people.reduce((sum, heads) => sum + heads, 0)

/** How many a place counts for. */
export function sizeOf(city: PlanCity, place: PlanCity['places'][number], whom: Whom): number {
  const people = headsOf(place)
  if (whom === 'people') return people
  if (whom === 'over65') return (people * place.over65_pm) / 1000
  const at = city.segments.findIndex((one) => one.code === whom)
  return at < 0 ? 0 : (place.visits[at] ?? 0)
}

/** The sites as they are today, as the planner has set them. `plan` shows what a plan makes of them instead. */
export function mapHalls(city: PlanCity, set?: ReadonlyMap<string, SetSite>, plan?: PlanResult | null): MapHall[] {
  const planned = new Map(plan?.sites.map((site) => [site.site, site]))
  return city.sites.map((site) => {
    const mine = set?.get(site.code)
    const then = planned.get(site.code)
    const was = site.grade_now ?? null
    return {
      id: site.code,
      name: site.name,
      was,
      grade: then ? (then.grade ?? null) : gradeSet(was, mine),
      x: then?.x_m ?? mine?.x_m ?? site.x_m,
      y: then?.y_m ?? mine?.y_m ?? site.y_m,
      rule: mine?.rule ?? site.rule,
    }
  })
}

/** The grade a site has by what is laid down, before any run: closed, the grade that is set where it must be open, else today's. */
function gradeSet(was: MapHall['grade'], mine: SetSite | undefined): MapHall['grade'] {
  if (!mine || mine.rule === 'free') return was
  if (mine.rule === 'closed') return null
  return mine.grade ?? was
}

/** The demand as columns. Each place goes where most of its people go; without flows to the nearest hall with a grade, as the crow flies. */
export function mapDemand(city: PlanCity, halls: readonly MapHall[], whom: Whom, flows?: readonly PlanFlow[]): Demand {
  const index = new Map(halls.map((hall, n) => [hall.id, n]))
  const most = new Map<string, PlanFlow>()
  for (const flow of summed(flows ?? [])) if (flow.people > (most.get(flow.place)?.people ?? 0)) most.set(flow.place, flow)
  const hallOf = (place: PlanCity['places'][number]) => {
    if (flows) return index.get(most.get(place.code)?.site ?? '') ?? -1
    return nearest(halls, place.x_m, place.y_m)
  }
  return {
    x: city.places.map((place) => place.x_m),
    y: city.places.map((place) => place.y_m),
    people: city.places.map((place) => sizeOf(city, place, whom)),
    hall: city.places.map(hallOf),
  }
}

/** The flows of all segments between a place and a site as one. */
function summed(flows: readonly PlanFlow[]): PlanFlow[] {
  const out = new Map<string, PlanFlow>()
  for (const flow of flows) {
    const key = `${flow.place}/${flow.site}`
    const before = out.get(key)
    out.set(key, before ? { ...before, people: before.people + flow.people } : flow)
  }
  return [...out.values()]
}

function nearest(halls: readonly MapHall[], x: number, y: number): number {
  let best = -1
  let least = Infinity
  halls.forEach((hall, n) => {
    if (!hall.grade) return
    const d = (hall.x - x) ** 2 + (hall.y - y) ** 2
    if (d < least) {
      least = d
      best = n
    }
  })
  return best
}

/** Counties at their seats, townships at their places, heavier where more people live. */
export function mapLabels(city: PlanCity, english: boolean): MapLabel[] {
  const people = new Map<string, number>()
  for (const place of city.places) people.set(place.county, (people.get(place.county) ?? 0) + headsOf(place))
  return [
    ...city.counties.map((one): MapLabel => ({ kind: 'county', text: english ? one.name_en : one.name, x: one.x_m, y: one.y_m, weight: people.get(one.code) ?? 0 })),
    ...city.places.map((one): MapLabel => ({ kind: 'town', text: one.name, x: one.x_m, y: one.y_m, weight: headsOf(one) })),
  ]
}
