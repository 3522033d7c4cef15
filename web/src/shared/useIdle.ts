// The idle machine on a real page.
import { onMounted, onScopeDispose, shallowRef } from 'vue'
import { AT_REST, ticked, touched, type Idle, type IdleRule } from './idle'

/** Runs the idle machine; `onReset` is called when the countdown ran out, and must forget everything. */
export function useIdle(rule: () => IdleRule, onReset: () => void) {
  const state = shallowRef<Idle>(AT_REST)
  const touch = () => (state.value = touched(performance.now()))
  const rest = () => (state.value = AT_REST)
  const timer = window.setInterval(() => {
    const before = state.value
    state.value = ticked(before, rule(), performance.now())
    if (before.at !== 'rest' && state.value.at === 'rest') onReset()
  }, 250)
  const names = ['pointerdown', 'keydown', 'input'] as const
  onMounted(() => names.forEach((name) => window.addEventListener(name, touch, { passive: true })))
  onScopeDispose(() => {
    window.clearInterval(timer)
    names.forEach((name) => window.removeEventListener(name, touch))
  })
  return { state, touch, rest }
}
