import { describe, expect, test } from 'vitest'
import { countsAt, floorOf, peopleAt, seatAt, seated, staysOf, WALK_S, type Stay } from './replay'

const desk = (kind: string, n: number) => ({ name: `${n}`, kind, x: kind === 'counter' ? n * 10 : null, y: kind === 'counter' ? 10 : null })
const floor = floorOf({ desks: [desk('counter', 1), desk('counter', 2), desk('kiosk', 1)] }, [{ code: 'waiting', place: { x: 20, y: 20, w: 40, h: 16 } }])
const NINE = 9 * 3600
const stay = (arrive: number, from: number | null, leave: number): Stay => ({
  arrive_s: NINE + arrive, desk: from === null ? null : { n: 1, from_s: NINE + from }, leave_s: NINE + leave, group: 'normal',
})

describe('a day in motion', () => {
  const one = [stay(0, 600, 900)]
  const spotAt = (t: number) => peopleAt(one, seated(one), floor, NINE + t, false)[0]?.spot
  test('somebody comes in, is greeted, waits, is served and goes', () => {
    expect([-1, 5, 300, 700, 901].map(spotAt)).toEqual([undefined, 'guide', 'waiting', 'counter', undefined])
  })
  test('the walk to the exit is shown, and then nobody is there', () => {
    expect(peopleAt(one, seated(one), floor, NINE + 900 + WALK_S / 2)[0]?.spot).toBe('exit')
    expect(peopleAt(one, seated(one), floor, NINE + 900 + WALK_S)).toEqual([])
  })
  test('a walk has no jumps', () => {
    let before = peopleAt(one, seated(one), floor, NINE)[0]!
    for (let t = 1; t < 900 + WALK_S; t += 1) {
      const now = peopleAt(one, seated(one), floor, NINE + t)[0]!
      expect(Math.hypot(now.x - before.x, now.y - before.y), `at ${t}`).toBeLessThan(8)
      before = now
    }
  })
  test('at the counter they stand in front of it', () => {
    const at = peopleAt(one, seated(one), floor, NINE + 800)[0]!
    expect(at.x).toBeCloseTo(floor.desks[1]!.x)
    expect(at.y).toBeGreaterThan(floor.desks[1]!.y)
  })
  test('who gives up never sees a counter', () => {
    const away = [stay(0, null, 1200)]
    expect([300, 1300].map((t) => peopleAt(away, seated(away), floor, NINE + t, false).map((person) => person.spot))).toEqual([['waiting'], []])
    expect(countsAt(away, floor, NINE + 1300)).toEqual({ waiting: 0, counter: 0, kiosk: 0, served: 0, gaveUp: 1 })
  })
  test('who is called at once does not sit down', () => {
    const quick = [stay(0, 5, 200)]
    expect(seated(quick)).toEqual([-1])
    expect(peopleAt(quick, seated(quick), floor, NINE + 100, false)[0]?.spot).toBe('counter')
  })
})

test('nobody sits on anybody, and a freed seat is taken again', () => {
  const stays = Array.from({ length: 60 }, (_, n) => stay(n * 40, n * 40 + 300 + ((n * 137) % 500), n * 40 + 1000))
  const seats = seated(stays)
  for (let t = 0; t < 3600; t += 30) {
    const sitting = peopleAt(stays, seats, floor, NINE + t, false).filter((person) => person.spot === 'waiting').map((person) => seats[person.n])
    expect(new Set(sitting).size, `at ${t}`).toBe(sitting.length)
  }
  expect(Math.max(...seats)).toBeLessThan(25)
})
test('everybody who came is somewhere', () => {
  const stays = Array.from({ length: 60 }, (_, n) => (n % 7 === 0 ? stay(n * 40, null, n * 40 + 700) : stay(n * 40, n * 40 + 200, n * 40 + 500)))
  for (let t = 0; t < 4000; t += 100) {
    const counts = countsAt(stays, floor, NINE + t)
    expect(Object.values(counts).reduce((sum, n) => sum + n, 0)).toBe(stays.filter((one) => one.arrive_s <= NINE + t).length)
  }
})
test('who finds no seat still stands in the waiting area', () => {
  const { x, y, w, h } = floor.waiting
  for (let n = 0; n < 200; n += 1) {
    const at = seatAt(n, floor)
    expect(at.x > x && at.x < x + w && at.y > y && at.y < y + h, `the ${n}th at ${at.x}, ${at.y}`).toBe(true)
  }
})
test('a hall without zones still has its counters apart and its kiosks in their corner', () => {
  const bare = floorOf({ desks: [...Array.from({ length: 4 }, (_, n) => ({ ...desk('counter', n), x: null, y: null })), ...Array.from({ length: 6 }, (_, n) => desk('kiosk', n))] }, [])
  expect(new Set(bare.desks.map(({ x, y }) => `${x},${y}`)).size).toBe(10)
})
test('people of a replay become stays: the call begins their time at the desk, and who was turned away was never inside', () => {
  const person = { class: 'care', item: 'DF01', came_s: 10, called_s: 40, began_s: 55, left_s: 300, desk: 0, end: 'served' }
  expect(staysOf({ people: [person, { ...person, desk: null, called_s: null, began_s: null, end: 'gave_up' }, { ...person, end: 'turned_away' }] })).toEqual([
    { arrive_s: 10, leave_s: 300, group: 'care', desk: { n: 0, from_s: 40 } }, { arrive_s: 10, leave_s: 300, group: 'care', desk: null },
  ])
})
