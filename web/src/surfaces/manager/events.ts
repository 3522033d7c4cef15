// How an event of the log reads in a table. Pure; the event stays as the chain holds it.
import type { LoggedEvent } from '@/design/staff/types'

/** A word of a group, such as `move` and `call`; the code itself when there is none. */
export type Word = (group: string, code: string) => string
export interface Fact {
  field: string
  name: string
  value: string
}

/** Groups of words for the values of a field, whatever the event. */
const GROUPS: Record<string, string> = {
  step: 'move', class: 'priority', channel: 'channel', triage: 'triage', needs: 'need', device_kind: 'deviceKind', faults: 'fault', act: 'devices',
  items: 'item', item: 'item', staff: 'person',
}
/** What `state`, `from` and `to` are states of, by the kind of event. */
const STATES: Record<string, string> = { ticket_moved: 'state', counter_changed: 'counterState', device_ordered: 'orderState' }
/** What a reader looks for first; the rest follows as stored. */
const LEAD = ['ticket', 'prefix', 'number', 'step', 'from', 'to', 'state', 'counter', 'items', 'item', 'class', 'device', 'act', 'staff', 'score']
/** Facts that the full view shows and one line has no room for. */
const BESIDE = ['visit', 'n', 'prefix', 'number', 'queued_at', 'called_at', 'started_at']
/** Numbers above this are instants in microseconds. */
const INSTANT_US_MIN = 1e14
const LINE_MAX = 6

const fields = (one: LoggedEvent) => one.event as unknown as Record<string, unknown>

export function kindOf(one: LoggedEvent): string {
  const kind = fields(one).kind
  return typeof kind === 'string' ? kind : '?'
}

/** The printed numbers of tickets, from the events that gave them. */
export function labelsOf(events: readonly LoggedEvent[]): Map<string, string> {
  const labels = new Map<string, string>()
  for (const one of events) {
    const { kind, ticket, prefix, number } = fields(one)
    if (kind === 'ticket_issued') labels.set(String(ticket), `${String(prefix)}${String(number).padStart(3, '0')}`)
  }
  return labels
}

const absent = (value: unknown) => value === null || value === '' || (Array.isArray(value) && value.length === 0)

/** Every fact of the event, in words. */
export function factsOf(one: LoggedEvent, word: Word, labels: ReadonlyMap<string, string> = new Map()): Fact[] {
  const kind = kindOf(one)
  const say = (field: string, value: unknown): string => {
    if (Array.isArray(value)) return value.map((each) => say(field, each)).join('、')
    if (typeof value === 'boolean') return word('staff', value ? 'yes' : 'no')
    if (typeof value === 'number') return value > INSTANT_US_MIN ? secondsOf(value) : String(value)
    const text = String(value)
    if (field === 'ticket') return labels.get(text) ?? short(text)
    const group = GROUPS[field] ?? (['state', 'from', 'to'].includes(field) ? STATES[kind] : undefined)
    return group ? word(group, text) : short(text)
  }
  const rank = (field: string) => (LEAD.includes(field) ? LEAD.indexOf(field) : LEAD.length)
  return Object.entries(fields(one))
    .filter(([field, value]) => field !== 'kind' && !absent(value))
    .sort(([a], [b]) => rank(a) - rank(b))
    .map(([field, value]) => ({ field, name: word('field', field), value: say(field, value) }))
}

/** The event's own facts on one line. */
export function aboutOf(one: LoggedEvent, word: Word, labels?: ReadonlyMap<string, string>): string {
  return factsOf(one, word, labels)
    .filter((fact) => !BESIDE.includes(fact.field))
    .slice(0, LINE_MAX)
    .map((fact) => `${fact.name} ${fact.value}`)
    .join(' · ')
}

/** A long id by its end, which is what differs within a day. */
export function short(id: string): string {
  return /^\d{12,}$/.test(id) ? `…${id.slice(-6)}` : id
}

const format = new Intl.DateTimeFormat('zh-CN', { timeZone: 'Asia/Shanghai', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' })

export function secondsOf(us: number): string {
  return format.format(us / 1000)
}
