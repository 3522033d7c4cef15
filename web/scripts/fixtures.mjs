// Sample answers of the API, for pictures and measurements without a server. Tooling only: nothing in src/ may import
// this, and nothing here is shipped. Shapes follow openapi/gridhall-v1.json.
const NOW_US = Date.UTC(2026, 9, 12, 1, 42) * 1000
const minutes = (n) => NOW_US + n * 60_000_000
const wait = (p50_min, p90_min) => ({ p50_s: p50_min * 60, p90_s: p90_min * 60 })

export const clock = {
  now_us: NOW_US, speed: 1, zone_min: 480, org: 1407, org_name: '晋中供电公司（示例）', demo: true,
}

const state = (n) => (n === 6 ? 'paused' : n > 8 ? 'closed' : 'open')
const served = { 1: 'A013', 2: 'A016', 3: 'A018', 4: 'B007', 5: 'A017', 7: 'B008', 8: 'C003' }

export const board = {
  hall: '1001', code: 'JZ-YC-A01', name: '晋中市中心供电营业厅（示例）', name_en: 'Jinzhong Central Hall (sample)',
  day: '2026-10-12', seq: 412, at_us: NOW_US, open: true, closes_us: minutes(498), waiting: 17, wait: wait(9, 18),
  calls: [
    { ticket: '9018', label: 'A018', prefix: 'A', number: 18, counter: '3', counter_name: '3号窗口', at_us: NOW_US - 9e6, recalls: 0, arrived: false },
    { ticket: '9008', label: 'B008', prefix: 'B', number: 8, counter: '7', counter_name: '7号窗口', at_us: NOW_US - 64e6, recalls: 1, arrived: false },
    { ticket: '9017', label: 'A017', prefix: 'A', number: 17, counter: '5', counter_name: '5号窗口', at_us: NOW_US - 130e6, recalls: 0, arrived: true },
    { ticket: '9003', label: 'C003', prefix: 'C', number: 3, counter: '8', counter_name: '8号窗口', at_us: NOW_US - 240e6, recalls: 0, arrived: true },
    { ticket: '9016', label: 'A016', prefix: 'A', number: 16, counter: '2', counter_name: '2号窗口', at_us: NOW_US - 310e6, recalls: 0, arrived: true },
    { ticket: '9007', label: 'B007', prefix: 'B', number: 7, counter: '4', counter_name: '4号窗口', at_us: NOW_US - 420e6, recalls: 0, arrived: true },
  ],
  queues: [
    { prefix: 'A', name: '综合业务', name_en: 'General', waiting: 11, wait: wait(9, 18) },
    { prefix: 'B', name: '缴费', name_en: 'Payment', waiting: 4, wait: wait(4, 8) },
    { prefix: 'C', name: '新装增容', name_en: 'New supply', waiting: 2, wait: wait(12, 25) },
  ],
  next: [
    ['A019', 'care', 2, 4], ['B009', 'normal', 2, 5], ['A020', 'appointment', 3, 6], ['A021', 'normal', 4, 8],
    ['B010', 'normal', 5, 9], ['A022', 'normal', 6, 11], ['C004', 'normal', 8, 15], ['A023', 'normal', 9, 16],
  ].map(([label, kind, p50, p90]) => ({ label, class: kind, wait: wait(p50, p90) })),
  counters: Array.from({ length: 10 }, (_, n) => ({
    counter: String(n + 1), name: `${n + 1}号窗口`, state: state(n + 1), label: served[n + 1] ?? null,
    serving: served[n + 1] !== undefined && ![3, 7].includes(n + 1),
  })),
  served: 64,
  notices: [
    { zh: '10月15日 6:00–18:00 安宁街片区计划检修停电，请提前安排用电。', en: 'Planned outage in the Anning Street area on 15 Oct, 6:00–18:00.' },
    { zh: '更名、过户可在手机上办理，不用排队。', en: 'Change of name and transfer can be done on your phone, without a queue.' },
  ],
}

