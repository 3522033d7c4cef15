// Pictures from a running demonstration, people and all: GRIDHALL_URL names it (default http://127.0.0.1:8080).
//   npm run live-shots [-- kiosk display …]   every public screen, both languages and looks, into web/shots/live/
//   npm run readme-shots                      the twelve of the README, small, into docs/screens/
// A picture is of what there is: a hall where nobody waits looks like one. Take them in the middle of a simulated day.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SIZES } from './scenes.mjs'
import { hearErrors, launch } from './stage.mjs'
import { WEB } from './stamp.mjs'

const URL_OF_SERVER = (process.env.GRIDHALL_URL ?? 'http://127.0.0.1:8080').replace(/\/$/, '')
const README = process.argv.includes('--readme')
const wanted = process.argv.slice(2).filter((word) => !word.startsWith('--'))
const FOLDER = README ? join(WEB, '../docs/screens') : join(WEB, 'shots/live')
const KB_MAX = 150
const STAFF = [1440, 900]

const get = async (path) => {
  const answer = await fetch(URL_OF_SERVER + path)
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`)
  return answer.json()
}
const demo = await get('/api/v1/demo')
// The largest hall that has devices: most happens there.
const { halls } = await get('/api/v1/halls')
const hall = halls.find((one) => demo.screens.some((screen) => screen.hall_code === one.code))
if (!hall) throw new Error('the demonstration has no screens yet: wait until its halls have opened')
const screen = (surface) => {
  const found = demo.screens.find((one) => one.surface === surface && one.hall_code === hall.code)
  if (!found) throw new Error(`no ${surface} in ${hall.code}`)
  return found.url
}
const button = (page, name) => page.getByRole('button', { name, exact: typeof name === 'string' }).first().click()
const ready = (page) => page.locator('.shell').waitFor({ state: 'detached' })

/** Steps at the kiosk; the words of either language are found by their place. */
const home = (page) => page.locator('button.attract').click()
const choices = async (page, n) => { await home(page); await page.locator('.choice').nth(n).click() }
const matches = async (page) => { await choices(page, 0); await page.locator('.ask li button').nth(9).click(); await page.locator('.match').first().waitFor() }
const ways = async (page) => { await matches(page); await page.locator('.match').first().click(); await page.locator('article').first().waitFor() }
const issued = async (page) => {
  await ways(page)
  await page.locator('article', { has: page.locator('.wait') }).first().getByRole('button').click()
  await page.locator('.take').click()
  await page.locator('.slip').waitFor()
}
const booking = async (page) => { await ways(page); await page.locator('article').last().getByRole('button').click(); await page.locator('.times button').first().waitFor() }
const looks = (steps) => async (page) => { await steps(page); await page.locator('.tools button').nth(0).click(); await page.locator('.tools button').nth(1).click() }
/** The wall asks each hall for its limits in turn; the last of them has a colour when it is done. */
const judged = (page) => page.waitForFunction(() => {
  const open = [...document.querySelectorAll('.wall li:not(.legend, .shut)')].filter((tile) => tile.querySelector('.figures'))
  return open.length > 0 && document.querySelectorAll('.wall li:is(.calm, .long, .alarm)').length > 0
})
/** A draft of residents' time of use, with a price and an hour changed: the draft beside the version in force. */
const drafted = async (page) => {
  await page.locator('aside').getByRole('button', { name: /居民峰谷电价/ }).click()
  await button(page, '起草新版本')
  const cell = page.getByLabel('居民电费 第 2 档 峰 元/kWh')
  await cell.fill('0.60')
  await cell.press('Enter')
  await button(page, '改时段')
  await page.getByLabel('08:00 到').click()
  await page.getByRole('option', { name: '21:00' }).click()
  await button(page, '改好了')
  await page.getByText('内圈为现行，外圈为本版').waitFor()
}
const tried = async (page) => {
  await drafted(page)
  await page.getByRole('tab', { name: '试算' }).click()
  await page.getByRole('row', { name: /三口之家.*[▲▼]/ }).waitFor()
  await page.getByRole('button', { name: /三口之家/ }).click()
  await page.getByRole('heading', { name: '峰谷平衡点' }).waitFor()
}
const planned = async (page) => {
  await page.locator('.scenario').getByRole('button', { name: '新建' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel(/方案名称/).fill('示例：近郊设自助厅')
  await dialog.getByRole('button', { name: '新建' }).click()
  await dialog.waitFor({ state: 'detached' })
  await page.getByRole('button', { name: '开始布点测算' }).click()
  await page.getByText('会有哪些变化').waitFor({ timeout: 180_000 })
}
const rostered = async (page) => {
  await page.locator('.roster .g-card, [role=grid]').first().waitFor()
  const make = page.getByRole('button', { name: '生成排班', exact: true })
  if (await make.isVisible()) await make.click()
  await page.getByRole('grid').waitFor({ timeout: 120_000 })
}
const called = (page) => page.locator('.last:not(.empty)').waitFor({ timeout: 60_000 })

/** The page of somebody who waits now, taken at a kiosk by ourselves. */
async function waiting(browser) {
  const page = await open(browser, SIZES.kiosk, screen('kiosk'))
  const given = page.waitForResponse((response) => response.url().endsWith('/tickets') && response.ok())
  await issued(page)
  const { link } = await (await given).json()
  await page.context().close()
  return new URL(link, URL_OF_SERVER).pathname
}
async function enter(page, role) {
  const all = demo.accounts.filter((one) => one.roles.includes(role) && [hall.code, null, undefined].includes(one.hall_code))
  // The first counters of a large hall only take payments; one in the middle has more to do.
  const account = all[Math.floor(all.length / 2)]
  const answer = await page.request.post(`${URL_OF_SERVER}/api/v1/session`, {
    data: { login: account.login, password: account.password },
    headers: { 'idempotency-key': crypto.randomUUID() },
  })
  if (!answer.ok()) throw new Error(`${account.login}: ${answer.status()}`)
}

/** name: [size, path, steps, role, width of the README's picture] */
const en = (path) => path.replace('#', '&lang=en#')
const PUBLIC = {
  'landing': [STAFF, () => '/', (page) => page.locator('.doors').first().waitFor()],
  'landing-en': [STAFF, () => '/?lang=en', (page) => page.locator('.doors').first().waitFor()],
  'kiosk-attract': [SIZES.kiosk, () => screen('kiosk')],
  'kiosk-home': [SIZES.kiosk, () => screen('kiosk'), home],
  'kiosk-home-en': [SIZES.kiosk, () => en(screen('kiosk')), home],
  'kiosk-home-large': [SIZES.kiosk, () => screen('kiosk'), looks(home)],
  'kiosk-matches': [SIZES.kiosk, () => screen('kiosk'), matches],
  'kiosk-ways': [SIZES.kiosk, () => screen('kiosk'), ways],
  'kiosk-ways-en': [SIZES.kiosk, () => en(screen('kiosk')), ways],
  'kiosk-ways-large': [SIZES.kiosk, () => screen('kiosk'), looks(ways)],
  'kiosk-book': [SIZES.kiosk, () => screen('kiosk'), booking],
  'kiosk-catalogue': [SIZES.kiosk, () => screen('kiosk'), async (page) => { await choices(page, 1); await page.locator('.catalogue li').first().waitFor() }],
  'kiosk-catalogue-en': [SIZES.kiosk, () => en(screen('kiosk')), async (page) => { await choices(page, 1); await page.locator('.catalogue li').first().waitFor() }],
  'kiosk-issued': [SIZES.kiosk, () => screen('kiosk'), issued],
  'kiosk-issued-en': [SIZES.kiosk, () => en(screen('kiosk')), issued],
  'display': [SIZES.display, () => screen('display'), called],
  'display-en': [SIZES.display, () => en(screen('display')), called],
  'wall': [SIZES.wall, () => '/wall', judged],
  'wall-en': [SIZES.wall, () => '/wall?lang=en', judged],
  'wall-hall': [SIZES.wall, () => `/wall?hall=${hall.code}`],
  'pad': [SIZES.pad, () => screen('pad')],
  'phone-waiting': [SIZES.phone, waiting, (page) => page.locator('.hero.waiting, .hero.called').waitFor()],
  'phone-waiting-en': [SIZES.phone, async (browser) => `${await waiting(browser)}?lang=en`, (page) => page.locator('.hero.waiting, .hero.called').waitFor()],
}
const FOR_README = {
  'kiosk-home': [...PUBLIC['kiosk-home'], null, 540],
  'kiosk-matches': [...PUBLIC['kiosk-matches'], null, 540],
  'kiosk-ticket': [...PUBLIC['kiosk-issued'], null, 540],
  'display': [...PUBLIC.display, null, 1280],
  'wall': [...PUBLIC.wall, null, 1600],
  'phone-waiting': [...PUBLIC['phone-waiting'], null, 390],
  'clerk': [STAFF, () => '/clerk', () => undefined, 'clerk', 1280],
  'guide': [[1280, 800], () => '/guide', () => undefined, 'guide', 1280],
  'manager-floor': [STAFF, () => '/manager', (page) => page.locator('.floor-plan').waitFor(), 'hall_manager', 1280],
  'manager-figures': [STAFF, () => '/manager#figures', (page) => page.locator('canvas, svg').nth(3).waitFor(), 'hall_manager', 1280],
  'studio-sites': [STAFF, () => '/studio', planned, 'command', 1280],
  'studio-roster': [STAFF, () => '/studio#roster', rostered, 'hall_manager', 1280],
  'manager-tariffs': [STAFF, () => '/manager#tariffs', drafted, 'catalogue_admin', 1280],
  'manager-trial': [STAFF, () => '/manager#tariffs', tried, 'catalogue_admin', 1280],
}

async function open(browser, [width, height], path, role, errors = []) {
  const phone = width === SIZES.phone[0]
  const context = await browser.newContext({ viewport: { width, height }, deviceScaleFactor: phone ? 2 : 1, reducedMotion: 'reduce' })
  const page = await context.newPage()
  page.setDefaultTimeout(30_000)
  hearErrors(page, errors)
  if (role) await enter(page, role)
  await page.goto(URL_OF_SERVER + path)
  await ready(page)
  return page
}

/** Scales a picture in the browser and packs it as WebP, no larger than the README can bear. */
async function pack(browser, png, width) {
  const page = await browser.newPage()
  const packed = await page.evaluate(
    async ([data, across, most]) => {
      const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${data}`)).blob(), {
        resizeWidth: across, resizeQuality: 'high',
      })
      const canvas = new OffscreenCanvas(image.width, image.height)
      canvas.getContext('2d').drawImage(image, 0, 0)
      for (let quality = 0.92; ; quality -= 0.08) {
        const blob = await canvas.convertToBlob({ type: 'image/webp', quality })
        if (blob.size > most && quality > 0.3) continue
        const bytes = new Uint8Array(await blob.arrayBuffer())
        return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
      }
    },
    [png.toString('base64'), width, KB_MAX * 1024],
  )
  await page.close()
  return Buffer.from(packed, 'base64')
}

const browser = await launch()
mkdirSync(FOLDER, { recursive: true })
let failed = 0
for (const [name, [size, path, steps, role, width]] of Object.entries(README ? FOR_README : PUBLIC)) {
  if (wanted.length && !wanted.some((one) => name.startsWith(one))) continue
  const errors = []
  try {
    const page = await open(browser, size, await path(browser), role, errors)
    await steps?.(page)
    // Not a test: feeds and charts have no end to wait for, and a picture half drawn is of no use.
    await page.waitForTimeout(1500)
    const png = await page.screenshot()
    const file = README ? await pack(browser, png, width) : png
    writeFileSync(join(FOLDER, `${name}.${README ? 'webp' : 'png'}`), file)
    await page.context().close()
    console.log(`${errors.length ? '✗' : '·'} ${name} ${Math.ceil(file.length / 1024)} KB ${errors.join(' | ')}`)
  } catch (error) {
    errors.push(error.message.split('\n')[0])
    console.log(`✗ ${name} ${errors.join(' | ')}`)
  }
  if (errors.length) failed += 1
}
await browser.close()
process.exitCode = failed ? 1 : 0
