// Which part of a page is open, kept in the address so that it can be linked and gone back to.
import { onScopeDispose, ref, watch } from 'vue'

/** The open part: one of `parts()`, else the first. */
export function useHash(parts: () => readonly string[]) {
  const at = () => {
    const asked = location.hash.slice(1)
    return parts().includes(asked) ? asked : (parts()[0] ?? '')
  }
  const open = ref(at())
  const read = () => (open.value = at())
  watch(open, (next) => {
    if (next !== location.hash.slice(1)) history.pushState(null, '', `#${next}`)
  })
  window.addEventListener('hashchange', read)
  window.addEventListener('popstate', read)
  onScopeDispose(() => {
    window.removeEventListener('hashchange', read)
    window.removeEventListener('popstate', read)
  })
  return open
}
