// Weather as an office has it: a table of days with mean temperature and rain, from a file or a spreadsheet. Pure. The
// command line reads such a table too (crates/centre/src/weather/table.rs); one list of cases holds the two to each other.
import type { WeatherDay } from '../types'

/** A line that is not as it should be, by the code that the server would refuse it with. */
export interface Wrong {
  code: 'weather_count' | 'weather_columns' | 'weather_unread' | 'weather_impossible' | 'weather_twice'
  line: number | null
  field: string | null
}
export interface Read {
  /** The days in the order of their lines; none when any line is wrong. */
  days: WeatherDay[]
  wrong: Wrong[]
}

type Columns = readonly [day: string, mean: string, rain: string]
/** The columns, in either language. Their line may be left out. */
const ZH: Columns = ['日期', '平均气温', '降水']
const COLUMNS: readonly Columns[] = [ZH, ['day', 'mean_c', 'rain_mm']]
/** What can be, in tenths. */
const MEAN_E1 = [-600, 600] as const
const RAIN_E1 = [0, 20_000] as const
/** The most days of one request. */
const DAYS_MAX = 400

const cellsOf = (line: string) => line.split(line.includes('\t') ? '\t' : ',').map((cell) => cell.trim())

/** A day written 2026-01-31, or 2026/1/31 as spreadsheets save it. */
function dayOf(text: string): string | null {
  const [, year, month, day] = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})$/.exec(text) ?? []
  if (!year || !month || !day) return null
  const written = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  const at = new Date(`${written}T00:00:00Z`)
  // A day that is none is an invalid date, or slides into the next month.
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(written) ? written : null
}

/** A figure of at most one decimal, in tenths. */
function tenthsOf(text: string): number | null {
  const [, sign, whole, tenths] = /^(-?)(\d{1,4})(?:\.(\d))?$/.exec(text) ?? []
  // The sum makes 0 of -0.
  return whole === undefined ? null : Number(`${sign}${whole}${tenths ?? '0'}`) + 0
}

const within = (value: number, [least, most]: readonly [number, number]) => least <= value && value <= most

/** One line: its day, or what is wrong with it. */
function readLine(text: string, [ofDay, ofMean, ofRain]: Columns, today: string): WeatherDay | Omit<Wrong, 'line'> {
  const cells = cellsOf(text)
  if (cells.length !== ZH.length) return { code: 'weather_columns', field: null }
  const day = dayOf(cells[0]!)
  if (day === null) return { code: 'weather_unread', field: ofDay }
  const mean = tenthsOf(cells[1]!)
  if (mean === null) return { code: 'weather_unread', field: ofMean }
  const rain = tenthsOf(cells[2]!)
  if (rain === null) return { code: 'weather_unread', field: ofRain }
  if (!within(mean, MEAN_E1)) return { code: 'weather_impossible', field: ofMean }
  if (!within(rain, RAIN_E1)) return { code: 'weather_impossible', field: ofRain }
  return { day, mean_c_e1: mean, rain_mm_e1: rain, kind: day < today ? 'measured' : 'forecast' }
}

/** Reads a table: commas, or tabs as spreadsheets have them. Days before `today` are measured, the others forecast. */
export function readWeather(text: string, today: string): Read {
  const lines = text.replace(/^\uFEFF/, '').split('\n').map((line, n) => ({ text: line, line: n + 1 })).filter((one) => one.text.trim() !== '')
  let columns = ZH
  if (lines[0] && !/^\s*\d/.test(lines[0].text)) {
    const head = lines.shift()!
    const known = COLUMNS.find((names) => names.join() === cellsOf(head.text).join())
    if (!known) return { days: [], wrong: [{ code: 'weather_columns', line: head.line, field: null }] }
    columns = known
  }
  const days = new Map<string, WeatherDay>()
  const wrong: Wrong[] = []
  for (const { text: cells, line } of lines) {
    const read = readLine(cells, columns, today)
    if ('code' in read) wrong.push({ ...read, line })
    else if (days.has(read.day)) wrong.push({ code: 'weather_twice', line, field: columns[0] })
    else days.set(read.day, read)
  }
  if (wrong.length === 0 && (days.size === 0 || days.size > DAYS_MAX)) wrong.push({ code: 'weather_count', line: null, field: columns[0] })
  return { days: wrong.length === 0 ? [...days.values()] : [], wrong }
}

/** The text of a file: UTF-8, or else GB 18030, as a Chinese spreadsheet saves CSV. */
export function textOf(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('gb18030').decode(bytes)
  }
}

/** Tenths as people read them. */
export const tenths = (value: number) => (value / 10).toFixed(1)
