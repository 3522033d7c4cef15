import { describe, expect, it } from 'vitest'
import { callQueue, type Spoken } from './calls'

interface Call extends Spoken {
  text: string
}

function hall() {
  let nowMs = 0
  let speaking = 0
  const said: string[] = []
  const ends: (() => void)[] = []
  const queue = callQueue<Call>({
    async speak(call) {
      speaking += 1
      expect(speaking, 'two voices at once').toBe(1)
      said.push(call.text)
      await new Promise<void>((done, fail) => ends.push(call.text === 'broken' ? fail : done))
      speaking -= 1
    },
    now: () => nowMs,
    pause: async () => undefined,
  })
  const settle = async () => {
    for (let n = 0; n < 20; n += 1) await Promise.resolve()
  }
  return {
    queue,
    said,
    at: (ms: number) => (nowMs = ms),
    async add(text: string, atMs = nowMs) {
      queue.add({ key: text, atMs, text })
      await settle()
    },
    async endOne() {
      const end = ends.shift()
      if (end) {
        if (said.at(-1) === 'broken') speaking -= 1
        end()
      }
      await settle()
    },
  }
}

describe('spoken calls', () => {
  it('never overlap: the next begins when the one before has ended', async () => {
    const w = hall()
    await w.add('A001')
    await w.add('A002')
    expect(w.said).toEqual(['A001'])
    await w.endOne()
    expect(w.said).toEqual(['A001', 'A002'])
    await w.endOne()
    await w.queue.settled()
    await w.add('A003')
    expect(w.said).toEqual(['A001', 'A002', 'A003'])
  })

  it('are said once when called again while waiting', async () => {
    const w = hall()
    await w.add('A001')
    await w.add('A002')
    await w.add('A003')
    await w.add('A002')
    expect(w.queue.waiting().map((call) => call.text)).toEqual(['A003', 'A002'])
  })

  it('are left out when too old to help anybody', async () => {
    const w = hall()
    await w.add('A001')
    await w.add('A002', 0)
    w.at(90_001)
    await w.add('A003', 90_000)
    await w.endOne()
    expect(w.said).toEqual(['A001', 'A003'])
  })

  it('go on after a clip that would not play', async () => {
    const w = hall()
    await w.add('broken')
    await w.add('A002')
    await w.endOne()
    expect(w.said).toEqual(['broken', 'A002'])
  })
})
