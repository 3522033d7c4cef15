// The typed client of the API. Types come from openapi/gridhall-v1.json (`npm run api`); nothing here knows a route.
import createClient, { type Middleware } from 'openapi-fetch'
import { lang } from '@/shared/i18n'
import { Refusal, asRefusal, refusalOf } from './refusal'
import type { paths } from './schema'
import { freshKey, sendSafely } from './send'

/** What this page may show as its credential; a staff page has its cookie and the token against forgery. */
const credentials: { device: string | null; csrf: string | null } = { device: null, csrf: null }

/** A device's own screen: the token behind the `#` of its address. */
export function useDeviceToken(token: string | null) {
  credentials.device = token
}

/** A staff session: the token that GET /api/v1/session handed out. */
export function useCsrfToken(token: string | null) {
  credentials.csrf = token
}

/** The device token of this page's address, taken out of the address bar so that nobody reads it over a shoulder. */
export function deviceTokenFromAddress(): string | null {
  const fromHash = location.hash.slice(1)
  const key = `gridhall.device.${location.pathname}`
  try {
    if (fromHash) {
      sessionStorage.setItem(key, fromHash)
      history.replaceState(null, '', location.pathname + location.search)
      return fromHash
    }
    return sessionStorage.getItem(key)
  } catch {
    return fromHash || null
  }
}

const headers: Middleware = {
  onRequest({ request }) {
    request.headers.set('Accept-Language', lang())
    if (credentials.device) request.headers.set('Authorization', `Device ${credentials.device}`)
    if (credentials.csrf && request.method !== 'GET') request.headers.set('X-CSRF-Token', credentials.csrf)
    return request
  },
}

export const api = createClient<paths>({
  baseUrl: '/',
  credentials: 'same-origin',
  fetch: (request: Request) => sendSafely(request),
})
api.use(headers)

/** The header of a mutation: one key for one intent. `sendSafely` repeats it under the same key. */
export function once(): { 'Idempotency-Key': string } {
  return { 'Idempotency-Key': freshKey() }
}

interface Answer<Data> {
  data?: Data
  error?: unknown
  response: Response
}

/** The data of an answer, or the refusal thrown: the one way in which screens call the API. */
export async function ask<Data>(answer: Promise<Answer<Data>>): Promise<NonNullable<Data>> {
  let got: Answer<Data>
  try {
    got = await answer
  } catch (thrown) {
    throw asRefusal(thrown)
  }
  if (!got.response.ok) throw refusalOf(got.response.status, got.error)
  return got.data as NonNullable<Data>
}

export { Refusal, asRefusal }
