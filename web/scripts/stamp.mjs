// The build stamp: one hash over everything the web build is made from, so that a release build of the server can
// tell a stale web/dist from a fresh one without running Node. build.rs computes the same:
//
//   files  = every regular file below web/src and web/public (if there), every *.html directly in web/,
//            and web/package-lock.json, web/vite.config.ts. Names that begin with a dot are left out.
//   path   = relative to web/, with `/` between its parts, e.g. `src/design/tokens.css`.
//   order  = by the bytes of the UTF-8 path, ascending.
//   stamp  = lower-case hex SHA-256 of, for each file in order:
//            path bytes, one 0x00, the content's length in bytes as decimal ASCII, one 0x00, the content's bytes.
//
// `npm run build` writes it to web/dist/build.json as {"algorithm":"sha256-v1","stamp":"…","files":N}.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const WEB = fileURLToPath(new URL('..', import.meta.url))

function below(root, folder) {
  if (!existsSync(join(root, folder))) return []
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => !entry.name.startsWith('.'))
    .flatMap((entry) => {
      const path = `${folder}/${entry.name}`
      if (entry.isDirectory()) return below(root, path)
      return entry.isFile() ? [path] : []
    })
}

/** The files the stamp covers, in its order. */
export function stampedFiles(root = WEB) {
  const pages = readdirSync(root).filter((name) => name.endsWith('.html') && !name.startsWith('.'))
  const files = [...below(root, 'src'), ...below(root, 'public'), ...pages, 'package-lock.json', 'vite.config.ts']
  return files.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
}

/** The stamp of the sources below `root`. */
export function stamp(root = WEB) {
  const hash = createHash('sha256')
  const files = stampedFiles(root)
  for (const path of files) {
    const content = readFileSync(join(root, path))
    hash.update(path).update('\0').update(String(content.length)).update('\0').update(content)
  }
  return { algorithm: 'sha256-v1', stamp: hash.digest('hex'), files: files.length }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(JSON.stringify(stamp()))
