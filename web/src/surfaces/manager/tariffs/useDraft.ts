// The text that is looked at or written, checked as it changes: what is wrong by line, how it is drawn, in what it
// differs. Edits are made by the server in the text itself, so that comments and order stay.
import { computed, onScopeDispose, ref, shallowRef } from 'vue'
import { api, ask, once } from '@/api/client'
import { useAct } from '@/design/staff/useAct'
import type { Check, Edit } from './types'

/** How long after the last letter a text is checked. */
const TYPED_MS = 350

export function useDraft() {
  const text = ref('')
  const kept = ref('')
  const beside = ref<string | null>(null)
  const year = ref<number | null>(null)
  const check = shallowRef<Check | null>(null)
  /** The last one that could be drawn: what stays on the screen while a text is wrong. */
  const drawn = shallowRef<Check | null>(null)
  const checking = ref(false)
  const { refused, act } = useAct()
  /** Edits that wait for the one under way: none is lost, however fast they come. */
  let queue: Edit[] = []
  let asked = false
  let epoch = 0
  let running: Promise<void> | null = null
  let timer = 0

  function look(edits: Edit[] = []): Promise<void> {
    window.clearTimeout(timer)
    queue.push(...edits)
    asked = true
    running ??= drain().finally(() => (running = null))
    return running
  }
  async function drain() {
    checking.value = true
    while (asked) {
      asked = false
      const [sent, made, at] = [text.value, queue, epoch]
      queue = []
      try {
        const body = { text: sent, edits: made, beside: beside.value, year: year.value }
        const got = await ask(api.POST('/api/v1/tariff-checks', { params: { header: once() }, body }))
        if (at !== epoch) continue
        if (text.value !== sent) {
          // Typed meanwhile: the edits are made again in what stands there now.
          queue.unshift(...made)
          asked = true
          continue
        }
        refused.value = null
        if (made.length) text.value = got.text
        check.value = got
        if (got.sheet) drawn.value = got
      } catch (thrown) {
        if (at === epoch) refused.value = thrown
      }
    }
    checking.value = false
  }

  /** Takes up another text; `beside` names the version to compare with. */
  async function open(next: string, other: string | null) {
    epoch += 1
    queue = []
    text.value = next
    kept.value = next
    beside.value = other
    check.value = null
    drawn.value = null
    await look()
  }
  function typed(next: string) {
    text.value = next
    window.clearTimeout(timer)
    timer = window.setTimeout(() => void look(), TYPED_MS)
  }
  onScopeDispose(() => window.clearTimeout(timer))
  return {
    text, beside, year, check, drawn, checking, refused, act, open, typed,
    look: () => look(),
    edit: look,
    dirty: computed(() => text.value !== kept.value),
    revert: () => {
      text.value = kept.value
      return look()
    },
    keptNow: () => (kept.value = text.value),
  }
}
export type Draft = ReturnType<typeof useDraft>
