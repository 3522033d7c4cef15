// Words of the parts that several surfaces share.
export const zh = {
  face: {
    label: '请选择满意程度',
    1: '很不满意',
    2: '不满意',
    3: '一般',
    4: '满意',
    5: '很满意',
  },
  slots: {
    day: '哪一天',
    morning: '上午',
    afternoon: '下午',
    free: '余 {n} 位',
    today: '今天',
    tomorrow: '明天',
    full: '约满',
    none: '这一天没有可约的时间',
  },
}
export const en: typeof zh = {
  face: {
    label: 'How was it?',
    1: 'Very poor',
    2: 'Poor',
    3: 'Fair',
    4: 'Good',
    5: 'Very good',
  },
  slots: {
    day: 'Which day',
    morning: 'Morning',
    afternoon: 'Afternoon',
    free: '{n} left',
    today: 'Today',
    tomorrow: 'Tomorrow',
    full: 'Full',
    none: 'No time can be booked on this day',
  },
}
