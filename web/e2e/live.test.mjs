// The public screens against a running server in its demonstration: what one person does is seen on the others' screens.
// Needs GRIDHALL_URL; without it these tests are skipped and say so.
//   GRIDHALL_URL=http://127.0.0.1:8080 npm run e2e
import assert from 'node:assert/strict'
import { connect, createServer } from 'node:net'
import { after, before, describe, test } from 'node:test'
import AxeBuilder from '@axe-core/playwright'
import { SIZES } from '../scripts/scenes.mjs'
import { hearErrors, launch } from '../scripts/stage.mjs'
import { enrol, get, hallByCode, logIn, URL_OF_SERVER } from './hall.mjs'

const HALL = 'JZ-YC-A01'
/** 更名: every hall with a counter does it. */
const CHANGE_OF_NAME = 'BG10'
/** Comprehensive counters of that hall; the first three only take payments. */
const DESK = 4
const OTHER_DESK = 5

/** In the page: a loudspeaker that is silent, quick, and remembers what it was given and what stood large then. */
function listen() {
  window.heard = []
  window.Audio = class {
    constructor(src) {
      this.src = src
    }
    play() {
      const clip = { src: this.src, start: performance.now(), shown: document.querySelector('.last .g-ticket-number')?.textContent }
      window.heard.push(clip)
      setTimeout(() => {
        clip.end = performance.now()
        this.onended?.()
      }, 20)
      return Promise.resolve()
    }
  }
}

/** A line to the server that can be cut and mended: the server itself must go on for the others. */
async function lineTo(url) {
  const { hostname, port } = new URL(url)
  const open = new Set()
  let whole = true
  const server = createServer((near) => {
    if (!whole) return near.destroy()
    const far = connect(Number(port), hostname)
    for (const one of [near, far]) {
      open.add(one)
      one.on('error', () => undefined)
      one.on('close', () => {
        open.delete(one)
        near.destroy()
        far.destroy()
      })
    }
    near.pipe(far).pipe(near)
  })
  await new Promise((done) => server.listen(0, '127.0.0.1', done))
  const cut = () => {
    whole = false
    open.forEach((one) => one.destroy())
  }
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    cut,
    mend: () => (whole = true),
    end: () => {
      cut()
      server.close()
    },
  }
}

