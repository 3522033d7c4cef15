// Sample answers of the staff routes, beside fixtures.mjs. Tooling only, never shipped.
import { answer as publicAnswer, board, clock, halls, issued, items } from './fixtures.mjs'
import { answer as planningAnswer } from './studio-fixtures.mjs'

const NOW_US = clock.now_us
const at = (minutes) => NOW_US + minutes * 60_000_000
const wait = (p50, p90) => ({ p50_s: p50 * 60, p90_s: p90 * 60 })
const named = (code) => {
  const item = items.find((one) => one.code === code)
  return { code, zh: item.name, en: item.name_en }
}
const skills = ['general', 'payment', 'account', 'connection_lv', 'change_lv', 'tariff', 'metering', 'solar', 'ev']
const place = (code, name, name_en, x, y, w, h) => ({ code, name, name_en, place: { x, y, w, h }, cleaned_us: null })
const zones = [
  place('payment', '收费区', 'Payment', 2, 2, 26, 14), place('business', '业务办理区', 'Business', 30, 2, 44, 14),
  place('negotiation', '洽谈区', 'Negotiation', 76, 2, 22, 18), place('self_service', '客户自助区', 'Self-service', 2, 20, 20, 16),
  place('waiting', '业务待办区', 'Waiting', 24, 20, 50, 16), place('experience', '智能互动体验区', 'Interactive', 76, 24, 22, 14),
  place('display', '展示区', 'Exhibition', 2, 40, 26, 18), place('guidance', '引导区', 'Guidance', 38, 46, 20, 12),
  place('online', '线上体验区', 'Online', 60, 42, 16, 16), place('care', '爱心服务区', 'Care', 78, 42, 20, 8), place('child', '幼儿安置区', 'Children', 78, 52, 20, 6),
]
const counters = [4, 12, 20, 32, 40, 48, 56, 64, 78, 88].map((x, n) => ({
  id: String(n + 1), name: `${n + 1}号窗口`, kind: n < 3 ? 'payment' : n < 8 ? 'general' : 'key_account',
  zone: n < 3 ? 'payment' : n < 8 ? 'business' : 'negotiation', skills: n < 3 ? ['payment', 'account'] : skills, x, y: n < 8 ? 10 : 14,
}))
const sourced = { text: '8:00–18:00', certainty: 'K', source: '一般做法（示例）' }
const today = {
  hall: halls[0], day: '2026-10-12', day_kind: 'workday', zones, counters, rooms: ['R1', 'R2', 'R3'], items: items.map((one) => one.code),
  kiosk_items: ['DF01'], equipment: ['高拍仪', '无障碍坡道'], hours_source: sourced, wait_warn_min: 15, wait_alert_min: 20,
}
const why = {
  code: 'head_start', zh: '老年人优先，照顾优先量 10 分钟，合计高于 A020。', en: 'Elderly first: a head start of 10 minutes puts it before A020.',
  waited_s: 840, head_start_s: 600, eligible: 11, runner_up: 'A020', runner_up_score_s: 1260,
}
let serial = 9100
const ticket = (label, state, waited, over = {}) => ({
  ticket: String((serial += 1)), visit: String(serial + 5000), label, state, class: 'normal', channel: 'kiosk', items: [named('BG11')],
  documents: ['用电人有效身份证明', '用电地址物权证件'], needs: [], people: 1, preferences: [], name: null, phone: null, queued_us: at(-waited), not_before_us: null,
  slot_us: null, only_counter: null, zone: null, counter: null, staff: null, recalls: 0, issued_us: at(-waited), called_us: null, started_us: null,
  ended_us: null, wait: wait(4, 9), moves: ['transfer_counter', 'transfer_zone', 'transfer_hall', 'defer', 'leave'], why: null, from_hall: null, ...over,
})
const serving = ticket('A018', 'serving', 15, {
  class: 'care', items: [named('XZ12'), named('DF04')], needs: ['elder', 'hearing'], people: 2, preferences: ['请大声说话'], name: '王*明', phone: '138****6721',
  documents: ['用电人有效身份证明', '用电地址物权证件', '组件/逆变器检测认证', '户号', '开票信息'], counter: '4', called_us: at(-6), started_us: at(-4.2),
  moves: ['park', 'transfer_counter', 'transfer_zone', 'transfer_hall', 'finish'], why,
})
const called = { ...serving, state: 'called', started_us: null, called_us: at(-0.4), recalls: 1, moves: ['recall', 'arrive', 'start', 'transfer_counter', 'no_show', 'leave'] }
const waiting = ['A019', 'B009', 'A020', 'A021', 'B010', 'A022', 'C004', 'A023', 'A024', 'B011', 'A025', 'A026', 'B012', 'A027', 'C005', 'A028', 'A029'].map((label, n) =>
  ticket(label, 'waiting', 24 - n * 1.4, {
    class: n === 0 ? 'care' : n === 2 ? 'appointment' : 'normal', needs: n === 0 ? ['elder', 'wheelchair'] : n === 5 ? ['child'] : [],
    items: [named(label.startsWith('B') ? 'DF01' : label.startsWith('C') ? 'XZ01' : ['BG11', 'XZ12', 'JL01', 'XZ10'][n % 4])],
    slot_us: n === 2 ? at(-8) : null, name: n % 3 === 0 ? '李*' : null, phone: n % 3 === 0 ? '139****0012' : null,
  }))
