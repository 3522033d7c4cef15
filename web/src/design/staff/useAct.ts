// One command at a time: busy while it runs, the refusal shown, the caller told whether it happened.
import { ref, shallowRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { asRefusal } from '@/api/client'
import { toast, toastRefusal } from '@/design/toasts'
import { session, toLogIn } from './session'

export function useAct() {
  const { t } = useI18n()
  const busy = ref(false)
  const refused = shallowRef<unknown>(null)

  /** Runs `work`; says `done` when it happened. The answer, or null when it was refused or another is under way. */
  async function act<Data>(work: () => Promise<Data>, done?: string, quiet = false): Promise<Data | null> {
    if (busy.value) return null
    busy.value = true
    refused.value = null
    try {
      const got = await work()
      if (done) toast('good', done)
      return got
    } catch (thrown) {
      const refusal = asRefusal(thrown)
      refused.value = refusal
      if (refusal.status === 401 && session.value) toLogIn()
      else if (!quiet) toastRefusal(refusal, t(refusal.status === 0 ? 'error.network' : 'error.unknown'))
      return null
    } finally {
      busy.value = false
    }
  }
  return { busy, refused, act }
}
