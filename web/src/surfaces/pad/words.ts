// The words of the evaluation pad.
import { en as enShared, zh as zhShared } from '@/shared/words'

export const zh = {
  ...zhShared,
  pad: {
    idle: '欢迎光临',
    idleHint: '办完业务后，请在这里评价',
    ask: '请对本次服务作出评价',
    number: '{label} 号顾客',
    why: '哪些方面不满意？（可多选）',
    good: '哪些方面做得好？（可多选）',
    text: '还想说的话（可不填）',
    send: '提交评价',
    change: '重新选择',
    auto: '{n} 秒后自动提交',
    thanks: '感谢您的评价',
    thanksLow: '很抱歉没能让您满意，主管会跟进处理',
    noHall: '本机尚未登记',
    noHallHint: '请管理员用设备登记后得到的地址打开此页面',
  },
}

export const en: typeof zh = {
  ...enShared,
  pad: {
    idle: 'Welcome',
    idleHint: 'Please rate our service here when you are done',
    ask: 'How was our service?',
    number: 'Number {label}',
    why: 'What was not good? (several possible)',
    good: 'What was good? (several possible)',
    text: 'Anything else? (optional)',
    send: 'Send',
    change: 'Choose again',
    auto: 'Sent in {n} s',
    thanks: 'Thank you',
    thanksLow: 'We are sorry. The hall manager will look into it',
    noHall: 'This pad is not enrolled yet',
    noHallHint: 'Open it with the address given when the device was enrolled',
  },
}
