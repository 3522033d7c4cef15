import { describe, expect, test } from 'vitest'
import { catchments, nearestPlace, reachOf, type Demand } from './catchment'
import { aside, dotRadius, gradeShape, hues, placed, textWidth, widestDot } from './marks'
import { mostPeople, sorted } from './paint'
import { changeOf } from './types'
import { boundsOf, fit, lengthText, panned, scaleBar, toGlass, toPlane, zoomed } from './view'

const glass = { width: 800, height: 600 }
const city = { west: 0, south: 0, east: 40_000, north: 20_000 }

describe('the look at the plane', () => {
  test('north is up, and a point goes to the glass and back', () => {
    const view = fit(city, glass)
    const south = toGlass(view, glass, { x: 10_000, y: 0 })
    const north = toGlass(view, glass, { x: 10_000, y: 20_000 })
    expect(north.y).toBeLessThan(south.y)
    const back = toPlane(view, glass, toGlass(view, glass, { x: 12_345, y: 6_789 }))
    expect(back.x).toBeCloseTo(12_345)
    expect(back.y).toBeCloseTo(6_789)
  })
  test('all of it fits with its margin', () => {
    const view = fit(city, glass, 36)
    expect(toGlass(view, glass, { x: 0, y: 0 }).x).toBeCloseTo(36)
    expect(toGlass(view, glass, { x: 40_000, y: 0 }).x).toBeCloseTo(764)
  })
  test('what is under the pointer stays there while zooming', () => {
    const at = { x: 700, y: 100 }
    const view = fit(city, glass)
    const near = zoomed(view, glass, 3, at)
    expect(toPlane(near, glass, at).x).toBeCloseTo(toPlane(view, glass, at).x)
    expect(toPlane(near, glass, at).y).toBeCloseTo(toPlane(view, glass, at).y)
  })
  test('panning follows the hand', () => {
    const view = fit(city, glass)
    const before = toGlass(view, glass, { x: 5, y: 5 })
    const after = toGlass(panned(view, 30, -20), glass, { x: 5, y: 5 })
    expect([after.x - before.x, after.y - before.y].map(Math.round)).toEqual([30, -20])
  })
  test('one point, no point and no number are shown without failing', () => {
    expect(boundsOf([])).toEqual({ west: -500, south: -500, east: 500, north: 500 })
    expect(boundsOf([{ x: NaN, y: 3 }, { x: 2, y: 3 }])).toEqual({ west: 2, south: 3, east: 2, north: 3 })
    expect(Number.isFinite(fit(boundsOf([{ x: 2, y: 3 }]), glass).scale)).toBe(true)
    expect(Number.isFinite(fit(city, { width: 0, height: 0 }).scale)).toBe(true)
  })
  test.each([[0.01, 10_000], [0.02, 5000], [0.1, 1000], [0.28, 500], [0.0055, 20_000]])('at %f pixels a metre the bar is %i m', (scale, metres) => {
    expect(scaleBar(scale)).toEqual({ metres, pixels: metres * scale })
  })
  test('lengths are said in the unit people use', () => {
    expect([500, 1000, 12_500, 20_000].map(lengthText)).toEqual(['500 m', '1 km', '12.5 km', '20 km'])
  })
})

