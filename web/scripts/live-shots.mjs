// Pictures of the staff screens against a running server in its demonstration, as each sample account finds them:
//   GRIDHALL_URL=http://127.0.0.1:8080 node scripts/live-shots.mjs [name…]
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { hearErrors, launch } from './stage.mjs'
import { WEB } from './stamp.mjs'

const url = (process.env.GRIDHALL_URL ?? 'http://127.0.0.1:8080').replace(/\/$/, '')
const HALL = process.env.HALL ?? 'JZ-YC-A01'
const TABLET = [1280, 800]
const UPRIGHT = [1024, 1366]
const DESK = [1440, 900]
// name: [role, path after the log-in, size]
const SHOTS = {
  'clerk': ['clerk', '/clerk', [1366, 768]],
  'clerk-large': ['clerk', '/clerk', [1920, 1080]],
  'guide': ['guide', '/guide', TABLET],
  'guide-upright': ['guide', '/guide', UPRIGHT],
  'guide-queue': ['guide', '/guide#queue', TABLET],
  'guide-rooms': ['guide', '/guide#rooms', UPRIGHT],
  'guide-care': ['guide', '/guide#care', TABLET],
  'guide-booking': ['guide', '/guide#booking', UPRIGHT],
  'manager-floor': ['hall_manager', '/manager', DESK],
  'manager-figures': ['hall_manager', '/manager#figures', DESK],
  'manager-devices': ['hall_manager', '/manager#devices', DESK],
  'manager-evaluations': ['hall_manager', '/manager#evaluations', DESK],
  'manager-plan': ['hall_manager', '/manager#plan', DESK],
  'manager-catalogue': ['catalogue_admin', '/manager#catalogue', DESK],
  'manager-tariffs': ['catalogue_admin', '/manager#tariffs', DESK],
  'command-figures': ['command', '/manager#figures', DESK],
  'command-approvals': ['command', '/manager#approvals', DESK],
  'security-staff': ['security_admin', '/manager#staff', DESK],
  'auditor-log': ['auditor', '/manager#log', DESK],
  'auditor-proof': ['auditor', '/manager#proof', DESK],
  'system-devices': ['system_admin', '/manager#devices', DESK],
}

const { accounts } = await (await fetch(`${url}/api/v1/demo`)).json()
const wanted = process.argv.slice(2)
const folder = join(WEB, 'shots', 'live')
mkdirSync(folder, { recursive: true })
const browser = await launch()
const sessions = new Map()
/** The cookies of a sample account of the role, logged in once. */
async function cookiesOf(role) {
  if (sessions.has(role)) return sessions.get(role)
  const account = accounts.find((one) => one.roles.includes(role) && (one.hall_code === HALL || !one.hall_code))
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.goto(`${url}/login`)
  await page.locator('#login').fill(account.login)
  await page.locator('#password').fill(account.password)
  await page.keyboard.press('Enter')
  await page.waitForURL((at) => at.pathname !== '/login')
  sessions.set(role, await context.cookies())
  await context.close()
  return sessions.get(role)
}
for (const [name, [role, path, [width, height]]] of Object.entries(SHOTS)) {
  if (wanted.length && !wanted.some((one) => name.startsWith(one))) continue
  const cookies = await cookiesOf(role)
  const context = await browser.newContext({ viewport: { width, height }, reducedMotion: 'reduce', locale: 'zh-CN' })
  await context.addCookies(cookies)
  const page = await context.newPage()
  const errors = []
  hearErrors(page, errors)
  await page.goto(url + path)
  await page.locator('.staff main h1, .staff main .g-empty').first().waitFor({ state: 'attached', timeout: 30_000 }).catch((error) => errors.push(error.message.split('\n')[0]))
  await page.waitForFunction(() => !document.querySelector('.g-skeleton'), null, { timeout: 30_000 }).catch(() => errors.push('still loading'))
  await page.waitForTimeout(800)
  await page.screenshot({ path: join(folder, `${name}.png`) })
  const spill = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  if (spill > 0) errors.push(`${spill}px wider than the screen`)
  console.log(`${errors.length ? '✗' : '·'} ${name}${errors.map((error) => `\n    ${error}`).join('')}`)
  await context.close()
}
await browser.close()
