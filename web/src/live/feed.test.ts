import { describe, expect, it } from 'vitest'
import { backoffMs, follow, type FeedState, type FeedWorld, type Source } from './feed'

class FakeSource implements Source {
  readyState = 0
  onopen: ((event: Event) => void) | null = null
  onerror: ((event: Event) => void) | null = null
  closed = false
  listeners = new Map<string, (event: MessageEvent) => void>()
  constructor(readonly url: string) {}
  addEventListener(name: string, listener: (event: MessageEvent) => void) {
    this.listeners.set(name, listener)
  }
  close() {
    this.closed = true
    this.readyState = 2
  }
  say(name: string, data: string, id = '') {
    this.listeners.get(name)?.({ data, lastEventId: id } as MessageEvent)
  }
  fail(readyState: number) {
    this.readyState = readyState
    this.onerror?.({} as Event)
  }
}

function world(probe?: () => Promise<boolean>) {
  let nowMs = 0
  let next = 1
  const timers = new Map<number, { atMs: number; then: () => void }>()
  const sources: FakeSource[] = []
  const states: FeedState[] = []
  const events: [string, unknown, string][] = []
  const fake: FeedWorld = {
    open: (url) => {
      const source = new FakeSource(url)
      sources.push(source)
      return source
    },
    after: (ms, then) => {
      timers.set(next, { atMs: nowMs + ms, then })
      return next++
    },
    cancel: (timer) => timers.delete(timer),
    random: () => 1,
  }
  const stop = follow(
    {
      url: '/feed',
      events: ['board'],
      onEvent: (name, data, id) => events.push([name, data, id]),
      onState: (state) => states.push(state),
      ...(probe ? { probe } : {}),
    },
    fake,
  )
  return {
    sources,
    states,
    events,
    stop,
    pass(ms: number) {
      const until = nowMs + ms
      for (;;) {
        const due = [...timers].filter(([, timer]) => timer.atMs <= until).sort((a, b) => a[1].atMs - b[1].atMs)[0]
        if (!due) break
        timers.delete(due[0])
        nowMs = due[1].atMs
        due[1].then()
      }
      nowMs = until
    },
  }
}

describe('a feed', () => {
  it('hands on events and is live while it hears something', () => {
    const w = world()
    w.sources[0]!.onopen?.({} as Event)
    w.sources[0]!.say('board', '{"n":1}', '7')
    w.pass(10_000)
    w.sources[0]!.say('beat', '')
    w.pass(10_000)
    expect(w.events).toEqual([['board', { n: 1 }, '7']])
    expect(w.states).toEqual(['live'])
  })

  it('is stale after fifteen silent seconds, and live again with the next word', () => {
    const w = world()
    w.sources[0]!.onopen?.({} as Event)
    w.pass(15_000)
    expect(w.states).toEqual(['live', 'stale'])
    w.sources[0]!.say('board', '{}')
    expect(w.states).toEqual(['live', 'stale', 'live'])
  })

  it('asks before it calls a quiet hall stale', async () => {
    let answers = true
    const w = world(async () => answers)
    w.sources[0]!.readyState = 1
    w.sources[0]!.onopen?.({} as Event)
    w.pass(15_000)
    await Promise.resolve()
    expect(w.states).toEqual(['live'])
    answers = false
    w.pass(15_000)
    await Promise.resolve()
    expect(w.states).toEqual(['live', 'stale'])
    answers = true
    w.pass(15_000)
    await Promise.resolve()
    expect(w.states).toEqual(['live', 'stale', 'live'])
  })

  it('is stale when it never comes up', () => {
    const w = world()
    w.pass(15_000)
    expect(w.states).toEqual(['stale'])
  })

  it('leaves reconnecting to the browser while the browser tries', () => {
    const w = world()
    w.sources[0]!.fail(0)
    w.pass(60_000)
    expect(w.sources).toHaveLength(1)
  })

  it('opens again, later each time, when the browser has given up', () => {
    const w = world()
    w.sources[0]!.fail(2)
    w.pass(999)
    expect(w.sources).toHaveLength(1)
    w.pass(1)
    expect(w.sources).toHaveLength(2)
    w.sources[1]!.fail(2)
    w.pass(1_999)
    expect(w.sources).toHaveLength(2)
    w.pass(1)
    expect(w.sources).toHaveLength(3)
    w.sources[2]!.say('board', '{}')
    w.sources[2]!.fail(2)
    w.pass(1_000)
    expect(w.sources).toHaveLength(4)
  })

  it('survives a broken line', () => {
    const w = world()
    w.sources[0]!.say('board', '{"n":')
    w.sources[0]!.say('board', '{"n":2}')
    expect(w.events).toEqual([['board', { n: 2 }, '']])
  })

  it('says and opens nothing more once it is closed', () => {
    const w = world()
    w.sources[0]!.fail(2)
    w.stop()
    w.pass(120_000)
    expect(w.sources).toHaveLength(1)
    expect(w.states).toEqual(['closed'])
  })

  it('waits between half and whole of a doubling pause of at most 30 s', () => {
    expect(backoffMs(0, 0)).toBe(500)
    expect(backoffMs(0, 1)).toBe(1_000)
    expect(backoffMs(3, 1)).toBe(8_000)
    expect(backoffMs(99, 1)).toBe(30_000)
  })
})
