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
}
