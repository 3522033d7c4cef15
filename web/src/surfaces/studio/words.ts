// The words of the planning studio.
import { en as enStaff, zh as zhStaff } from '@/design/staff/words'
import { en as enCity, zh as zhCity } from './cityWords'
import { en as enHall, zh as zhHall } from './hallWords'

const zhStudio = {
  studio: { title: '规划工作室', pages: '页面', needHall: '请先选择营业厅', manager: '主管工作台' },
  page: { sites: '布点', compare: '方案对比', shift: '线上迁移', simulate: '营业厅仿真', roster: '排班', footfall: '客流预测', proposals: '审批' },
}
const enStudio: typeof zhStudio = {
  studio: { title: 'Planning studio', pages: 'Pages', needHall: 'Choose a hall first', manager: 'Manager’s desk' },
  page: { sites: 'Siting', compare: 'Compare', shift: 'Online shift', simulate: 'Simulate a hall', roster: 'Roster', footfall: 'Footfall', proposals: 'Approvals' },
}
export const zh = { ...zhStaff, ...zhCity, ...zhHall, ...zhStudio }
export const en: typeof zh = { ...enStaff, ...enCity, ...enHall, ...enStudio }
