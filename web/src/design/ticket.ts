// The words of a ticket as the screens know them; the same spelling as on the wire.
export const TICKET_STATES = [
  'booked', 'waiting', 'called', 'arrived', 'serving', 'parked', 'transferred', 'no_show', 'left', 'done',
] as const
export type TicketState = (typeof TICKET_STATES)[number]

export const CARE_NEEDS = [
  'elder', 'wheelchair', 'hearing', 'sight', 'pregnant', 'child', 'interpreter', 'veteran',
] as const
export type CareNeed = (typeof CARE_NEEDS)[number]
