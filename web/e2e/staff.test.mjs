// The staff screens against a running server in its demonstration: each person does a piece of their day, and the next
// one sees it. The clerk never touches a mouse.
// Needs GRIDHALL_URL; without it these tests are skipped and say so.
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import AxeBuilder from '@axe-core/playwright'
import { hearErrors, launch } from '../scripts/stage.mjs'
import { get, hallByCode, logIn, post, sampleAccount, URL_OF_SERVER } from './hall.mjs'

/** A hall of its own: the tests of the public screens are in another. Its first counter only takes payments. */
const HALL = 'JZ-0728-B01'
/** 更名: every hall with a counter does it. */
const CHANGE_OF_NAME = 'BG10'
const LOW_SCORE = 1
const TOTP_STEP_S = 30
const DESK = { width: 1366, height: 768 }
const TABLET = { width: 1280, height: 800 }
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** The code of RFC 6238 for the step that is `ago` steps back. */
function totpCode(secret, ago) {
  const bits = [...secret].map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('')
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)))
  const step = Buffer.alloc(8)
  step.writeBigInt64BE(BigInt(Math.floor(Date.now() / 1000 / TOTP_STEP_S) - ago))
  const digest = createHmac('sha1', key).update(step).digest()
  return String((digest.readUInt32BE(digest[19] & 0x0f) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

describe('the staff of a hall, live', { skip: URL_OF_SERVER ? false : 'GRIDHALL_URL is not set' }, () => {
  let browser
  let hall
  let guide
  const errors = []
  before(async () => {
    browser = await launch()
    hall = await hallByCode(HALL)
    guide = await logIn('guide', HALL)
  })
  after(async () => {
    await browser?.close()
  })

  async function open(path, viewport = DESK) {
    const context = await browser.newContext({ viewport, reducedMotion: 'reduce' })
    const page = await context.newPage()
    page.setDefaultTimeout(20_000)
    hearErrors(page, errors)
    await page.goto(URL_OF_SERVER + path)
    return page
  }
  async function typeLogIn(page, login, password) {
    await page.locator('#login').fill(login)
    await page.locator('#password').fill(password)
    await page.keyboard.press('Enter')
  }
  /** The page that a sample account lands on. */
  async function enter(role, viewport, nth = 0) {
    const account = await sampleAccount(role, HALL, nth)
    const page = await open('/login', viewport)
    await typeLogIn(page, account.login, account.password)
    await page.waitForURL((at) => at.pathname !== '/login')
    return page
  }
  async function accessible(page) {
    const found = await new AxeBuilder({ page }).withTags(RULES).analyze()
    assert.deepEqual(found.violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.target} ${node.any[0]?.message ?? ''}`)), [])
  }
  /** Tab goes round inside the dialog and is seen where it stands. */
  async function trapped(page) {
    for (let n = 0; n < 12; n += 1) {
      await page.keyboard.press('Tab')
      const at = await page.evaluate(() => ({
        inside: document.activeElement?.closest('[role=dialog]') != null,
        seen: getComputedStyle(document.activeElement).boxShadow !== 'none',
        what: document.activeElement?.outerHTML.slice(0, 80),
      }))
      assert.ok(at.inside, `the focus left the dialog for ${at.what}`)
      assert.ok(at.seen, `the focus is not seen on ${at.what}`)
    }
  }
  const take = (body = {}) => guide.post(`/api/v1/halls/${hall.id}/tickets`, { items: [CHANGE_OF_NAME], ...body })
  /** From the choice of counters to the counter that is the `n`th free one, by keys. */
  async function signIn(page, n) {
    await page.locator('.counters button:focus').waitFor()
    for (let k = 0; k < n; k += 1) await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.getByRole('toolbar', { name: '操作键' }).waitFor()
  }
  const state = (page, word) => page.locator('.current header').getByText(word, { exact: true }).waitFor()

  let served
  let clerk
  test('a clerk serves by keys alone: call, why, recall, undo, park, resume, transfer, finish', async () => {
    clerk = await enter('clerk', DESK)
    assert.equal(new URL(clerk.url()).pathname, '/clerk')
    await signIn(clerk, 1)
    await clerk.getByText('现在没有您能叫的客户').waitFor()
    await accessible(clerk)
    served = await take({ needs: ['elder'] })
    const other = await take()
    await clerk.getByText('可叫 2 人').waitFor()

    await clerk.keyboard.press('F1')
    await state(clerk, '已叫号')
    assert.equal(await clerk.locator('.current .number').textContent(), served.label)
    assert.match(await clerk.locator('.current .why').textContent(), /为什么叫这一位.*\S/)
    await clerk.locator('.current').getByText('老年人').waitFor()
    await accessible(clerk)
    await clerk.keyboard.press('Shift+F1')
    await clerk.getByRole('dialog', { name: '叫号原因' }).getByText('可叫人数').first().waitFor()
    await accessible(clerk)
    await trapped(clerk)
    await clerk.keyboard.press('Escape')

    await clerk.keyboard.press('F2')
    await clerk.getByText('已重呼 1 次').waitFor()
    await clerk.keyboard.press('F3')
    await state(clerk, '已到窗口')
    await clerk.getByText(/\d+ 秒内可撤销/).waitFor()
    await clerk.keyboard.press('Control+z')
    await state(clerk, '已叫号')
    await clerk.keyboard.press('F3')
    await state(clerk, '已到窗口')
    await clerk.keyboard.press('F3')
    await state(clerk, '办理中')
    await accessible(clerk)

    await clerk.keyboard.press('F4')
    await clerk.getByText('呼叫下一位').waitFor()
    await clerk.keyboard.press('F1')
    await state(clerk, '已叫号')
    assert.equal(await clerk.locator('.current .number').textContent(), other.label)
    await clerk.keyboard.press('F7')
    await clerk.locator('.said', { hasText: /叫号满 \d+ 秒后才能过号/ }).waitFor()
    for (const word of ['已到窗口', '办理中']) {
      await clerk.keyboard.press('F3')
      await state(clerk, word)
    }
    await clerk.keyboard.press('F8')
    await clerk.getByText('今日已办 1').waitFor()
    await clerk.keyboard.press('F5')
    await clerk.getByRole('dialog', { name: '恢复哪一位' }).locator('button:focus').waitFor()
    await accessible(clerk)
    await clerk.keyboard.press('Enter')
    await state(clerk, '办理中')
    assert.equal(await clerk.locator('.current .number').textContent(), served.label)

    await clerk.keyboard.press('F6')
    const send = clerk.getByRole('dialog', { name: `转办 ${served.label}` })
    await send.waitFor()
    await accessible(clerk)
    await clerk.keyboard.press('F6')
    await send.getByRole('tab', { name: '转功能区', selected: true }).waitFor()
    await send.locator('.target:focus').waitFor()
    await clerk.keyboard.press('Enter')
    await clerk.locator('.said', { hasText: `${served.label} 已转办` }).waitFor()
    await clerk.getByRole('dialog').waitFor({ state: 'detached' })
    await clerk.keyboard.press('Control+z')
    await state(clerk, '办理中')
    await clerk.keyboard.press('F8')
    await clerk.getByText('今日已办 2').waitFor()
    assert.deepEqual(errors, [])
  })

  test('a step that cannot be taken now says why', async () => {
    await clerk.keyboard.press('F2')
    await clerk.locator('.said', { hasText: '窗口没有客户' }).waitFor()
    await clerk.keyboard.press('F9')
    await clerk.getByText('柜台已暂停').first().waitFor()
    await clerk.keyboard.press('F1')
    await clerk.locator('.said', { hasText: '柜台未开放' }).waitFor()
    await clerk.keyboard.press('F9')
    await clerk.getByText('现在没有您能叫的客户').waitFor()
  })

  test('two clerks who press at once get two customers', async () => {
    const second = await enter('clerk', DESK, 1)
    await signIn(second, 1)
    const given = [await take(), await take()]
    await Promise.all([clerk, second].map((page) => page.getByText('可叫 2 人').waitFor()))
    await Promise.all([clerk, second].map((page) => page.keyboard.press('F1')))
    await Promise.all([clerk, second].map((page) => state(page, '已叫号')))
    const called = await Promise.all([clerk, second].map((page) => page.locator('.current .number').textContent()))
    assert.deepEqual(called.sort(), given.map((one) => one.label).sort())
    for (const page of [clerk, second]) {
      for (const word of ['已到窗口', '办理中']) {
        await page.keyboard.press('F3')
        await state(page, word)
      }
      await page.keyboard.press('F8')
      await page.getByText('现在没有您能叫的客户').waitFor()
      await page.keyboard.press('Shift+F9')
      await page.getByRole('dialog', { name: '签退柜台' }).waitFor()
      await page.getByRole('button', { name: '签退柜台', exact: true }).last().press('Enter')
      await page.getByText('请选择您的柜台').waitFor()
      await page.context().close()
    }
    assert.deepEqual(errors, [])
  })

  test('a guide goes from plain words to a number with needs and consented wishes, books a room, lends and takes back', async () => {
    const page = await enter('guide', TABLET)
    assert.equal(new URL(page.url()).pathname, '/guide')
    await page.getByText('先照应这些客户').waitFor()
    await accessible(page)
    await page.getByLabel('客户要办什么').fill('我家要装光伏')
    await page.keyboard.press('Enter')
    await page.getByText('怎么办最省事').waitFor()
    await accessible(page)
    await page.locator('.ways').getByRole('button', { name: '取号' }).click()
    const form = page.locator('form.take')
    await form.getByRole('button', { name: '轮椅或助行' }).click()
    await form.getByLabel('已征得客户同意记录偏好').click()
    await form.getByLabel('偏好（每行一条）').fill('请大声说话')
    await accessible(page)
    await form.getByRole('button', { name: '取号', exact: true }).click()
    await page.getByText('取号成功').waitFor()
    const label = await page.locator('.issued .g-ticket-number').textContent()
    await accessible(page)
    await page.getByRole('button', { name: '完成' }).click()

    await page.getByRole('link', { name: /排队/ }).click()
    await page.locator('.queue li button', { hasText: label }).click()
    await page.getByRole('dialog').getByText('请大声说话').waitFor()
    await page.getByRole('dialog').getByText('轮椅或助行').waitFor()
    await accessible(page)
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await accessible(page)

    await page.getByRole('link', { name: '洽谈室' }).click()
    await page.locator('.board .free:enabled').nth(3).click()
    await page.getByRole('dialog').getByText('30 分钟').waitFor()
    await accessible(page)
    await page.getByRole('button', { name: '预订', exact: true }).click()
    await page.locator('.board .taken').first().waitFor()
    await accessible(page)

    await page.getByRole('link', { name: '便民' }).click()
    await page.locator('li', { hasText: '爱心雨伞' }).getByRole('button', { name: '借出' }).click()
    await page.locator('.loans').getByRole('button', { name: '归还' }).click()
    await page.getByText('没有未归还的物品').waitFor()
    await accessible(page)

    await page.getByRole('link', { name: '预约' }).click()
    await page.getByRole('option').first().click()
    await page.locator('.slots button, .g-empty').first().waitFor()
    await accessible(page)
    await page.context().close()
    assert.deepEqual(errors, [])
  })

  let manager
  test('a plan takes a second person, and the versions show what it changed', async () => {
    manager = await enter('hall_manager', DESK)
    await manager.locator('.floor-plan .person').first().waitFor()
    await accessible(manager)
    await manager.getByRole('tab', { name: '营业厅方案' }).click()
    await manager.getByRole('button', { name: '修改方案' }).click()
    await accessible(manager)
    await manager.getByLabel('洽谈室').fill('R1、R2')
    await manager.getByLabel(/修改理由/).fill('增加一间洽谈室')
    await manager.getByRole('button', { name: '提交审批' }).click()
    await manager.getByText('待审批').first().waitFor()
    await manager.getByRole('tab', { name: '审批' }).click()
    await manager.getByText('不能审批自己提交的方案').waitFor()
    assert.ok(await manager.getByRole('button', { name: '批准' }).isDisabled())

    const command = await enter('command', DESK)
    assert.equal(new URL(command.url()).hash, '#figures')
    await command.getByText('按营业厅').waitFor()
    await accessible(command)
    await command.getByRole('tab', { name: '审批' }).click()
    const card = command.locator('.approvals > li', { hasText: '增加一间洽谈室' })
    await card.getByText('R2').first().waitFor()
    await accessible(command)
    await card.getByRole('button', { name: '批准' }).click()
    await command.getByRole('dialog').getByRole('button', { name: '确定' }).click()
    await card.waitFor({ state: 'detached' })
    await command.context().close()

    await manager.getByRole('tab', { name: '营业厅方案' }).click()
    const version = manager.locator('.versions li', { hasText: '增加一间洽谈室' })
    await version.getByText('已批准').waitFor()
    await version.getByRole('button', { name: '查看' }).click()
    await manager.getByRole('dialog').getByText('R2').first().waitFor()
    await accessible(manager)
    await manager.keyboard.press('Escape')
    assert.deepEqual(errors, [])
  })

  test('a low score is followed up by the manager', async () => {
    const token = served.link.split('/').pop()
    await post(`/api/v1/visits/${token}/evaluation`, { score: LOW_SCORE, reasons: [], text: null })
    await manager.getByRole('tab', { name: '评价与回访' }).click()
    const task = manager.locator('.tasks li', { hasText: served.label })
    await task.waitFor()
    await accessible(manager)
    await task.getByRole('button', { name: '办结回访' }).click()
    await manager.getByLabel(/处理情况/).fill('已致电说明')
    await accessible(manager)
    await manager.getByRole('dialog').getByRole('button', { name: '办结回访' }).click()
    await task.waitFor({ state: 'detached' })
    await manager.getByRole('tab', { name: '运营数据' }).click()
    await manager.getByText('按小时人流').waitFor()
    await accessible(manager)
    assert.deepEqual(errors, [])
  })

  test('a device comes in by a code that is shown once', async () => {
    await manager.getByRole('tab', { name: '设备' }).click()
    await manager.getByRole('button', { name: '登记新设备' }).click()
    await manager.getByLabel(/名称/).fill('评价器-e2e')
    await accessible(manager)
    await manager.getByRole('button', { name: '生成注册码' }).click()
    const code = await manager.locator('.announced .code').textContent()
    assert.match(code.trim(), /\S{6,}/)
    await manager.getByRole('button', { name: '完成' }).click()
    await manager.locator('tr', { hasText: '评价器-e2e' }).getByText('待注册').waitFor()
    await accessible(manager)
    await manager.context().close()
    assert.deepEqual(errors, [])
  })

  test('the security admin makes an account; it sets up one-time codes, and too many wrong passwords lock it', async () => {
    const admin = await enter('security_admin', DESK)
    assert.equal(new URL(admin.url()).hash, '#staff')
    const login = `e2e${Date.now() % 1e9}`
    const password = 'shili-e2e-2026'
    await admin.getByRole('button', { name: '新建账号' }).click()
    const dialog = admin.getByRole('dialog')
    await dialog.getByLabel(/登录名/).fill(login)
    await dialog.getByLabel(/姓名/).fill('示例·新员工')
    await dialog.getByLabel(/初始密码/).fill(password)
    await dialog.getByRole('button', { name: '审计员' }).click()
    await dialog.getByRole('button', { name: '系统管理员' }).click()
    await dialog.getByText('不能兼任').waitFor()
    await accessible(admin)
    await dialog.getByRole('button', { name: '系统管理员' }).click()
    await dialog.getByRole('button', { name: '保存' }).click()
    await dialog.waitFor({ state: 'detached' })

    const own = await open('/login')
    await accessible(own)
    await typeLogIn(own, login, password)
    await own.waitForURL((at) => at.hash === '#log')
    await own.getByRole('button', { name: /示例·新员工/ }).click()
    await own.getByRole('menuitem', { name: '我的账号' }).click()
    await own.getByRole('button', { name: '启用动态口令' }).click()
    const secret = (await own.locator('code').textContent()).trim()
    await accessible(own)
    await own.getByLabel('6 位动态口令').fill(totpCode(secret, 1))
    await own.getByRole('button', { name: '启用', exact: true }).click()
    await own.getByRole('dialog').waitFor({ state: 'detached' })
    await own.context().close()

    const again = await open('/login')
    await typeLogIn(again, login, password)
    await again.getByLabel('动态口令').fill(totpCode(secret, 0))
    await accessible(again)
    await again.keyboard.press('Enter')
    await again.waitForURL((at) => at.hash === '#log')
    await again.context().close()

    const wrong = await open('/login')
    for (let n = 0; n < 6 && !(await wrong.getByText('账号已临时锁定', { exact: true }).isVisible()); n += 1) {
      const answered = wrong.waitForResponse((response) => response.url().endsWith('/api/v1/session'))
      await typeLogIn(wrong, login, `${password}-${n}`)
      await answered
      await wrong.locator('[role=alert]').first().waitFor()
    }
    await wrong.getByText('账号已临时锁定', { exact: true }).waitFor()
    await accessible(wrong)
    await wrong.context().close()

    await admin.reload()
    await admin.getByLabel(/查找/).fill(login)
    await admin.locator('tr', { hasText: login }).getByText(/锁定至/).waitFor()
    await admin.locator('tr', { hasText: login }).click()
    await dialog.getByLabel('解除锁定').click()
    await dialog.getByRole('button', { name: '保存' }).click()
    await admin.locator('tr', { hasText: login }).getByText('启用').waitFor()
    await admin.context().close()
    assert.deepEqual(errors.filter((one) => !/40[13]|423/.test(one)), [])
  })

  test('the auditor reads the log in words and proves the chain', async () => {
    const page = await enter('auditor', DESK)
    assert.equal(new URL(page.url()).hash, '#log')
    await page.getByRole('combobox', { name: '选择营业厅' }).fill(hall.name.slice(0, 2))
    await page.getByRole('option', { name: new RegExp(hall.name.slice(0, 4)) }).first().click()
    const row = page.locator('tr', { hasText: '号码流转' }).filter({ hasText: served.label }).first()
    await row.getByText(/示例·柜员/).first().waitFor()
    await accessible(page)
    await row.click()
    await page.getByRole('dialog').getByText('链中原文').waitFor()
    await accessible(page)
    await page.keyboard.press('Escape')
    await page.getByRole('tab', { name: '链校验' }).click()
    await page.getByRole('button', { name: '开始校验' }).click()
    await page.getByText('全部完整，没有发现删除或改动').waitFor()
    await accessible(page)
    await page.context().close()
    assert.deepEqual(errors, [])
  })

  test('the catalogue admin finds every item with its grounds, the system admin the devices', async () => {
    const page = await enter('catalogue_admin', DESK)
    assert.equal(new URL(page.url()).hash, '#catalogue')
    const { items } = await get('/api/v1/items')
    await page.getByText(`共 ${items.length} 项`).waitFor()
    await accessible(page)
    await page.getByLabel(/查找/).fill('换个名字')
    await page.locator('tr', { hasText: CHANGE_OF_NAME }).click()
    await page.getByRole('dialog').getByText('来源').waitFor()
    await accessible(page)
    await page.context().close()
    const system = await enter('system_admin', DESK)
    assert.equal(new URL(system.url()).hash, '#devices')
    await system.getByRole('button', { name: '登记新设备' }).waitFor()
    await accessible(system)
    await system.context().close()
    assert.deepEqual(errors, [])
  })

  test('a page that is not of one’s role says so and offers another account', async () => {
    const page = await enter('auditor', DESK)
    await page.goto(`${URL_OF_SERVER}/clerk`)
    await page.getByRole('heading', { name: '此账号没有这个页面的权限' }).waitFor({ state: 'attached' })
    await accessible(page)
    await page.context().close()
  })

  test('enlarged to twice the size, a page scrolls down and never sideways', async () => {
    const enlarged = { width: DESK.width / 2, height: DESK.height / 2 }
    for (const [role, ready] of [['clerk', '.keys, .choose .counters'], ['guide', '.part'], ['hall_manager', '.plan']]) {
      const page = await enter(role, enlarged)
      await page.locator(ready).first().waitFor()
      const { across, wide } = await page.evaluate(() => ({ across: document.documentElement.scrollWidth, wide: innerWidth }))
      assert.ok(across <= wide, `${role}: ${across} px of ${wide}`)
      await accessible(page)
      await page.context().close()
    }
    assert.deepEqual(errors, [])
  })
})
