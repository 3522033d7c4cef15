// The public screens against a running server in its demonstration: what one person does is seen on the others' screens.
// Needs GRIDHALL_URL; without it these tests are skipped and say so.
//   GRIDHALL_URL=http://127.0.0.1:8080 npm run e2e
import assert from 'node:assert/strict'
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

  async function open(surface, path) {
    const [width, height] = SIZES[surface]
    const context = await browser.newContext({ viewport: { width, height }, reducedMotion: 'reduce' })
    const page = await context.newPage()
    page.setDefaultTimeout(20_000)
    hearErrors(page, errors)
    await page.goto(URL_OF_SERVER + path)
    return page
  }
  async function accessible(page) {
    const found = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']).analyze()
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
    await phone.getByRole('button', { name: /我会晚到/ }).click()
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
    const manager = await logIn('hall_manager', HALL)
    const device = await enrol(manager, hall.id, 'kiosk')
    const kiosk = await open('kiosk', `/kiosk?hall=${HALL}#${device.screen}`)
    await kiosk.getByRole('button', { name: /轻触屏幕开始/ }).click()
    assert.ok(!kiosk.url().includes(device.screen), 'the token stands in the address bar')
    await kiosk.getByRole('button', { name: /我要办事/ }).click()
    await kiosk.getByRole('button', { name: '我家要装光伏' }).click()
    await kiosk.getByRole('button', { name: /光伏/ }).first().click()
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

  test('the wall shows every hall', async () => {
    const wall = await open('wall', '/wall')
    const { halls } = await get('/api/v1/halls')
    await wall.locator('li .name').nth(halls.length - 1).waitFor()
    assert.equal(await wall.locator('li .name').count(), halls.length)
    await accessible(wall)
  })
})
