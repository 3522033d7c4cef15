// `npm run build`: builds the pages, compresses every text file with brotli beside itself, and writes the build stamp.
// The stamp is taken before the build: sources that change meanwhile make the build stale, never falsely fresh.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants } from 'node:zlib'
import { build } from 'vite'
import { stamp, WEB } from './stamp.mjs'

const DIST = join(WEB, process.env.GRIDHALL_DIST ?? 'dist')
const TEXT = /\.(html|js|css|svg|json|webmanifest|txt)$/

const built = stamp()
await build({ root: WEB, configFile: join(WEB, 'vite.config.ts'), logLevel: 'warn' })

let raw = 0
let small = 0
const files = readdirSync(DIST, { recursive: true, withFileTypes: true })
for (const entry of files.filter((entry) => entry.isFile() && TEXT.test(entry.name))) {
  const path = join(entry.parentPath, entry.name)
  const content = readFileSync(path)
  const packed = brotliCompressSync(content, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
    },
  })
  writeFileSync(`${path}.br`, packed)
  raw += content.length
  small += packed.length
}
writeFileSync(join(DIST, 'build.json'), `${JSON.stringify(built)}\n`)
console.log(`brotli ${Math.round(raw / 1024)} KB → ${Math.round(small / 1024)} KB; stamp ${built.stamp.slice(0, 12)} over ${built.files} files`)
