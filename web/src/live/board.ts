// The public board of a hall, live. One feed for a screen; what came last by place in the chain is what is shown.
import { onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue'
import { api, ask, asRefusal } from '@/api/client'
import type { Board } from '@/api/types'
import { follow, type FeedState } from './feed'

/** Whether `next` replaces `shown`: another hall's board, or a later (or repeated) place in the chain or day. */
export function replaces(shown: Board | null, next: Board): boolean {
  if (!shown || shown.hall !== next.hall || shown.day !== next.day) return true
  return next.seq >= shown.seq && next.at_us >= shown.at_us
}

/** Follows the board of a hall, by id. */
export function useBoard(hall: Ref<string | null>) {
  const board = shallowRef<Board | null>(null)
  const state = ref<FeedState>('connecting')
  const error = shallowRef<unknown>(null)
  let stop: (() => void) | null = null

  const take = (next: Board) => {
    if (replaces(board.value, next)) board.value = next
    error.value = null
  }
  const load = async (id: string): Promise<boolean> => {
    try {
      take(await ask(api.GET('/api/v1/halls/{hall}/board', { params: { path: { hall: id } } })))
      return true
    } catch (thrown) {
      error.value = asRefusal(thrown)
      return false
    }
  }
  watch(
    hall,
    (id) => {
      stop?.()
      stop = null
      if (!id) return
      void load(id)
      stop = follow({
        url: `/api/v1/halls/${encodeURIComponent(id)}/board/feed`,
        // `resync`: we fell behind and something was left out.
        events: ['board', 'resync'],
        onEvent: (name, data) => {
          if (name === 'board') take(data as Board)
          else void load(id)
        },
        onState: (next) => (state.value = next),
        probe: () => load(id),
      })
    },
    { immediate: true },
  )
  onScopeDispose(() => stop?.())
  return { board, state, error, reload: () => (hall.value ? load(hall.value) : Promise.resolve(false)) }
}
