// The words of a tariff document's codes and units. What is not listed is shown as it stands in the document.

const CODES: Record<string, [zh: string, en: string]> = {
  residential: ['居民', 'residential'], collective_residential: ['居民合表', 'collective residential'], school: ['学校', 'school'],
  elderly_care: ['养老机构', 'elderly care'], charging_pile: ['充电设施', 'charging piles'], commercial: ['工商业', 'commercial'],
  industrial: ['大工业', 'industrial'], agricultural: ['农业生产', 'agricultural'], coal_to_electric: ['煤改电', 'coal to electricity'],
  low_income: ['低保户、五保户', 'low income'], first_tier: ['从第一档扣', 'from the first tier'], agent_returned: ['退市代购', 'returned to agent purchase'],
  half_up: ['四舍五入', 'half up'], half_even: ['四舍六入五成双', 'half to even'], up: ['进一', 'up'], down: ['舍去', 'down'],
  price: ['单价', 'price'], total: ['合计', 'total'], line: ['每行', 'line'],
}
const UNITS: Record<string, string> = {
  yuan: '元', kWh: '千瓦时', month: '月', year: '年', persons: '人', kVA: '千伏安', kW: '千瓦', hours: '小时', days: '天',
}

/** The value of a rule in the page's language. What stands in both, as in `5 人 persons`, keeps the one of the page. */
export function termIn(value: string, locale: string): string {
  const en = locale === 'en'
  const one = value.replace(/([\u4e00-\u9fff]+) ([a-z]+)/g, en ? '$2' : '$1')
  return one.replace(/[a-z_]+/g, (code) => CODES[code]?.[en ? 1 : 0] ?? code)
}

/** A unit in the page's language, such as 元/千瓦时. */
export const unitIn = (unit: string, locale: string) =>
  locale === 'en' ? unit : unit.replace(/[A-Za-z]+/g, (word) => UNITS[word] ?? word)