describe('a hall, live', { skip: URL_OF_SERVER ? false : 'GRIDHALL_URL is not set' }, () => {
  let browser
  let hall
  const errors = []

  before(async () => {
    browser = await launch()
    hall = await hallByCode(HALL)
  })
  after(async () => {
    await browser?.close()
  })

  async function open(surface, path, { server = URL_OF_SERVER, prepare } = {}) {
    const [width, height] = SIZES[surface]
    const context = await browser.newContext({ viewport: { width, height }, reducedMotion: 'reduce' })
    const page = await context.newPage()
    page.setDefaultTimeout(20_000)
    hearErrors(page, errors)
    await prepare?.(page)
    await page.goto(server + path)
    return page
  }
  const kioskOf = async () => {
    const device = await enrol(await logIn('hall_manager', HALL), hall.id, 'kiosk')
    return open('kiosk', `/kiosk?hall=${HALL}#${device.screen}`)
  }
  /** At the kiosk, to the ways of doing what the sentence says. */
  async function say(kiosk, sentence, item) {
    await kiosk.getByRole('button', { name: /轻触屏幕开始/ }).click()
    await kiosk.getByRole('button', { name: /我要办事/ }).click()
    await kiosk.getByRole('button', { name: sentence }).click()
    await kiosk.getByRole('button', { name: item }).first().click()
  }
  async function accessible(page) {
    const found = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).analyze()
    assert.deepEqual(found.violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.target}`)), [])
  }

  test('a customer follows their number on the phone until they are called, served and have rated', async () => {
    const guide = await logIn('guide', HALL)
    const clerk = await logIn('clerk', HALL)
    const desk = `/api/v1/halls/${hall.id}/counters/${DESK}`
    await clerk.post(`${desk}/open`)
    const given = await guide.post(`/api/v1/halls/${hall.id}/tickets`, { items: [CHANGE_OF_NAME], needs: ['elder'] })
    const display = await open('display', `/display?hall=${HALL}`)
    const phone = await open('phone', new URL(given.link, URL_OF_SERVER).pathname)
    await phone.getByText('预计还要等').waitFor()
    await accessible(phone)

    // Others may wait in front: they are served first.
    for (let ours = false; !ours; ) {
      const { ticket } = await clerk.post(`${desk}/call`)
      assert.ok(ticket, 'nobody could be called')
      ours = ticket.ticket === given.ticket
      const move = (step) => clerk.post(`/api/v1/halls/${hall.id}/tickets/${ticket.ticket}/move`, { step })
      if (ours) {
        await phone.getByText('到您了').waitFor()
        await display.locator('.last', { hasText: given.label }).waitFor()
        await accessible(phone)
        await accessible(display)
      }
      await move('arrive')
      await move('start')
      if (ours) await phone.getByText('为您办理').waitFor()
      await move('finish')
    }
    await phone.getByText('请评价本次服务').waitFor()
    await phone.getByRole('button', { name: '很满意' }).click()
    await phone.getByRole('button', { name: '提交评价' }).click()
    await phone.getByText('感谢您的评价').waitFor()
    await clerk.post(`${desk}/close`)
    assert.deepEqual(errors, [])
  })

  test('a customer who is late keeps the place, and one who leaves gives it up', async () => {
    const guide = await logIn('guide', HALL)
    const given = await guide.post(`/api/v1/halls/${hall.id}/tickets`, { items: [CHANGE_OF_NAME] })
    const phone = await open('phone', new URL(given.link, URL_OF_SERVER).pathname)
    await phone.getByRole('button', { name: '我会晚到' }).click()
    await phone.getByRole('button', { name: '晚到 10 分钟' }).click()
    await phone.getByText('之前不会叫到您').waitFor()
    await phone.getByRole('button', { name: '不办了，退号' }).click()
    await phone.getByRole('button', { name: '确定退号' }).click()
    await phone.getByText('您已退号').waitFor()
    assert.deepEqual(errors, [])
  })

  test('a link that was never given says that it has expired', async () => {
    const phone = await open('phone', '/v/AAAAAAAAAAAAAAAAAAAAAA')
    await phone.getByText('这个链接已失效').waitFor()
  })

  test('the kiosk leads from plain words to a number', async () => {
    const kiosk = await kioskOf()
    await say(kiosk, '我家要装光伏', /光伏/)
    assert.ok(!kiosk.url().includes('#'), 'the token stands in the address bar')
    await accessible(kiosk)
    await kiosk.getByRole('button', { name: '取号', exact: true }).click()
    await kiosk.getByRole('button', { name: '老年人' }).click()
    await kiosk.getByRole('button', { name: '取号', exact: true }).click()
    const label = await kiosk.locator('.slip .g-ticket-number').textContent()
    const board = await get(`/api/v1/halls/${hall.id}/board`)
    assert.ok(board.waiting > 0, `${label} does not wait`)
    await accessible(kiosk)
    assert.deepEqual(errors, [])
  })

  test('the kiosk prints a number again, and speaks English to whom asked for it', async () => {
    const kiosk = await kioskOf()
    await kiosk.getByRole('button', { name: 'English', exact: true }).click()
    await kiosk.getByRole('button', { name: /Touch to start/ }).click()
    await kiosk.getByRole('button', { name: /Help me choose/ }).click()
    await kiosk.getByRole('button', { name: 'Change the name' }).click()
    await kiosk.getByRole('button', { name: /Change of customer name/ }).first().click()
    await kiosk.locator('article').first().waitFor()
    assert.doesNotMatch(await kiosk.locator('main').textContent(), /[\u4e00-\u9fff]/, 'Chinese on an English page')
    await kiosk.getByRole('button', { name: 'Take number', exact: true }).click()
    await kiosk.getByRole('button', { name: 'Take a number', exact: true }).click()
    const label = await kiosk.locator('.slip .g-ticket-number').textContent()
    const printed = kiosk.waitForResponse((response) => response.url().endsWith('/print'))
    await kiosk.getByRole('button', { name: 'Print again' }).click()
    const answer = await printed
    assert.equal(answer.status(), 200)
    assert.equal((await answer.json()).label, label)
    await accessible(kiosk)
    assert.deepEqual(errors, [])
  })

  test('a time booked at the kiosk is on the phone, and gets its number at the kiosk by its code', async () => {
    const kiosk = await kioskOf()
    await say(kiosk, '换个名字', /更名/)
    await kiosk.getByRole('button', { name: '预约', exact: true }).click()
    await kiosk.locator('.times button:enabled').first().click()
    await accessible(kiosk)
    const given = kiosk.waitForResponse((response) => response.url().endsWith('/appointments'))
    await kiosk.getByRole('button', { name: /^预约 / }).click()
    const booked = await (await given).json()
    await kiosk.getByText(booked.check_in_code).waitFor()
    await accessible(kiosk)

    const phone = await open('phone', booked.link)
    await phone.getByText(booked.check_in_code).waitFor()
    await kiosk.getByRole('button', { name: '好了' }).click()
    await kiosk.getByRole('button', { name: /轻触屏幕开始/ }).click()
    await kiosk.getByRole('button', { name: /预约取号/ }).click()
    for (const key of booked.check_in_code) await kiosk.getByRole('button', { name: key, exact: true }).click()
    await kiosk.getByRole('button', { name: '取号', exact: true }).click()
    const { now_us } = await get('/api/v1/clock')
    if (now_us < booked.check_in_from_us) {
      // The hall's rule, said in words; the booking stands.
      await kiosk.getByRole('alert').getByText('check_in_early').waitFor()
      await phone.getByRole('button', { name: '取消预约' }).click()
      await phone.getByRole('dialog').getByRole('button', { name: '取消预约' }).click()
      await phone.getByText('您已退号').waitFor()
    } else {
      const label = await kiosk.locator('.slip .g-ticket-number').textContent()
      assert.match(label, /^C\d+$/, 'not a number of the bookings')
      await phone.getByText(label).waitFor()
    }
    assert.deepEqual(errors, [])
  })

  test('somebody who left books another time on the phone', async () => {
    const guide = await logIn('guide', HALL)
    const given = await guide.post(`/api/v1/halls/${hall.id}/tickets`, { items: [CHANGE_OF_NAME] })
    const phone = await open('phone', new URL(given.link, URL_OF_SERVER).pathname)
    await phone.getByRole('button', { name: '不办了，退号' }).click()
    await phone.getByRole('button', { name: '确定退号' }).click()
    await phone.getByRole('button', { name: '约个时间再来' }).click()
    await phone.locator('.days button:enabled').nth(1).click()
    await phone.locator('.times button:enabled').first().click()
    await accessible(phone)
    await phone.getByRole('button', { name: /^预约 / }).click()
    await phone.getByText('您的预约').waitFor()
    assert.notEqual(new URL(phone.url()).pathname, new URL(given.link, URL_OF_SERVER).pathname)
    assert.deepEqual(errors, [])
  })

  test('two calls at once are spoken one after the other, and each is on the display while it is spoken', async () => {
    const guide = await logIn('guide', HALL)
    const clerks = [await logIn('clerk', HALL, 2), await logIn('clerk', HALL, 3)]
    const desks = [6, 7].map((counter) => `/api/v1/halls/${hall.id}/counters/${counter}`)
    for (const [n, clerk] of clerks.entries()) {
      await clerk.post(`${desks[n]}/open`)
      await guide.post(`/api/v1/halls/${hall.id}/tickets`, { items: [CHANGE_OF_NAME] })
    }
    const display = await open('display', `/display?hall=${HALL}`, { prepare: (page) => page.addInitScript(listen) })
    await display.locator('.frame').waitFor()
    const called = await Promise.all(clerks.map((clerk, n) => clerk.post(`${desks[n]}/call`)))
    const labels = called.map(({ ticket }) => ticket.label)
    await display.waitForFunction((all) => all.every((label) => window.heard.some((clip) => clip.src.includes(label) && clip.end)), labels)
    const heard = await display.evaluate(() => window.heard)
    for (const [n, clip] of heard.entries()) {
      if (n > 0) assert.ok(clip.start >= heard[n - 1].end, `${clip.src} over ${heard[n - 1].src}`)
    }
    for (const label of labels) {
      const clip = heard.find((one) => one.src.includes(label))
      assert.equal(clip.shown, label, 'another number stood large while it was spoken')
    }
    for (const [n, clerk] of clerks.entries()) {
      const { ticket } = called[n].ticket
      for (const step of ['arrive', 'start', 'finish']) await clerk.post(`/api/v1/halls/${hall.id}/tickets/${ticket}/move`, { step })
      await clerk.post(`${desks[n]}/close`)
    }
    assert.deepEqual(errors, [])
  })

  test('a display that has lost its server says so, and comes back by itself', async (t) => {
    const line = await lineTo(URL_OF_SERVER)
    t.after(line.end)
    const display = await open('display', `/display?hall=${HALL}`, { server: line.url, prepare: (page) => page.clock.install() })
    await display.locator('.frame').waitFor()
    assert.equal(await display.getByText('数据已停更').count(), 0)
    line.cut()
    await display.clock.fastForward(16_000)
    await display.getByText('数据已停更，正在重连').waitFor()
    await accessible(display)
    line.mend()
    // The browser reconnects in its own time; what is overdue of ours runs when its clock moves.
    await display.waitForResponse((response) => response.url().includes('/board') && response.ok())
    await display.getByText('数据已停更').waitFor({ state: 'detached' })
    // What the browser said of the dead line was meant to be.
    errors.length = 0
  })

  test('the pad asks about a service that has ended at its counter, once', async () => {
    const manager = await logIn('hall_manager', HALL)
    const guide = await logIn('guide', HALL)
    const clerk = await logIn('clerk', HALL, 1)
    const desk = `/api/v1/halls/${hall.id}/counters/${OTHER_DESK}`
    const device = await enrol(manager, hall.id, 'pad', String(OTHER_DESK))
    const pad = await open('pad', `/pad#${device.screen}`)
    await pad.getByText('欢迎光临').waitFor()
    await guide.post(`/api/v1/halls/${hall.id}/tickets`, { items: [CHANGE_OF_NAME] })
    await clerk.post(`${desk}/open`)
    const { ticket } = await clerk.post(`${desk}/call`)
    for (const step of ['arrive', 'start', 'finish']) {
      await clerk.post(`/api/v1/halls/${hall.id}/tickets/${ticket.ticket}/move`, { step })
    }
    await pad.getByText('请对本次服务作出评价').waitFor()
    await pad.getByRole('button', { name: '不满意', exact: true }).click()
    await pad.getByRole('button', { name: '提交评价' }).click()
    await pad.getByText('感谢您的评价').waitFor()
    await pad.getByText('欢迎光临').waitFor()
    await clerk.post(`${desk}/close`)
    assert.deepEqual(errors, [])
  })

  test('the first page says that all is sample data, and leads to every screen of the hall that is chosen', async () => {
    const first = await open('display', '/')
    await first.getByText('示例数据').waitFor()
    await first.locator('.clock time').waitFor()
    assert.equal(await first.locator('.doors').first().locator('.door').count(), 6)
    await accessible(first)
    await first.getByRole('searchbox').fill('平遥中心')
    await first.getByRole('button', { name: /平遥中心供电营业厅/ }).click()
    await first.locator('.chosen', { hasText: '平遥中心供电营业厅' }).waitFor()
    assert.match(await first.getByRole('link', { name: /本厅大屏墙/ }).getAttribute('href'), /hall=JZ-0728-B01$/)
    await first.getByRole('button', { name: /引导员/ }).click()
    await first.getByText('客户要办什么').first().waitFor()
    assert.deepEqual(errors, [])
  })

  test('the wall shows every hall', async () => {
    const wall = await open('wall', '/wall')
    const { halls } = await get('/api/v1/halls')
    await wall.locator('li .name').nth(halls.length - 1).waitFor()
    assert.equal(await wall.locator('li .name').count(), halls.length)
    await accessible(wall)
    await wall.getByRole('link', { name: '晋中市中心', exact: true }).click()
    await wall.getByText(hall.name).waitFor()
    await accessible(wall)
    await wall.getByRole('link', { name: '全部营业厅' }).click()
    await wall.locator('li .name').nth(halls.length - 1).waitFor()
  })
})
