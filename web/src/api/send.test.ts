import { describe, expect, it } from 'vitest'
import { Refusal, asRefusal, refusalOf } from './refusal'
import { sendSafely } from './send'

function gateway(answers: (Response | Error)[]) {
  const keys: (string | null)[] = []
  const bodies: string[] = []
  const fetcher = (async (request: Request) => {
    keys.push(request.headers.get('Idempotency-Key'))
    bodies.push(await request.text())
    const answer = answers.shift()
    if (answer instanceof Error) throw answer
    return answer!
  }) as unknown as typeof fetch
  return { keys, bodies, fetcher }
}
const post = () => new Request('http://hall/api/v1/x', { method: 'POST', body: '{"a":1}' })
const atOnce = async () => undefined

describe('sending', () => {
  it('sends a mutation again under the same key when the line broke', async () => {
    const w = gateway([new TypeError('down'), new Response('', { status: 503 }), new Response('{}')])
    const answer = await sendSafely(post(), w.fetcher, atOnce)
    expect(answer.status).toBe(200)
    expect(new Set(w.keys).size).toBe(1)
    expect(w.keys[0]).toMatch(/^[0-9a-f-]{32,36}$/)
    expect(w.bodies).toEqual(['{"a":1}', '{"a":1}', '{"a":1}'])
  })

  it('gives two commands two keys', async () => {
    const w = gateway([new Response('{}'), new Response('{}')])
    await sendSafely(post(), w.fetcher, atOnce)
    await sendSafely(post(), w.fetcher, atOnce)
    expect(w.keys[0]).not.toBe(w.keys[1])
  })

  it('never sends a refused command again', async () => {
    const w = gateway([new Response('{}', { status: 409 })])
    expect((await sendSafely(post(), w.fetcher, atOnce)).status).toBe(409)
    expect(w.keys).toHaveLength(1)
  })

  it('gives up after the fourth try', async () => {
    const down = () => new TypeError('down')
    const w = gateway([down(), down(), down(), down()])
    await expect(sendSafely(post(), w.fetcher, atOnce)).rejects.toThrow('down')
    expect(w.keys).toHaveLength(4)
  })

  it('puts no key on a question', async () => {
    const w = gateway([new Response('{}')])
    await sendSafely(new Request('http://hall/api/v1/x'), w.fetcher, atOnce)
    expect(w.keys).toEqual([null])
  })
})

describe('a refusal', () => {
  it('keeps code, field, line and rule', () => {
    const refusal = refusalOf(409, { code: 'hall_closed', message: '已闭厅', field: 'hall', line: 3, rule: 'hours' })
    expect(refusal).toMatchObject({ code: 'hall_closed', message: '已闭厅', field: 'hall', line: 3, rule: 'hours' })
    expect(refusal.retriable).toBe(false)
  })

  it('is still one when the body is not a problem', () => {
    expect(refusalOf(500, '<html>')).toMatchObject({ code: 'http_500', status: 500, retriable: true })
    expect(asRefusal(new TypeError('x'))).toMatchObject({ code: 'network', status: 0 })
    const known = new Refusal(404, { code: 'gone', message: '' })
    expect(asRefusal(known)).toBe(known)
  })
})
