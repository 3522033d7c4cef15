// First paint of each surface on a slow computer (Chromium's CPU throttle ×6), and the gzip size of its scripts.
// Against web/dist with fixtures, or the server of GRIDHALL_URL. Prints a table; fails when kiosk or display miss
// their limits: first contentful paint ≤ 1000 ms (median of 5), scripts ≤ 150 KB gzip.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { launch, playFixtures, serveDist } from './stage.mjs'
import { WEB } from './stamp.mjs'

const DIST = join(WEB, process.env.GRIDHALL_DIST ?? 'dist')
const THROTTLE = 6
const RUNS = 5
const LIMIT_MS = 1000
const LIMIT_KB = 150
const LIMITED = ['kiosk', 'display']
const PAGES = {
  kiosk: ['/kiosk?hall=JZ-YC-A01', [1080, 1920], {}],
  display: ['/display?hall=JZ-YC-A01', [1920, 1080], {}],
  wall: ['/wall', [3840, 2160], {}],
  pad: ['/pad#t', [1280, 800], { kind: 'pad' }],
  phone: ['/v/abc', [390, 844], { visit: 'waiting' }],
  login: ['/login', [1280, 800], {}],
  clerk: ['/clerk', [1440, 900], {}],
  guide: ['/guide', [1280, 800], {}],
  manager: ['/manager', [1440, 900], {}],
  studio: ['/studio', [1440, 900], {}],
  index: ['/', [1440, 900], {}],
}

/** The scripts that an entry loads at once: its own and what its HTML preloads. */
function scriptsOf(surface) {
  const html = readFileSync(join(DIST, `${surface}.html`), 'utf8')
  const names = new Set([...html.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map((found) => found[1]))
  return [...names].reduce((bytes, name) => bytes + gzipSync(readFileSync(join(DIST, name)), { level: 9 }).length, 0)
}
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]

const wanted = process.argv.slice(2)
const live = process.env.GRIDHALL_URL
const stage = live ? { url: live.replace(/\/$/, ''), stop() {} } : await serveDist()
const browser = await launch()
let failed = 0
console.log(`CPU ×${THROTTLE}, median of ${RUNS}, ${live ? live : 'web/dist with fixtures'}`)
for (const [surface, [path, [width, height], scene]] of Object.entries(PAGES)) {
  if (wanted.length && !wanted.includes(surface)) continue
  const first = []
  const largest = []
  for (let run = 0; run < RUNS; run += 1) {
    const context = await browser.newContext({ viewport: { width, height } })
    const page = await context.newPage()
    if (!live) await playFixtures(page, scene)
    const session = await context.newCDPSession(page)
    await session.send('Emulation.setCPUThrottlingRate', { rate: THROTTLE })
    await page.addInitScript(() => {
      window.largest = 0
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) window.largest = entry.startTime
      }).observe({ type: 'largest-contentful-paint', buffered: true })
    })
    await page.goto(stage.url + path, { waitUntil: 'load' })
    await page.waitForFunction(() => performance.getEntriesByName('first-contentful-paint').length > 0, null, { timeout: 15_000 })
    await page.waitForTimeout(1200)
    const [fcp, lcp] = await page.evaluate(() => [
      performance.getEntriesByName('first-contentful-paint')[0].startTime, window.largest,
    ])
    first.push(fcp)
    largest.push(lcp)
    await context.close()
  }
  const kb = scriptsOf(surface) / 1024
  const fcp = Math.round(median(first))
  const missed = LIMITED.includes(surface) && (fcp > LIMIT_MS || kb > LIMIT_KB)
  if (missed) failed += 1
  console.log(
    `${missed ? '✗' : '·'} ${surface.padEnd(8)} first paint ${String(fcp).padStart(5)} ms (${first.map(Math.round).join(' ')})` +
      `  largest ${String(Math.round(median(largest))).padStart(5)} ms  scripts ${kb.toFixed(1).padStart(6)} KB gzip`,
  )
}
await browser.close()
stage.stop()
console.log(failed === 0 ? 'within the limits' : `${failed} beyond the limits`)
process.exitCode = failed ? 1 : 0
