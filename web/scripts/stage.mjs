// A stage for pictures and measurements: the built pages from web/dist on a loopback port, and a browser. Without
// GRIDHALL_URL the API is answered by fixtures inside the browser; with it, the pages of the running server are used.
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { extname, join, normalize } from 'node:path'
import { chromium } from 'playwright-core'
import { answer, board } from './fixtures.mjs'
import { WEB } from './stamp.mjs'

const TYPES = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.json': 'application/json',
}

/** Serves web/dist as the server does, brotli and all. Resolves to its address and a way to stop it. */
export async function serveDist() {
  const dist = join(WEB, process.env.GRIDHALL_DIST ?? 'dist')
  const server = createServer((request, response) => {
    let path = new URL(request.url, 'http://x').pathname
    if (path === '/') path = '/index.html'
    else if (path.startsWith('/v/')) path = '/phone.html'
    else if (!extname(path)) path += '.html'
    const file = join(dist, normalize(path))
    if (!file.startsWith(dist) || !existsSync(file)) {
      response.writeHead(404).end()
      return
    }
    const packed = existsSync(`${file}.br`)
    response.writeHead(200, {
      'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
      ...(packed ? { 'content-encoding': 'br' } : {}),
    })
    response.end(readFileSync(packed ? `${file}.br` : file))
  })
  await new Promise((done) => server.listen(0, '127.0.0.1', done))
  return { url: `http://127.0.0.1:${server.address().port}`, stop: () => server.close() }
}

/** Debian's Chromium, or the one named by CHROMIUM. */
export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--font-render-hinting=none', '--autoplay-policy=no-user-gesture-required'],
  })
}

/** Answers the API of `page` with fixtures. */
export async function playFixtures(page, scene = {}) {
  await page.route(/\/(api|voice)\//, (route) => {
    const { pathname: path, searchParams } = new URL(route.request().url())
    if (scene.offline?.()) return route.abort()
    if (path.endsWith('/feed')) {
      const body = `retry: 600000\nid: ${board.seq}\nevent: board\ndata: ${JSON.stringify(answer('GET', path.replace('/feed', ''), scene))}\n\n`
      return route.fulfill({ contentType: 'text/event-stream', body })
    }
    const body = answer(route.request().method(), path, scene, searchParams)
    if (body) return route.fulfill({ json: body })
    const problem = { code: 'link_expired', message: '链接已失效。', request: 'c0ffee' }
    return route.fulfill({ status: path.includes('/visits/') ? 410 : 404, contentType: 'application/problem+json', body: JSON.stringify(problem) })
  })
}

/** Makes the page's console errors and exceptions visible. */
export function hearErrors(page, into) {
  page.on('pageerror', (error) => into.push(`exception: ${error.message}`))
  page.on('console', (message) => {
    if (message.type() === 'error' && !/Failed to load resource/.test(message.text())) into.push(message.text())
  })
}
