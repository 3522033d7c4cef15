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
const toWays = async (page) => {
  await toMatches(page)
  await button(page, /分布式光伏并网（自然人户用）/)
}
const toBooking = async (page) => {
  await toWays(page)
  await button(page, '预约')
  await page.getByText('上午').first().waitFor()
}
const book = async (page) => {
  await toBooking(page)
  await page.locator('.times button:enabled').first().click()
  await button(page, /^预约 /)
  await page.getByText('预约成功').waitFor()
}
/** The looks a person can choose at the kiosk, on top of other steps. */
const looks = (steps) => async (page) => {
  await steps(page)
  await button(page, '大字')
  await button(page, '高对比')
}
const KIOSK = '/kiosk?hall=JZ-YC-A01#t'

/** name: [surface, path, scene, steps] */
export const SCENES = {
  'kiosk-1-attract': ['kiosk', KIOSK],
  'kiosk-2-home': ['kiosk', KIOSK, {}, toHome],
  'kiosk-3-ask': ['kiosk', KIOSK, {}, async (page) => { await toHome(page); await button(page, /我要办事/) }],
  'kiosk-4-matches': ['kiosk', KIOSK, {}, toMatches],
  'kiosk-4-nothing': ['kiosk', KIOSK, { nothing: true }, async (page) => { await toHome(page); await button(page, /我要办事/); await button(page, '我家要装光伏') }],
  'kiosk-5-ways': ['kiosk', KIOSK, {}, toWays],
  'kiosk-6-needs': ['kiosk', KIOSK, {}, async (page) => { await toNeeds(page); await button(page, '轮椅或助行') }],
  'kiosk-7-issued': ['kiosk', KIOSK, {}, take],
  'kiosk-7-nopaper': ['kiosk', KIOSK, { noPaper: true }, take],
  'kiosk-8-catalogue': ['kiosk', KIOSK, {}, async (page) => { await toHome(page); await button(page, /直接取号/); await page.getByText('临时用电').waitFor() }],
  'kiosk-9-checkin': ['kiosk', KIOSK, {}, async (page) => { await toHome(page); await button(page, /预约取号/); for (const key of '482') await button(page, key) }],
  'kiosk-9-mine': ['kiosk', KIOSK, {}, async (page) => { await toHome(page); await button(page, /我的排队/); for (const key of 'A021') await page.getByRole('button', { name: key, exact: true }).click() }],
  'kiosk-9-help': ['kiosk', KIOSK, {}, async (page) => { await toHome(page); await button(page, /请引导员帮我/) }],
  'kiosk-9-elsewhere': ['kiosk', KIOSK, {}, async (page) => { await toWays(page); await button(page, '看地点') }],
  'kiosk-9-book': ['kiosk', KIOSK, {}, toBooking],
  'kiosk-9-booked': ['kiosk', KIOSK, {}, book],
  'kiosk-9-idle': ['kiosk', KIOSK, { clock: true }, async (page) => { await toMatches(page); await page.clock.fastForward(50_000); await page.getByText('还在吗').waitFor() }],
  'kiosk-large-contrast-en': ['kiosk', KIOSK, {}, async (page) => { await toHome(page); await button(page, '大字'); await button(page, '高对比'); await button(page, /切换到英文|English/) }],
  'kiosk-large-attract': ['kiosk', KIOSK, {}, looks(async () => {})],
  'kiosk-large-ask': ['kiosk', KIOSK, {}, looks(async (page) => { await toHome(page); await button(page, /我要办事/) })],
  'kiosk-large-matches': ['kiosk', KIOSK, {}, looks(toMatches)],
  'kiosk-large-ways': ['kiosk', KIOSK, {}, looks(toWays)],
  'kiosk-large-needs': ['kiosk', KIOSK, {}, looks(async (page) => { await toNeeds(page); await button(page, '老年人') })],
  'kiosk-large-issued': ['kiosk', KIOSK, {}, looks(take)],
  'kiosk-large-book': ['kiosk', KIOSK, {}, looks(toBooking)],
  'kiosk-large-booked': ['kiosk', KIOSK, {}, looks(book)],
  'kiosk-large-checkin': ['kiosk', KIOSK, {}, looks(async (page) => { await toHome(page); await button(page, /预约取号/) })],
  'kiosk-large-catalogue': ['kiosk', KIOSK, {}, looks(async (page) => { await toHome(page); await button(page, /直接取号/); await page.getByText('临时用电').waitFor() })],
  'kiosk-ways-en': ['kiosk', `${KIOSK.replace('#', '&lang=en#')}`, {}, async (page) => { await button(page, /Touch to start/); await button(page, /Help me choose/); await button(page, /Solar panels/); await button(page, /Rooftop PV, natural person/) }],
  'kiosk-closed': ['kiosk', KIOSK, { closed: true }],
  'kiosk-closed-ways': ['kiosk', KIOSK, { closed: true }, toWays],
  'kiosk-nohall': ['kiosk', '/kiosk'],
  'display': ['display', '/display?hall=JZ-YC-A01'],
  'display-en': ['display', '/display?hall=JZ-YC-A01&lang=en'],
  'display-calm': ['display', '/display?hall=JZ-YC-A01', { calm: true }],
  'display-nohall': ['display', '/display'],
  'display-closed': ['display', '/display?hall=JZ-YC-A01', { closed: true }],
  'wall-halls': ['wall', '/wall'],
  'wall-halls-en': ['wall', '/wall?lang=en'],
  'wall-hall': ['wall', '/wall?hall=JZ-YC-A01'],
  'wall-hall-closed': ['wall', '/wall?hall=JZ-YC-A01', { closed: true }],
  'pad-1-idle': ['pad', '/pad#t', { kind: 'pad', quiet: true }],
  'pad-2-faces': ['pad', '/pad#t', { kind: 'pad' }],
  'pad-3-reasons': ['pad', '/pad#t', { kind: 'pad' }, (page) => page.getByRole('button', { name: '不满意', exact: true }).click()],
  'pad-3-good-en': ['pad', '/pad#t', { kind: 'pad' }, async (page) => { await button(page, 'English'); await page.getByRole('button', { name: 'Good', exact: true }).click() }],
  'pad-nohall': ['pad', '/pad'],
  'pad-4-thanks': ['pad', '/pad#t', { kind: 'pad' }, async (page) => { await page.getByRole('button', { name: '很满意', exact: true }).click(); await button(page, '提交评价') }],
  'phone-waiting': ['phone', '/v/abc', { visit: 'waiting' }],
  'phone-called': ['phone', '/v/abc', { visit: 'called' }],
  'phone-serving': ['phone', '/v/abc', { visit: 'serving' }],
  'phone-done': ['phone', '/v/abc', { visit: 'done' }],
  'phone-rated': ['phone', '/v/abc', { visit: 'rated' }],
  'phone-deferred': ['phone', '/v/abc', { visit: 'deferred' }],
  'phone-booked': ['phone', '/v/abc', { visit: 'booked' }],
  'phone-arrived': ['phone', '/v/abc', { visit: 'arrived' }],
  'phone-missed': ['phone', '/v/abc', { visit: 'missed' }],
  'phone-left-again': ['phone', '/v/abc', { visit: 'left' }, async (page) => { await button(page, '约个时间再来'); await page.getByText('上午').first().waitFor() }],
  'phone-late': ['phone', '/v/abc', { visit: 'waiting' }, (page) => button(page, '我会晚到')],
  'phone-halls': ['phone', '/v/abc', { visit: 'waiting' }, async (page) => { await page.getByText('看看其他营业厅').click(); await page.getByText('公里').first().waitFor() }],
  'phone-rate': ['phone', '/v/abc', { visit: 'done' }, (page) => page.getByRole('button', { name: '满意', exact: true }).click()],
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
  if (scene.clock) await page.clock.install()
  await prepare(page, scene)
  await page.goto(url + path)
  await page.locator('.shell').waitFor({ state: 'detached' })
  if (steps) await steps(page)
  await page.evaluate(() => document.fonts.ready)
  return page
}
