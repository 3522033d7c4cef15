// How an event of the log reads in a table. Pure; the event stays as the chain holds it.
import type { LoggedEvent } from '@/design/staff/types'

const fields = (one: LoggedEvent) => one.event as unknown as Record<string, unknown>

export function kindOf(one: LoggedEvent): string {
  const kind = fields(one).kind
  return typeof kind === 'string' ? kind : '?'
}

/** The event's own facts on one line, without its kind and what is absent. */
export function aboutOf(one: LoggedEvent): string {
  return Object.entries(fields(one))
    .filter(([name, value]) => name !== 'kind' && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0))
    .map(([name, value]) => `${name} ${Array.isArray(value) ? value.join('+') : String(value)}`)
    .slice(0, 7)
    .join(' · ')
}

const format = new Intl.DateTimeFormat('zh-CN', { timeZone: 'Asia/Shanghai', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' })

export function secondsOf(us: number): string {
  return format.format(us / 1000)
}
