// Many events, few loads: the first at once, then one for each pause, and always one after the last event.
export interface Timers {
  after(ms: number, then: () => void): number
  cancel(timer: number): void
}
const browser: Timers = {
  after: (ms, then) => window.setTimeout(then, ms),
  cancel: (timer) => window.clearTimeout(timer),
}

/** A function that runs `work` at most once per `pauseMs`. */
export function throttled(work: () => void, pauseMs: number, timers: Timers = browser) {
  let resting = false
  let again = false
  let timer = 0
  const run = () => {
    if (resting) {
      again = true
      return
    }
    resting = true
    work()
    timer = timers.after(pauseMs, () => {
      resting = false
      if (again) {
        again = false
        run()
      }
    })
  }
  return { run, stop: () => timers.cancel(timer) }
}
