// A feed for the life of a component.
import { onScopeDispose, ref, type Ref } from 'vue'
import { follow, type FeedOptions, type FeedState } from './feed'

/** Follows the feed while the component lives; the state says whether what is shown is fresh. */
export function useFeed(options: Omit<FeedOptions, 'onState'>): Ref<FeedState> {
  const state = ref<FeedState>('connecting')
  const stop = follow({ ...options, onState: (next) => (state.value = next) })
  onScopeDispose(stop)
  return state
}
