// Who is logged in on this page. Without a session a staff page goes to the log-in and comes back to where it was.
import { shallowRef } from 'vue'
import { api, ask, asRefusal, once, useCsrfToken } from '@/api/client'
import type { Role, Session } from './types'

export const session = shallowRef<Session | null>(null)

/** The page each role begins with; the first that a person has leads. The server's demonstration names the same pages. */
const HOMES: readonly (readonly [Role, string])[] = [
  ['hall_manager', '/manager'], ['command', '/manager#figures'], ['clerk', '/clerk'], ['cashier', '/clerk'], ['guide', '/guide'],
  ['catalogue_admin', '/manager#catalogue'], ['security_admin', '/manager#staff'], ['auditor', '/manager#log'],
  ['system_admin', '/manager#devices'],
]

/** The page a person begins with. */
export function firstPage(roles: readonly Role[]): string {
  return HOMES.find(([role]) => roles.includes(role))?.[1] ?? '/manager'
}

/** Where to go after the log-in: `next` of the address if it is a path of this site, and nothing else. */
export function nextPage(search: string): string | null {
  const next = new URLSearchParams(search).get('next')
  return next && /^\/(?![/\\])/.test(next) ? next : null
}

export function hasRole(...roles: Role[]): boolean {
  return session.value?.roles.some((role) => roles.includes(role)) ?? false
}

/** Keeps what the log-in or the server's word about the session says. */
export function keepSession(next: Session | null) {
  session.value = next
  useCsrfToken(next?.csrf ?? null)
}

export function toLogIn() {
  location.assign(`/login?next=${encodeURIComponent(location.pathname + location.search + location.hash)}`)
}

/** Asks the server who we are. False when the page is on its way to the log-in. */
export async function loadSession(): Promise<boolean> {
  try {
    keepSession(await ask(api.GET('/api/v1/session', {})))
    return true
  } catch (thrown) {
    if (asRefusal(thrown).status !== 401) throw thrown
    toLogIn()
    return false
  }
}

export async function logIn(login: string, password: string, totp: string | null): Promise<Session> {
  const opened = await ask(
    api.POST('/api/v1/session', { params: { header: once() }, body: { login, password, totp } }),
  )
  keepSession(opened)
  return opened
}

export async function logOut() {
  try {
    await ask(api.DELETE('/api/v1/session', { params: { header: once() } }))
  } finally {
    keepSession(null)
    location.assign('/login')
  }
}
