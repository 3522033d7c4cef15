// The words of the log-in.
import { en as enStaff, zh as zhStaff } from '@/design/staff/words'

const zhLogin = {
  login: {
    title: '员工登录',
    login: '登录名',
    password: '密码',
    totp: '动态口令',
    totpHint: '打开身份验证器，输入 6 位数字',
    enter: '登录',
    caps: '大写锁定已打开',
    show: '显示密码',
    hide: '隐藏密码',
    locked: '账号已临时锁定',
    lockedHelp: '请稍后再试，或请安全管理员解锁。',
    missing: '请输入登录名和密码',
    home: '返回首页',
    help: '忘记密码请联系安全管理员。',
  },
}
const enLogin: typeof zhLogin = {
  login: {
    title: 'Staff log-in',
    login: 'Login',
    password: 'Password',
    totp: 'One-time code',
    totpHint: 'Open your authenticator and type the 6 digits',
    enter: 'Log in',
    caps: 'Caps Lock is on',
    show: 'Show password',
    hide: 'Hide password',
    locked: 'This account is locked for a while',
    lockedHelp: 'Try again later, or ask the security admin to unlock it.',
    missing: 'Type your login and password',
    home: 'Home',
    help: 'Forgot your password? Ask the security admin.',
  },
}
export const zh = { ...zhStaff, ...zhLogin }
export const en: typeof zh = { ...enStaff, ...enLogin }
