// The words of the studio's halls: simulation, replay, staffing, roster, footfall, weather.
export const zh = {
  sim: {
    title: '如果这样安排', counters: '有人柜台', kiosks: '自助终端', asIs: '按现状', own: '改动', oneForAll: '一岗通办', customers: '客流', online: '缴费再转线上', percent: '{n} %', run: '开始仿真', days: '模拟 {n} 天', day: '日期', seed: '随机种子 {seed}',
    design: '如果这样', against: '现状', none: '还没有仿真', noneHelp: '设定柜台、终端和客流，看等候会怎样；与现状用同一批客户比较。', mean: '平均等候', p50: '半数等候不超过', p90: '九成等候不超过', p95: '95 % 等候不超过', left: '等不及离开', use: '柜台忙时', cost: '当日成本', people: '到厅人数', yuan: '元',
    interval: '{low}–{high}', intervalHelp: '括号内为 95 % 置信区间', less: '平均等候比现状少 {n} 分钟（{low}–{high}）。', more: '平均等候比现状多 {n} 分钟（{low}–{high}）。', even: '与现状没有可分辨的差别（{low}–{high} 分钟）。',
    queue: '排队人数（每 5 分钟）', waiting: '如果这样', waitingAgainst: '现状', band: '浅色带：九成的日子，排队人数不超过它的上沿。', peopleUnit: '人', classes: '各类客户', class: '客户', wait: '平均等候', ninety: '九成不超过', perDay: '每天', gaveUp: '离开', changed: '设定已改，请重新仿真',
  },
  replay: {
    title: '看一天', start: '播放一天', again: '换一天', play: '播放', pause: '暂停', speed: '速度', times: '{n} 倍', at: '时刻', scrub: '一天中的时刻', waiting: '等候', counter: '柜台办理', kiosk: '自助办理', served: '已办结', gaveUp: '等不及离开', floor: '营业厅里的人', entrance: '入口', exit: '出口', guide: '引导台', waitingArea: '等候区', selfService: '自助区',
    closed: '未开', still: '已按系统设置减少动画：人直接出现在所在位置。',
  },
  staffing: {
    title: '每刻钟要几个柜台', target: '目标：每小时 {share} 的客户等候不超过 {n} 分钟', run: '测算柜台数', within: '等候不超过（分钟）', share: '客户比例', need: '要开的柜台', formula: '公式（Erlang）', customers: '来客', unit: '个', hours: '共 {n} 柜台·小时；不可能少于 {bound}。', formulaHours: '单凭公式要 {n} 柜台·小时，并有 {missed} 个小时达不到目标。', formulaFine: '单凭公式要 {n} 柜台·小时，也都达标。',
    extra: '多一人、少一人会怎样', clerks: '柜员', reach: '达标客户', worst: '最差一小时', missed: '不达标小时', mean: '平均等候', cost: '当日成本（元）', none: '先测算，再看每多一名柜员换来什么。', same: '不变', more: '多 {n} 人', fewer: '少 {n} 人',
  },
  roster: {
    month: '月份', none: '这个月还没有排班', noneHelp: '按客流预测和等候目标生成第一版，再拖动调整。', noneRead: '这个月的排班还没有生成。', make: '生成排班', makeAgain: '重新生成', makeAsk: '重新生成 {month} 的排班？现在的安排会被替换。', made: '排班已生成', board: '排班表', person: '人员', off: '休', away: '不在', hours: '工时', week: '周工时', early: '早班', late: '晚班', rest: '休息日上班', wishes: '愿望',
    keys: '方向键移动；空格拿起一个班次，方向键移到别处，再按空格放下；Delete 清除；数字键选班次', held: '已拿起 {shift}，用方向键移动，空格放下，Esc 取消', same: '没有变化：两处的班次相同', cell: '{name}，{day}，{shift}', check: '正在核对', change: '待确认的改动', apply: '确认改动', drop: '放弃', applied: '排班已更新', allowed: '不违反任何规定', notAllowed: '违反规定，不能确认', cheaper: '代价少 {n} 分', dearer: '代价多 {n} 分', level: '代价不变',
    cover: '当日人手', day: '{day}', need: '需要', there: '在岗', unit: '人', noDay: '点选一天，看每刻钟需要与在岗。', closedDay: '当日不营业', short: '人手不足', noShort: '每刻钟人手都够。', shortLine: '{day} {from}–{to} 缺 {n} 人', shortSkill: '{day} {from}–{to} 缺 {n} 名会“{skill}”的人', relief: '需要外援', reliefLine: '{day} {shift} 班需外援一人', reliefSkills: '{day} {shift} 班需外援一人，会：{skills}', problems: '不合规定之处', noProblems: '没有违反规定之处。', more: '另有 {n} 条',
    absence: '有人不能来', absenceHelp: '尽量少改动地重排，改动的格子会标出。', from: '从', to: '到', who: '谁', repair: '重排', repaired: '已重排：改动 {n} 处，理论上不能少于 {bound} 处。', changed: '本次改动', badRange: '起始日期不能晚于结束日期',
    fairness: '公平', price: '代价（分）', priceOf: '共 {total} 分：人手 {short}、工时 {paid}、合同 {under}、愿望 {wishes}、公平 {unfair}。', bound: '不可能低于 {n} 分。', readOnly: '只有本厅主管能改排班。', pick: '为 {name} {day} 选班次', shifts: '班次', breakOf: '休 {n} 分钟', mean: '平均', spread: '相差',
  },
  broken: {
    unknown: '{who} {day}：没有这样的班次', two_shifts: '{who} {day}：同一天排了两个班', away: '{who} {day}：当天不在', pin: '{who} {day}：与已固定的安排不符', pause_wrong: '{who} {day}：休息安排不对', rest_short: '{who} {day}：两班之间只休息 {value} 小时，应不少于 {limit} 小时', run_long: '{who} {day}：连续上班 {value} 天，最多 {limit} 天', week_off: '{who} {day} 所在周：只休 {value} 天，应不少于 {limit} 天', week_over: '{who} {day} 所在周：上班 {value} 小时，最多 {limit} 小时', week_under: '{who} {day} 所在周：上班 {value} 小时，合同至少 {limit} 小时', short: '{day}：缺 {value} 人',
  },
  footfall: {
    title: '每天到厅人数', history: '过去', forecast: '预测', band: '浅色带：十天里有八天落在其中', p10: '低', p90: '高', unit: '人', ahead: '预测多远', weeks: '{n} 周', day: '日期', kind: '日子', people: '预计', range: '八成把握', hours: '{day} 各时段', pickDay: '点选一天看时段和构成', parts: '为什么是这个数', level: '平常一天 {n} 人', times: '{name}使人数 × {n}', no: '没有影响', closed: '不营业', table: '各日预测', example: '示例：本厅历史不足，用配置包的到厅规律推算，不是本厅实际。',
    basis_own: '由本厅 {n} 天的历史学得。', basis_own_and_kin: '由本厅 {n} 天和同类厅的历史学得。', basis_kin: '本厅历史不足，由同类厅的历史推得。', backtest: '回测', mase: '误差（MASE）', naive: '“与上周同日一样”的误差', covered: '落在范围内', promised: '应为 80 %', origins: '{n} 次回测', better: '比“与上周同日一样”误差少 {n} %。', worse: '比“与上周同日一样”误差多 {n} %。', noBacktest: '历史太短，还不能回测。', outlier: '异常日，未用于学习', none: '没有可用的历史',
  },
  weather: {
    title: '天气', ahead: '未来已知 {n} 天', none: '未来还没有已知的天气', learnt: '历史中有 {n} 天知道天气，预测从中学习。', nothing: '历史中没有天气可学，天气还不影响预测：请先录入过去的实测。', day: '日期', mean: '平均气温（℃）', rain: '降水（毫米）', kind: '来源', measured: '实测', forecast: '预报', by: '{who} 录入', add: '录入天气', of: '{kind}：平均 {mean} ℃，降水 {rain} 毫米', unknown: '当日天气未知，按当月常年的天气算。', trial: '回测时天气按预报全中计，实际会略差。',
    dialog: '每行一天：日期,平均气温,降水。今天以前按实测，今天起按预报；预报不会替换实测。', file: '选择 CSV 文件', paste: '或粘贴表格', like: '日期,平均气温,降水', tooLarge: '文件超过 1 MB', span: '{from} 至 {to}，共 {n} 天：实测 {measured} 天，预报 {forecast} 天。', preview: '将要保存的天气', save: '保存', saved: '已保存 {n} 天的天气', kept: '已保存 {n} 天；另有 {kept} 天保留实测', wrong: '有 {n} 处不对，一天也没有读入', more: '另有 {n} 处', line: '第 {line} 行：{what}', cell: '“{field}”{what}',
    weather_count: '至少一天，一次最多 400 天', weather_columns: '应当正好是日期、平均气温、降水三格', weather_unread: '读不懂：日期要写全，数字最多一位小数', weather_impossible: '这样的天气不可能有', weather_twice: '这一天前面已经有了',
  },
  part: { level: '平常水平', trend: '走势', weekday: '星期', holiday: '节假日', billing: '缴费周期', season: '季节', weather: '天气', marks: '特别的日子', online: '转线上', hours: '营业时间' },
  classOf: { care: '爱心优先', appointment: '预约', normal: '普通', vip: '重点客户' },
}

