// A wait in the page's language.
import { useI18n } from 'vue-i18n'
import { sayWait, type Wait } from './forecast'

/** A function that says a wait. */
export function useWait() {
  const { t } = useI18n()
  return (wait: Wait, ahead: number | null = null) => {
    const said = sayWait(wait, ahead)
    return t(said.key, said.named)
  }
}
