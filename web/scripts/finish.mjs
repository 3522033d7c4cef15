// After `vite build`: compress every text file with brotli beside itself, and write the build stamp.
// The stamp is taken here, after the build, over the sources that were just built.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants } from 'node:zlib'
import { stamp, WEB } from './stamp.mjs'

const DIST = join(WEB, 'dist')
const TEXT = /\.(html|js|css|svg|json|webmanifest|txt)$/

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
const built = stamp()
writeFileSync(join(DIST, 'build.json'), `${JSON.stringify(built)}\n`)
console.log(`brotli ${Math.round(raw / 1024)} KB → ${Math.round(small / 1024)} KB; stamp ${built.stamp.slice(0, 12)} over ${built.files} files`)
