// Every state of the public screens worth looking at: what to open, what the API answers, what to touch. The pictures
// (shots.mjs) and the browser tests (e2e/screens.test.mjs) go through the same list.
export const SIZES = {
  kiosk: [1080, 1920], display: [1920, 1080], wall: [3840, 2160], pad: [1280, 800], phone: [390, 844],
}
const button = (page, name) => page.getByRole('button', { name }).first().click()
const toHome = (page) => button(page, /轻触屏幕开始/)
const toMatches = async (page) => {
  await toHome(page)
  await button(page, /我要办事/)
  await button(page, '我家要装光伏')
  await page.getByText('您要办的是不是这项').waitFor()
}
const toNeeds = async (page) => {
  await toMatches(page)
  await button(page, /分布式光伏并网（自然人户用）/)
  await button(page, '取号')
}
const take = async (page) => {
  await toNeeds(page)
  await button(page, '老年人')
  await button(page, /^取号$/)
  await page.getByText('取号成功').waitFor()
}
const KIOSK = '/kiosk?hall=JZ-YC-A01#t'

/** name: [surface, path, scene, steps] */
export const SCENES = {
  'kiosk-1-attract': ['kiosk', KIOSK],
  'kiosk-2-home': ['kiosk', KIOSK, {}, toHome],
  'kiosk-3-ask': ['kiosk', KIOSK, {}, async (page) => { await toHome(page); await button(page, /我要办事/) }],
  'kiosk-4-matches': ['kiosk', KIOSK, {}, toMatches],
  'kiosk-4-nothing': ['kiosk', KIOSK, { nothing: true }, async (page) => { await toHome(page); await button(page, /我要办事/); await button(page, '我家要装光伏') }],
  'kiosk-5-ways': ['kiosk', KIOSK, {}, async (page) => { await toMatches(page); await button(page, /分布式光伏并网（自然人户用）/) }],
  'kiosk-6-needs': ['kiosk', KIOSK, {}, async (page) => { await toNeeds(page); await button(page, '轮椅或助行') }],
  'kiosk-7-issued': ['kiosk', KIOSK, {}, take],
  'kiosk-7-nopaper': ['kiosk', KIOSK, { noPaper: true }, take],
  'kiosk-8-catalogue': ['kiosk', KIOSK, {}, async (page) => { await toHome(page); await button(page, /直接取号/); await page.getByText('临时用电').waitFor() }],
  'kiosk-9-checkin': ['kiosk', KIOSK, {}, async (page) => { await toHome(page); await button(page, /预约取号/); for (const key of '482') await button(page, key) }],
  'kiosk-9-mine': ['kiosk', KIOSK, {}, async (page) => { await toHome(page); await button(page, /我的排队/); for (const key of 'A021') await page.getByRole('button', { name: key, exact: true }).click() }],
  'kiosk-9-help': ['kiosk', KIOSK, {}, async (page) => { await toHome(page); await button(page, /请引导员帮我/) }],
  'kiosk-9-elsewhere': ['kiosk', KIOSK, {}, async (page) => { await toMatches(page); await button(page, /分布式光伏并网（自然人户用）/); await button(page, '看地点') }],
  'kiosk-large-contrast-en': ['kiosk', KIOSK, {}, async (page) => { await toHome(page); await button(page, '大字'); await button(page, '高对比'); await button(page, /切换到英文|English/) }],
  'kiosk-closed': ['kiosk', KIOSK, { closed: true }],
  'kiosk-nohall': ['kiosk', '/kiosk'],
  'display': ['display', '/display?hall=JZ-YC-A01'],
  'display-en': ['display', '/display?hall=JZ-YC-A01&lang=en'],
  'display-closed': ['display', '/display?hall=JZ-YC-A01', { closed: true }],
  'wall-halls': ['wall', '/wall'],
  'wall-hall': ['wall', '/wall?hall=JZ-YC-A01'],
  'pad-1-idle': ['pad', '/pad#t', { kind: 'pad', quiet: true }],
  'pad-2-faces': ['pad', '/pad#t', { kind: 'pad' }],
  'pad-3-reasons': ['pad', '/pad#t', { kind: 'pad' }, (page) => button(page, '不满意')],
  'pad-4-thanks': ['pad', '/pad#t', { kind: 'pad' }, async (page) => { await button(page, '很满意'); await button(page, '提交评价') }],
  'phone-waiting': ['phone', '/v/abc', { visit: 'waiting' }],
  'phone-called': ['phone', '/v/abc', { visit: 'called' }],
  'phone-serving': ['phone', '/v/abc', { visit: 'serving' }],
  'phone-done': ['phone', '/v/abc', { visit: 'done' }],
  'phone-rated': ['phone', '/v/abc', { visit: 'rated' }],
  'phone-deferred': ['phone', '/v/abc', { visit: 'deferred' }],
  'phone-booked': ['phone', '/v/abc', { visit: 'booked' }],
  'phone-missed': ['phone', '/v/abc', { visit: 'missed' }],
  'phone-expired': ['phone', '/v/abc', {}],
  'phone-leave': ['phone', '/v/abc', { visit: 'waiting' }, (page) => button(page, '不办了，退号')],
  'phone-en': ['phone', '/v/abc?lang=en', { visit: 'waiting' }],
}

/** Opens a scene; resolves to the page. */
export async function openScene(browser, url, [surface, path, scene = {}, steps], prepare) {
  const [width, height] = SIZES[surface]
  const context = await browser.newContext({
    viewport: { width, height }, deviceScaleFactor: surface === 'phone' ? 2 : 1, reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  page.setDefaultTimeout(30_000)
  await prepare(page, scene)
  await page.goto(url + path)
  await page.locator('.shell').waitFor({ state: 'detached' })
  if (steps) await steps(page)
  await page.waitForTimeout(300)
  return page
}
