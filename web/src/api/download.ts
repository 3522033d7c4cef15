// A file of the API, saved by the browser: asked for in the page's language, and a refusal is said instead of saved.
import { lang } from '@/shared/i18n'
import { asRefusal, refusalOf } from './refusal'

/** How long a file is kept for the browser to read. */
const KEPT_MS = 60_000

/** The name that the server gives a file; `fallback` where it gives none. */
export function fileName(disposition: string | null, fallback: string): string {
  const wide = /filename\*=UTF-8''([^;]+)/i.exec(disposition ?? '')?.[1]
  if (wide) return decodeURIComponent(wide)
  return /filename="?([^";]+)"?/i.exec(disposition ?? '')?.[1] ?? fallback
}

/** Saves what is at `path`. Throws a refusal. */
export async function download(path: string, fallback: string): Promise<void> {
  const answer = await fetch(path, { credentials: 'same-origin', headers: { 'Accept-Language': lang() } }).catch((thrown: unknown) => {
    throw asRefusal(thrown)
  })
  if (!answer.ok) throw refusalOf(answer.status, await answer.json().catch(() => null))
  const url = URL.createObjectURL(await answer.blob())
  const link = document.createElement('a')
  link.href = url
  link.download = fileName(answer.headers.get('Content-Disposition'), fallback)
  link.click()
  // Some browsers begin to read only after this has returned.
  window.setTimeout(() => URL.revokeObjectURL(url), KEPT_MS)
}
