// Which pages of the studio a person has, by role. Pure; the server refuses what is not theirs all the same.
import type { Role } from '@/design/staff/types'

export const PAGES = {
  sites: ['command', 'auditor'],
  compare: ['command', 'auditor'],
  shift: ['command', 'auditor'],
  simulate: ['hall_manager', 'command'],
  roster: ['hall_manager', 'command', 'auditor'],
  footfall: ['hall_manager', 'command', 'auditor'],
  proposals: ['command', 'auditor'],
} as const satisfies Record<string, readonly Role[]>
export type Page = keyof typeof PAGES

/** Pages that are about one hall. */
export const OF_HALL: readonly Page[] = ['simulate', 'roster', 'footfall']

export function pagesFor(roles: readonly Role[]): Page[] {
  return (Object.keys(PAGES) as Page[]).filter((page) => (PAGES[page] as readonly Role[]).some((role) => roles.includes(role)))
}
