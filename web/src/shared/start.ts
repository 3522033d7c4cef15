// Starts a surface: its i18n, its root, nothing else.
import { createApp, type Component } from 'vue'
import '@/design/base.css'
import { makeI18n } from './i18n'

/** Mounts `root` on `#app` with the surface's words. */
export function start<Words extends object>(root: Component, words: { zh: Words; en: Words }, keepLang = true) {
  const app = createApp(root)
  app.use(makeI18n(words, keepLang))
  app.mount('#app')
  return app
}
