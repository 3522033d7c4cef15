// The planning studio against a running server in its demonstration: a planner sets a scenario, runs it, leaves and finds
// it again, compares, proposes; a manager simulates a hall and moves shifts by keys.
// Needs GRIDHALL_URL; without it these tests are skipped and say so.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import AxeBuilder from '@axe-core/playwright'
import { hearErrors, launch } from '../scripts/stage.mjs'
import { sampleAccount, URL_OF_SERVER } from './hall.mjs'

const HALL = 'JZ-0728-B01'
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
/** How long a run of the sample city may take on a slow computer. */
const RUN_MS = 480_000
const STAMP = Date.now() % 1e7

describe('the planning studio, live', { skip: URL_OF_SERVER ? false : 'GRIDHALL_URL is not set' }, () => {
  let browser
  let planner
  const errors = []
  before(async () => {
    browser = await launch()
  })
  after(async () => {
    await browser?.close()
  })

  async function enter(role, path, nth = 0) {
    const account = await sampleAccount(role, HALL, nth)
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' })
    const page = await context.newPage()
    page.setDefaultTimeout(30_000)
    hearErrors(page, errors)
    await page.goto(`${URL_OF_SERVER}/login?next=${encodeURIComponent(path)}`)
    await page.locator('#login').fill(account.login)
    await page.locator('#password').fill(account.password)
    await page.keyboard.press('Enter')
    await page.waitForURL((at) => at.pathname === '/studio')
    return page
  }
  async function accessible(page) {
    const found = await new AxeBuilder({ page }).withTags(RULES).analyze()
    assert.deepEqual(found.violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.target} ${node.any[0]?.message ?? ''}`)), [])
    const spill = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    assert.ok(spill <= 0, `${spill}px wider than the screen`)
  }
  const tab = (page, name) => page.getByRole('tab', { name, exact: true }).click()
  const button = (page, name) => page.getByRole('button', { name }).first()
  async function scenario(page, act, name) {
    await page.locator('.scenario').getByRole('button', { name: act }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel(/方案名称/).fill(name)
    await accessible(page)
    await dialog.getByRole('button', { name: act }).click()
    await dialog.waitFor({ state: 'detached' })
    await page.waitForFunction((is) => document.querySelector('.scenario input').value === is, name)
  }
  async function choose(page, label, choice) {
    await page.getByRole('combobox', { name: label }).click()
    await page.getByRole('option', { name: choice }).first().click()
  }
  const finished = (page) => page.getByText('会有哪些变化').waitFor({ timeout: RUN_MS })

  test('the first page has a door to it', async () => {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
    const page = await context.newPage()
    await page.goto(URL_OF_SERVER)
    await page.getByRole('button', { name: /规划工作室/ }).click()
    await page.waitForURL((at) => at.pathname === '/studio')
    await context.close()
  })

  test('what the planner lays down in the list is kept, and a run says what it would change in sentences', async () => {
    planner = await enter('command', '/studio')
    await scenario(planner, '新建', `测试一 ${STAMP}`)
    await planner.locator('.map canvas').waitFor()
    await accessible(planner)
    await tab(planner, '点位')
    await planner.getByLabel('按名称或县查找').fill('洪善')
    await button(planner, /洪善镇/).press('Enter')
    await planner.getByRole('radio', { name: '必须设厅' }).click()
    await planner.getByText('有修改未保存').waitFor()
    await planner.getByRole('button', { name: '向北移动' }).press('Enter')
    await accessible(planner)
    await planner.getByRole('button', { name: '保存' }).click()
    await planner.getByText('有修改未保存').waitFor({ state: 'detached' })
    await planner.reload()
    await tab(planner, '点位')
    await planner.getByRole('radio', { name: '已设定' }).click()
    await planner.locator('.site-list li', { hasText: '洪善' }).getByText('已移动').waitFor()

    await planner.getByRole('button', { name: '开始布点测算' }).click()
    await finished(planner)
    await planner.getByText(/已证明最优|距最优至多/).waitFor()
    assert.match(await planner.locator('.result').textContent(), /年度成本/)
    await accessible(planner)
    assert.deepEqual(errors, [])
  })

  test('the map is moved by keys, and its catchments can be drawn as lines', async () => {
    const map = planner.getByRole('application')
    await map.focus()
    const bar = () => planner.locator('.map .bar text').textContent()
    const wide = await bar()
    for (let n = 0; n < 4; n += 1) await planner.keyboard.press('+')
    await planner.waitForFunction((was) => document.querySelector('.map .bar text').textContent !== was, wide)
    await planner.getByRole('radio', { name: '连线' }).click()
    await planner.keyboard.press('Shift+Tab')
    await map.focus()
    await planner.keyboard.press('0')
    await planner.waitForFunction((was) => document.querySelector('.map .bar text').textContent === was, wide)
    await accessible(planner)
  })

  test('the plan can be saved as a file of either kind', async () => {
    for (const [name, magic] of [['导出 Excel', 'PK'], ['导出 PDF', '%PDF']]) {
      const [file] = await Promise.all([planner.waitForEvent('download'), planner.locator('.result').getByRole('button', { name }).click()])
      const bytes = readFileSync(await file.path())
      assert.equal(bytes.subarray(0, magic.length).toString(), magic)
      assert.match(file.suggestedFilename(), /^plan-\d+\.(xlsx|pdf)$/)
    }
  })

  test('a run goes on without the page and is found again; it can be stopped', async () => {
    await choose(planner, '测算内容', '便民与成本')
    await planner.getByRole('button', { name: '开始便民与成本' }).click()
    await planner.getByText(/测算中|排队中|已完成/).first().waitFor()
    await planner.goto(`${URL_OF_SERVER}/studio#footfall`)
    await planner.goto(`${URL_OF_SERVER}/studio#sites`)
    await tab(planner, '测算')
    await planner.locator('.runs li', { hasText: '便民与成本' }).first().waitFor()
    const stop = planner.getByRole('button', { name: '停止测算' })
    if (await stop.isVisible()) await stop.click()
    // Stopped before there was a point, it stays among the runs; else its front is shown.
    await planner.locator('.front, .runs li:has-text("便民与成本"):has-text("已停止")').first().waitFor({ timeout: RUN_MS })
    await accessible(planner)
    assert.deepEqual(errors, [])
  })

  test('two plans stand side by side, the same figure in the same line', async () => {
    await scenario(planner, '复制', `测试二 ${STAMP}`)
    await planner.getByRole('switch', { name: '每县至少一个 B 级厅' }).click()
    await planner.getByRole('button', { name: '开始布点测算' }).click()
    await finished(planner)
    await tab(planner, '方案对比')
    await planner.getByText('意见不同的点位').waitFor()
    await planner.locator('.compare .map canvas').nth(1).waitFor()
    assert.ok((await planner.locator('.compare tbody tr', { hasText: '年度成本' }).locator('td').count()) >= 5)
    await accessible(planner)
    assert.deepEqual(errors, [])
  })

  test('the online shift says which halls become self-service and which share a clerk', async () => {
    await tab(planner, '线上迁移')
    await button(planner, /测算线上迁移|重新测算/).click()
    await planner.getByText('随线上份额而变').waitFor({ timeout: RUN_MS })
    await planner.getByRole('radio', { name: /再转 50 %/ }).click()
    await planner.getByText('照此调整的前后').waitFor()
    await accessible(planner)
    assert.deepEqual(errors, [])
  })

  test('a plan is proposed from a day, and nobody decides their own', async () => {
    await tab(planner, '布点')
    await planner.locator('.result').getByRole('button', { name: '提交审批' }).click()
    await planner.getByLabel(/理由/).fill('示例：试走流程')
    await accessible(planner)
    await planner.getByRole('dialog').getByRole('button', { name: '提交审批' }).click()
    const card = planner.locator('.proposals > li', { hasText: `测试二 ${STAMP}` })
    await card.getByText('待审批').waitFor()
    await card.getByText('不能审批自己提交的方案').waitFor()
    assert.ok(await card.getByRole('button', { name: '批准' }).isDisabled())
    await accessible(planner)
    assert.deepEqual(errors, [])
    await planner.context().close()
  })

  let manager
  test('a hall is simulated against itself, its day is watched, and its counters are worked out', async () => {
    manager = await enter('hall_manager', '/studio#simulate')
    await manager.getByRole('switch', { name: '有人柜台' }).click()
    await manager.getByRole('button', { name: '开始仿真' }).click()
    await manager.getByText('排队人数（每 5 分钟）').waitFor({ timeout: 60_000 })
    assert.match(await manager.locator('.verdict').textContent(), /\d/)
    await accessible(manager)
    await manager.getByRole('button', { name: '播放一天' }).click()
    await manager.getByRole('img', { name: /营业厅里的人/ }).waitFor()
    const scrub = manager.getByLabel('一天中的时刻')
    await scrub.focus()
    await scrub.press('End')
    const served = Number(await manager.locator('.beside dl div', { hasText: '已办结' }).locator('dd').textContent())
    assert.ok(served > 0, 'nobody was served on the day that was watched')
    await accessible(manager)
    await manager.getByRole('button', { name: '测算柜台数' }).click()
    await manager.getByText('多一人、少一人会怎样').waitFor({ timeout: 120_000 })
    await accessible(manager)
    assert.deepEqual(errors, [])
  })

  test('a roster is made, a shift is carried by keys, and what it would break is said before it is done', async () => {
    await tab(manager, '排班')
    await manager.locator('.roster .g-card, [role=grid]').first().waitFor()
    const make = manager.getByRole('button', { name: '生成排班', exact: true })
    if (await make.isVisible()) await make.click()
    await manager.getByRole('grid').waitFor({ timeout: 120_000 })
    await accessible(manager)
    const cells = manager.locator('[role=gridcell]')
    const texts = await cells.allTextContents()
    const width = await manager.locator('[role=grid] thead button').count()
    const shift = (at) => (/^\p{L}/u.test(texts[at] ?? '') ? texts[at] : null)
    const down = (held) => held + width < texts.length && shift(held) !== null
    const carry = async (held) => {
      await cells.nth(held).focus()
      await manager.keyboard.press('Space')
      await manager.getByText(/已拿起/).waitFor()
      await manager.keyboard.press('ArrowDown')
      await manager.keyboard.press('Space')
    }
    const level = texts.findIndex((_, at) => down(at) && shift(at) === shift(at + width))
    if (level >= 0) {
      await carry(level)
      await manager.getByText('没有变化：两处的班次相同').waitFor()
    }
    const held = texts.findIndex((_, at) => down(at) && shift(at) !== shift(at + width))
    assert.ok(held >= 0, 'everybody has the same shifts')
    await carry(held)
    await manager.getByText(/不违反任何规定|违反规定，不能确认/).waitFor()
    await accessible(manager)
    await manager.getByRole('button', { name: '放弃' }).click()
    await manager.getByText('待确认的改动').waitFor({ state: 'detached' })
    await choose(manager, '谁', /./)
    await manager.getByRole('button', { name: '重排' }).click()
    await manager.getByText(/已重排：改动 \d+ 处/).waitFor({ timeout: 120_000 })
    await accessible(manager)
    assert.deepEqual(errors, [])
  })

  test('the forecast of footfall says its range, its parts, and how it has done', async () => {
    await tab(manager, '客流预测')
    await manager.getByText('各日预测').waitFor()
    await manager.getByText('为什么是这个数').waitFor()
    await manager.getByText('回测').first().waitFor()
    await accessible(manager)
    assert.deepEqual(errors, [])
  })

  test('weather is pasted as a table, refused by its line, and once saved stands with its day', async () => {
    const page = await enter('command', '/studio#footfall')
    await page.getByText('各日预测').waitFor()
    const tomorrow = (await page.locator('.days tbody th').nth(1).textContent()).slice(0, 10)
    await page.getByRole('button', { name: '录入天气' }).click()
    const dialog = page.getByRole('dialog')
    const table = dialog.getByLabel('或粘贴表格')
    await table.fill(`日期,平均气温,降水\n${tomorrow},warm,0`)
    await dialog.getByText(/第 2 行：“平均气温”读不懂/).waitFor()
    assert.ok(await dialog.getByRole('button', { name: '保存' }).isDisabled())
    await accessible(page)
    await table.fill(`${tomorrow}\t7.5\t12.4`)
    await dialog.getByText(/共 1 天：实测 0 天，预报 1 天/).waitFor()
    await accessible(page)
    await dialog.getByRole('button', { name: '保存' }).click()
    await dialog.waitFor({ state: 'detached' })
    await page.locator('.weather-days tr', { hasText: tomorrow }).getByText('12.4').waitFor()
    await accessible(page)
    assert.deepEqual(errors, [])
    await page.context().close()
  })

  // The last one: halls change by it, from tomorrow on.
  test('a second person approves the plan, and who decided stays with it', async () => {
    const second = await enter('command', '/studio#proposals', 1)
    const card = second.locator('.proposals > li', { hasText: `测试二 ${STAMP}` })
    await card.getByRole('button', { name: '批准' }).click()
    const dialog = second.getByRole('dialog')
    await dialog.getByText(/个营业厅按方案变更/).waitFor()
    await accessible(second)
    await dialog.getByRole('button', { name: '确定' }).click()
    await card.getByText('已批准').waitFor()
    // Names of colleagues are masked.
    await card.getByText(/示\*+ 于.*提交 · 示\*+ 于.*决定/).waitFor()
    assert.equal(await card.getByRole('button', { name: '批准' }).count(), 0)
    await accessible(second)
    await second.context().close()
    assert.deepEqual(errors, [])
  })
})
