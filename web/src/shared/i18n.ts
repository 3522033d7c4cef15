// One i18n instance for each surface, with only that surface's words. zh-CN leads; en follows key by key
// (`en: typeof zh` in every words file, and a test). The choice is kept on the device, never sent anywhere.
import { watch } from 'vue'
import { createI18n } from 'vue-i18n'
import { en as enCommon, zh as zhCommon } from '@/design/words'

export type Lang = 'zh-CN' | 'en'
const KEY = 'gridhall.lang'

/** The language of this page: `?lang=`, else what was chosen here before, else Chinese. */
export function langAtStart(search: string, kept: string | null): Lang {
  const asked = new URLSearchParams(search).get('lang') ?? kept
  return asked === 'en' ? 'en' : 'zh-CN'
}

function kept(): string | null {
  try {
    return localStorage.getItem(KEY)
  } catch {
    return null // storage can be forbidden; Chinese then
  }
}

let current: Lang = 'zh-CN'

/** The language of this page now, for `Accept-Language`. */
export function lang(): Lang {
  return current
}

/** The i18n plugin with a surface's words beside the common ones. `keep: false` for shared devices. */
export function makeI18n<Words extends object>(words: { zh: Words; en: Words }, keep = true) {
  const i18n = createI18n({
    legacy: false,
    locale: langAtStart(location.search, keep ? kept() : null),
    fallbackLocale: 'zh-CN',
    messages: {
      'zh-CN': { ...zhCommon, ...words.zh } as Record<string, never>,
      en: { ...enCommon, ...words.en } as Record<string, never>,
    },
  })
  watch(
    i18n.global.locale,
    (locale) => {
      current = locale as Lang
      document.documentElement.lang = locale
      if (!keep) return
      try {
        localStorage.setItem(KEY, locale)
      } catch {
        // not kept; nothing is lost but the choice
      }
    },
    { immediate: true },
  )
  return i18n
}
