// Short notices that go by themselves. One list for the page; GToasts shows it.
import { ref } from 'vue'
import { asRefusal } from '@/api/refusal'

export interface Toast {
  id: number
  tone: 'good' | 'bad' | 'info'
  text: string
  detail?: string
}

const SHOWN_MAX = 4
export const toasts = ref<Toast[]>([])
let last = 0

/** Shows a notice. */
export function toast(tone: Toast['tone'], text: string, detail?: string) {
  last += 1
  toasts.value = [...toasts.value, { id: last, tone, text, ...(detail ? { detail } : {}) }].slice(-SHOWN_MAX)
}

/** Shows a refusal with its code; `fallback` stands in when the server could not be asked for words. */
export function toastRefusal(thrown: unknown, fallback: string) {
  const refusal = asRefusal(thrown)
  toast('bad', refusal.message || fallback, refusal.code)
}

export function dismiss(id: number) {
  toasts.value = toasts.value.filter((one) => one.id !== id)
}
