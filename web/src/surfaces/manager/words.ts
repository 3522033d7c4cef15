// The words of the manager's desk.
import { en as enStaff, zh as zhStaff } from '@/design/staff/words'
import { en as enTariffs, zh as zhTariffs } from './tariffs/words'

const zhManager = {
  manager: { title: '主管工作台', pages: '页面', scope: '范围', needHall: '请先选择营业厅', wall: '打开大屏', loading: '正在打开页面', studio: '规划工作室' },
  tab: { floor: '现场', figures: '运营数据', devices: '设备', evaluations: '评价与回访', plan: '营业厅方案', approvals: '审批', catalogue: '业务目录', tariffs: '电价', log: '事件日志', proof: '链校验', staff: '人员账号' },
  floor: {
    plan: '营业厅平面图', waiting: '等候', atCounter: '办理中', parked: '挂起', served: '今日已办', booked: '预约未到', open: '开放柜台',
    longest: '最长等候', legend: '图例', calm: '等候正常', warn: '超过 {n} 分钟', alert: '超过 {n} 分钟', nobody: '没有人在等候',
    counter: '{name}', idle: '空闲', staff: '在岗', since: '起始', noStaff: '无人在岗', notMine: '只有在岗柜员本人能暂停或关闭此柜台，请通知该柜员。', pause: '暂停', close: '关闭', story: '查看经过', serving: '当前号码',
    skills: '可办业务', person: '{label}，已等 {n} 分钟', more: '另有 {n} 人', list: '等候名单', closedHall: '营业厅当前未营业', p90: '新到等候 P90', done: '已提交',
  },
  figures: {
    range: '日期范围', today: '今天', week: '近 7 天', month: '近 30 天', custom: '自选', from: '从', to: '到', scopeHall: '本厅', scopePicked: '所选营业厅', scopeOrg: '全公司',
    issued: '取号', called: '叫号', served: '办结', left: '离开', noShow: '过号', waiting: '等候中', p50: '等候中位', p90: '等候 P90', service: '平均办理', overAlert: '超时等候占比', abandon: '流失率',
    use: '柜台利用率', idle: '柜台空闲', online: '线上分流率', guided: '导览 {n} 人次', ratingMean: '平均评分', good: '满意率', unanswered: '未评价', min: '分钟', hoursUnit: '小时',
    byHour: '按小时等候（分钟）', flow: '按小时人流', byDay: '按日等候（分钟）', ratings: '评价', byGrade: '按等级', byHall: '按营业厅', hour: '时段', day: '日期', hall: '营业厅', grade: '等级', halls: '厅数', none: '这段时间没有数据',
    table: '数据表', chart: '图表', answered: '已评价 {n}', asked: '邀请评价 {n}', ratingNote: '平均分只含已评价；未评价如实列出', p50s: '中位', p90s: 'P90', ofCalled: '占叫号', ofIssued: '占取号', badRange: '起始日期不能晚于结束日期',
    busy: '使用中', free: '空闲',
  },
  devices: {
    name: '名称', kind: '类型', state: '状态', link: '连接', seen: '最近心跳', faults: '故障', health: '健康', counter: '柜台', none: '没有设备', online: '在线', offline: '离线', ok: '正常', never: '从未', paper: '纸 {n}%', temp: '{n} ℃', disk: '磁盘 {n}%',
    announce: '登记新设备', announceHelp: '生成一次性注册码，交给安装人员', code: '一次性注册码', codeOnce: '只显示这一次，请立即抄录；{time} 前有效', announceNow: '生成注册码', noCounter: '不属于柜台', orders: '指令记录', noOrders: '没有指令', restart: '重启', print: '测试打印', show: '显示文字', call: '试播语音', open: '开启', update: '更新', sent: '指令已下达', revoke: '吊销凭证', revokeAsk: '吊销 {name} 的凭证？设备将立即断开，须重新登记。', revoked: '已吊销', text: '内容', testText: '测试打印（示例）', order: '指令', result: '结果', allWell: '全部正常', faulty: '{n} 台异常', at: '时间', textFor: '{act}：{name}', sendOrder: '下达指令',
  },
  deviceKind: { kiosk: '取号机', display: '叫号屏', caller: '语音叫号', pad: '评价器', ticket_printer: '号票打印机', id_reader: '身份证阅读器', signature_pad: '签字板', tablet: '平板', cabinet: '便民柜', gate: '闸机' },
  deviceState: { announced: '待注册', enrolled: '已注册', revoked: '已吊销' },
  fault: { paper_low: '纸少', paper_out: '缺纸', jam: '卡纸', hot: '过热', disk_full: '磁盘满', lost: '失联' },
  orderState: { queued: '待发', sent: '已发', done: '完成', failed: '失败', expired: '超时' },
  evals: {
    day: '日期', asked: '邀请评价', unanswered: '未评价', answered: '已评价', scores: '得分分布', answers: '评价明细', followUps: '待回访', none: '当天没有评价', noneLike: '没有这样的评价', which: '哪些评价', all: '全部', low: '低分', said: '有留言', noTasks: '没有待回访', note: '处理情况', noteHelp: '联系了谁、怎么解决的；内容加密保存', close: '办结回访', closed: '回访已办结', opened: '{time} 产生', due: '{time} 前办结', score: '{n} 分', score1: '很不满意', score2: '不满意', score3: '一般', score4: '满意', score5: '很满意', pad: '评价器', phone: '手机', share: '评价率', onlyManager: '由本厅主管办结', story: '查看经过', noWords: '—',
  },
  plan: {
    inForce: '当前方案', edit: '修改方案', editing: '正在编辑方案草稿', reset: '放弃修改', grade: '等级', hours: '营业时间', hoursHelp: '例如 08:30-12:00, 14:00-17:30；留空为不营业', season: '季节起始', dayKind: '日期类型', spans: '时段', source: '来源', addRule: '增加时间规则', counters: '柜台与技能', name: '名称', kind: '类型', zone: '功能区', skills: '技能', addCounter: '增加柜台', functions: '可办功能', functionsHelp: '一项业务所需功能齐备，本厅才能受理', zones: '功能区位置', zonesHelp: '平面图为 100 × 60 格；功能区不应重叠', rooms: '洽谈室', equipment: '设施', child: '幼儿安置区容量', kiosks: '自助终端台数', listHelp: '用顿号或逗号分隔', remove: '删除', removed: '删除 {name}', fromDay: '生效日期', fromDayHelp: '最早为明天', reason: '修改理由', propose: '提交审批', proposed: '方案已提交，等待另一人审批', versions: '方案版本', noVersions: '没有提交过方案', badHours: '无法识别，或时段重叠', outside: '超出平面图', overlap: '与其他功能区重叠', noChange: '还没有修改', x: '左', y: '上', w: '宽', h: '高', closed: '不营业', changes: '变更内容', view: '查看', readOnly: '只有本厅主管能提交方案', count: '{n} 个', allSkills: '全部技能', badForm: '请先改正标红的内容',
  },
  planState: { proposed: '待审批', approved: '已批准', rejected: '已驳回' },
  approvals: { none: '没有待审批的方案', from: '{day} 起生效', by: '{who} 于 {time} 提交', approve: '批准', reject: '驳回', own: '不能审批自己提交的方案', approved: '已批准', rejected: '已驳回', ask: '{what}{hall}的方案？', reason: '理由' },
  log: { day: '日期', seq: '序号', at: '时间', actor: '操作者', kind: '事件', about: '内容', more: '加载更多', none: '当天没有事件', filter: '筛选事件', loaded: '已加载 {n} 条', shown: '显示 {n} 条', raw: '链中原文', allKinds: '全部事件' },
  catalogue: {
    code: '编码', name: '业务', category: '类别', channels: '办理渠道', promise: '办理时限', certainty: '依据', prior: '一般用时', documents: '所需材料', synonyms: '客户常说', skills: '所需技能', customers: '适用客户', fee: '收费', note: '备注', source: '来源', prefix: '号码前缀',
    online: '线上', kiosk: '自助终端', counter: '柜台', search: '按名称、编码或客户的说法查找', all: '全部类别', count: '共 {n} 项', none: '没有找到业务', minutes: '{n} 分钟', pack: '目录随公司包发布；每条规则带来源和依据，变更记入事件链。', noDocs: '无需材料', noSynonyms: '没有登记',
  },
  certainty: { S: '有出处', I: '推断', K: '行业常识', E: '估计' },
  proof: { help: '逐条核对事件链的摘要，证明没有被删除或改动。', run: '开始校验', from: '从', to: '到', chains: '事件链', events: '事件', ok: '全部完整，没有发现删除或改动', broken: '发现 {n} 处断裂', running: '正在逐条核对' },
  people: {
    login: '登录名', name: '姓名', hall: '营业厅', roles: '角色', state: '状态', active: '启用', closed: '停用', locked: '锁定至 {time}', totp: '动态口令', add: '新建账号', addTitle: '新建账号', password: '初始密码', change: '修改账号', save: '保存', unlock: '解除锁定', canLogIn: '允许登录', org: '全公司', exclude: '系统管理员、安全管理员、审计员不能兼任', added: '账号已建立', changed: '账号已修改', none: '没有账号', search: '按姓名、登录名、营业厅或角色查找', count: '共 {n} 个账号',
  },
  eventKind: {
    visit_opened: '客户到厅', needs_recorded: '登记需求', guided: '导览', ticket_booked: '预约', ticket_issued: '取号', ticket_moved: '号码流转', items_changed: '更正业务', service_timed: '办理计时', counter_changed: '柜台变更', hall_created: '建立营业厅', hall_plan_proposed: '提交方案', hall_plan_decided: '审批方案', room_booked: '预订洽谈室', room_released: '释放洽谈室', item_lent: '借出物品', loan_overdue: '借用逾期', item_returned: '归还物品', stock_counted: '盘点', zone_cleaned: '清洁', child_corner_changed: '幼儿安置区', evaluation_asked: '邀请评价', evaluation_given: '评价', follow_up_opened: '产生回访', follow_up_closed: '办结回访', device_announced: '登记设备', device_enrolled: '设备注册', device_revoked: '吊销设备', device_link: '设备连接', device_health: '设备健康', device_ordered: '设备指令', device_fact: '设备事实', device_trespass: '设备越权', staff_logged_in: '登录', staff_log_in_failed: '登录失败', staff_logged_out: '退出', staff_changed: '账号变更', pack_loaded: '载入公司包', tariffs_loaded: '载入电价', tariff_drafted: '电价草稿', tariff_proposed: '提交电价', tariff_decided: '审批电价', tariff_withdrawn: '撤回电价', scenario_added: '新建规划方案', scenario_changed: '修改规划方案', scenario_removed: '删除规划方案', run_asked: '发起测算', run_ended: '测算结束', scenario_proposed: '提交规划提案', scenario_decided: '审批规划提案', roster_changed: '排班变更', weather_noted: '录入天气',
  },
  field: {
    ticket: '号码', visit: '到访', n: '第几步', step: '操作', from: '从', to: '到', counter: '柜台', staff: '员工', only_counter: '指定柜台', zone: '功能区', to_hall: '去往营业厅', from_hall: '来自营业厅', not_before: '最早叫号', queued_at: '排队', called_at: '叫号', started_at: '开始', recalls: '重呼', items: '业务', item: '业务', class: '优先级', channel: '来源', prefix: '前缀', number: '序号', booked: '预约', needs: '需求', people: '人数', preferences: '偏好条数', consent: '已同意', care: '照顾优先', triage: '分流', slot_at: '时段', slot_min: '时段分钟', service_s: '办理秒数', hour: '小时', state: '状态', code: '代码', plan: '方案', from_day: '生效日期', approved: '批准', booking: '预订', room: '洽谈室', quarters: '刻钟', loan: '借出单', amenity: '物品', due: '应还', overdue: '超时', total: '总数', children: '幼儿', score: '得分', reasons: '原因', has_text: '有文字', task: '回访', device: '设备', device_kind: '设备类型', online: '在线', why: '原因', ok: '正常', faults: '故障', order: '指令单', act: '指令', fact: '事实', topic: '主题', publish: '发布', locked: '锁定', what: '内容', version: '版本', halls: '营业厅数', rules: '规则数', tariff: '电价', documents: '文件数', samples: '示例数', edition: '第几稿', digest: '文本摘要', was: '原状态', scenario: '规划方案', copied: '复制自', run: '测算', work: '问题', proposal: '提案', month: '月份',
  },
  actor: { staff: '员工', device: '设备', customer: '客户', guest: '访客', system: '系统' },
}
const enManager: typeof zhManager = {
  manager: { title: 'Manager’s desk', pages: 'Pages', scope: 'Scope', needHall: 'Choose a hall first', wall: 'Open the wall', loading: 'Opening the page', studio: 'Planning studio' },
  tab: { floor: 'Floor', figures: 'Figures', devices: 'Devices', evaluations: 'Ratings', plan: 'Hall plan', approvals: 'Approvals', catalogue: 'Catalogue', tariffs: 'Tariffs', log: 'Event log', proof: 'Chain proof', staff: 'Accounts' },
  floor: {
    plan: 'Floor plan', waiting: 'Waiting', atCounter: 'At counters', parked: 'On hold', served: 'Served today', booked: 'Bookings to come', open: 'Counters open',
    longest: 'Longest wait', legend: 'Legend', calm: 'Within limits', warn: 'Over {n} min', alert: 'Over {n} min', nobody: 'Nobody is waiting',
    counter: '{name}', idle: 'free', staff: 'Staff', since: 'Since', noStaff: 'Nobody', notMine: 'Only the clerk who is there can pause or close this counter. Please tell them.', pause: 'Pause', close: 'Close', story: 'See its story', serving: 'Number',
    skills: 'Can do', person: '{label}, waited {n} min', more: 'and {n} more', list: 'Who waits', closedHall: 'The hall is closed now', p90: 'P90 for newcomers', done: 'Sent',
  },
  figures: {
    range: 'Days', today: 'Today', week: '7 days', month: '30 days', custom: 'Choose', from: 'From', to: 'To', scopeHall: 'This hall', scopePicked: 'Chosen hall', scopeOrg: 'Whole company',
    issued: 'Numbers', called: 'Called', served: 'Served', left: 'Left', noShow: 'No-shows', waiting: 'Waiting', p50: 'Median wait', p90: 'P90 wait', service: 'Mean service', overAlert: 'Over the alarm', abandon: 'Abandoned',
    use: 'Counter use', idle: 'Counters idle', online: 'Sent online', guided: '{n} guided', ratingMean: 'Mean score', good: 'Satisfied', unanswered: 'Not answered', min: 'min', hoursUnit: 'h',
    byHour: 'Wait by hour (min)', flow: 'People by hour', byDay: 'Wait by day (min)', ratings: 'Ratings', byGrade: 'By grade', byHall: 'By hall', hour: 'Hour', day: 'Day', hall: 'Hall', grade: 'Grade', halls: 'Halls', none: 'No data for these days',
    table: 'Table', chart: 'Chart', answered: '{n} answered', asked: '{n} asked', ratingNote: 'The mean counts answers only; those without an answer are listed', p50s: 'Median', p90s: 'P90', ofCalled: 'of called', ofIssued: 'of numbers', badRange: 'The first day cannot be after the last',
    busy: 'Used', free: 'Idle',
  },
  devices: {
    name: 'Name', kind: 'Kind', state: 'State', link: 'Link', seen: 'Last heard', faults: 'Faults', health: 'Health', counter: 'Counter', none: 'No devices', online: 'Online', offline: 'Offline', ok: 'Fine', never: 'Never', paper: 'paper {n}%', temp: '{n} °C', disk: 'disk {n}%',
    announce: 'Announce a device', announceHelp: 'Makes a one-time code for whoever installs it', code: 'One-time code', codeOnce: 'Shown only this once, write it down; good until {time}', announceNow: 'Make a code', noCounter: 'No counter', orders: 'Orders', noOrders: 'No orders', restart: 'Restart', print: 'Test print', show: 'Show text', call: 'Test call', open: 'Open', update: 'Update', sent: 'The order was sent', revoke: 'Revoke', revokeAsk: 'Withdraw the credential of {name}? It is disconnected at once and has to be enrolled again.', revoked: 'Revoked', text: 'Text', testText: 'Test print (sample)', order: 'Order', result: 'Result', allWell: 'All fine', faulty: '{n} with faults', at: 'Time', textFor: '{act}: {name}', sendOrder: 'Send',
  },
  deviceKind: { kiosk: 'Kiosk', display: 'Display', caller: 'Caller', pad: 'Rating pad', ticket_printer: 'Ticket printer', id_reader: 'ID reader', signature_pad: 'Signature pad', tablet: 'Tablet', cabinet: 'Cabinet', gate: 'Gate' },
  deviceState: { announced: 'Announced', enrolled: 'Enrolled', revoked: 'Revoked' },
  fault: { paper_low: 'Paper low', paper_out: 'No paper', jam: 'Jam', hot: 'Hot', disk_full: 'Disk full', lost: 'Lost' },
  orderState: { queued: 'Queued', sent: 'Sent', done: 'Done', failed: 'Failed', expired: 'Expired' },
  evals: {
    day: 'Day', asked: 'Asked', unanswered: 'Not answered', answered: 'Answered', scores: 'Scores', answers: 'Answers', followUps: 'To follow up', none: 'No ratings on this day', noneLike: 'No such ratings', which: 'Which ratings', all: 'All', low: 'Low', said: 'With words', noTasks: 'Nothing to follow up', note: 'What was done', noteHelp: 'Whom you reached and how it was solved; kept encrypted', close: 'Close', closed: 'Closed', opened: 'opened {time}', due: 'due {time}', score: '{n} points', score1: 'Very dissatisfied', score2: 'Dissatisfied', score3: 'Neutral', score4: 'Satisfied', score5: 'Very satisfied', pad: 'Pad', phone: 'Phone', share: 'Answer rate', onlyManager: 'Closed by the hall’s manager', story: 'See its story', noWords: '—',
  },
  plan: {
    inForce: 'In force', edit: 'Change the plan', editing: 'You are editing a draft', reset: 'Discard', grade: 'Grade', hours: 'Opening hours', hoursHelp: 'Such as 08:30-12:00, 14:00-17:30; empty for closed', season: 'From', dayKind: 'Kind of day', spans: 'Hours', source: 'Source', addRule: 'Add hours', counters: 'Counters and skills', name: 'Name', kind: 'Kind', zone: 'Zone', skills: 'Skills', addCounter: 'Add a counter', functions: 'Functions', functionsHelp: 'A service is done here when all it needs is there', zones: 'Zones', zonesHelp: 'The floor is a grid of 100 × 60; zones should not overlap', rooms: 'Rooms', equipment: 'Equipment', child: 'Child corner places', kiosks: 'Kiosks', listHelp: 'Separated by commas', remove: 'Remove', removed: 'Remove {name}', fromDay: 'From day', fromDayHelp: 'Tomorrow at the earliest', reason: 'Reason', propose: 'Propose', proposed: 'Proposed; somebody else decides', versions: 'Versions', noVersions: 'Nothing was proposed yet', badHours: 'Cannot be read, or overlaps', outside: 'Off the floor', overlap: 'Over another zone', noChange: 'Nothing changed yet', x: 'Left', y: 'Top', w: 'Width', h: 'Height', closed: 'closed', changes: 'Changes', view: 'See', readOnly: 'Only the hall’s manager can propose', count: '{n}', allSkills: 'All skills', badForm: 'Mend what is marked first',
  },
  planState: { proposed: 'Proposed', approved: 'Approved', rejected: 'Rejected' },
  approvals: { none: 'Nothing waits for a decision', from: 'from {day}', by: 'by {who}, {time}', approve: 'Approve', reject: 'Reject', own: 'You cannot decide your own proposal', approved: 'Approved', rejected: 'Rejected', ask: '{what} the plan of {hall}?', reason: 'Reason' },
  log: { day: 'Day', seq: 'No.', at: 'Time', actor: 'Actor', kind: 'Event', about: 'About', more: 'Load more', none: 'No events on this day', filter: 'Filter events', loaded: '{n} loaded', shown: '{n} shown', raw: 'As the chain holds it', allKinds: 'All events' },
  catalogue: {
    code: 'Code', name: 'Service', category: 'Category', channels: 'Channels', promise: 'Time limit', certainty: 'Grounds', prior: 'Usual time', documents: 'Documents', synonyms: 'As customers say', skills: 'Skills', customers: 'For whom', fee: 'Fee', note: 'Note', source: 'Source', prefix: 'Number prefix',
    online: 'Online', kiosk: 'Kiosk', counter: 'Counter', search: 'Find by name, code or a customer’s words', all: 'All categories', count: '{n} services', none: 'No service found', minutes: '{n} min', pack: 'The catalogue comes with the company pack; every rule has its source and grounds, and a change is an event of the chain.', noDocs: 'No documents', noSynonyms: 'None recorded',
  },
  certainty: { S: 'Sourced', I: 'Inferred', K: 'General knowledge', E: 'Estimate' },
  proof: { help: 'Walks the chain of digests event by event and shows that nothing was removed or changed.', run: 'Prove', from: 'From', to: 'To', chains: 'Chains', events: 'Events', ok: 'Everything is whole: nothing was removed or changed', broken: '{n} broken', running: 'Walking the chains' },
  people: {
    login: 'Login', name: 'Name', hall: 'Hall', roles: 'Roles', state: 'State', active: 'Active', closed: 'Closed', locked: 'Locked until {time}', totp: 'One-time code', add: 'New account', addTitle: 'New account', password: 'First password', change: 'Change account', save: 'Save', unlock: 'Unlock', canLogIn: 'May log in', org: 'Whole company', exclude: 'System admin, security admin and auditor exclude each other', added: 'Account made', changed: 'Account changed', none: 'No accounts', search: 'Find by name, login, hall or role', count: '{n} accounts',
  },
  eventKind: {
    visit_opened: 'Visit opened', needs_recorded: 'Needs recorded', guided: 'Guided', ticket_booked: 'Booked', ticket_issued: 'Number given', ticket_moved: 'Ticket moved', items_changed: 'Items changed', service_timed: 'Service timed', counter_changed: 'Counter changed', hall_created: 'Hall created', hall_plan_proposed: 'Plan proposed', hall_plan_decided: 'Plan decided', room_booked: 'Room booked', room_released: 'Room released', item_lent: 'Lent', loan_overdue: 'Loan overdue', item_returned: 'Returned', stock_counted: 'Stock counted', zone_cleaned: 'Cleaned', child_corner_changed: 'Child corner', evaluation_asked: 'Asked to rate', evaluation_given: 'Rated', follow_up_opened: 'Follow-up opened', follow_up_closed: 'Follow-up closed', device_announced: 'Device announced', device_enrolled: 'Device enrolled', device_revoked: 'Device revoked', device_link: 'Device link', device_health: 'Device health', device_ordered: 'Device order', device_fact: 'Device fact', device_trespass: 'Device trespass', staff_logged_in: 'Logged in', staff_log_in_failed: 'Log-in failed', staff_logged_out: 'Logged out', staff_changed: 'Account changed', pack_loaded: 'Pack loaded', tariffs_loaded: 'Tariffs loaded', tariff_drafted: 'Tariff draft', tariff_proposed: 'Tariff proposed', tariff_decided: 'Tariff decided', tariff_withdrawn: 'Tariff withdrawn', scenario_added: 'Scenario added', scenario_changed: 'Scenario changed', scenario_removed: 'Scenario removed', run_asked: 'Planner asked', run_ended: 'Run ended', scenario_proposed: 'Scenario proposed', scenario_decided: 'Scenario decided', roster_changed: 'Roster changed', weather_noted: 'Weather noted',
  },
  field: {
    ticket: 'ticket', visit: 'visit', n: 'step no.', step: 'move', from: 'from', to: 'to', counter: 'counter', staff: 'staff', only_counter: 'only counter', zone: 'zone', to_hall: 'to hall', from_hall: 'from hall', not_before: 'not before', queued_at: 'queued', called_at: 'called', started_at: 'started', recalls: 'recalls', items: 'services', item: 'service', class: 'priority', channel: 'channel', prefix: 'prefix', number: 'number', booked: 'booked', needs: 'needs', people: 'people', preferences: 'preferences', consent: 'consent', care: 'care', triage: 'way', slot_at: 'slot', slot_min: 'slot minutes', service_s: 'service seconds', hour: 'hour', state: 'state', code: 'code', plan: 'plan', from_day: 'from day', approved: 'approved', booking: 'booking', room: 'room', quarters: 'quarters', loan: 'loan', amenity: 'amenity', due: 'due', overdue: 'overdue', total: 'total', children: 'children', score: 'score', reasons: 'reasons', has_text: 'has text', task: 'follow-up', device: 'device', device_kind: 'kind', online: 'online', why: 'why', ok: 'fine', faults: 'faults', order: 'order', act: 'act', fact: 'fact', topic: 'topic', publish: 'publish', locked: 'locked', what: 'what', version: 'version', halls: 'halls', rules: 'rules', tariff: 'Tariff', documents: 'Documents', samples: 'Samples', edition: 'Edition', digest: 'Digest of the text', was: 'Was', scenario: 'scenario', copied: 'copied from', run: 'run', work: 'question', proposal: 'proposal', month: 'month',
  },
  actor: { staff: 'Staff', device: 'Device', customer: 'Customer', guest: 'Guest', system: 'System' },
}
export const zh = { ...zhStaff, ...zhTariffs, ...zhManager }
export const en: typeof zh = { ...enStaff, ...enTariffs, ...enManager }
