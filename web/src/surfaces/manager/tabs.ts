// Which pages of the desk a person has, by role. Pure; the server refuses what is not theirs all the same.
import type { Role } from '@/design/staff/types'

export const TABS = {
  floor: ['hall_manager', 'command'],
  figures: ['hall_manager', 'command', 'auditor'],
  devices: ['hall_manager', 'command', 'system_admin'],
  evaluations: ['hall_manager', 'command'],
  plan: ['hall_manager', 'command', 'auditor'],
  approvals: ['hall_manager', 'command'],
  catalogue: ['catalogue_admin', 'hall_manager', 'command', 'auditor'],
  tariffs: ['catalogue_admin', 'command', 'auditor'],
  log: ['auditor'],
  proof: ['auditor', 'catalogue_admin'],
  staff: ['security_admin', 'auditor'],
} as const satisfies Record<string, readonly Role[]>
export type Tab = keyof typeof TABS

/** Pages that are about one hall. */
export const OF_HALL: readonly Tab[] = ['floor', 'figures', 'devices', 'evaluations', 'plan', 'log']

export function tabsFor(roles: readonly Role[]): Tab[] {
  return (Object.keys(TABS) as Tab[]).filter((tab) => TABS[tab].some((role) => roles.includes(role)))
}