const item = (code, category, category_en, name, name_en, documents, over = {}) => ({
  code, category, category_en, name, name_en, synonyms: [], customers: ['低压居民'], documents, online: true,
  kiosk: false, skills: ['general'], prefix: 'A', fee: '0', service_p50_s: 840, note: '',
  promise: { text: '5 个工作日', certainty: 'K', source: '示例' }, ...over,
})
const ID = '用电人有效身份证明'
const DEED = '用电地址物权证件'
const AGENT = '授权委托书和经办人身份证（仅代办）'
export const items = [
  item('XZ01', '新装增容', 'New supply', '低压居民新装', 'LV residential new connection', [ID, DEED, AGENT]),
  item('XZ02', '新装增容', 'New supply', '低压居民增容', 'LV residential capacity increase', [ID, DEED, AGENT]),
  item('XZ09', '新装增容', 'New supply', '临时用电', 'Temporary supply', [ID]),
  item('XZ10', '新装增容', 'New supply', '个人充电桩报装', 'Private EV charger', [ID, '车位产权证明或一年以上使用权证明']),
  item('XZ12', '新装增容', 'New supply', '分布式光伏并网（自然人户用）', 'Rooftop PV, natural person', [ID, DEED, '组件/逆变器检测认证']),
  item('XZ13', '新装增容', 'New supply', '分布式光伏并网（工商业）', 'Rooftop PV, C&I', ['营业执照', DEED, '项目备案证']),
  item('BG10', '变更用电', 'Changes', '更名', 'Change of customer name', [ID, '更名依据（公安/市监变更证明）']),
  item('BG11', '变更用电', 'Changes', '过户', 'Transfer of ownership', [ID, DEED]),
  item('DF01', '电费', 'Bills', '电费缴纳', 'Bill payment', ['户号'], { kiosk: true, prefix: 'B', service_p50_s: 180 }),
  item('DF04', '电费', 'Bills', '电费发票', 'E-invoice', ['户号', '开票信息'], { kiosk: true }),
  item('JL01', '计量', 'Metering', '申请校表', 'Meter test on request', ['户号', ID]),
  item('SQ01', '诉求', 'Requests', '故障报修', 'Fault report', ['户号或地址']),
  item('ZH02', '综合能源', 'Energy services', '光伏评估', 'PV assessment', ['屋顶面积', '账单']),
]
const byCode = (code) => items.find((one) => one.code === code)
const way = (triage, over = {}) => ({ triage, hall: null, hall_name: null, distance_m: null, wait: null, kiosks: null, online: null, ...over })
const ways = [
  way('online', { online: '网上国网 App：办电 → 新能源 → 分布式光伏' }),
  way('counter', { hall: '1001', hall_name: board.name, wait: wait(12, 25) }),
  way('other_hall', { hall: '1002', hall_name: '榆次开发区供电营业厅（示例）', distance_m: 3400, wait: wait(3, 7) }),
  way('room'),
]
export const guidance = {
  words: ['我家', '要', '装', '光伏'],
  suggestions: [
    { item: byCode('XZ12'), score: 92, matched: ['装', '光伏'], advice: 'online', ways },
    { item: byCode('ZH02'), score: 61, matched: ['光伏'], advice: 'counter', ways },
    { item: byCode('XZ13'), score: 48, matched: ['光伏'], advice: 'counter', ways },
  ],
  rooms_free: ['R1'],
}
export const device = (kind) => ({
  device: '77', kind, name: `${kind}-1`, hall: '1001', counter: kind === 'pad' ? '3' : null, idle_s: 60, can_print: true,
  rate: kind === 'pad'
    ? {
        ticket: '9018', label: 'A018', until_us: minutes(5),
        reasons: [
          ['fast', '办得快', 'Quick', false], ['kind', '态度好', 'Friendly', false], ['clear', '讲得清楚', 'Clear', false],
          ['pro', '业务熟练', 'Skilled', false], ['tidy', '环境整洁', 'Tidy', false], ['slow', '等得太久', 'Long wait', true],
          ['rude', '态度不好', 'Unfriendly', true], ['unclear', '没讲清楚', 'Unclear', true],
          ['again', '要多跑一趟', 'Had to come again', true], ['unsolved', '问题没解决', 'Not solved', true],
        ].map(([code, zh, en, low]) => ({ code, zh, en, low })),
      }
    : null,
})
export const issued = {
  ticket: '9030', visit: '8030', hall: '1001', label: 'A024', prefix: 'A', number: 24, class: 'care',
  link: '/v/5fK2vN8qLw3RzXcB7mTg', ahead: 6, wait: wait(9, 18), issued_us: NOW_US, documents: [ID, DEED], print: 'queued',
}
const ticket = (over) => ({
  ticket: '9030', hall: '1001', hall_name: board.name, label: 'A024', state: 'waiting', class: 'normal',
  items: [{ code: 'XZ12', zh: '分布式光伏并网（自然人户用）', en: 'Rooftop PV, natural person' }], ahead: 6, wait: wait(9, 18),
  counter: null, counter_no: null, called_us: null, not_before_us: null, slot_us: null, check_in_code: null,
  issued_us: minutes(-8), may_rate: false, score: null, may_leave: true, documents: [ID, DEED], ...over,
})
const visitWith = (over) => ({
  hall: '1001', hall_code: board.code, hall_name: board.name, hall_name_en: board.name_en, tickets: [ticket(over)],
  defer_min_max: 30, expires_us: minutes(600),
})
export const visits = {
  waiting: visitWith({}),
  called: visitWith({ state: 'called', counter: '3号窗口', counter_no: '3', called_us: NOW_US - 10e6, ahead: 0, may_leave: false }),
  serving: visitWith({ state: 'serving', counter: '3号窗口', counter_no: '3', ahead: 0, may_leave: false }),
  done: visitWith({ state: 'done', may_rate: true, may_leave: false, ahead: 0 }),
  rated: visitWith({ state: 'done', may_rate: false, score: 5, may_leave: false, ahead: 0 }),
  deferred: visitWith({ not_before_us: minutes(10) }),
  booked: visitWith({ state: 'booked', label: null, slot_us: minutes(60), check_in_code: '482915', issued_us: null }),
  missed: visitWith({ state: 'no_show', may_leave: false }),
  left: visitWith({ state: 'left', may_leave: false }),
  arrived: visitWith({ state: 'arrived', counter: '3号窗口', counter_no: '3', ahead: 0, may_leave: false }),
}

