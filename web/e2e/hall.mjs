// The running server as staff and devices reach it: its public interface, with sessions and credentials like theirs.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'

export const URL_OF_SERVER = (process.env.GRIDHALL_URL ?? '').replace(/\/$/, '')

async function send(method, path, body, headers) {
  const response = await fetch(URL_OF_SERVER + path, {
    method,
    headers: {
      'content-type': 'application/json',
      'accept-language': 'zh-CN',
      ...(method === 'GET' ? {} : { 'idempotency-key': randomUUID() }),
      ...headers,
    },
    ...(method === 'GET' ? {} : { body: JSON.stringify(body ?? {}) }),
  })
  const answer = await response.json().catch(() => null)
  assert.ok(response.ok, `${method} ${path} → ${response.status} ${JSON.stringify(answer)}`)
  return { answer, response }
}

export const get = async (path, headers) => (await send('GET', path, null, headers)).answer
export const post = async (path, body, headers) => (await send('POST', path, body, headers)).answer

/** The `nth` demo account with this role, of the hall or of the whole company. */
export async function sampleAccount(role, hall, nth = 0) {
  const { accounts } = await get('/api/v1/demo')
  const account = accounts.filter((one) => [hall, null, undefined].includes(one.hall_code) && one.roles.includes(role))[nth]
  assert.ok(account, `no demo account ${role} in ${hall}`)
  return account
}

/** A demo account of the hall with this role, logged in: `get` and `post` in its name. */
export async function logIn(role, hall, nth = 0) {
  const account = await sampleAccount(role, hall, nth)
  const { answer, response } = await send('POST', '/api/v1/session', { login: account.login, password: account.password })
  const headers = { cookie: response.headers.getSetCookie()[0].split(';')[0], 'x-csrf-token': answer.csrf }
  return { account, session: answer, get: (path) => get(path, headers), post: (path, body) => post(path, body, headers) }
}

/** A device of the hall, announced and enrolled: the token of its own screen. */
export async function enrol(manager, hall, kind, counter = null) {
  const { code } = await manager.post(`/api/v1/halls/${hall}/devices`, { kind, name: `${kind}-e2e`, counter })
  return post('/api/v1/devices/enrol', { code })
}

export async function hallByCode(code) {
  const { halls } = await get('/api/v1/halls')
  const hall = halls.find((one) => one.code === code)
  assert.ok(hall, `no hall ${code}`)
  return hall
}
