// Speaks the new calls of a board: in Chinese, then in English for nobody to miss it; never two at once.
import { onMounted, onScopeDispose, ref, watch, type Ref, type ShallowRef } from 'vue'
import { sleep } from '@/api/send'
import type { Board, CallShown } from '@/api/types'
import { freshCalls, seenAfter, utterance } from '@/live/calls'
import { callQueue, type Spoken } from '@/shared/calls'
import { allowSound, speakCall } from '@/shared/voice'

interface Utterance extends Spoken {
  call: CallShown
}
const PATIENCE_MS = 90_000

/** Speaks calls as they come. `speaking` is the utterance being spoken; `muted` whether the browser forbids sound. */
export function useVoice(board: ShallowRef<Board | null>, speed: Ref<number>) {
  const speaking = ref<string | null>(null)
  const muted = ref(false)
  let seen: Set<string> | null = null
  const queue = callQueue<Utterance>({
    async speak({ key, call }) {
      speaking.value = key
      await speakCall(call, speed.value > 1 ? ['zh'] : ['zh', 'en'])
      speaking.value = null
    },
    now: () => performance.now(),
    pause: sleep,
    // A simulated day runs away from the voice: then only the newest calls are worth speaking.
    oldestMs: () => PATIENCE_MS / Math.max(1, speed.value / 4),
  })

  watch(board, (next) => {
    if (!next) return
    // What was called before this screen was switched on has been heard already.
    const fresh = seen === null ? [] : freshCalls(seen, next.calls)
    seen = seenAfter(next.calls)
    for (const call of fresh) queue.add({ key: utterance(call), atMs: performance.now(), call })
  })
  const touched = async () => {
    muted.value = !(await allowSound())
  }
  onMounted(() => {
    void touched()
    window.addEventListener('pointerdown', touched)
  })
  onScopeDispose(() => window.removeEventListener('pointerdown', touched))
  return { speaking, muted }
}