export const en: typeof zh = {
  sim: {
    title: 'What if', counters: 'Staffed counters', kiosks: 'Kiosks', asIs: 'As it is', own: 'Other', oneForAll: 'One clerk for all services', customers: 'Customers', online: 'Payments that move online', percent: '{n} %', run: 'Simulate', days: '{n} days played', day: 'Day', seed: 'seed {seed}',
    design: 'What if', against: 'As it is', none: 'Nothing simulated yet', noneHelp: 'Set counters, kiosks and customers and see the waits; the hall as it is meets the same customers.', mean: 'Average wait', p50: 'Half wait at most', p90: 'Nine of ten wait at most', p95: '95 % wait at most', left: 'Give up', use: 'Counters busy', cost: 'Cost of the day', people: 'Customers', yuan: 'yuan',
    interval: '{low}–{high}', intervalHelp: 'In brackets: the 95 % interval', less: 'The average wait is {n} min shorter than now ({low}–{high}).', more: 'The average wait is {n} min longer than now ({low}–{high}).', even: 'No difference can be told ({low}–{high} min).',
    queue: 'Queue by five minutes', waiting: 'What if', waitingAgainst: 'As it is', band: 'The band: on nine days of ten no more people queue than its upper edge.', peopleUnit: 'people', classes: 'By class', class: 'Customers', wait: 'Average wait', ninety: 'Nine of ten', perDay: 'A day', gaveUp: 'Give up', changed: 'Changed since: simulate again',
  },
  replay: {
    title: 'Watch a day', start: 'Play a day', again: 'Another day', play: 'Play', pause: 'Pause', speed: 'Speed', times: '{n}×', at: 'Time', scrub: 'Time of day', waiting: 'Waiting', counter: 'At counters', kiosk: 'At kiosks', served: 'Served', gaveUp: 'Gave up', floor: 'People in the hall', entrance: 'In', exit: 'Out', guide: 'Guide', waitingArea: 'Waiting', selfService: 'Self-service',
    closed: 'Closed', still: 'Motion is reduced as your system asks: people appear where they are.',
  },
  staffing: {
    title: 'Counters by quarter hour', target: 'Target: {share} of each hour’s customers wait {n} minutes at most', run: 'Work out counters', within: 'Wait at most (minutes)', share: 'Share of customers', need: 'Counters to open', formula: 'Formula (Erlang)', customers: 'Customers', unit: 'counters', hours: '{n} counter hours; it cannot be fewer than {bound}.', formulaHours: 'The formula alone takes {n} counter hours and misses the target in {missed} hours.', formulaFine: 'The formula alone takes {n} counter hours and meets the target too.',
    extra: 'What a clerk more or less does', clerks: 'Clerks', reach: 'Within target', worst: 'Worst hour', missed: 'Hours missed', mean: 'Average wait', cost: 'Cost of the day (yuan)', none: 'Work it out, then see what each extra clerk buys.', same: 'as worked out', more: '{n} more', fewer: '{n} fewer',
  },
  roster: {
    month: 'Month', none: 'No roster for this month yet', noneHelp: 'Make a first one from forecast and target, then drag it into shape.', noneRead: 'The roster of this month is not made yet.', make: 'Make the roster', makeAgain: 'Make it anew', makeAsk: 'Make the roster of {month} anew? What is there now is replaced.', made: 'The roster is made', board: 'Roster', person: 'Person', off: 'off', away: 'away', hours: 'Hours', week: 'Week', early: 'Early', late: 'Late', rest: 'Rest days worked', wishes: 'Wishes',
    keys: 'Arrow keys move; Space picks a shift up, arrows carry it, Space puts it down; Delete clears; digits choose a shift', held: 'Holding {shift}: arrows carry, Space puts down, Esc gives up', same: 'Nothing changes: both have the same shift', cell: '{name}, {day}, {shift}', check: 'Checking', change: 'Change to be confirmed', apply: 'Confirm', drop: 'Drop it', applied: 'The roster is changed', allowed: 'Breaks no rule', notAllowed: 'Breaks a rule: cannot be confirmed', cheaper: '{n} points cheaper', dearer: '{n} points dearer', level: 'as dear as before',
    cover: 'Cover of the day', day: '{day}', need: 'Needed', there: 'There', unit: 'people', noDay: 'Choose a day to see need and cover by quarter hour.', closedDay: 'Closed on this day', short: 'Too few', noShort: 'Every quarter hour is covered.', shortLine: '{day} {from}–{to}: {n} too few', shortSkill: '{day} {from}–{to}: {n} too few for “{skill}”', relief: 'Help from elsewhere', reliefLine: '{day}: somebody for shift {shift}', reliefSkills: '{day}: somebody for shift {shift} who can: {skills}', problems: 'Rules broken', noProblems: 'No rule is broken.', more: '{n} more',
    absence: 'Somebody cannot come', absenceHelp: 'Changes as little as possible; changed cells are marked.', from: 'From', to: 'To', who: 'Who', repair: 'Re-roster', repaired: 'Done: {n} changes, it cannot be fewer than {bound}.', changed: 'changed now', badRange: 'From must not be after to',
    fairness: 'Fairness', price: 'Price (points)', priceOf: '{total} points: cover {short}, hours {paid}, contracts {under}, wishes {wishes}, fairness {unfair}.', bound: 'It cannot be below {n}.', readOnly: 'Only the hall’s manager changes its roster.', pick: 'Shift of {name} on {day}', shifts: 'Shifts', breakOf: '{n} min break', mean: 'Mean', spread: 'Spread',
  },
  broken: {
    unknown: '{who}, {day}: no such shift', two_shifts: '{who}, {day}: two shifts on one day', away: '{who}, {day}: is away', pin: '{who}, {day}: differs from what was fixed', pause_wrong: '{who}, {day}: the break is wrong', rest_short: '{who}, {day}: {value} h between shifts, at least {limit} h', run_long: '{who}, {day}: {value} days in a row, at most {limit}', week_off: '{who}, week of {day}: {value} days off, at least {limit}', week_over: '{who}, week of {day}: {value} h, at most {limit} h', week_under: '{who}, week of {day}: {value} h, at least {limit} h by contract', short: '{day}: {value} too few',
  },
  footfall: {
    title: 'People a day', history: 'Past', forecast: 'Forecast', band: 'The band holds eight days of ten', p10: 'low', p90: 'high', unit: 'people', ahead: 'How far ahead', weeks: '{n} weeks', day: 'Day', kind: 'Kind', people: 'Expected', range: 'Eight of ten', hours: 'Hours of {day}', pickDay: 'Choose a day to see its hours and parts', parts: 'Why this number', level: 'A usual day has {n}', times: '{name} makes it × {n}', no: 'no effect', closed: 'closed', table: 'Day by day', example: 'Example: this hall has too little history; made from the pack’s arrivals, not from this hall.',
    basis_own: 'Learnt from {n} days of this hall.', basis_own_and_kin: 'Learnt from {n} days of this hall and its kin.', basis_kin: 'Too little history here: learnt from its kin.', backtest: 'Backtest', mase: 'Error (MASE)', naive: 'Error of “as a week ago”', covered: 'Within the band', promised: '80 % were promised', origins: '{n} origins', better: '{n} % less error than “as a week ago”.', worse: '{n} % more error than “as a week ago”.', noBacktest: 'Too little history for a backtest.', outlier: 'too unlike the others, not learnt from', none: 'No history',
  },
  weather: {
    title: 'Weather', ahead: '{n} days ahead are known', none: 'No weather ahead is known', learnt: 'The weather of {n} days of the past is known; the forecast learns from it.', nothing: 'No weather of the past is known, so weather does nothing yet: note measurements first.', day: 'Day', mean: 'Mean (°C)', rain: 'Rain (mm)', kind: 'Kind', measured: 'measured', forecast: 'forecast', by: 'noted by {who}', add: 'Note weather', of: '{kind}: mean {mean} °C, rain {rain} mm', unknown: 'The weather of this day is not known: the usual of its month stands in.', trial: 'Here weather counts as forecast without fault; in truth it does slightly worse.',
    dialog: 'A day a line: day,mean_c,rain_mm. Before today it is measured, from today on forecast; a forecast replaces no measurement.', file: 'Choose a CSV file', paste: 'Or paste a table', like: 'day,mean_c,rain_mm', tooLarge: 'The file is larger than 1 MB', span: '{from} to {to}, {n} days: {measured} measured, {forecast} forecast.', preview: 'Weather to be saved', save: 'Save', saved: 'Weather of {n} days saved', kept: '{n} days saved; {kept} more stay as measured', wrong: '{n} things are wrong; nothing was read', more: '{n} more', line: 'Line {line}: {what}', cell: '“{field}” {what}',
    weather_count: 'One day at least, 400 at most at once', weather_columns: 'must be exactly day, mean temperature and rain', weather_unread: 'cannot be read: a whole day, or a number with one decimal at most', weather_impossible: 'weather cannot be like that', weather_twice: 'that day was there before',
  },
  part: { level: 'usual level', trend: 'trend', weekday: 'weekday', holiday: 'holiday', billing: 'billing cycle', season: 'season', weather: 'weather', marks: 'marked day', online: 'going online', hours: 'opening hours' },
  classOf: { care: 'Care first', appointment: 'Appointment', normal: 'Normal', vip: 'Key customer' },
}
