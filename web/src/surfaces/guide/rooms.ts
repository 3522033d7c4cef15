// The quarters of a day and which of them are taken. Pure.
import type { RoomBooking } from '@/design/staff/types'

export const QUARTER_US = 15 * 60 * 1_000_000

export interface Cell {
  atUs: number
  booking: RoomBooking | null
  /** The first quarter of its booking. */
  first: boolean
  past: boolean
}

/** The quarters between two instants, each with the booking that holds it. */
export function quarters(fromUs: number, toUs: number, bookings: readonly RoomBooking[], nowUs: number): Cell[] {
  const cells: Cell[] = []
  for (let atUs = fromUs; atUs < toUs; atUs += QUARTER_US) {
    const booking = bookings.find((one) => one.from_us <= atUs && atUs < one.from_us + one.quarters * QUARTER_US) ?? null
    cells.push({ atUs, booking, first: booking !== null && booking.from_us === atUs, past: atUs + QUARTER_US <= nowUs })
  }
  return cells
}

/** How many quarters can be booked from an instant: to the next booking, the end of the day, or the limit. */
export function freeFrom(atUs: number, toUs: number, bookings: readonly RoomBooking[], max: number): number {
  const next = bookings.filter((one) => one.from_us >= atUs).reduce((least, one) => Math.min(least, one.from_us), toUs)
  const held = bookings.some((one) => one.from_us <= atUs && atUs < one.from_us + one.quarters * QUARTER_US)
  return held ? 0 : Math.max(0, Math.min(max, Math.floor((next - atUs) / QUARTER_US)))
}
