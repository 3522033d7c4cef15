// What the public screens do as time passes, as built, on a clock of our own: nothing here waits for real seconds.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openScene, SCENES } from '../scripts/scenes.mjs'
import { launch, playFixtures, serveDist } from '../scripts/stage.mjs'

let stage
let browser
before(async () => {
  stage = await serveDist()
  browser = await launch()
})
after(async () => {
  await browser?.close()
  stage?.stop()
})

/** Opens a scene of the pictures with a clock that we move, and closes it whatever comes. */
async function watch(name, play, over = {}) {
  const [surface, path, scene = {}, steps] = SCENES[name]
  const page = await openScene(browser, stage.url, [surface, path, { ...scene, ...over, clock: true }, steps], playFixtures)
  try {
    await play(page)
  } finally {
    await page.context().close()
  }
}
const fontSize = (page) => page.evaluate(() => parseFloat(getComputedStyle(document.documentElement).fontSize))
const looks = (page) => page.evaluate(() => ({ ...document.documentElement.dataset, lang: document.documentElement.lang }))

test('a kiosk left alone counts down in sight, then forgets the person, their looks and their language', () =>
  watch('kiosk-6-needs', async (page) => {
    await page.getByRole('button', { name: '大字' }).click()
    await page.getByRole('button', { name: '高对比' }).click()
    await page.getByRole('button', { name: 'English' }).click()
    await page.clock.fastForward(44_000)
    assert.equal(await page.getByRole('alertdialog').count(), 0, 'too soon')
    await page.clock.fastForward(4_000)
    await page.getByRole('alertdialog').waitFor()
    assert.match(await page.locator('.count').textContent(), /^1[0-4]$/)
    assert.equal(await page.evaluate(() => document.activeElement?.textContent.trim()), 'I am here', 'the question has no focus')
    await page.clock.fastForward(16_000)
    await page.getByRole('button', { name: /轻触屏幕开始/ }).waitFor()
    const { type, contrast, lang } = await looks(page)
    assert.deepEqual({ type, contrast, lang }, { type: 'normal', contrast: 'normal', lang: 'zh-CN' })
    await page.getByRole('button', { name: /轻触屏幕开始/ }).click()
    await page.getByRole('button', { name: /直接取号/ }).click()
    await page.getByRole('button', { name: '分布式光伏并网（自然人户用）' }).click()
    await page.getByRole('button', { name: '取号', exact: true }).click()
    assert.equal(await page.locator('.items li').count(), 1, 'what somebody else had chosen is still there')
    assert.equal(await page.locator('.care [aria-pressed=true]').count(), 0, 'what somebody else needs is still there')
  }))

test('a touch ends the countdown', () =>
  watch('kiosk-4-matches', async (page) => {
    await page.clock.fastForward(50_000)
    await page.getByRole('button', { name: '我还在' }).click()
    await page.clock.fastForward(30_000)
    assert.equal(await page.getByRole('alertdialog').count(), 0)
    await page.getByText('您要办的是不是这项').waitFor()
  }))

test('large type enlarges everything, and high contrast leaves black on white', () =>
  watch('kiosk-2-home', async (page) => {
    const before = await fontSize(page)
    await page.getByRole('button', { name: '大字' }).click()
    assert.ok((await fontSize(page)) / before > 1.15, 'hardly larger')
    await page.getByRole('button', { name: '高对比' }).click()
    const colours = await page.evaluate(() => {
      const style = getComputedStyle(document.body)
      return [style.color, style.backgroundColor]
    })
    assert.deepEqual(colours, ['rgb(0, 0, 0)', 'rgb(255, 255, 255)'])
    await page.getByRole('button', { name: '大字' }).click()
    assert.equal(await fontSize(page), before)
  }))

test('a slip is printed again under the same number', () =>
  watch('kiosk-7-nopaper', async (page) => {
    const label = await page.locator('.slip .g-ticket-number').textContent()
    const sent = page.waitForRequest((request) => request.url().endsWith('/print'))
    await page.getByRole('button', { name: '再打印一次' }).click()
    assert.match((await sent).url(), /\/tickets\/9030\/print$/)
    assert.equal(await page.locator('.slip .g-ticket-number').textContent(), label)
  }))

test('a kiosk whose line is dead says so and shows no old figures', async () => {
  let dead = false
  await watch(
    'kiosk-1-attract',
    async (page) => {
      await page.getByText('17 人').waitFor()
      dead = true
      await page.clock.fastForward(16_000)
      await page.getByText('数据已停更，正在重连').waitFor()
      assert.equal(await page.getByText('17 人').count(), 0)
    },
    { offline: () => dead },
  )
})

test('a face that was touched counts although its owner walks away', () =>
  watch('pad-3-reasons', async (page) => {
    await page.getByText('秒后自动提交').waitFor()
    const sent = page.waitForRequest((request) => request.method() === 'POST' && request.url().endsWith('/evaluation'))
    await page.clock.fastForward(26_000)
    assert.deepEqual((await sent).postDataJSON(), { score: 2, reasons: [], text: null })
    await page.getByText('感谢您的评价').waitFor()
  }))

test('a face that nobody touched is never answered for them', () =>
  watch('pad-2-faces', async (page) => {
    let sent = 0
    page.on('request', (request) => request.method() === 'POST' && (sent += 1))
    await page.clock.fastForward(120_000)
    await page.getByText('请对本次服务作出评价').waitFor()
    assert.equal(sent, 0)
  }))