const parked = [ticket('A012', 'parked', 44, { items: [named('BG10')], counter: '4', moves: ['resume', 'leave'], name: '赵*华' })]
const others = [ticket('B007', 'serving', 20, { counter: '1', started_us: at(-3) }), ticket('A016', 'serving', 30, { counter: '5', started_us: at(-9) }), ticket('B008', 'called', 18, { counter: '7', called_us: at(-1) }), ticket('C003', 'arrived', 22, { counter: '8', called_us: at(-2) })]
const brief = (n, state, label = null, ticket_state = null, mine = false) => ({ counter: String(n), name: `${n}号窗口`, state, staff: state === 'closed' ? null : `示例*${n}`, since_us: at(-100), label, ticket_state, mine })
const desks = (mine, mineTicket) => [
  brief(1, 'open', 'B007', 'serving'), brief(2, 'open'), brief(3, 'closed'),
  mine ? brief(4, mine, mineTicket?.label ?? null, mineTicket?.state ?? null, true) : brief(4, 'closed'),
  brief(5, 'open', 'A016', 'serving'), brief(6, 'paused'), brief(7, 'open', 'B008', 'called'), brief(8, 'open', 'C003', 'arrived'), brief(9, 'closed'), brief(10, 'closed'),
]
const accounts = [
  ['jz-yc-a01-gy04', '示例·柜员04', ['clerk'], true, '/clerk'], ['jz-yc-a01-gy05', '示例·柜员05', ['clerk'], true, '/clerk'], ['jz-yc-a01-sf', '示例·收费员', ['cashier'], true, '/clerk'],
  ['jz-yc-a01-yd', '示例·引导员', ['guide'], true, '/guide'], ['jz-yc-a01-zg', '示例·主管', ['hall_manager'], true, '/manager'], ['zhihui', '示例·指挥中心', ['command'], false, '/manager'],
  ['shenji', '示例·审计员', ['auditor'], false, '/manager'], ['anquan', '示例·安全管理员', ['security_admin'], false, '/manager'], ['xitong', '示例·系统管理员', ['system_admin'], false, '/manager'], ['mulu', '示例·目录管理员', ['catalogue_admin'], false, '/manager'],
].map(([login, name, roles, bound, url]) => ({ login, password: 'shili-demo-only', name, roles, hall_code: bound ? board.code : null, url }))
const demo = {
  accounts, seed: 20261012,
  screens: [['kiosk', '取号机 1'], ['display', '叫号大屏'], ['wall', '拼接墙'], ['pad', '4号窗口评价器'], ['phone', '客户手机页']].map(([surface, name]) => ({
    surface, name, hall_code: board.code, url: surface === 'phone' ? '/v/abc' : `/${surface}?hall=${board.code}#secret`,
  })),
}
const figures = (over = {}) => ({
  issued: 312, called: 288, served: 271, left: 9, no_show: 8, waiting: 17, wait_p50_s: 510, wait_p90_s: 1130, service_mean_s: 402, over_alert_pm: 62, abandon_pm: 54,
  counter_use_pm: 731, idle_min: 812, online_pm: 268, guided: 96, rating_asked: 271, rating_given: 148, rating_mean_c: 463, rating_good_pm: 932, ...over,
})
const observation = {
  from: '2026-10-12', to: '2026-10-12', total: figures(),
  halls: halls.slice(0, 12).map((one, n) => ({ hall: one.id, name: one.name, grade: one.grade, figures: figures({ issued: 300 - n * 20, rating_mean_c: n === 4 ? null : 440 + n, online_pm: n === 4 ? null : 200 + n * 11 }) })),
  grades: ['A', 'B', 'C', 'D'].map((grade, n) => ({ grade, halls: [1, 11, 22, 10][n], figures: figures({ counter_use_pm: n === 3 ? null : 700 - n * 60 }) })),
  days: Array.from({ length: 7 }, (_, n) => ({ day: `2026-10-${String(6 + n).padStart(2, '0')}`, figures: figures({ wait_p50_s: 300 + ((n * 137) % 400), wait_p90_s: 800 + ((n * 211) % 700) }) })),
  hours: Array.from({ length: 24 }, (_, hour) => {
    const open = hour >= 8 && hour < 18
    const peak = Math.max(0, 1 - Math.abs(hour - 9.5) / 3) + 0.6 * Math.max(0, 1 - Math.abs(hour - 15) / 3)
    return { hour, issued: open ? Math.round(12 + 40 * peak) : 0, served: open ? Math.round(11 + 36 * peak) : 0, wait_p50_s: open ? Math.round(180 + 500 * peak) : null, wait_p90_s: open ? Math.round(420 + 1000 * peak) : null }
  }),
}
const device = (id, kind, name, over = {}) => ({ id: String(id), kind, name, counter: null, state: 'enrolled', online: true, seen_us: at(-0.3), faults: [], health: { paper_pct: null, jam: false, temp_dc: 384, disk_pct: 41 }, ...over })
const devices = [
  device(1, 'kiosk', '取号机 1'), device(2, 'kiosk', '取号机 2', { online: false, faults: ['lost'], seen_us: at(-22) }), device(3, 'display', '叫号大屏'), device(4, 'caller', '语音叫号'),
  device(5, 'ticket_printer', '号票打印机 1', { health: { paper_pct: 12, jam: false, temp_dc: 402, disk_pct: null }, faults: ['paper_low'] }), device(6, 'pad', '4号窗口评价器', { counter: '4' }),
  device(7, 'gate', '入口闸机'), device(8, 'cabinet', '爱心伞柜', { state: 'announced', online: false, seen_us: null, health: null }), device(9, 'id_reader', '4号窗口读卡器', { counter: '4', state: 'revoked', online: false }),
]
const evaluations = {
  asked: 271, unanswered: 123, scores: [3, 4, 11, 38, 92],
  answers: [[5, '办得快、态度好', null, 'pad'], [2, '等得太久', '等了快四十分钟', 'phone'], [4, '讲得清楚', null, 'pad'], [5, '', null, 'phone'], [1, '没讲清楚、要多跑一趟', '材料第一次没说全', 'pad']].map(([score, reasons, text, channel], n) => ({
    ticket: String(9000 + n), label: `A0${12 + n}`, score, reasons: reasons ? reasons.split('、') : [], text, channel, answered_us: at(-n * 7), staff: '5',
  })),
  follow_ups: [{ id: '71', ticket: '9001', label: 'A013', score: 2, opened_us: at(-7), due_us: at(1433), state: 'open' }, { id: '72', ticket: '9004', label: 'A016', score: 1, opened_us: at(-28), due_us: at(1412), state: 'open' }],
}
const plan = {
  grade: 'A', zones, counters, functions: skills,
  hours: [['05-01', 'workday', '8:00', 480, 1080], ['05-01', 'weekend', '', 480, 1080], ['10-01', 'workday', '', 510, 1050], ['10-01', 'holiday', '', 540, 1020]].map(([from_month_day, day_kind, , from_min, to_min]) => ({ from_month_day, day_kind, spans: [{ from_min, to_min }], certainty: 'K', source: '一般做法（示例）' })),
  rooms: ['R1', 'R2', 'R3'], equipment: ['高拍仪', 'POS 与聚合码', '无障碍坡道'], child_corner_places: 6, kiosks: 6,
}
const version = (id, state, over = {}) => ({
  id: String(id), hall: '1001', hall_name: board.name, from_day: '2026-10-20', state, reason: '三号窗口增加光伏业务，缩短周一等候', proposed_by: '示例·主管', proposed_us: at(-300),
  decided_by: null, decided_us: null, may_decide: true, changes: ['3号窗口 增加技能：光伏与并网', '周末营业时间 08:00–18:00 改为 09:00–17:00'], plan, ...over,
})
const events = [
  { kind: 'counter_changed', counter: '4', staff: '12', state: 'open' }, { kind: 'ticket_issued', ticket: '9018', visit: '8018', prefix: 'A', number: 18, items: ['XZ12'], class: 'care', channel: 'kiosk' },
  { kind: 'ticket_moved', ticket: '9018', n: 2, step: 'call', from: 'waiting', to: 'called', counter: '4', staff: '12' }, { kind: 'ticket_moved', ticket: '9018', n: 3, step: 'start', from: 'called', to: 'serving', counter: '4' },
  { kind: 'device_health', device: '5', ok: false, faults: ['paper_low'] }, { kind: 'evaluation_given', ticket: '9001', score: 2, reasons: ['slow'], has_text: true },
].map((event, n) => ({ seq: n + 1, at_us: at(-60 + n * 7), actor: n === 4 ? 'device' : 'staff', actor_id: String(12 + n), event }))
const amenities = {
  kinds: [['umbrella', '爱心雨伞', 'Umbrella', 40, 6, 1440], ['glasses', '老花镜', 'Reading glasses', 12, 2, 60], ['charger', '充电宝', 'Phone charger', 24, 24, 120], ['wheelchair', '轮椅', 'Wheelchair', 3, 1, 120], ['water', '饮水（杯）', 'Water cups', 300, 0, 0], ['paper', '热敏纸卷', 'Paper rolls', 24, 0, 0]].map(([kind, name, name_en, total, lent, loan_min]) => ({ kind, name, name_en, total, lent, loan_min, counted_us: at(-200) })),
  loans: [{ id: '31', kind: 'charger', visit: null, lent_us: at(-150), due_us: at(-30), overdue: true }, { id: '32', kind: 'glasses', visit: null, lent_us: at(-10), due_us: at(50), overdue: false }],
  zones: zones.slice(0, 6).map((zone, n) => ({ zone: zone.code, name: zone.name, cleaned_us: n % 2 ? null : at(-40 * (n + 1)) })), children: 2, child_places: 6,
}
const rooms = {
  day: '2026-10-12', quarters_max: 8,
  rooms: [['R1', '洽谈室一', [[-42, 4]]], ['R2', '洽谈室二', [[33, 2], [123, 4]]], ['R3', '会商室', []]].map(([code, name, bookings], n) => ({ code, name, bookings: bookings.map(([from, quarters], k) => ({ id: String(n * 10 + k), from_us: at(from), quarters, visit: null })) })),
}
const slots = { day: '2026-10-12', slots: Array.from({ length: 14 }, (_, n) => ({ at_us: at(18 + n * 30), minutes: 30, free: n % 5 === 2 ? 0 : 3 - (n % 3), capacity: 3 })) }
const story = { ticket: serving, moves: [['issue', null, 'waiting', null, 'device', -15], ['call', 'waiting', 'called', '4', 'staff', -6], ['arrive', 'called', 'arrived', '4', 'staff', -5], ['start', 'arrived', 'serving', '4', 'staff', -4.2]].map(([step, from, to, counter, by, minute]) => ({ at_us: at(minute), step, from, to, counter, by })) }
const staff = accounts.map((one, n) => ({ staff: String(n + 1), login: one.login, name: one.name, hall: one.hall_code ? '1001' : null, roles: one.roles, state: n === 2 ? 'closed' : 'active', locked_until_us: n === 1 ? at(9) : null, totp: n > 5 }))

