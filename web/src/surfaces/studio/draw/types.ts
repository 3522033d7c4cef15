// What the map is given to draw. Narrow on purpose: it knows nothing of scenarios or of the wire.
import type { Grade } from '@/design/staff/types'
import type { SiteRule } from '../types'
import type { Point } from './view'

/** A hall on the map. Neither `was` nor `grade`: a site that is not used. */
export interface MapHall extends Point {
  id: string
  name: string
  /** The grade it is planned to have; null: no hall here. */
  grade: Grade | null
  /** The grade it has today; null: no hall today. */
  was: Grade | null
  /** What is laid down for the planner. */
  rule?: SiteRule
}

export interface MapLabel extends Point {
  kind: 'county' | 'town'
  text: string
  /** Heavier ones are shown first. */
  weight: number
}

/** What a plan does to a hall. */
export type Change = 'same' | 'opened' | 'closed' | 'raised' | 'lowered' | 'unused'

export function changeOf(hall: Pick<MapHall, 'grade' | 'was'>): Change {
  if (!hall.grade) return hall.was ? 'closed' : 'unused'
  if (!hall.was) return 'opened'
  // A comes before D: the earlier letter is the higher grade.
  return hall.was === hall.grade ? 'same' : hall.grade < hall.was ? 'raised' : 'lowered'
}
