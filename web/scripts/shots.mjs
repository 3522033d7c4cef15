// Pictures of every public screen at its real size, each state of it, into web/shots/ (not kept in git):
//   npm run build && npm run shots [-- kiosk phone …]
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { openScene, SCENES } from './scenes.mjs'
import { hearErrors, launch, playFixtures, serveDist } from './stage.mjs'
import { WEB } from './stamp.mjs'

const wanted = process.argv.slice(2)
const stage = await serveDist()
const browser = await launch()
const folder = join(WEB, 'shots')
mkdirSync(folder, { recursive: true })
let failed = 0
for (const [name, scene] of Object.entries(SCENES)) {
  if (wanted.length && !wanted.some((one) => name.startsWith(one))) continue
  const errors = []
  try {
    const page = await openScene(browser, stage.url, scene, async (page, answers) => {
      hearErrors(page, errors)
      await playFixtures(page, answers)
    })
    await page.screenshot({ path: join(folder, `${name}.png`) })
    await page.context().close()
  } catch (error) {
    errors.push(error.message.split('\n')[0])
  }
  if (errors.length) failed += 1
  console.log(`${errors.length ? '✗' : '·'} ${name} ${errors.join(' | ')}`)
}
await browser.close()
stage.stop()
process.exitCode = failed ? 1 : 0