const towns = ['榆次', '太谷', '榆社', '左权', '和顺', '昔阳', '寿阳', '祁县', '平遥', '灵石', '介休']
export const halls = Array.from({ length: 44 }, (_, n) => {
  const grade = n === 0 ? 'A' : n < 12 ? 'B' : n < 34 ? 'C' : 'D'
  const waiting = (n * 7) % 23
  return {
    id: String(1001 + n), code: n === 0 ? board.code : `JZ-${String(n).padStart(4, '0')}`,
    name: n === 0 ? board.name : `${towns[n % 11]}${grade === 'B' ? '中心' : grade === 'C' ? '城关' : '自助'}供电营业厅（示例）`,
    name_en: n === 0 ? board.name_en : `Hall ${n} (sample)`, grade, county: towns[n % 11], lat_e6: 37684030 + n * 9000, lon_e6: 112754710 - n * 7000,
    open: n % 13 !== 5, hours: [{ from_min: 480, to_min: 1080 }], waiting, counters_open: grade === 'D' ? 0 : (n % 5) + 1,
    wait: waiting === 0 ? { p50_s: 0, p90_s: 60 } : wait(waiting, waiting * 2),
  }
})

const boardOf = (scene) => {
  const none = (queue) => ({ ...queue, waiting: 0, wait: { p50_s: 0, p90_s: 0 } })
  const shut = { waiting: 0, calls: [], next: [], queues: board.queues.map(none) }
  if (scene.closed) return { ...board, ...shut, open: false, closes_us: null, counters: board.counters.map((one) => ({ ...one, state: 'closed', label: null, serving: false })) }
  if (scene.calm) return { ...board, ...shut, wait: { p50_s: 0, p90_s: 0 }, notices: [] }
  return board
}
const slots = (day) => {
  const [hours, first] = day === '2026-10-12' ? [6, 10] : [8, 8.5]
  const at = (n) => Date.parse(`${day}T00:00:00+08:00`) * 1000 + (first + n * 0.5) * 3600e6
  return Array.from({ length: hours * 2 }, (_, n) => ({ at_us: at(n), minutes: 30, free: (n * 5) % 8, capacity: 7 }))
}
const booked = {
  ticket: '9031', visit: '8031', link: '/v/5fK2vN8qLw3RzXcB7mTg', check_in_code: '482915', slot_us: minutes(60),
  check_in_from_us: minutes(45), kept_until_us: minutes(75), documents: [ID, DEED],
}

/** The answer to a GET or POST of the API; `scene` picks variants (`?scene` of the picture being taken). */
export function answer(method, path, scene, query = new URLSearchParams()) {
  if (path === '/api/v1/clock') return clock
  if (path === '/api/v1/device') {
    const self = device(scene.kind ?? 'kiosk')
    return scene.quiet ? { ...self, rate: null } : self
  }
  if (path === '/api/v1/halls') return { halls }
  if (path === '/api/v1/items') return { items }
  if (path.endsWith('/board')) return boardOf(scene)
  if (path.endsWith('/guidance')) return scene.nothing ? { ...guidance, suggestions: [] } : guidance
  if (path.endsWith('/triage')) return { done: true }
  if (path.endsWith('/slots')) return { day: query.get('day'), slots: slots(query.get('day')) }
  if (path.endsWith('/appointments')) return booked
  if (path.endsWith('/tickets') || path.endsWith('/print') || path.endsWith('/check-in')) return { ...issued, print: scene.noPaper ? 'none' : 'queued' }
  if (path.endsWith('/evaluation') && path.includes('/tickets/')) return { done: true }
  if (path.startsWith('/api/v1/visits/')) return scene.visit ? visits[scene.visit] : null
  if (/^\/api\/v1\/halls\/\d+$/.test(path)) {
    return {
      hall: halls[0], day: '2026-10-12', day_kind: 'workday', zones: [], counters: [], rooms: ['R1'],
      items: items.map((one) => one.code).filter((code) => code !== 'XZ13'), kiosk_items: ['DF01', 'DF04'], equipment: [],
      hours_source: { text: '8:00–18:00', certainty: 'K', source: '示例' }, wait_warn_min: 15, wait_alert_min: 20,
    }
  }
  return null
}
