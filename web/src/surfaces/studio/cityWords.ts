// The words of the studio's city: map, scenarios, runs, results, comparison, online shift, proposals.
export const zh = {
  map: {
    title: '示意地图', keys: '方向键平移，加减键缩放，0 显示全部；地图能做的，旁边的列表都能做', closer: '放大', further: '缩小', whole: '显示全部', all: '全部',
    whom: '圆点代表', people: '常住人口', over65: '65 岁以上人口', segment: '到厅人次：{name}', catchments: '服务片区', shade: '底色', lines: '连线', none: '不画', place: '{name} · {people} 人 · 65 岁以上 {old} %', minutes: '{n} 分钟',
  },
  legend: {
    grade: '{grade} 级', site: '候选点', opened: '新设', raised: '升级', lowered: '降级', closed: '关闭', exact: '片区：按方案中多数人的去向', crow: '片区：按直线最近的厅示意',
  },
  scenario: {
    title: '方案', pick: '查找方案', add: '新建', copy: '复制', rename: '改名', remove: '删除', removeAsk: '删除“{name}”及其全部测算？已提交审批的方案不能删除。', name: '方案名称', copyOf: '{name}（副本）', runs: '{n} 次测算', made: '方案已建立', saved: '方案已保存', removed: '方案已删除',
    none: '还没有方案', noneHelp: '新建一个方案，从现有营业厅出发，设定目标和约束后开始测算。',
  },
  settings: {
    goals: '看重什么（折算成钱）', customers: '客户怎么选、多少人上网办', choice: '选厅方式', decay: '距离敏感度', further: '比最近的厅至多多走', waitCounts: '等候也算路程', online: '缴费再转线上', limits: '必须做到', budget: '年度成本上限（万元）', change: '一次性投入上限（万元）', noBudget: '不限', closeNone: '这些县的现有厅一个不关', more: '更多权重', badBudget: '请输入不小于 0 的数，不限则留空',
    countyB: '每县至少一个 B 级厅', clusterHall: '每个乡镇片区有一个厅', capacity: '不超过各级厅的承载量', noWeight: '至少看重一项', changed: '有修改未保存', reset: '撤销',
  },
  weight: {
    minute_fen: '路程，每次到厅每分钟', wait_minute_fen: '等候，每次到厅每分钟', elders: '老年人的路程加重', worst_tenth_fen: '最远一成人，每人每分钟', balance_fen: '忙闲不均，每次到厅', beyond_15_fen: '超过 15 分钟，每人', beyond_30_fen: '超过 30 分钟，每人再加', cost: '成本', years: '一次性投入分摊',
    perVisit: '{n} 元', perYear: '{n} 元/年', times: '× {n}', inYears: '{n} 年', help: '都折算成每年的钱，总和越小越好；设为 0 即不考虑。',
  },
  segment: { payment: '缴费客户', connection: '办电客户', elder: '不用智能手机的老人', firm: '企业客户' },
  blind: { choice: '选厅方式', clerks: '人员成本', wait: '等候', balance: '忙闲均衡', capacity: '承载量' },
  choice: { nearest: '就近', gravity: '远近权衡' },
  work: { site: '布点测算', front: '便民与成本', online: '线上迁移' },
  effort: { 1: '粗算', 3: '常规', 6: '细算', 10: '最细' },
  run: {
    work: '测算内容', effort: '测算精细程度', start: '开始{work}', underWay: '正在测算', title: '{work}', best: '当前最好', bound: '理论下限', gap: '差距', progress: '测算进度', chart: '当前最好与理论下限随时间的变化', seconds: '秒', starting: '正在准备数据',
    gapHelp: '数值越小越好。任何方案都不会低于理论下限；差距为 0 即已证明最优。', ahead: '前面还有 {n} 项测算', next: '下一个就轮到它', cancel: '停止测算', cancelAsked: '已要求停止，保留当前最好的结果', look: '看结果', leave: '可以离开本页，测算在服务器上继续，回来在这里找到它。',
    all: '全部测算', none: '还没有测算', noneHelp: '在左侧设定好目标和约束，点“开始”。', older: '设定已改过', gapOf: '差距 {gap}', relaxation: '放宽建议：{what}',
  },
  runState: { queued: '排队中', running: '测算中', done: '已完成', cancelled: '已停止', failed: '无法完成' },
  sites: {
    side: '点位、测算与结果', list: '点位', runs: '测算', result: '结果', search: '按名称或县查找', which: '显示哪些点位', halls: '现有厅', set: '已设定', all: '全部 {n}', noneSet: '还没有设定过的点位', moved: '已移动', gradeNow: '现为 {grade} 级厅', candidate: '候选点，现无营业厅',
    rule: '是否设厅', grade: '等级', anyGrade: '不定', move: '移动 500 米', west: '向西移动', north: '向北移动', south: '向南移动', east: '向东移动', more: '另有 {n} 个点位，请用查找缩小范围',
  },
  rule: { free: '由测算决定', open: '必须设厅', closed: '不得设厅' },
  result: {
    none: '还没有结果', noneHelp: '开始一次测算，或在“测算”里点开以前的一次。', online: '线上迁移的结果在', proven: '已证明最优', gap: '距最优至多 {gap}', stopped: '中途停止', blind: '理论下限没有完全计入：{what}', once: '全部变化一次性投入 {money}', seed: '随机种子 {seed}', changes: '会有哪些变化', noChange: '与现状相同，没有需要改变的厅。',
    more: '另有 {n} 项变化', fewer: '收起', figures: '前后对比', losers: '谁的路更远', sum: '路更远的 {losing} 人，路更近的 {winning} 人。',
  },
  say: {
    same: '{hall}不变', opened: '在{hall}新设 {grade} 级厅', closed: '关闭{hall}', raised: '{hall}升为 {grade} 级', lowered: '{hall}降为 {grade} 级', moved: '{hall}迁址',
    further: '，使 {people} 人多走 {minutes} 分钟', nearer: '，使 {people} 人少走 {minutes} 分钟', andNearer: '、{people} 人少走 {minutes} 分钟', nobody: '，没有人的路程改变', saves: '，每年省 {money}', costs: '，每年多花 {money}', elders: '；其中 {share} 超过 65 岁', end: '。',
  },
  change: { same: '不变', opened: '新设', closed: '关闭', raised: '升级', lowered: '降级', moved: '迁址' },
  figure: {
    what: '指标', now: '现状', plan: '方案', change: '变化', best: '（最好）', cost: '年度成本', travel: '平均路程', elders: '老年人平均路程', worst: '最远一成人路程', within15: '15 分钟内可到', within30: '30 分钟内可到', wait: '厅内平均等候', unserved: '无厅可去的人', clerks: '其中人员',  counters: '柜台数', halls: '有人营业厅', selfService: '自助厅（D 级）',
  },
  unit: { money: '万元', min: '分钟', minutes: '{n} 分钟', people: '{n} 人' },
  losers: { place: '地方', people: '人口', old: '65 岁以上', minutes: '路程（分钟）', more: '增减' },
  file: { xlsx: '导出 Excel', pdf: '导出 PDF' },
  front: { line: '便民与成本的取舍', cost: '年度成本（万元）', travel: '平均路程（分钟）', help: '线上的每一点都是一个方案：花同样的钱没有更近的，同样的路程没有更省的。点开一点，在地图上看它。', plan: '方案 {n}', halls: '{n} 个厅', begin: '以此建立方案', scenario: '{name} · 取舍 {n}' },
  propose: {
    open: '提交审批', title: '提交审批', help: '由另一位同事审批。批准后，各营业厅的等级和业务功能从所选日期起按方案变更。', day: '生效日期', dayHelp: '最早从明天起', reason: '理由', submit: '提交审批', done: '已提交，等待另一位同事审批',
    none: '没有待审批的方案', noneHelp: '在“布点”的结果里提交一个方案，会出现在这里。', from: '{day} 起', state_proposed: '待审批', state_approved: '已批准', state_rejected: '已驳回', by: '{who} 于{day}提交', decidedBy: '{who} 于{day}决定', halls: '将要变更的营业厅', noHalls: '现有营业厅不变', byHand: '需要另行办理', byHandHelp: '新设和迁址要由公司配置包带入。', moves: '迁址（{grade} 级）', opens: '新设（{grade} 级）',
    own: '不能审批自己提交的方案', reject: '驳回', approve: '批准', approveAsk: '批准“{name}”？', rejectAsk: '驳回“{name}”？', approveHelp: '从 {day} 起，{n} 个营业厅按方案变更。', approved: '已批准，各厅方案已排定', rejected: '已驳回',
  },
  compare: {
    few: '至少要有两次完成的布点测算', fewHelp: '复制一个方案、改变设定、再测算一次，就能并排比较。', pick: '比较哪几个（最多四个）', two: '请选择两到四个。', map: '{name}的示意图', lose: '{people} 人多走 {minutes} 分钟，其中 {old} 超过 65 岁。', noneLose: '没有人的路更远。', win: '{people} 人更近。', figures: '同一指标，同一行', losers: '谁的路更远：{name}', differences: '意见不同的点位', agree: '各方案的点位完全相同。', site: '点位', closed: '关闭',
  },
  finding: {
    least_cost: '“{name}”成本最低：每年 {value}，次低 {next}。', nearest: '“{name}”平均路程最短：{value}，次短 {next}。', worst_tenth: '“{name}”对最远的一成人最好：{value}，其次 {next}。', elders: '“{name}”对老年人最好：{value}，其次 {next}。', shortest_wait: '“{name}”等候最短：{value}，其次 {next}。', fewest_lose: '“{name}”受影响的人最少：{value}，其次 {next}。',
  },
  shift: {
    start: '测算线上迁移', again: '重新测算', none: '还没有测算过线上迁移', noneHelp: '看缴费再有 10 %、30 %、50 % 转到线上后，各厅会变成怎样。', today: '今天', step: '再转 {n} %', more: '缴费转线上', overview: '随线上份额而变', selfService: '转为自助厅', shared: '共用柜员', saves: '每年可省', way: '路程变化', noHall: '没有这样的厅', sharesWith: '与{names}共用柜员，{days}在本厅。', facts: '每年 {visits} 人次，占承载量 {full}，{counters} 个柜台', savesYear: '，每年省 {money}', figures: '照此调整的前后', unchanged: '不调整', adapted: '照此调整', kept: '其余 {n} 个厅不变。',
  },
  advice: { self_service: '转为自助厅（D 级）', share_clerk: '按日共用柜员', fewer_counters: '减少柜台', regrade: '调整等级', close: '可以关闭', keep: '不变' },
  adviceWhy: { self_service: '剩下的业务自助设备就能办，不再需要固定柜员。', share_clerk: '几个厅合用一名柜员，按星期几轮流到厅；其余日子自助办理。', fewer_counters: '柜台有富余，减下来的人力可另作安排。', regrade: '换一个等级，开销与来的人更相称。', close: '附近另有厅可办，关闭后没有人无处可去。' },
  weekday: { 1: '周一', 2: '周二', 3: '周三', 4: '周四', 5: '周五', 6: '周六', 7: '周日' },
}

