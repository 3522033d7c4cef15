// Every state of the public screens, as built, at its real size: no exception, nothing wider than the screen, nothing
// that axe finds, and nothing to press that is too small for its place. The API is answered by fixtures: what the
// server says is tested in live.test.mjs.
//   npm run build && npm run e2e
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import AxeBuilder from '@axe-core/playwright'
import { openScene, SCENES } from '../scripts/scenes.mjs'
import { hearErrors, launch, playFixtures, serveDist } from '../scripts/stage.mjs'

/** The smallest side of what can be pressed, in CSS pixels. */
const TARGET_PX = { kiosk: 64, pad: 56, phone: 44 }
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

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

/** What is pressed but smaller than `side`, by its words. A label counts for the box inside it. */
const tooSmall = (side) =>
  [...document.querySelectorAll('button, a[href], input, textarea, select')]
    .map((node) => (node.type === 'checkbox' && node.closest('label')) || node)
    .filter((node) => node.checkVisibility())
    .map((node) => ({ node, box: node.getBoundingClientRect() }))
    .filter(({ box }) => Math.min(box.width, box.height) < side - 0.5)
    .map(({ node, box }) => `${node.textContent.trim() || node.tagName} ${Math.round(box.width)}×${Math.round(box.height)}`)

// Each page is its own; a browser can lay out one while axe reads another.
describe('every state', { concurrency: 3 }, () => {
  for (const [name, scene] of Object.entries(SCENES)) {
    test(name, async () => {
      const errors = []
      const page = await openScene(browser, stage.url, scene, async (page, answers) => {
        hearErrors(page, errors)
        await playFixtures(page, answers)
      })
      try {
        assert.deepEqual(errors, [])
        const spill = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
        assert.ok(spill <= 0, `${spill}px wider than the screen`)
        const found = await new AxeBuilder({ page }).withTags(RULES).analyze()
        assert.deepEqual(
          found.violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.target} ${node.any[0]?.message ?? ''}`)),
          [],
        )
        const side = TARGET_PX[scene[0]]
        if (side) assert.deepEqual(await page.evaluate(tooSmall, side), [])
      } finally {
        await page.context().close()
      }
    })
  }
})
