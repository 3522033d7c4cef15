// Tariffs against a running server in its demonstration: one person drafts, mends what is wrong, tries it on customers
// and proposes; a second one approves; an auditor reads. All by keys where a person would use them.
// Needs GRIDHALL_URL; without it these tests are skipped and say so.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import AxeBuilder from '@axe-core/playwright'
import { hearErrors, launch } from '../scripts/stage.mjs'
import { get, logIn, sampleAccount, URL_OF_SERVER } from './hall.mjs'

const DESK = { width: 1440, height: 900 }
const SMALL = { width: 1280, height: 720 }
/** A desk at 200 %. */
const ZOOMED = { width: 720, height: 450 }
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
const TARIFF = 'residential_tiered'
const NAME = '居民阶梯电价（月）'

describe('tariffs, live', { skip: URL_OF_SERVER ? false : 'GRIDHALL_URL is not set' }, () => {
  let browser
  let admin
  const errors = []
  before(async () => {
    browser = await launch()
    admin = await logIn('catalogue_admin', null)
    // What another run left is not in the way: its days are.
    const { tariffs } = await admin.get('/api/v1/tariffs')
    for (const version of tariffs.find((one) => one.tariff === TARIFF).versions.filter((one) => one.may_withdraw)) {
      await admin.post(`/api/v1/tariff-versions/${version.version}/withdrawal`, { edition: version.edition })
    }
  })
  after(async () => {
    await browser?.close()
  })

  /** The tariffs as the `nth` sample account of a role sees them. */
  async function enter(role, viewport, nth = 0, query = '') {
    const account = await sampleAccount(role, null, nth)
    const context = await browser.newContext({ viewport, reducedMotion: 'reduce' })
    const page = await context.newPage()
    page.setDefaultTimeout(20_000)
    hearErrors(page, errors)
    await page.goto(`${URL_OF_SERVER}/login`)
    await page.locator('#login').fill(account.login)
    await page.locator('#password').fill(account.password)
    await page.keyboard.press('Enter')
    await page.waitForURL((at) => at.pathname !== '/login')
    await page.goto(`${URL_OF_SERVER}/manager${query}#tariffs`)
    await page.locator('.document .names h2').waitFor()
    return page
  }
  async function sound(page) {
    const found = await new AxeBuilder({ page }).withTags(RULES).analyze()
    assert.deepEqual(found.violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.target} ${node.any[0]?.message ?? ''}`)), [])
    const spill = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    assert.ok(spill <= 0, `${spill}px wider than the screen`)
  }
  const pick = (page, name) => page.locator('aside').getByRole('button', { name }).click()
  const part = (page, name) => page.getByRole('tab', { name }).click()
  async function type(page, label, value) {
    const cell = page.getByLabel(label, { exact: true })
    await cell.fill(value)
    await cell.press('Enter')
  }

  test('what is in force is drawn, with its sources and what is to be verified', async () => {
    const page = await enter('catalogue_admin', DESK)
    await pick(page, /大工业/)
    await page.getByRole('heading', { name: /大工业两部制/ }).waitFor()
    await page.getByRole('img', { name: /2月1日 – 6月30日.*00:00–07:00 谷/ }).waitFor()
    await page.getByRole('img', { name: /2026 年每一天.*A 241 天.*B 124 天|每一天用哪张时段表/ }).waitFor()
    await page.getByText(/^待核定 \d+ 项$/).waitFor()
    await sound(page)
    await page.context().close()
    assert.deepEqual(errors, [])
  })

  test('a draft is mended by its lines, tried on customers, and approved by a second person from its day', async () => {
    const page = await enter('catalogue_admin', DESK)
    await pick(page, NAME)
    await page.getByRole('button', { name: '起草新版本' }).click()
    const day = await page.getByLabel('生效日期').inputValue()
    assert.match(day, /-01$/)
    // A tier that does not rise is refused by its line, and the line is gone to.
    await type(page, '第 2 档 上限 kWh', '160')
    await page.getByText(/^\d 处须改正$/).waitFor()
    await page.getByRole('button', { name: /转到第 \d+ 行/ }).first().click()
    await page.locator('textarea:focus').waitFor()
    const text = await page.getByLabel('电价文件 TOML').inputValue()
    await sound(page)
    await page.getByLabel('电价文件 TOML').fill(text.replace('"160"', '"260"').replace('"0.777"', '"0.8"'))
    await page.getByText('文件完整，可以提交').waitFor()
    // The difference in words, and what it costs whom: 40 kWh of January in the third tier.
    await part(page, /差异/)
    await page.getByRole('row', { name: /居民电费 第3档.*0\.777.*0\.8.*\+0\.023/ }).waitFor()
    await sound(page)
    await part(page, '试算')
    await page.getByRole('row', { name: /三口之家.*▲/ }).waitFor()
    await page.getByText('40 kWh × 0.777 = 31.08').waitFor()
    await page.getByText('40 kWh × 0.8 = 32.00').waitFor()
    await page.getByRole('heading', { name: '哪种电价最省' }).waitFor()
    await sound(page)
    // A load of one's own that cannot be is refused by its line.
    await page.getByRole('button', { name: '上传用电数据' }).click()
    await page.getByLabel('或粘贴内容').fill('day,total\n2026-01-01,400\n2026-02-01,100\n')
    await sound(page)
    await page.getByRole('button', { name: '试算这份数据' }).click()
    await page.getByText('第 3 行').waitFor()
    await sound(page)
    await page.getByRole('button', { name: '保存草稿' }).click()
    await page.getByRole('button', { name: '提交审批' }).click()
    await page.getByLabel('调价理由').fill('第三档调整（演示）')
    await page.keyboard.press('Tab')
    await sound(page)
    await page.getByRole('button', { name: '确定' }).click()
    await page.getByText('不能审批自己编写或提交的版本').waitFor()
    assert.equal(await page.getByRole('button', { name: '批准' }).count(), 0)
    await page.context().close()

    // Another with the same role, by keys alone from here on.
    const second = await enter('catalogue_admin', SMALL, 1)
    await second.getByRole('heading', { name: new RegExp(`${NAME}.*待审批`) }).waitFor()
    await second.getByRole('img', { name: /居民电费.*0\.8/ }).waitFor()
    await sound(second)
    await second.getByRole('button', { name: '批准' }).focus()
    await second.keyboard.press('Enter')
    await second.getByRole('dialog').getByText(`自 ${day} 起按这一版计费`).waitFor()
    await second.getByRole('button', { name: '确定' }).focus()
    await second.keyboard.press('Enter')
    await second.getByText(`已批准，自 ${day} 起生效`).waitFor()
    await part(second, '经过')
    await second.getByText('第三档调整（演示）').first().waitFor()
    await sound(second)
    await second.context().close()
    const on = async (asked) => (await admin.get(`/api/v1/tariffs?day=${asked}`)).tariffs.find((one) => one.tariff === TARIFF)
    const today = await get('/api/v1/clock').then(({ now_us, zone_min }) => new Date(now_us / 1000 + zone_min * 60_000).toISOString().slice(0, 10))
    const [now, then] = [await on(today), await on(day)]
    assert.equal(now.in_force, `${TARIFF}@2012-07-01`)
    assert.equal(then.versions.find((one) => one.version === then.in_force).from_day, day)
    assert.deepEqual(errors, [])
  })

  test('hours are edited without a hole, and a new band begins with the price of the hours it takes', async () => {
    const page = await enter('catalogue_admin', DESK)
    await pick(page, /居民峰谷电价/)
    await page.getByRole('button', { name: '起草新版本' }).click()
    await page.getByRole('button', { name: '改时段' }).click()
    await page.getByRole('button', { name: '拆分' }).nth(1).click()
    await page.getByLabel('15:00 时段').focus()
    await page.keyboard.press('Enter')
    await page.getByRole('option', { name: '尖', exact: true }).click()
    await page.getByRole('columnheader', { name: /尖/ }).waitFor()
    await page.getByText('文件完整，可以提交').waitFor()
    assert.equal(await page.getByLabel('居民电费 第 1 档 尖 元/kWh').inputValue(), '0.507')
    await sound(page)
    // What is not saved is asked about before it goes.
    await pick(page, NAME)
    await page.getByRole('dialog').getByText('离开后修改不再保留').waitFor()
    await sound(page)
    await page.keyboard.press('Escape')
    assert.equal(await page.getByLabel('居民电费 第 1 档 尖 元/kWh').inputValue(), '0.507')
    await page.getByRole('button', { name: '放弃修改' }).click()
    await page.getByRole('heading', { name: /居民峰谷电价.*现行/ }).waitFor()
    await page.context().close()
    assert.deepEqual(errors, [])
  })

  test('an auditor reads and changes nothing, in English and at 200 %', async () => {
    const page = await enter('auditor', ZOOMED, 0, '?lang=en')
    await page.getByRole('heading', { name: /In force|Approved|Residential/ }).first().waitFor()
    for (const name of ['Save draft', 'Draft a new version', 'Approve']) assert.equal(await page.getByRole('button', { name, exact: true }).count(), 0, name)
    await sound(page)
    await part(page, 'What they would pay')
    await page.getByRole('row', { name: /Family of three/ }).waitFor()
    await sound(page)
    await part(page, 'Text')
    assert.equal(await page.getByLabel('Tariff document, TOML').getAttribute('readonly'), '')
    await sound(page)
    await page.context().close()
    assert.deepEqual(errors, [])
  })
})
