// The server's clock, which may run faster than ours (a simulated day). Screens never show the browser's own time.
import { computed, onScopeDispose, ref, shallowRef, type ComputedRef } from 'vue'

export interface ClockReading {
  now_us: number
  speed: number
}

/** The server's clock as seen from here: an instant of theirs, an instant of ours, and how fast it runs. */
export interface ClockFix {
  serverMs: number
  localMs: number
  speed: number
}

/** A fix from a reading that was asked for at `askedMs` and came at `gotMs`: half the way is behind us. */
export function fixClock(reading: ClockReading, askedMs: number, gotMs: number): ClockFix {
  return { serverMs: reading.now_us / 1000, localMs: (askedMs + gotMs) / 2, speed: reading.speed }
}

/** The server's time now, in milliseconds since 1970. */
export function serverNow(fix: ClockFix, localMs: number): number {
  return fix.serverMs + (localMs - fix.localMs) * fix.speed
}

const ZONE = 'Asia/Shanghai'
const formats = new Map<string, Intl.DateTimeFormat>()

function format(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = locale + JSON.stringify(options)
  let made = formats.get(key)
  if (!made) {
    made = new Intl.DateTimeFormat(locale, { timeZone: ZONE, ...options })
    formats.set(key, made)
  }
  return made
}

/** `09:05` in the hall's zone. */
export function hourMinute(ms: number): string {
  return format('zh-CN', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(ms)
}

/** `10月12日 星期一` or `Mon, 12 Oct`. */
export function dayText(ms: number, locale: string): string {
  return locale === 'en'
    ? format('en-GB', { weekday: 'short', day: 'numeric', month: 'short' }).format(ms)
    : format('zh-CN', { month: 'long', day: 'numeric', weekday: 'long' }).format(ms)
}

/** `周一` and `10月12日`, or `Mon` and `12 Oct`: a day on two short lines. */
export function dayLines(ms: number, locale: string): [string, string] {
  const lang = locale === 'en' ? 'en-GB' : 'zh-CN'
  const date = { day: 'numeric', month: locale === 'en' ? 'short' : 'long' } as const
  return [format(lang, { weekday: 'short' }).format(ms), format(lang, date).format(ms)]
}

/** `2026-10-12`, the day in the hall's zone, `later` days after it. */
export function dayKey(ms: number, later = 0): string {
  return format('sv-SE', { year: 'numeric', month: '2-digit', day: '2-digit' }).format(ms + later * 86_400_000)
}

const fix = shallowRef<ClockFix>({ serverMs: Date.now(), localMs: performance.now(), speed: 1 })
const known = ref(false)
let users = 0
let timer = 0

async function sync() {
  const asked = performance.now()
  try {
    const response = await fetch('/api/v1/clock')
    if (!response.ok) return
    fix.value = fixClock((await response.json()) as ClockReading, asked, performance.now())
    known.value = true
  } catch {
    // the last fix still runs; the feed says when the line is dead
  }
}

/** The server's clock, ticking. One sync serves every user on the page. */
export function useServerClock(): {
  nowMs: ComputedRef<number>
  speed: ComputedRef<number>
  known: ComputedRef<boolean>
} {
  const tick = ref(performance.now())
  const beat = window.setInterval(() => (tick.value = performance.now()), 500)
  if (users === 0) {
    void sync()
    timer = window.setInterval(sync, 30_000)
  }
  users += 1
  onScopeDispose(() => {
    window.clearInterval(beat)
    users -= 1
    if (users === 0) window.clearInterval(timer)
  })
  return {
    nowMs: computed(() => serverNow(fix.value, Math.max(tick.value, fix.value.localMs))),
    speed: computed(() => fix.value.speed),
    known: computed(() => known.value),
  }
}
