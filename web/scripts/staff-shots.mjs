// Pictures of the staff screens at their real size with sample answers: `node scripts/staff-shots.mjs [name…]`.
// Pages come from the dev server, so that no build is needed; axe looks at each picture's page too.
import { AxeBuilder } from '@axe-core/playwright'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { createServer } from 'vite'
import { answer } from './staff-fixtures.mjs'
import { hearErrors, launch } from './stage.mjs'
import { WEB } from './stamp.mjs'

const SIZES = { landing: [1440, 900], login: [1440, 900], clerk: [1366, 768], guide: [1280, 800], manager: [1440, 900], studio: [1440, 900] }
const button = (page, name) => page.getByRole('button', { name }).first().click()
const tab = (page, name) => page.getByRole('tab', { name }).first().click()
const key = (name) => (page) => page.keyboard.press(name)
const ask = async (page) => {
  await page.getByLabel('客户要办什么').fill('我家要装光伏')
  await page.keyboard.press('Enter')
  await page.getByText('怎么办最省事').waitFor()
}
// name: [surface, path, scene, steps]
const SHOTS = {
  'landing-demo': ['landing', '/', { speed: 60 }],
  'landing-en': ['landing', '/?lang=en', { speed: 60 }],
  'landing-plain': ['landing', '/', { demo: false }],
  'login': ['login', '/login'],
  'login-totp': ['login', '/login', { login: 'totp' }, async (page) => { await page.getByLabel('登录名').fill('a'); await page.locator('#password').fill('b'); await button(page, '登录'); await page.getByLabel('动态口令').waitFor() }],
  'login-locked': ['login', '/login', { login: 'locked' }, async (page) => { await page.getByLabel('登录名').fill('a'); await page.locator('#password').fill('b'); await button(page, '登录') }],
  'clerk-choose': ['clerk', '/clerk', { desk: 'none' }],
  'clerk-serving': ['clerk', '/clerk'],
  'clerk-called': ['clerk', '/clerk', { desk: 'called' }],
  'clerk-free': ['clerk', '/clerk', { desk: 'free' }],
  'clerk-empty': ['clerk', '/clerk', { desk: 'empty' }],
  'clerk-paused': ['clerk', '/clerk', { desk: 'paused' }],
  'clerk-why': ['clerk', '/clerk', {}, (page) => button(page, '查看原因')],
  'clerk-transfer': ['clerk', '/clerk', {}, async (page) => { await page.keyboard.press('F6'); await tab(page, '转其他营业厅') }],
  'clerk-resume': ['clerk', '/clerk', { desk: 'free' }, key('F5')],
  'clerk-take': ['clerk', '/clerk', {}, key('F10')],
  'clerk-items': ['clerk', '/clerk', {}, (page) => button(page, '更正业务')],
  'clerk-needs': ['clerk', '/clerk', {}, (page) => button(page, '登记需求')],
  'clerk-en': ['clerk', '/clerk?lang=en'],
  'clerk-denied': ['clerk', '/clerk', { role: 'auditor' }],
  'guide-greet': ['guide', '/guide', { role: 'guide' }],
  'guide-found': ['guide', '/guide', { role: 'guide' }, ask],
  'guide-take': ['guide', '/guide', { role: 'guide' }, async (page) => { await ask(page); await page.locator('.ways').getByRole('button', { name: '取号' }).click() }],
  'guide-issued': ['guide', '/guide', { role: 'guide' }, async (page) => { await ask(page); await page.locator('.ways').getByRole('button', { name: '取号' }).click(); await page.locator('form.take').getByRole('button', { name: '取号', exact: true }).click(); await page.getByText('取号成功').waitFor() }],
  'guide-upright': ['guide', '/guide', { role: 'guide' }, undefined, [1024, 1366]],
  'guide-take-upright': ['guide', '/guide', { role: 'guide' }, async (page) => { await ask(page); await page.locator('.ways').getByRole('button', { name: '取号' }).click() }, [1024, 1366]],
  'guide-queue': ['guide', '/guide#queue', { role: 'guide' }],
  'guide-ticket': ['guide', '/guide#queue', { role: 'guide' }, (page) => page.locator('.queue button').first().click()],
  'guide-rooms': ['guide', '/guide#rooms', { role: 'guide' }],
  'guide-care': ['guide', '/guide#care', { role: 'guide' }],
  'guide-booking': ['guide', '/guide#booking', { role: 'guide' }, async (page) => { await page.getByRole('option').first().click() }],
  'manager-floor': ['manager', '/manager', { role: 'hall_manager' }],
  'manager-counter': ['manager', '/manager', { role: 'hall_manager' }, (page) => page.locator('.floor-plan .counter').nth(4).click()],
  'manager-ticket': ['manager', '/manager', { role: 'hall_manager' }, (page) => page.locator('.floor-plan .person').nth(2).click()],
  'manager-figures': ['manager', '/manager#figures', { role: 'hall_manager' }],
  'manager-figures-org': ['manager', '/manager#figures', { role: 'command' }, (page) => page.getByRole('radio', { name: '全公司' }).click()],
  'manager-devices': ['manager', '/manager#devices', { role: 'hall_manager' }],
  'manager-device': ['manager', '/manager#devices', { role: 'hall_manager' }, (page) => page.getByText('号票打印机 1').click()],
  'manager-announce': ['manager', '/manager#devices', { role: 'system_admin' }, async (page) => { await button(page, '登记新设备'); await page.getByLabel('名称').fill('取号机 3'); await button(page, '生成注册码'); await page.getByText('K7QM').waitFor() }],
  'manager-evaluations': ['manager', '/manager#evaluations', { role: 'hall_manager' }],
  'manager-plan': ['manager', '/manager#plan', { role: 'hall_manager' }],
  'manager-edit': ['manager', '/manager#plan', { role: 'hall_manager' }, async (page) => { await button(page, '修改方案'); await page.locator('summary').first().click() }],
  'manager-approvals': ['manager', '/manager#approvals', { role: 'command' }],
  'manager-catalogue': ['manager', '/manager#catalogue', { role: 'catalogue_admin' }],
  'manager-log': ['manager', '/manager#log', { role: 'auditor' }],
  'manager-proof': ['manager', '/manager#proof', { role: 'auditor' }, async (page) => { await button(page, '开始校验'); await page.getByText('128,402').waitFor() }],
  'manager-staff': ['manager', '/manager#staff', { role: 'security_admin' }],
  'manager-account': ['manager', '/manager#staff', { role: 'security_admin' }, (page) => page.getByText('jz-yc-a01-gy04').click()],
  'manager-en': ['manager', '/manager?lang=en', { role: 'command' }],
  'studio-sites': ['studio', '/studio', { role: 'command' }, (page) => page.getByText('前后对比').first().waitFor()],
  'studio-wide': ['studio', '/studio', { role: 'command' }, (page) => page.getByText('前后对比').first().waitFor(), [1920, 1080]],
  'studio-list': ['studio', '/studio', { role: 'command' }, async (page) => { await tab(page, '点位'); await button(page, /修文镇/); await page.getByRole('radio', { name: '必须设厅' }).click() }],
  'studio-lines': ['studio', '/studio', { role: 'command' }, async (page) => { await page.getByRole('radio', { name: '连线' }).click(); for (let n = 0; n < 3; n += 1) await button(page, '放大') }],
  'studio-running': ['studio', '/studio', { role: 'command', run: 'running' }, (page) => tab(page, '测算')],
  'studio-failed': ['studio', '/studio', { role: 'command' }, async (page) => { await tab(page, '测算'); await button(page, /无法完成/) }],
  'studio-front': ['studio', '/studio', { role: 'command' }, async (page) => { await tab(page, '测算'); await button(page, /便民与成本/); await button(page, '看结果'); await button(page, /方案 6/) }],
  'studio-empty': ['studio', '/studio', { role: 'command', empty: true }],
  'studio-propose': ['studio', '/studio', { role: 'command' }, (page) => button(page, '提交审批')],
  'studio-compare': ['studio', '/studio#compare', { role: 'command' }, async (page) => { await button(page, /省钱优先/); await page.getByText('意见不同的点位').waitFor() }],
  'studio-shift': ['studio', '/studio#shift', { role: 'command' }, async (page) => { await page.getByRole('radio', { name: '再转 30 %' }).click() }],
  'studio-simulate': ['studio', '/studio#simulate', { role: 'command' }, async (page) => { await button(page, '开始仿真'); await button(page, '测算柜台数') }],
  'studio-replay': ['studio', '/studio#simulate', { role: 'command' }, async (page) => { await button(page, '播放一天'); await page.getByLabel('一天中的时刻').fill('36000') }],
  'studio-roster': ['studio', '/studio#roster', { role: 'hall_manager' }],
  'studio-roster-move': ['studio', '/studio#roster', { role: 'hall_manager' }, async (page) => { await page.locator('[role=gridcell]').nth(3).focus(); await page.keyboard.press('Space'); await page.keyboard.press('ArrowDown'); await page.keyboard.press('Space') }],
  'studio-roster-none': ['studio', '/studio#roster', { role: 'hall_manager', roster: 'none' }],
  'studio-footfall': ['studio', '/studio#footfall', { role: 'command' }],
  'studio-weather': ['studio', '/studio#footfall', { role: 'command' }, async (page) => { await button(page, '录入天气'); await page.getByLabel('或粘贴表格').fill('日期,平均气温,降水\n2026-10-11,13.5,0\n2026-10-12,12.8,0\n2026-10-13,11.7,2.5\n2026-10-14,10.6,18.4'); await page.getByText('共 4 天').waitFor() }],
  'studio-weather-wrong': ['studio', '/studio#footfall', { role: 'command' }, async (page) => { await button(page, '录入天气'); await page.getByLabel('或粘贴表格').fill('日期,平均气温,降水\n2026-10-12,12.8\n2026-10-13,warm,2.5\n2026-10-13,90,0'); await page.getByText('有 3 处不对').waitFor() }],
  'studio-proposals': ['studio', '/studio#proposals', { role: 'command' }],
  'studio-large': ['studio', '/studio', { role: 'command' }, async (page) => { await page.evaluate(() => (document.documentElement.dataset.type = 'large')); await page.getByText('前后对比').first().waitFor() }],
  'studio-en': ['studio', '/studio?lang=en', { role: 'command' }, (page) => page.getByText('Before and after').first().waitFor()],
}

