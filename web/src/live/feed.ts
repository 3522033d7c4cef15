// A live feed over Server-Sent Events. The browser reconnects by itself (and sends Last-Event-ID) while the server
// answers; when it gives up (an HTTP error closes the source), we open it again, later each time. A feed that has said
// nothing for a while is stale: the screen must say so rather than show old numbers as new.

export interface Source {
  readyState: number
  onopen: ((event: Event) => void) | null
  onerror: ((event: Event) => void) | null
  addEventListener(name: string, listener: (event: MessageEvent) => void): void
  close(): void
}

/** The world outside, injected so that tests need neither clock nor network. */
export interface FeedWorld {
  open(url: string): Source
  after(ms: number, then: () => void): number
  cancel(timer: number): void
  random(): number
}

export type FeedState = 'connecting' | 'live' | 'stale' | 'closed'

export interface FeedOptions {
  url: string
  /** Names of the events that carry something. `beat` is always listened to. */
  events: readonly string[]
  onEvent(name: string, data: unknown, id: string): void
  onState?(state: FeedState): void
  staleAfterMs?: number
  /** Asked when the feed has been silent: whether the server answers at all. A quiet hall is not a dead line. */
  probe?(): Promise<boolean>
}

const OPEN = 1
const CLOSED = 2
const BACKOFF_MS_MIN = 1_000
const BACKOFF_MS_MAX = 30_000

/** How long to wait before the `n`-th reopening (from 0): doubling, capped, between half and whole. */
export function backoffMs(n: number, random: number): number {
  const whole = Math.min(BACKOFF_MS_MAX, BACKOFF_MS_MIN * 2 ** Math.min(n, 10))
  return Math.round(whole / 2 + (whole / 2) * random)
}

export const browserWorld: FeedWorld = {
  open: (url) => new EventSource(url),
  after: (ms, then) => window.setTimeout(then, ms),
  cancel: (timer) => window.clearTimeout(timer),
  random: () => Math.random(),
}

/** Follows a feed until the returned function is called. */
export function follow(options: FeedOptions, world: FeedWorld = browserWorld): () => void {
  const staleAfterMs = options.staleAfterMs ?? 15_000
  let source: Source | null = null
  let failures = 0
  let ended = false
  let state: FeedState = 'connecting'
  let staleTimer = 0
  let reopenTimer = 0

  const become = (next: FeedState) => {
    if (next === state) return
    state = next
    options.onState?.(next)
  }
  const watchSilence = () => {
    world.cancel(staleTimer)
    staleTimer = world.after(staleAfterMs, silent)
  }
  const silent = () => {
    if (!options.probe || source?.readyState !== OPEN) return become('stale')
    void options.probe().then((answers) => {
      if (ended) return
      if (answers) return alive()
      become('stale')
      watchSilence()
    })
  }
  const alive = () => {
    failures = 0
    become('live')
    watchSilence()
  }
  const connect = () => {
    if (ended) return
    const mine = world.open(options.url)
    source = mine
    mine.onopen = () => alive()
    mine.onerror = () => {
      if (mine !== source || mine.readyState !== CLOSED) return
      mine.close()
      world.cancel(reopenTimer)
      reopenTimer = world.after(backoffMs(failures, world.random()), connect)
      failures += 1
    }
    mine.addEventListener('beat', alive)
    for (const name of options.events) {
      mine.addEventListener(name, (event) => {
        alive()
        let data: unknown
        try {
          data = JSON.parse(event.data as string)
        } catch {
          return // a broken line is not worth a broken screen; the next board replaces it
        }
        options.onEvent(name, data, event.lastEventId)
      })
    }
  }

  watchSilence()
  connect()
  return () => {
    ended = true
    world.cancel(staleTimer)
    world.cancel(reopenTimer)
    source?.close()
    become('closed')
  }
}