export const en: typeof zh = {
  map: {
    title: 'Schematic map', keys: 'Arrow keys pan, plus and minus zoom, 0 shows all; the list beside it does all the map does', closer: 'Closer', further: 'Further', whole: 'Show all', all: 'All',
    whom: 'A dot stands for', people: 'Inhabitants', over65: 'People over 65', segment: 'Visits a year: {name}', catchments: 'Catchments', shade: 'Shaded', lines: 'Lines', none: 'Off', place: '{name} · {people} people · {old} % over 65', minutes: '{n} min',
  },
  legend: {
    grade: 'Grade {grade}', site: 'Candidate', opened: 'Opens', raised: 'Raised', lowered: 'Lowered', closed: 'Closes', exact: 'Catchments: where most go in the plan', crow: 'Catchments: nearest hall as the crow flies',
  },
  scenario: {
    title: 'Scenario', pick: 'Find a scenario', add: 'New', copy: 'Copy', rename: 'Rename', remove: 'Remove', removeAsk: 'Remove “{name}” and all its runs? One that was proposed cannot be removed.', name: 'Name', copyOf: '{name} (copy)', runs: '{n} runs', made: 'The scenario is made', saved: 'The scenario is saved', removed: 'The scenario is removed',
    none: 'No scenario yet', noneHelp: 'Make one: it begins with the halls of today. Set what counts and what must hold, then run it.',
  },
  settings: {
    goals: 'What counts, as money', customers: 'How people choose, how many go online', choice: 'Choice of hall', decay: 'Dislike of distance', further: 'At most beyond the nearest', waitCounts: 'Waiting counts as way', online: 'Payments that move online', limits: 'What must hold', budget: 'Most a year (10,000 yuan)', change: 'Most at once (10,000 yuan)', noBudget: 'No limit', closeNone: 'Counties in which no hall closes', more: 'More weights', badBudget: 'A number of 0 or more, or nothing for no limit',
    countyB: 'A grade B hall in each county', clusterHall: 'A hall in each cluster of townships', capacity: 'No hall beyond what its grade can do', noWeight: 'Something must count', changed: 'Not saved yet', reset: 'Undo',
  },
  weight: {
    minute_fen: 'Way, a minute of a visit', wait_minute_fen: 'Wait, a minute of a visit', elders: 'The way of the old counts', worst_tenth_fen: 'Farthest tenth, a head’s minute', balance_fen: 'Halls used unalike, a visit', beyond_15_fen: 'Beyond 15 minutes, a head', beyond_30_fen: 'Beyond 30 minutes, on top', cost: 'Cost', years: 'Spread one-off cost over',
    perVisit: '{n} yuan', perYear: '{n} yuan a year', times: '× {n}', inYears: '{n} years', help: 'All is brought to money a year: less is better. 0 is not looked at.',
  },
  segment: { payment: 'Payers', connection: 'Connection business', elder: 'Elders without a smartphone', firm: 'Firms' },
  blind: { choice: 'choice of hall', clerks: 'clerks', wait: 'waits', balance: 'balance', capacity: 'capacity' },
  choice: { nearest: 'Nearest', gravity: 'Weighing distance' },
  work: { site: 'Siting', front: 'Access against cost', online: 'Online shift' },
  effort: { 1: 'Rough', 3: 'Usual', 6: 'Fine', 10: 'Finest' },
  run: {
    work: 'What to find out', effort: 'How hard to search', start: 'Start: {work}', underWay: 'Under way', title: '{work}', best: 'Best so far', bound: 'Bound', gap: 'Gap', progress: 'Progress', chart: 'Best and bound over time', seconds: 'seconds', starting: 'Getting the data ready',
    gapHelp: 'Less is better. No plan can be below the bound; a gap of 0 is proof that none is better.', ahead: '{n} runs are before it', next: 'It is next', cancel: 'Stop', cancelAsked: 'Stopping; the best so far is kept', look: 'See the result', leave: 'You can leave: the run goes on at the server and is found here again.',
    all: 'All runs', none: 'No run yet', noneHelp: 'Set what counts and what must hold on the left, then start.', older: 'settings changed since', gapOf: 'gap {gap}', relaxation: 'What would help: {what}',
  },
  runState: { queued: 'Queued', running: 'Running', done: 'Done', cancelled: 'Stopped', failed: 'No plan' },
  sites: {
    side: 'Sites, runs and result', list: 'Sites', runs: 'Runs', result: 'Result', search: 'Name or county', which: 'Which sites', halls: 'Halls', set: 'Laid down', all: 'All {n}', noneSet: 'Nothing is laid down yet', moved: 'Moved', gradeNow: 'A hall of grade {grade} today', candidate: 'A candidate: no hall today',
    rule: 'A hall here?', grade: 'Grade', anyGrade: 'Any', move: 'Move by 500 m', west: 'West', north: 'North', south: 'South', east: 'East', more: '{n} more sites: search to narrow',
  },
  rule: { free: 'Planner decides', open: 'Must be open', closed: 'Must be closed' },
  result: {
    none: 'No result yet', noneHelp: 'Start a run, or open an earlier one under “Runs”.', online: 'The result of an online shift is on the page', proven: 'Proven best', gap: 'At most {gap} from the best', stopped: 'Stopped early', blind: 'The bound does not see in full: {what}', once: 'All changes cost {money} at once', seed: 'seed {seed}', changes: 'What changes', noChange: 'As today: no hall has to change.',
    more: '{n} more changes', fewer: 'Fewer', figures: 'Before and after', losers: 'Who has it farther', sum: '{losing} people have it farther, {winning} nearer.',
  },
  say: {
    same: '{hall} stays', opened: 'Opening {hall} as grade {grade}', closed: 'Closing {hall}', raised: 'Raising {hall} to grade {grade}', lowered: 'Lowering {hall} to grade {grade}', moved: 'Moving {hall}',
    further: ' sends {people} people {minutes} minutes further', nearer: ' brings {people} people {minutes} minutes nearer', andNearer: ' and brings {people} people {minutes} minutes nearer', nobody: ' changes nobody’s way', saves: ', saves {money} a year', costs: ', costs {money} more a year', elders: '; {share} of them are over 65', end: '.',
  },
  change: { same: 'Same', opened: 'Opens', closed: 'Closes', raised: 'Raised', lowered: 'Lowered', moved: 'Moves' },
  figure: {
    what: 'Figure', now: 'Today', plan: 'Plan', change: 'Change', best: '(best)', cost: 'Cost a year', travel: 'Average way', elders: 'Average way of the old', worst: 'Way of the farthest tenth', within15: 'Within 15 minutes', within30: 'Within 30 minutes', wait: 'Average wait in the hall', unserved: 'People no hall serves', clerks: 'of which clerks', counters: 'Counters', halls: 'Staffed halls', selfService: 'Self-service (D)',
  },
  unit: { money: '1,000 yuan', min: 'min', minutes: '{n} min', people: '{n} people' },
  losers: { place: 'Place', people: 'People', old: 'Over 65', minutes: 'Way (min)', more: 'Change' },
  file: { xlsx: 'Excel', pdf: 'PDF' },
  front: { line: 'Access against cost', cost: 'Cost a year (million yuan)', travel: 'Average way (min)', help: 'Each point is a plan: none is nearer for the same money, none cheaper for the same way. Choose one to see it on the map.', plan: 'Plan {n}', halls: '{n} halls', begin: 'Make a scenario of it', scenario: '{name} · trade-off {n}' },
  propose: {
    open: 'Propose', title: 'Propose for approval', help: 'A colleague decides. Once approved, grades and functions of the halls change from the day you choose.', day: 'From', dayHelp: 'Tomorrow at the earliest', reason: 'Why', submit: 'Propose', done: 'Proposed; a colleague decides',
    none: 'Nothing is proposed', noneHelp: 'Propose a plan from its result under “Siting”.', from: 'from {day}', state_proposed: 'To be decided', state_approved: 'Approved', state_rejected: 'Rejected', by: 'Proposed by {who}, {day}', decidedBy: 'Decided by {who}, {day}', halls: 'Halls that change', noHalls: 'No hall of today changes', byHand: 'To be done elsewhere', byHandHelp: 'New and moved halls come with the company’s pack.', moves: 'Moves (grade {grade})', opens: 'Opens (grade {grade})',
    own: 'Nobody decides their own proposal', reject: 'Reject', approve: 'Approve', approveAsk: 'Approve “{name}”?', rejectAsk: 'Reject “{name}”?', approveHelp: 'From {day}, {n} halls change as planned.', approved: 'Approved; the halls’ plans are set', rejected: 'Rejected',
  },
  compare: {
    few: 'Two finished siting runs are needed', fewHelp: 'Copy a scenario, change it and run it: then they stand side by side.', pick: 'Which (four at most)', two: 'Choose two to four.', map: 'Map of {name}', lose: '{people} people go {minutes} minutes further, {old} of them over 65.', noneLose: 'Nobody has it farther.', win: ' {people} people have it nearer.', figures: 'The same figure in the same line', losers: 'Who has it farther: {name}', differences: 'Where they differ', agree: 'The plans agree on every site.', site: 'Site', closed: 'Closed',
  },
  finding: {
    least_cost: '“{name}” costs least: {value} a year, the next {next}.', nearest: '“{name}” is nearest: {value} on average, the next {next}.', worst_tenth: '“{name}” is best for the farthest tenth: {value}, the next {next}.', elders: '“{name}” is best for the old: {value}, the next {next}.', shortest_wait: '“{name}” has the shortest wait: {value}, the next {next}.', fewest_lose: '“{name}” touches fewest people: {value}, the next {next}.',
  },
  shift: {
    start: 'Work out the online shift', again: 'Work it out again', none: 'Not worked out yet', noneHelp: 'See what becomes of each hall when 10, 30 or 50 % more payments go online.', today: 'Today', step: '{n} % more', more: 'Payments gone online', overview: 'As more goes online', selfService: 'Self-service only', shared: 'Sharing a clerk', saves: 'Saves a year', way: 'Change of way', noHall: 'No such hall', sharesWith: 'Shares a clerk with {names}; here on {days}.', facts: '{visits} visits a year, {full} of what it can take, {counters} counters', savesYear: ', saves {money} a year', figures: 'Before and after the advice', unchanged: 'Unchanged', adapted: 'As advised', kept: 'The other {n} halls stay as they are.',
  },
  advice: { self_service: 'Self-service only (D)', share_clerk: 'Share a clerk by day', fewer_counters: 'Fewer counters', regrade: 'Another grade', close: 'Can close', keep: 'As it is' },
  adviceWhy: { self_service: 'What is left can be done at machines; no clerk has to sit here.', share_clerk: 'Several halls share one clerk, who comes by day of week; other days are self-service.', fewer_counters: 'There are counters to spare; the people can work elsewhere.', regrade: 'Another grade costs what fits those who come.', close: 'Another hall is near; nobody is left without one.' },
  weekday: { 1: 'Mon', 2: 'Tue', 3: 'Wed', 4: 'Thu', 5: 'Fri', 6: 'Sat', 7: 'Sun' },
}
