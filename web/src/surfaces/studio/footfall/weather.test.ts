// The reader of weather tables, held to the cases of the command line's.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readWeather, textOf } from './weather'

type Cases = {
  today: string
  read: { name: string; text: string; days: [string, number, number, string][] }[]
  refused: { name: string; text: string; refused: [string, number | null, string | null][] }[]
}
const cases = JSON.parse(readFileSync(new URL('../../../../../crates/centre/tests/data/weather_tables.json', import.meta.url), 'utf8')) as Cases

test.each(cases.read)('a table is read whole: $name', ({ text, days }) => {
  const read = readWeather(text, cases.today)
  expect(read.days.map((one) => [one.day, one.mean_c_e1, one.rain_mm_e1, one.kind])).toEqual(days)
  expect(read.wrong).toEqual([])
})
test.each(cases.refused)('every line that is wrong is named and nothing is read: $name', ({ text, refused }) => {
  const read = readWeather(text, cases.today)
  expect(read.wrong.map((one) => [one.code, one.line, one.field])).toEqual(refused)
  expect(read.days).toEqual([])
})
test('more days than a request may have are refused before they are sent', () => {
  const day = (n: number) => new Date(Date.UTC(2025, 0, 1 + n)).toISOString().slice(0, 10)
  const table = (days: number) => Array.from({ length: days }, (_, n) => `${day(n)},1,0`).join('\n')
  expect(readWeather(table(400), cases.today).days.length).toBe(400)
  expect(readWeather(table(401), cases.today).wrong.map((one) => one.code)).toEqual(['weather_count'])
})
test('a file of a Chinese spreadsheet is read, whichever way it was saved', () => {
  const gb = Uint8Array.from([0xc8, 0xd5, 0xc6, 0xda])
  expect(textOf(gb.buffer)).toBe('日期')
  expect(textOf(new TextEncoder().encode('日期').buffer as ArrayBuffer)).toBe('日期')
})
