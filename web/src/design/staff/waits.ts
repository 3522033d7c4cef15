// How long somebody has waited, and how that looks against the hall's rules. Pure.
import type { TicketView } from './types'

export type WaitTone = 'calm' | 'warn' | 'alert'

/** Minutes waited, whole, never below zero. */
export function waitedMin(queuedUs: number, nowMs: number): number {
  return Math.max(0, Math.floor((nowMs - queuedUs / 1000) / 60_000))
}

/** The tone of a wait against the hall's marks. */
export function waitTone(minutes: number, warnMin: number, alertMin: number): WaitTone {
  if (minutes >= alertMin) return 'alert'
  return minutes >= warnMin ? 'warn' : 'calm'
}

/** The tickets of a queue by where they stand. */
export function byPlace(tickets: readonly TicketView[]) {
  return {
    waiting: tickets.filter((one) => one.state === 'waiting'),
    atCounter: tickets.filter((one) => one.state === 'called' || one.state === 'arrived' || one.state === 'serving'),
    parked: tickets.filter((one) => one.state === 'parked'),
    booked: tickets.filter((one) => one.state === 'booked'),
  }
}
