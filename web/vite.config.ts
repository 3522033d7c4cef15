// One HTML entry for each surface, so that a kiosk or a display loads only what it shows.
// The server maps /kiosk to kiosk.html and /v/<token> to phone.html; the dev server does the same here.
import { fileURLToPath, URL } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig, type Plugin } from 'vite'

export const SURFACES = [
  'index', 'login', 'kiosk', 'display', 'wall', 'pad', 'phone', 'clerk', 'guide', 'manager', 'studio',
] as const

/** What the server does in production: a surface's name is its page, and a followed ticket is the phone page. */
function pages(): Plugin {
  return {
    name: 'gridhall-pages',
    configureServer(server) {
      server.middlewares.use((request, _response, next) => {
        const [path = '/', query] = (request.url ?? '/').split('?')
        const name = path.slice(1)
        if (path.startsWith('/v/')) request.url = '/phone.html'
        else if ((SURFACES as readonly string[]).includes(name)) {
          request.url = `/${name}.html${query ? `?${query}` : ''}`
        }
        next()
      })
    },
  }
}

export default defineConfig({
  plugins: [vue(), pages()],
  appType: 'mpa',
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  define: {
    __VUE_OPTIONS_API__: 'false',
    __VUE_PROD_DEVTOOLS__: 'false',
    __VUE_I18N_FULL_INSTALL__: 'false',
    __VUE_I18N_LEGACY_API__: 'false',
    __INTLIFY_PROD_DEVTOOLS__: 'false',
    __INTLIFY_JIT_COMPILATION__: 'true',
  },
  build: {
    target: 'es2022',
    outDir: process.env.GRIDHALL_DIST ?? 'dist',
    assetsDir: 'assets',
    // A data: URL would need a hole in the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 700,
    rollupOptions: {
      input: Object.fromEntries(
        SURFACES.map((name) => [name, fileURLToPath(new URL(`./${name}.html`, import.meta.url))]),
      ),
    },
  },
  server: {
    proxy: Object.fromEntries(
      ['/api', '/voice'].map((path) => [path, process.env.GRIDHALL_URL ?? 'http://127.0.0.1:8080']),
    ),
  },
  // vitest reads this; the browser tests in e2e/ are node's own runner's.
  ...({ test: { include: ['src/**/*.test.ts'], environment: 'node' } } as object),
})
