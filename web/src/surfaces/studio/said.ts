// How the studio says figures: rounded as people say them, in the units of either language. Pure. What is not known is a
// dash, never a zero.
import { NOTHING } from '@/design/staff/figures'
import type { PlanChange } from './types'

type Maybe = number | null | undefined
const isEnglish = (locale: string) => locale === 'en'

/** A number to two figures that count: 4,137 → 4,100. Small ones are whole. */
export function about(value: number): number {
  const size = Math.abs(value)
  if (size < 100) return Math.round(value)
  const unit = 10 ** (Math.floor(Math.log10(size)) - 1)
  return Math.round(value / unit) * unit
}

export function whole(value: Maybe): string {
  return value == null ? NOTHING : Math.round(value).toLocaleString('en-US')
}

/** Money as people say it: 万元 with at most one decimal, in English whole yuan. Never signed. */
export function money(fen: Maybe, locale: string): string {
  if (fen == null) return NOTHING
  const size = Math.abs(fen) / 100
  if (isEnglish(locale)) return `${about(size).toLocaleString('en-US')} yuan`
  if (size < 10_000) return `${about(size).toLocaleString('en-US')} 元`
  const wan = size / 10_000
  return `${wan < 10 ? Number(wan.toFixed(1)) : about(wan).toLocaleString('en-US')} 万元`
}

/** Money for tables, exact to 0.1 万元 or 1,000 yuan; a difference shows its sign. */
export function moneyCell(fen: Maybe, locale: string, difference = false): string {
  if (fen == null) return NOTHING
  const yuan = fen / 100
  const text = isEnglish(locale) ? Math.abs(Math.round(yuan / 1000)).toLocaleString('en-US') : tenth(Math.abs(yuan) / 10_000)
  const sign = yuan < 0 ? '−' : difference && yuan > 0 ? '+' : ''
  return /[1-9]/.test(text) ? sign + text : text
}
const tenth = (value: number) => value.toLocaleString('en-US', { minimumFractionDigits: 1, maximumFractionDigits: 1 })

/** Minutes with one decimal. */
export function minutesOf(value: Maybe): string {
  return value == null ? NOTHING : tenth(value)
}

/** Whole minutes for a sentence; less than one is said so: neither "0 minutes further" nor a minute that nobody walks. */
export function minutesSaid(minutes: number, locale: string): number | string {
  if (Math.abs(minutes) < 1) return isEnglish(locale) ? 'under 1' : '不到 1'
  return Math.round(Math.abs(minutes))
}

/** Per mille as whole percent with the space the norm for Chinese text asks for. */
export function share(perMille: Maybe): string {
  return perMille == null ? NOTHING : `${Math.round(perMille / 10)} %`
}

/** `+3`, `−2`, `0`: a difference with a real minus. */
export function signed(value: Maybe, digits = 0): string {
  if (value == null) return NOTHING
  const text = Math.abs(value).toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })
  return Number(text.replace(/,/g, '')) === 0 ? text : `${value > 0 ? '+' : '−'}${text}`
}

/** A gap in per mille as percent: two decimals below one percent, so that 0.05 % is not 0. */
export function gapText(gapPm: Maybe): string {
  if (gapPm == null || !Number.isFinite(gapPm)) return NOTHING
  const percent = gapPm / 10
  if (percent === 0) return '0 %'
  return percent < 0.01 ? '< 0.01 %' : `${percent.toFixed(percent < 1 ? 2 : 1)} %`
}

/** A clause: the key of its words and what goes into the holes. */
export interface Said {
  key: string
  named: Record<string, string | number>
}

/** The clauses of the sentence about one change, in the order they are said; their words carry the commas. */
export function clauses(change: PlanChange, locale: string): Said[] {
  const { further, nearer, saves_fen: saves } = change
  const felt = (key: string, { people, minutes }: PlanChange['further']): Said => ({ key, named: { people: about(people).toLocaleString('en-US'), minutes: minutesSaid(minutes, locale) } })
  const moved = [...(further.people > 0 ? [felt('say.further', further)] : []), ...(nearer.people > 0 ? [felt(further.people > 0 ? 'say.andNearer' : 'say.nearer', nearer)] : [])]
  const out: Said[] = [{ key: `say.${change.change}`, named: { hall: change.name, grade: change.grade ?? '' } }]
  out.push(...(moved.length > 0 ? moved : [{ key: 'say.nobody', named: {} }]))
  if (saves !== 0) out.push({ key: saves > 0 ? 'say.saves' : 'say.costs', named: { money: money(saves, locale) } })
  // "Of them" are those who were named first.
  if (moved.length > 0) out.push({ key: 'say.elders', named: { share: share((further.people > 0 ? further : nearer).over65_pm) } })
  return out
}

/** The sentence about one change. */
export function sentence(change: PlanChange, locale: string, t: (key: string, named: Record<string, string | number>) => string): string {
  return clauses(change, locale).map((one) => t(one.key, one.named)).join('') + t('say.end', {})
}
