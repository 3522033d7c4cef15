// Sends a request so that losing the answer is harmless: a mutation carries an idempotency key, and is sent again
// under the same key when the network or the gateway failed. Never used for anything but our own API.

/** Waits; injected so that tests need no clock. */
export type Sleep = (ms: number) => Promise<void>

const MUTATIONS = new Set(['POST', 'PUT', 'PATCH', 'DELETE'])
/** Answers that say nothing about whether the command ran. */
const UNDECIDED = new Set([502, 503, 504])
const PAUSES_MS = [250, 900, 2500]

export const sleep: Sleep = (ms) => new Promise((done) => setTimeout(done, ms))

/** A fresh idempotency key. `randomUUID` wants HTTPS; a kiosk in the hall's own network may have only HTTP. */
export function freshKey(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID()
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** `fetch` that retries what is safe to retry. */
export async function sendSafely(
  request: Request,
  fetcher: typeof fetch = fetch,
  wait: Sleep = sleep,
): Promise<Response> {
  const changes = MUTATIONS.has(request.method)
  if (changes && !request.headers.has('Idempotency-Key')) request.headers.set('Idempotency-Key', freshKey())
  for (let attempt = 0; ; attempt += 1) {
    const pause = PAUSES_MS[attempt]
    try {
      const response = await fetcher(request.clone())
      if (pause === undefined || !UNDECIDED.has(response.status)) return response
    } catch (failure) {
      if (pause === undefined || request.signal.aborted) throw failure
    }
    await wait(pause)
  }
}