describe('signs', () => {
  test('neighbours among halls differ in colour', () => {
    const halls = Array.from({ length: 40 }, (_, n) => ({ x: (n % 8) * 1000, y: Math.floor(n / 8) * 1000 }))
    const got = hues(halls)
    halls.forEach((hall, n) => halls.forEach((other, k) => {
      if (n !== k && Math.hypot(hall.x - other.x, hall.y - other.y) <= 1000) expect(got[n], `${n} and ${k}`).not.toBe(got[k])
    }))
  })
  test('the area of a dot grows with its people, nobody is no dot, and one giant does not fill the map', () => {
    expect(dotRadius(0, 100, 9)).toBe(0)
    expect(dotRadius(100, 100, 9) / dotRadius(25, 100, 9)).toBeCloseTo(2)
    expect(dotRadius(1e9, 100, 9)).toBe(18)
  })
  test('of 20,000 places each is small, and grows as one comes closer', () => {
    expect(widestDot(130, 1)).toBe(9)
    expect(widestDot(20_000, 1)).toBeLessThan(1.5)
    expect(widestDot(20_000, 8)).toBeGreaterThan(10)
  })
  test('the grades have four outlines', () => {
    expect(new Set((['A', 'B', 'C', 'D'] as const).map((grade) => gradeShape(grade, 10))).size).toBe(4)
  })
  test('labels never lie over each other; the heavier one stays', () => {
    const labels = [{ text: '平遥', x: 100, y: 100, weight: 1 }, { text: '介休', x: 110, y: 104, weight: 5 }, { text: '灵石', x: 300, y: 100, weight: 1 }]
    expect(placed(labels, 13).map((one) => one.text)).toEqual(['介休', '灵石'])
    expect(placed(labels, 13, [{ x: 110, y: 104, r: 10 }]).map((one) => one.text)).toEqual(['灵石'])
  })
  test('a label stands above its point, and elsewhere only where that covers fewer signs', () => {
    const county = { text: '寿阳县', x: 100, y: 100, weight: 1 }
    const above = { x: 100, y: 76, r: 9 }
    expect(aside(county, 15, [{ x: 100, y: 100, r: 9 }])).toMatchObject({ x: 100, y: 76 })
    expect(aside(county, 15, [above])).toMatchObject({ x: 100, y: 124 })
    expect(aside(county, 15, [above, { x: 100, y: 124, r: 9 }]).x).toBeGreaterThan(100)
  })
  test('a Chinese letter is as wide as it is high', () => {
    expect(textWidth('平遥')).toBe(2)
    expect(textWidth('ab')).toBeCloseTo(1.12)
  })
  test.each([['A', 'A', 'same'], [null, 'B', 'closed'], ['C', null, 'opened'], ['D', 'C', 'lowered'], ['A', 'B', 'raised'], [null, null, 'unused']] as const)('grade %s where today is %s: %s', (grade, was, change) => {
    expect(changeOf({ grade, was })).toBe(change)
  })
})

const demand = (rows: [x: number, y: number, people: number, hall: number][]): Demand => ({
  x: rows.map((row) => row[0]), y: rows.map((row) => row[1]), people: rows.map((row) => row[2]), hall: rows.map((row) => row[3]),
})
describe('catchments', () => {
  test('each cell has the hall of the demand nearest to it', () => {
    const rows = Array.from({ length: 60 }, (_, n): [number, number, number, number] => [(n * 7919) % 1000, (n * 104_729) % 500, 10, n % 5])
    const places = demand(rows)
    const bounds = { west: 0, south: 0, east: 1000, north: 500 }
    const grid = catchments(places, bounds, 50, 1e9)
    const cell = 20
    let wrong = 0
    grid.hall.forEach((hall, at) => {
      const x = ((at % 50) + 0.5) * cell
      const y = 500 - (Math.floor(at / 50) + 0.5) * cell
      const nearest = nearestPlace(places, { x, y }, 1e9)
      const near = (place: number) => Math.hypot(rows[place]![0] - x, rows[place]![1] - y)
      // A place of the same cell may stand in for a nearer one: both are within the cell's diagonal.
      if (hall !== rows[nearest]![3] && !rows.some((row, n) => row[3] === hall && near(n) <= near(nearest) + cell * 1.5)) wrong += 1
    })
    expect([grid.columns, grid.rows, wrong]).toEqual([50, 25, 0])
  })
  test('where nobody lives near, the ground is nobody\'s', () => {
    const grid = catchments(demand([[50, 50, 10, 3]]), { west: 0, south: 0, east: 1000, north: 100 }, 10, 120)
    expect([...grid.hall]).toEqual([3, 3, -1, -1, -1, -1, -1, -1, -1, -1])
  })
  test('the reach follows the density', () => {
    expect(reachOf({ west: 0, south: 0, east: 1000, north: 1000 }, 100)).toBeCloseTo(160)
  })
  test('places go to their halls, those without one come last', () => {
    expect(sorted(demand([[0, 0, 1, 1], [0, 0, 1, -1], [0, 0, 1, 0], [0, 0, 1, 9]]), 2)).toEqual([[2], [0], [1, 3]])
  })
  test('one city does not make the villages invisible', () => {
    const people = [...Array.from({ length: 199 }, (_, n) => n + 1), 5_000_000]
    expect(mostPeople(demand(people.map((n) => [0, 0, n, 0])))).toBe(199)
  })
  test('nobody is found where nobody is', () => {
    expect(nearestPlace(demand([[0, 0, 0, 0], [5, 0, 3, 0]]), { x: 0, y: 0 }, 3)).toBe(-1)
    expect(nearestPlace(demand([[0, 0, 0, 0], [5, 0, 3, 0]]), { x: 4, y: 0 }, 3)).toBe(1)
  })
})
