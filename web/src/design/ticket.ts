// The words of a ticket as the screens list them; the compiler checks the spelling against the wire.
import type { CareNeed, TicketState } from '@/api/types'

export type { CareNeed, TicketState }

export const TICKET_STATES = [
  'booked', 'waiting', 'called', 'arrived', 'serving', 'parked', 'transferred', 'no_show', 'left', 'done',
] as const satisfies readonly TicketState[]

export const CARE_NEEDS = [
  'elder', 'wheelchair', 'hearing', 'sight', 'pregnant', 'child', 'interpreter', 'veteran',
] as const satisfies readonly CareNeed[]