/** `scene`: role, desk (serving, called, free, none), login (totp, locked, wrong), demo. */
export function answer(method, path, scene = {}, query) {
  const planned = planningAnswer(method, path, scene, query)
  if (planned) return planned
  const role = scene.role ?? 'clerk'
  const bound = ['clerk', 'cashier', 'guide', 'hall_manager'].includes(role)
  const session = { staff: '12', login: 'shili', name: `示例·${role}`, roles: [role], hall: bound ? '1001' : null, csrf: 'x', expires_us: at(600), totp: false }
  const at_desk = scene.desk ?? 'serving'
  const mineTicket = at_desk === 'serving' ? serving : at_desk === 'called' ? called : null
  const deskView = {
    counter: desks(at_desk === 'paused' ? 'paused' : 'open', mineTicket)[3], grade: 'A', ticket: mineTicket, parked, next_label: at_desk === 'empty' ? null : 'A019', next_why: at_desk === 'empty' ? null : why,
    waiting: at_desk === 'empty' ? 0 : 11, wait: wait(9, 18), served: 23, undo: mineTicket ? { ticket: mineTicket.ticket, label: 'A018', step: at_desk === 'serving' ? 'start' : 'recall', until_us: at(0.6) } : null, recall_max: 2,
  }
  if (path === '/api/v1/clock') return { ...clock, speed: scene.speed ?? 1, demo: scene.demo ?? true }
  if (path === '/api/v1/session') return session
  if (path === '/api/v1/demo') return scene.demo === false ? null : demo
  if (path === '/api/v1/staff') return { accounts: staff }
  if (path === '/api/v1/chains') return { chains: 44, events: 128_402, broken: scene.broken ? ['1003 2026-10-12：第 412 条与前一条的摘要不符'] : [] }
  if (path === '/api/v1/plan-proposals') return { versions: [version(51, 'proposed'), version(52, 'proposed', { hall_name: halls[3].name, may_decide: false })] }
  if (path.endsWith('/observation')) return observation
  const rest = path.replace(/^\/api\/v1\/halls\/\d+/, '')
  if (rest === path) return publicAnswer(method, path, scene)
  if (rest === '') return today
  if (rest === '/queue') return { seq: 412, at_us: NOW_US, tickets: at_desk === 'empty' ? [] : [...waiting, ...others, ...(mineTicket ? [mineTicket] : []), ...parked], counters: desks(at_desk === 'none' ? null : at_desk === 'paused' ? 'paused' : 'open', mineTicket), booked: 4, served: 64 }
  if (/^\/counters\/\d+\/call$/.test(rest)) return { ticket: called }
  if (/^\/counters\/\d+/.test(rest)) return deskView
  if (/^\/tickets\/\d+\/(move|items|needs)$/.test(rest)) return serving
  if (/^\/tickets\/\d+$/.test(rest)) return story
  if (rest === '/rooms') return rooms
  if (rest === '/amenities') return amenities
  if (rest === '/slots') return slots
  if (rest === '/appointments') return { ticket: '9400', visit: '8400', link: '/v/5fK2vN8qLw3RzXcB7mTg', check_in_code: '482915', slot_us: at(48), check_in_from_us: at(18), kept_until_us: at(58), documents: [] }
  if (rest === '/devices') return method === 'GET' ? { devices } : { device: '10', code: 'K7QM-2XFD-90TB', expires_us: at(30) }
  if (rest.endsWith('/orders')) return method === 'GET' ? { orders: [{ id: '1', act: 'print', state: 'done', issued_us: at(-20), expires_us: at(-19), answered_us: at(-19.9), result: 'ok' }, { id: '2', act: 'restart', state: 'expired', issued_us: at(-80), expires_us: at(-79), answered_us: null, result: null }] } : { id: '3', act: 'restart', state: 'queued', issued_us: NOW_US, expires_us: at(1), answered_us: null, result: null }
  if (rest === '/evaluations') return evaluations
  if (rest === '/plans') return method === 'GET' ? { in_force: plan, versions: [version(51, 'proposed'), version(40, 'approved', { from_day: '2026-07-01', decided_by: '示例·指挥中心', decided_us: at(-9000), reason: '夏季作息' })] } : version(60, 'proposed')
  if (rest === '/events') return { hall: '1001', day: '2026-10-12', events, more: false }
  if (rest === '/tickets') return { ...issued, hall: '1001' }
  if (method === 'POST' && !rest.endsWith('/guidance') && !rest.endsWith('/check-in')) return { done: true }
  return publicAnswer(method, path, scene)
}
