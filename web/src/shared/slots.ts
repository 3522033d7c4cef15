// Free times as a person looks for them. Pure.
import type { Slot } from '@/api/types'
import { hourMinute } from '@/live/clock'

/** A day with its times, full ones too: that a day is full is worth knowing. */
export interface Day {
  key: string
  /** Some instant of that day, for its name. */
  ms: number
  slots: Slot[]
}

export interface Half {
  name: 'morning' | 'afternoon'
  slots: Slot[]
}

/** The times of a day before and after noon; a half without times is left out. */
export function halves(slots: readonly Slot[]): Half[] {
  const inMorning = (slot: Slot) => hourMinute(slot.at_us / 1000) < '12:00'
  const all: Half[] = [
    { name: 'morning', slots: slots.filter(inMorning) },
    { name: 'afternoon', slots: slots.filter((slot) => !inMorning(slot)) },
  ]
  return all.filter((half) => half.slots.length > 0)
}
