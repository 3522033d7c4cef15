// Bands of a day: their order from the dearest, and how each is drawn. A colour never says it alone: each band has a
// pattern of its own and its word beside it. Pure.
export const BANDS = ['sharp', 'peak', 'flat', 'valley', 'deep', 'all'] as const
export type Band = (typeof BANDS)[number]

/** The name under which words, colours and patterns know a band; a band of no known name is drawn as flat. */
export function known(band: string): Band {
  return (BANDS as readonly string[]).includes(band) ? (band as Band) : 'flat'
}

/** From the dearest to the cheapest, whatever order the document has. */
export function ranked(bands: readonly string[]): string[] {
  const rank = (band: string) => (BANDS as readonly string[]).indexOf(band)
  return [...bands].sort((a, b) => (rank(a) + 1 || 99) - (rank(b) + 1 || 99))
}
