// A wait in a column of waits: the column's head says that it is a forecast, so the cell says only the figures.
import { useI18n } from 'vue-i18n'
import { sayWait, type Wait } from '@/shared/forecast'

const KEYS = {
  'forecast.now': 'display.soon',
  'forecast.soon': 'display.soon',
  'forecast.about': 'display.minutes',
  'forecast.range': 'display.range',
  'forecast.over': 'display.over',
  'forecast.none': 'display.noWait',
} as const

/** A function that says a wait in as few signs as it needs. */
export function useShortWait() {
  const { t } = useI18n()
  return (wait: Wait) => {
    const said = sayWait(wait)
    return t(KEYS[said.key], said.named)
  }
}