async function play(page, scene) {
  await page.route(/^https?:\/\/[^/]+\/(api|voice)\//, (route) => {
    const request = route.request()
    const { pathname: path, searchParams } = new URL(request.url())
    const refuse = (status, code, message) => route.fulfill({ status, contentType: 'application/problem+json', body: JSON.stringify({ code, message, request: 'c0ffee' }) })
    if (path.endsWith('/feed')) return route.fulfill({ contentType: 'text/event-stream', body: 'retry: 600000\n: alive\n\n' })
    if (path === '/api/v1/session' && request.method() === 'POST') {
      if (scene.login === 'totp') return refuse(401, 'totp_needed', '请输入动态口令。')
      if (scene.login === 'locked') return refuse(423, 'locked', '连续登录失败次数过多，账号已临时锁定。')
    }
    const body = answer(request.method(), path, scene, searchParams)
    return body ? route.fulfill({ json: body }) : refuse(404, 'not_found', '没有找到您要的内容。')
  })
}

const wanted = process.argv.slice(2)
const server = await createServer({ root: WEB, logLevel: 'error', cacheDir: join(WEB, 'node_modules/.vite-staff'), server: { port: 0, host: '127.0.0.1', hmr: false } })
await server.listen()
const url = `http://127.0.0.1:${server.httpServer.address().port}`
const browser = await launch()
const folder = join(WEB, 'shots')
mkdirSync(folder, { recursive: true })
let failed = 0
for (const [name, [surface, path, scene = {}, steps, size]] of Object.entries(SHOTS)) {
  if (wanted.length && !wanted.some((one) => name.startsWith(one))) continue
  const [width, height] = size ?? SIZES[surface]
  const context = await browser.newContext({ viewport: { width, height }, reducedMotion: 'reduce' })
  const page = await context.newPage()
  const errors = []
  hearErrors(page, errors)
  try {
    await play(page, scene)
    await page.goto(url + path)
    page.setDefaultTimeout(6000)
    await page.waitForTimeout(900)
    await page.waitForFunction(() => !document.querySelector('.g-skeleton'), null, { timeout: 20_000 }).catch(() => undefined)
    if (steps) await steps(page)
    await page.waitForTimeout(500)
  } catch (error) {
    errors.push(error.message.split('\n')[0])
  }
  await page.screenshot({ path: join(folder, `${name}.png`) })
  const spill = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  if (spill > 0) errors.push(`${spill}px wider than the screen`)
  const { violations } = await new AxeBuilder({ page }).analyze()
  for (const one of violations) errors.push(`axe ${one.id}: ${one.nodes.slice(0, 3).map((node) => `${node.target} ${node.any[0]?.message ?? ''}`).join(' ; ')}`)
  if (errors.length) failed += 1
  console.log(`${errors.length ? '✗' : '·'} ${name}${errors.map((error) => `\n    ${error}`).join('')}`)
  await context.close()
}
await browser.close()
await server.close()
process.exitCode = failed ? 1 : 0
