// Something the server knows, loaded and loaded again. The last request wins; an old answer never replaces a newer.
import { ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { asRefusal } from '@/api/client'
import { session, toLogIn } from './session'

export interface Loaded<Data> {
  data: ShallowRef<Data | null>
  error: ShallowRef<unknown>
  loading: Ref<boolean>
  /** True when the answer came and was the latest. */
  reload: () => Promise<boolean>
  clear: () => void
}

/** Loads by `work` when told. What was loaded stays on the screen while it is loaded again. */
export function useLoad<Data>(work: () => Promise<Data>): Loaded<Data> {
  const data = shallowRef<Data | null>(null)
  const error = shallowRef<unknown>(null)
  const loading = ref(false)
  let turn = 0
  async function reload() {
    turn += 1
    const mine = turn
    loading.value = true
    try {
      const got = await work()
      if (mine !== turn) return false
      data.value = got
      error.value = null
      return true
    } catch (thrown) {
      if (mine !== turn) return false
      error.value = asRefusal(thrown)
      if (asRefusal(thrown).status === 401 && session.value) toLogIn()
      return false
    } finally {
      if (mine === turn) loading.value = false
    }
  }
  return {
    data, error, loading, reload,
    clear: () => {
      turn += 1
      data.value = null
      error.value = null
      loading.value = false
    },
  }
}
