// Sample answers of the planning routes: the city is the sample pack's, the plan is made up. Tooling only, never shipped.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { clock } from './fixtures.mjs'
import { WEB } from './stamp.mjs'

const rows = (name) => {
  const [head, ...lines] = readFileSync(join(WEB, '../packs/jinzhong', name), 'utf8').trim().split('\n')
  const keys = head.split(',')
  return lines.map((line) => Object.fromEntries([...line.matchAll(/("[^"]*"|[^,]*)(?:,|$)/g)].slice(0, keys.length).map((cell, n) => [keys[n], cell[1].replaceAll('"', '')])))
}
let seed = 7
const draw = () => (seed = (seed * 48271) % 2147483647) / 2147483647
const MID = { lat: 37.35, lon: 112.75 }
const metres = (lat, lon) => ({ x_m: Math.round((lon - MID.lon) * 88_000), y_m: Math.round((lat - MID.lat) * 111_000) })
const at = (minutes) => clock.now_us + minutes * 60_000_000

const counties = rows('counties.csv').map((one) => ({ code: one.code, name: one.name_zh, name_en: one.name_en, ...metres(Number(one.lat), Number(one.lon)) }))
const around = (county, far) => ({ x_m: Math.round(county.x_m + (draw() + draw() - 1) * far), y_m: Math.round(county.y_m + (draw() + draw() - 1) * far) })
const places = rows('towns.csv').map((one) => {
  const county = counties.find((two) => two.code === one.county)
  const people = Number(one.population_demo)
  return {
    code: one.code, name: one.name_zh, county: one.county, cluster: null, ...around(county, one.kind === 'subdistrict' ? 5000 : 21_000),
    people: [0.62, 0.2, 0.14, 0.04].map((part) => Math.round(people * part)), over65_pm: Math.round(90 + draw() * 190), visits: [1.4, 0.3, 0.9, 2].map((part) => Math.round(people * part * 0.1)),
  }
})
const halls = rows('halls.csv')
const sites = [
  ...halls.map((one, n) => ({
    code: one.code, name: one.name_zh.replace('（示例）', ''), hall: String(1001 + n), county: one.county, cluster: null, ...metres(Number(one.lat), Number(one.lon)),
    grade_now: one.grade, allowed: ['A', 'B', 'C', 'D'], rule: one.grade === 'A' ? 'open' : 'free', grade: one.grade === 'A' ? 'A' : null, moved: false,
  })),
  ...places.filter((_, n) => n % 4 === 1).map((one) => ({ code: `K-${one.code}`, name: `${one.name}候选点`, hall: null, county: one.county, cluster: null, x_m: one.x_m + 400, y_m: one.y_m, grade_now: null, allowed: ['C', 'D'], rule: 'free', grade: null, moved: false })),
]
const source = { text: '人口与位置为示例', certainty: 'E', source: '示例' }
export const city = {
  extent: { west_m: -90_000, east_m: 90_000, south_m: -70_000, north_m: 70_000 }, counties, places, sites, source,
  segments: ['payment', 'connection', 'elder', 'firm'].map((code) => ({ code, needs: 1.5, online_pm: 600 })),
  grades: ['A', 'B', 'C', 'D'].map((grade, n) => ({ grade, serves: ['payment', 'elder'], yearly_fen: 9e7 / (n + 1), visits_max: 90_000, counters_max: 12 - 3 * n, open_fen: 5e7, close_fen: 5e6, regrade_fen: 1e7 })),
}
const figures = (over = {}) => ({
  yearly_fen: 3_812_000_000, clerks_fen: 2_140_000_000, travel_mean_min: 17.4, within_15_pm: 512, within_30_pm: 871, worst_tenth_min: 48.2, elders_mean_min: 21.3, wait_mean_min: 8.6, unserved: 0, counters: 128,
  grades: ['A', 'B', 'C', 'D'].map((grade, n) => ({ grade, halls: [1, 10, 27, 6][n] })), ...over,
})
const better = figures({ yearly_fen: 3_471_000_000, clerks_fen: 1_930_000_000, travel_mean_min: 16.1, within_15_pm: 548, worst_tenth_min: 43.9, elders_mean_min: 20.8, counters: 117, grades: ['A', 'B', 'C', 'D'].map((grade, n) => ({ grade, halls: [1, 10, 22, 12][n] })) })
const felt = (people, minutes, over65_pm = 123) => ({ people, minutes, over65_pm })
const none = felt(0, 0, 0)
const C = sites.filter((one) => one.grade_now === 'C')
const changed = new Map([[C[3].code, null], [C[8].code, 'D'], [C[14].code, null], [C[20].code, 'D'], [C[11].code, 'D'], [sites[46].code, 'C'], [sites[60].code, 'D'], [C[5].code, 'B']])
const change = (site, kind, grade, further, nearer, saves_fen, once_fen = 4e6) => ({ site: site.code, name: site.name, change: kind, grade_now: site.grade_now, grade, further, nearer, saves_fen, once_fen })
const changes = [
  change(C[3], 'closed', null, felt(4137, 6.1), none, 31_040_000), change(C[14], 'closed', null, felt(2870, 9.4, 188), none, 28_600_000), change(C[8], 'lowered', 'D', felt(1920, 4.2, 201), none, 22_300_000),
  change(sites[46], 'opened', 'C', none, felt(6210, 12.3, 141), -41_200_000, 6e7), change(C[5], 'raised', 'B', none, felt(3380, 8.1), -18_000_000), change(C[20], 'lowered', 'D', felt(1250, 5.5, 240), none, 21_900_000),
  change(C[11], 'lowered', 'D', felt(640, 3.1), none, 20_100_000), change(sites[60], 'opened', 'D', none, felt(1530, 7.7, 260), -3_800_000), change({ ...C[2] }, 'moved', 'C', felt(310, 2.2), felt(2240, 4.8), 0),
]
const lose = places.slice(9, 23).map((one, n) => ({ place: one.code, name: one.name, segment: ['payment', 'elder'][n % 2], people: Math.round(one.people[0] / (n + 2)), over65_pm: one.over65_pm, minutes_now: 12 + n, minutes: 12 + n + 14 / (n + 1), site: C[n].name }))
const outcome = sites.map((one) => ({
  site: one.code, name: one.name, hall: one.hall, x_m: one.x_m, y_m: one.y_m, grade_now: one.grade_now, grade: changed.has(one.code) ? changed.get(one.code) : one.grade_now,
  change: 'same', visits_now: 9000, visits: 8200, visits_by_segment: [1, 1, 1, 1], full_pm: 610, counters: 3, wait_mean_min: 7.7, yearly_fen: 4e7, once_fen: 0,
}))
const flows = places.flatMap((place) => {
  const open = outcome.filter((one) => one.grade)
  const near = open.map((one) => ({ one, d: Math.hypot(one.x_m - place.x_m, one.y_m - place.y_m) })).sort((a, b) => a.d - b.d)[0]
  return [{ place: place.code, segment: 'payment', site: near.one.site, people: place.people[0], minutes: near.d / 700 }]
})
const resultOf = (run, name, over = {}) => ({
  run, scenario: '501', scenario_name: name, objective: { total: 8.412e9, cost: 3.47e9, travel: 3.9e9, wait: 0.6e9, beyond: 0.2e9, worst_tenth: 0.2e9, balance: 0.04e9 },
  bound: 8.397e9, gap_pm: 1.8, blind: ['wait', 'balance'], complete: true, now: figures(), planned: better, once_fen: 162_000_000, sites: outcome, flows, changes, losers: lose, winners: lose.slice(0, 4), ...over,
})
const point = (n) => ({ at_ms: 400 + n * 900, done: 3000 * (n + 1), of: 60_000, best: 9.1e9 - 6.9e8 * (1 - Math.exp(-n / 4)), bound: n < 2 ? null : 8.0e9 + 3.97e8 * (1 - Math.exp(-(n - 1) / 5)), gap_pm: n < 2 ? null : Math.max(1.8, 120 - n * 7) })
const brief = (id, work, state, minutes, over = {}) => ({ id, work, version: 4, state, asked_us: at(minutes), ended_us: state === 'running' ? null : at(minutes + 2), last: { ...point(17), gap_pm: 1.8 }, ...over })
const runs = [brief('9001', 'site', 'done', -20), brief('9003', 'front', 'done', -44), brief('9004', 'online', 'done', -60), brief('9005', 'site', 'cancelled', -90, { version: 3, last: point(6) }), brief('9006', 'site', 'failed', -130, { version: 2, last: null })]
const settings = {
  weights: { cost: 1, years: 10, minute_fen: 50, wait_minute_fen: 60, beyond_15_fen: 300, beyond_30_fen: 900, worst_tenth_fen: 600, elders: 1.5, balance_fen: 100 },
  yearly_max_fen: 3_600_000_000, change_max_fen: null, choice: 'nearest', decay: 2, further_min: 25, wait_counts: false, online_pm: 100, county_b: true, cluster_hall: true, capacity: true, close_none_in: [],
}
const scenario = (id, name, its) => ({ id, name, version: 4, author: '示例·指挥中心', changed_us: at(-22), runs: its })
const scenarios = (scene) => {
  const first = scene.run === 'running' ? [brief('9010', 'site', 'running', -1, { last: point(9) }), ...runs] : runs
  return [scenario('501', '少设一些、近一些', first), scenario('502', '照顾老年人', [brief('9002', 'site', 'done', -200)]), scenario('503', '省钱优先', [brief('9007', 'site', 'done', -260)]), scenario('504', '今天的样子', [])]
}
const runOf = (id, scene) => {
  const all = scenarios(scene).flatMap((one) => one.runs.map((run) => [one, run]))
  const [its, run] = all.find(([, one]) => one.id === id) ?? all[0]
  return {
    brief: run, scenario: its.id, scenario_name: its.name, seed: '20261126', effort: 3, limit_s: 120, ahead: 0, complete: run.state === 'done', series: Array.from({ length: run.state === 'running' ? 10 : 18 }, (_, n) => point(n)),
    refusal: run.state === 'failed' ? { code: 'budget_too_small', message: '年度成本上限 1,200 万元不够：每县一个 B 级厅至少要 1,634.5 万元。', subject: 'yearly_max', relaxation: '把年度成本上限提高到 1,634.5 万元，或取消“每县至少一个 B 级厅”。' } : null,
  }
}
const front = {
  run: '9003', points: Array.from({ length: 12 }, (_, n) => ({
    figures: figures({ yearly_fen: 2.9e9 + n * 1.1e8, travel_mean_min: 15 + 12 * Math.exp(-n / 3.4) }), gap_pm: 3.1,
    open: sites.filter((one, k) => one.grade_now && (one.grade_now !== 'C' || k % 12 <= n)).map((one) => ({ site: one.code, grade: one.grade_now })),
  })),
}
const compared = (run, name, cost, travel, over = {}) => ({
  run, scenario: '501', scenario_name: name, gap_pm: 1.8, figures: figures({ yearly_fen: cost, clerks_fen: cost * 0.55, travel_mean_min: travel, elders_mean_min: travel * 1.2, worst_tenth_min: travel * 2.7, within_15_pm: Math.round(1000 - travel * 28) }),
  changes, once_fen: 1.6e8, further: felt(12_400, 5.8), nearer: felt(13_100, 8.8), losers: lose, ...over,
})
const comparison = (ids) => {
  const all = { 9001: compared('9001', '少设一些、近一些', 3_471_000_000, 16.1), 9002: compared('9002', '照顾老年人', 3_660_000_000, 15.2, { further: felt(6100, 3.9, 71) }), 9007: compared('9007', '省钱优先', 3_010_000_000, 22.7, { further: felt(61_200, 11.4, 190), nearer: none }), 9005: compared('9005', '少设一些、近一些', 3_520_000_000, 16.9) }
  const plans = ids.map((id) => all[id] ?? all[9001])
  return {
    now: figures(), plans,
    findings: [{ code: 'least_cost', run: plans[0].run, value: 3_471_000_000, next: 3_660_000_000 }, { code: 'nearest', run: plans[1].run, value: 15.2, next: 16.1 }, { code: 'elders', run: plans[1].run, value: 18.2, next: 19.3 }, { code: 'fewest_lose', run: plans[1].run, value: 6100, next: 12_400 }],
    differences: [...changed].slice(0, 6).map(([code, grade], n) => ({ site: code, name: sites.find((one) => one.code === code).name, grade_now: sites.find((one) => one.code === code).grade_now, grades: plans.map((_, k) => ((n + k) % 3 === 0 ? null : (grade ?? 'C'))) })),
  }
}
const shift = {
  run: '9004', steps: [0, 100, 300, 500].map((online_pm, k) => ({
    online_pm, unchanged: figures(), adapted: figures({ yearly_fen: 3_812_000_000 - k * 210_000_000, clerks_fen: 2_140_000_000 - k * 190_000_000, travel_mean_min: 17.4 + k * 0.3, counters: 128 - k * 11 }),
    halls: sites.filter((one) => one.hall && one.grade_now !== 'D').map((one, n) => {
      const advice = one.grade_now !== 'C' ? (k > 1 && n % 3 === 0 ? 'fewer_counters' : 'keep') : n % 9 < k * 2 - 1 ? 'self_service' : n % 9 < k * 3 - 1 ? 'share_clerk' : 'keep'
      return { site: one.code, name: one.name, grade_now: one.grade_now, visits: Math.round(9000 - n * 70 - k * 1200), full_pm: 420 - k * 60, counters: advice === 'self_service' ? 0 : 2, advice, shares_with: advice === 'share_clerk' ? [C[(n + 1) % C.length].code] : [], weekdays: advice === 'share_clerk' ? [1, 3, 5] : [1, 2, 3, 4, 5], saves_fen: advice === 'keep' ? 0 : 9_600_000 }
    }),
  })),
}
const proposal = (id, state, over = {}) => ({
  id, run: '9001', scenario: '501', scenario_name: '少设一些、近一些', from_day: '2027-01-01', reason: '缴费多已转线上，五个乡镇厅人少；新设点靠近新区。', state, proposed_by: '示例·规划员', proposed_us: at(-300), decided_by: null, decided_us: null, may_decide: state === 'proposed',
  halls: [C[3], C[8], C[14], C[20]].map((one) => ({ hall: one.hall, name: one.name, grade_now: 'C', grade: changed.get(one.code), plan: null })), by_hand: [{ site: sites[46].code, name: sites[46].name, grade: 'C', moves: false }], now: figures(), planned: better, ...over,
})
const estimate = (value, spread) => ({ value, low: value - spread, high: value + spread })
const course = (scale) => Array.from({ length: 120 }, (_, n) => {
  const minute = 480 + n * 5
  const waiting = scale * (0.4 + 9 * Math.exp(-(((minute - 590) / 60) ** 2)) + 6 * Math.exp(-(((minute - 910) / 70) ** 2)))
  return { minute, waiting, waiting_p90: waiting * 1.7 + 1, busy: Math.min(4, waiting + 1), open: 4 }
})
const simulated = (scale) => ({
  customers: estimate(312.4, 2.4), wait_mean_min: estimate(9.4 * scale, 0.3), wait_p50_min: 6.1 * scale, wait_p90_min: estimate(22.1 * scale, 0.7), wait_p95_min: 28.8 * scale, left_pm: estimate(41 * scale, 2.1), use_pm: estimate(742 / scale ** 0.5, 4), cost_fen: 142_000,
  classes: [['care', 24], ['appointment', 31], ['normal', 250], ['vip', 7]].map(([name, customers], n) => ({ class: name, customers, wait_mean_min: [3.2, 4.1, 10.9, 5][n] * scale, wait_p90_min: [7.8, 9, 24, 12][n] * scale, left_pm: [9, 4, 49, 2][n] * scale })), course: course(scale),
})
const replay = () => {
  seed = 11
  const desks = [...[4, 12, 20, 32, 40, 48].map((x, n) => ({ name: `${n + 1}号窗口`, kind: 'counter', x, y: 10 })), ...Array.from({ length: 4 }, (_, n) => ({ name: `自助终端 ${n + 1}`, kind: 'kiosk', x: null, y: null }))]
  const free = desks.map(() => 8 * 3600)
  const people = []
  for (let came = 8 * 3600; came < 17.4 * 3600; came += -Math.log(draw()) * (came < 11 * 3600 ? 62 : 110)) {
    const kiosk = draw() < 0.3
    const among = desks.map((_, n) => n).filter((n) => (desks[n].kind === 'kiosk') === kiosk)
    const desk = among.sort((a, b) => free[a] - free[b])[0]
    const called = Math.max(came + 25, free[desk])
    const kind = ['normal', 'normal', 'normal', 'normal', 'care', 'appointment', 'vip'][Math.floor(draw() * 7)]
    if (called - came > 1500) { people.push({ class: kind, item: 'DF01', came_s: came, called_s: null, began_s: null, left_s: came + 1500, desk: null, end: 'gave_up' }); continue }
    free[desk] = called + 60 + -Math.log(draw()) * (kiosk ? 90 : 380)
    people.push({ class: kind, item: 'DF01', came_s: came, called_s: called, began_s: called + 30, left_s: free[desk], desk, end: 'served' })
  }
  return { seed: '11', day: '2026-10-12', from_min: 480, to_min: 1080, desks, people }
}
const need = (minute) => Math.max(1, Math.round(1 + 4 * Math.exp(-(((minute - 590) / 70) ** 2)) + 3 * Math.exp(-(((minute - 910) / 80) ** 2))))
const staffing = {
  seed: '7', day: '2026-10-12', target_pm: 900, within_min: 15, counter_quarters: 316, counter_quarters_bound: 309, formula_counter_quarters: 320, formula_missed: 4, wait_p50_min: 3.1, wait_p90_min: 11.9, source: { text: '到厅规律为示例', certainty: 'E', source: '示例' },
  quarters: Array.from({ length: 40 }, (_, n) => ({ from_min: 480 + n * 15, customers: need(480 + n * 15) * 3.1, formula: Math.max(1, need(490 + n * 15)), counters: need(480 + n * 15) })),
  hours: Array.from({ length: 10 }, (_, n) => ({ from_min: 480 + n * 60, customers: 30, within_pm: 930, within_low_pm: 921, within_high_pm: 939 })),
  extra: [-1, 0, 1, 2].map((clerks) => ({ clerks, within_pm: 930 + clerks * 28, worst_within_pm: 906 + clerks * 60, missed: clerks < 0 ? 5 : 0, wait_mean_min: 5.2 - clerks * 1.9, cost_fen: 142_000 + clerks * 26_000 })),
}
const day = (n) => `2026-11-${String(n + 1).padStart(2, '0')}`
const names = ['示例·柜员04', '示例·柜员05', '示例·柜员06', '示例·柜员07', '示例·柜员08', '示例·柜员09', '示例·收费员', '示例·柜员11']
const kind = (n) => ([0, 6].includes((n + 0) % 7) ? 'weekend' : 'workday')
const roster = {
  hall: '1001', month: '2026-11', version: 3, seed: '5', bound: 1180, price: { total: 1240, short: 60, paid: 880, under: 0, wishes: 100, unfair: 200 },
  shifts: [['早', 480, 960, 60, 'early'], ['中', 510, 1050, 60, 'plain'], ['晚', 600, 1110, 60, 'late'], ['短', 540, 780, 0, 'plain']].map(([code, from_min, to_min, break_min, band]) => ({ code, from_min, to_min, break_min, band })),
  people: names.map((name, n) => ({ staff: String(n + 1), name, skills: ['general'], week_h_min: 30, week_h_max: 40, hours: 150 + n, rest_days: 3 + (n % 2), early: 6 + (n % 3), late: 5 + (n % 2), wishes: n % 3 === 0 ? [day(14)] : [], away: n === 3 ? [day(9), day(10), day(11)] : [] })),
  days: Array.from({ length: 30 }, (_, n) => ({ day: day(n), kind: kind(n), quarters: Array.from({ length: 40 }, (_, q) => ({ from_min: 480 + q * 15, needed: need(480 + q * 15), there: Math.max(1, need(480 + q * 15) + (q % 13 === 7 ? -1 : q % 5 === 0 ? 1 : 0)) })) })),
  work: names.flatMap((_, p) => Array.from({ length: 30 }, (_, n) => ({ staff: String(p + 1), day: day(n), shift: ['早', '中', '晚', '中', '短'][(p * 2 + Math.floor(n / 2)) % 5], break_from_min: 720, on: (n + p * 2) % 7 < 5 && !(p === 3 && n > 8 && n < 12) }))).filter((one) => one.on).map(({ on: _, ...one }) => one),
  problems: [{ code: 'rest_short', hard: true, staff: '2', day: day(7), value: 570, limit: 660 }, { code: 'week_under', hard: false, staff: '4', day: day(9), value: 1500, limit: 1800 }],
  short: [{ day: day(8), skill: null, from_min: 555, to_min: 630, people: 1 }, { day: day(15), skill: 'payment', from_min: 900, to_min: 945, people: 1 }], relief: [{ day: day(8), shift: '短', skills: [] }],
}
const weather = Array.from({ length: 10 }, (_, n) => ({
  weather: { day: new Date(Date.UTC(2026, 9, 12) + n * 864e5).toISOString().slice(0, 10), mean_c_e1: 128 - 11 * n, rain_mm_e1: n === 2 ? 184 : 0, kind: 'forecast' }, set_by: '示例·指**', set_us: at(-3),
}))
const footfall = {
  hall: '1001', basis: 'own', learnt_days: 420, weather_days: 364, example: true, source: { text: '由配置包的到厅规律推算', certainty: 'E', source: '示例' }, backtest: { origins: 12, mase: 0.741, naive_mase: 1.012, covered_pm: 806 },
  history: Array.from({ length: 120 }, (_, n) => ({ day: new Date(Date.UTC(2026, 5, 14) + n * 864e5).toISOString().slice(0, 10), people: n % 7 === 6 ? null : Math.round(210 + 60 * Math.sin(n / 4.5) + draw() * 40 + (n % 30 < 4 ? 90 : 0)), outlier: n === 60 })),
  days: Array.from({ length: 28 }, (_, n) => {
    const people = n % 7 === 6 ? 0 : 215 + 55 * Math.sin((120 + n) / 4.5) + (n % 30 > 18 && n % 30 < 23 ? 80 : 0)
    return {
      day: new Date(Date.UTC(2026, 9, 12) + n * 864e5).toISOString().slice(0, 10), kind: n % 7 > 4 ? 'weekend' : 'workday', people, p10: people * 0.84, p50: people * 0.99, p90: people * 1.18,
      parts: [{ code: 'level', value: 214 }, { code: 'weekday', value: 1.18 }, { code: 'billing', value: 1.24 }, { code: 'trend', value: 0.93 }, { code: 'holiday', value: 1 }, { code: 'season', value: 1.02 }, { code: 'weather', value: n === 2 ? 0.81 : 1.03 }],
      weather: weather[n]?.weather ?? null,
      hours: people ? Array.from({ length: 10 }, (_, h) => ({ hour: 8 + h, people: (people / 10) * (0.5 + Math.exp(-(((h - 1.6) / 2) ** 2))), p10: 0.7 * (people / 10) * (0.5 + Math.exp(-(((h - 1.6) / 2) ** 2))), p90: 1.35 * (people / 10) * (0.5 + Math.exp(-(((h - 1.6) / 2) ** 2))) })) : [],
    }
  }),
}

/** The answer of a planning route; null when it is not one. `scene`: empty, run (running), roster (none). */
export function answer(method, path, scene = {}, query) {
  if (path === '/api/v1/weather') return method === 'GET' ? { days: scene.weather === 'none' ? [] : weather } : { noted: 10, kept: 0 }
  const rest = path.replace('/api/v1/planning/', '')
  if (rest !== path) {
    const list = scene.empty ? [] : scenarios(scene)
    if (rest === 'city') return city
    if (rest === 'scenarios') return method === 'GET' ? { scenarios: list } : { brief: scenario('505', '新方案', []), settings, city }
    if (rest.startsWith('scenarios/')) {
      if (rest.endsWith('/runs')) return runOf('9010', { run: 'running' })
      return { brief: list.find((one) => rest === `scenarios/${one.id}`) ?? scenarios(scene)[0], settings, city }
    }
    if (rest === 'proposals') return { proposals: scene.empty ? [] : [proposal('71', 'proposed'), proposal('70', 'approved', { scenario_name: '照顾老年人', decided_by: '示例·指挥中心', decided_us: at(-100), by_hand: [] })] }
    if (rest.startsWith('proposals/')) return proposal('71', 'approved')
    if (rest === 'comparison') return comparison(query.get('runs').split(','))
    const [, id, what] = rest.split('/')
    if (what === 'result') return resultOf(id, '少设一些、近一些')
    if (what === 'front') return front
    if (what === 'online') return shift
    return runOf(id, scene)
  }
  const hall = path.replace(/^\/api\/v1\/halls\/\d+\//, '')
  if (hall === 'simulation') return { seed: '7', day: '2026-10-12', days: 200, design: simulated(0.62), against: simulated(1), wait_less_min: estimate(-3.6, 0.2), source: { text: '到厅与办理时长为示例', certainty: 'E', source: '示例' } }
  if (hall === 'replay') return replay()
  if (hall === 'staffing') return staffing
  if (hall === 'footfall') return footfall
  if (/^rosters\/[\d-]+$/.test(hall)) return scene.roster === 'none' && method === 'GET' ? null : roster
  if (hall.endsWith('/check')) return { allowed: false, new_problems: [{ code: 'rest_short', hard: true, staff: '1', day: day(4), value: 540, limit: 660 }, { code: 'week_over', hard: false, staff: '2', day: day(4), value: 2520, limit: 2400 }], short: [], price: { ...roster.price, total: 1300 } }
  if (hall.endsWith('/absence')) return { roster: { ...roster, version: 4 }, moves: [{ staff: '2', day: day(5), shift: null }, { staff: '6', day: day(5), shift: '中' }, { staff: '2', day: day(6), shift: null }], moves_bound: 3 }
  if (hall.startsWith('rosters/')) return { ...roster, version: 4 }
  return null
}
