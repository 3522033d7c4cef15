// From a key to what the counter does. Pure: the desk as the server last told it comes in, a decision goes out.
// The server has the last word; a refusal here only spares a round trip and says why in words.
import type { Desk, Move } from '@/design/staff/types'

export type Command =
  | 'call' | 'recall' | 'begin' | 'park' | 'resume' | 'transfer' | 'no_show' | 'finish' | 'pause' | 'take' | 'undo'
  | 'why' | 'items' | 'needs' | 'leave'

export const KEYS = {
  F1: 'call', F2: 'recall', F3: 'begin', F4: 'park', F5: 'resume', F6: 'transfer', F7: 'no_show', F8: 'finish', F9: 'pause', F10: 'take',
} as const satisfies Record<string, Command>
/** With Shift: what is asked less often, so that nothing on the page needs a mouse. */
export const SHIFT_KEYS = { F1: 'why', F2: 'items', F3: 'needs', F9: 'leave' } as const satisfies Record<string, Command>

export interface Pressed {
  key: string
  ctrlKey: boolean
  metaKey: boolean
  altKey: boolean
  shiftKey: boolean
  /** Whether the key went into a field, where Ctrl+Z is the field's own. */
  inText: boolean
}

/** The command of a key, if it has one. A function key with another modifier is left to the browser. */
export function commandOf(pressed: Pressed): Command | null {
  const { key, ctrlKey, metaKey, altKey, shiftKey, inText } = pressed
  if ((ctrlKey || metaKey) && !altKey && !shiftKey && key.toLowerCase() === 'z') return inText ? null : 'undo'
  if (ctrlKey || metaKey || altKey) return null
  if (shiftKey) return key in SHIFT_KEYS ? SHIFT_KEYS[key as keyof typeof SHIFT_KEYS] : null
  return key in KEYS ? KEYS[key as keyof typeof KEYS] : null
}

export type WhyNot =
  | 'not_open' | 'still_busy' | 'nobody_here' | 'not_now' | 'recalled_enough' | 'none_parked' | 'nothing_to_undo'
  | 'no_reason' | 'too_early'

export type Doing =
  | { do: 'call' }
  | { do: 'move'; step: Move; ticket: string }
  | { do: 'open'; dialog: 'transfer' | 'resume' | 'take' | 'why' | 'items' | 'needs' | 'leave' }
  | { do: 'pause' }
  | { do: 'back' }
  | { do: 'undo'; ticket: string }
  | { do: 'no'; why: WhyNot }

const no = (why: WhyNot): Doing => ({ do: 'no', why })

/** What a command comes to at this desk now. */
export function doingOf(command: Command, desk: Desk, nowUs: number): Doing {
  const ticket = desk.ticket ?? null
  const move = (step: Move): Doing => {
    if (!ticket) return no('nobody_here')
    return ticket.moves.includes(step) ? { do: 'move', step, ticket: ticket.ticket } : no('not_now')
  }
  switch (command) {
    case 'call':
      if (ticket) return no('still_busy')
      return desk.counter.state === 'open' ? { do: 'call' } : no('not_open')
    case 'recall':
      if (ticket?.state === 'called' && ticket.recalls >= desk.recall_max) return no('recalled_enough')
      return move('recall')
    case 'begin':
      return ticket?.moves.includes('arrive') ? move('arrive') : move('start')
    case 'park':
      return move('park')
    case 'resume':
      if (desk.parked.length === 0) return no('none_parked')
      if (ticket) return no('still_busy')
      return { do: 'open', dialog: 'resume' }
    case 'transfer': {
      if (!ticket) return no('nobody_here')
      const ways: Move[] = ['transfer_counter', 'transfer_zone', 'transfer_hall']
      return ways.some((step) => ticket.moves.includes(step)) ? { do: 'open', dialog: 'transfer' } : no('not_now')
    }
    case 'no_show':
      return ticket?.moves.includes('no_show') && tooEarly(ticket, desk.no_show_hold_s, nowUs) ? no('too_early') : move('no_show')
    case 'finish':
      return move('finish')
    case 'pause':
      if (desk.counter.state !== 'open') return { do: 'back' }
      return ticket ? no('still_busy') : { do: 'pause' }
    case 'take':
      return { do: 'open', dialog: 'take' }
    case 'why':
      return ticket?.why || desk.next_why ? { do: 'open', dialog: 'why' } : no('no_reason')
    case 'items':
    case 'needs':
      return ticket ? { do: 'open', dialog: command } : no('nobody_here')
    case 'leave':
      return ticket ? no('still_busy') : { do: 'open', dialog: 'leave' }
    case 'undo':
      return desk.undo && desk.undo.until_us > nowUs ? { do: 'undo', ticket: desk.undo.ticket } : no('nothing_to_undo')
  }
}

/** The seconds until whoever was called may be marked as not come; 0 once that is so. */
export function tooEarly(ticket: { called_us?: number | null }, holdS: number, nowUs: number): number {
  return !ticket.called_us ? 0 : Math.max(0, Math.ceil(holdS - (nowUs - ticket.called_us) / 1e6))
}

/** The desk as it will be if the server agrees. Shown as unconfirmed until it has. No moves: nothing is sent twice. */
export function guess(desk: Desk, step: Move, nowUs: number): Desk {
  const ticket = desk.ticket
  if (!ticket) return desk
  const stays = (over: Partial<typeof ticket>): Desk => ({ ...desk, ticket: { ...ticket, ...over, moves: [] } })
  switch (step) {
    case 'recall':
      return stays({ recalls: ticket.recalls + 1, called_us: nowUs })
    case 'arrive':
      return stays({ state: 'arrived' })
    case 'start':
      return stays({ state: 'serving', started_us: nowUs })
    case 'park':
      return { ...desk, ticket: null, parked: [...desk.parked, { ...ticket, state: 'parked', moves: [] }] }
    case 'finish':
      return { ...desk, ticket: null, served: desk.served + 1 }
    case 'no_show':
    case 'transfer_counter':
    case 'transfer_zone':
    case 'transfer_hall':
      return { ...desk, ticket: null }
    default:
      return desk
  }
}
