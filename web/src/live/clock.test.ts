import { describe, expect, it } from 'vitest'
import { dayKey, dayLines, dayText, fixClock, hourMinute, serverNow } from './clock'

const NINE_IN_JINZHONG_MS = Date.UTC(2026, 9, 12, 1, 0)

describe("the server's clock", () => {
  it('is taken at the middle of the round trip', () => {
    const fix = fixClock({ now_us: 5_000_000, speed: 1 }, 100, 300)
    expect(serverNow(fix, 200)).toBe(5_000)
    expect(serverNow(fix, 1_200)).toBe(6_000)
  })

  it('runs as fast as the simulated day', () => {
    const fix = fixClock({ now_us: 0, speed: 60 }, 0, 0)
    expect(serverNow(fix, 1_000)).toBe(60_000)
  })

  it("is shown in the hall's zone, wherever the browser is", () => {
    expect(hourMinute(NINE_IN_JINZHONG_MS)).toBe('09:00')
    expect(dayText(NINE_IN_JINZHONG_MS, 'zh-CN')).toContain('10月12日')
    expect(dayText(NINE_IN_JINZHONG_MS, 'en')).toBe('Mon 12 Oct')
    expect(dayLines(NINE_IN_JINZHONG_MS, 'zh-CN')).toEqual(['周一', '10月12日'])
    expect(dayLines(NINE_IN_JINZHONG_MS, 'en')).toEqual(['Mon', '12 Oct'])
    expect(dayKey(NINE_IN_JINZHONG_MS)).toBe('2026-10-12')
    expect(dayKey(NINE_IN_JINZHONG_MS - 2 * 3600_000), 'seven in the morning there, the day before in London').toBe('2026-10-12')
    expect(dayKey(NINE_IN_JINZHONG_MS, 7)).toBe('2026-10-19')
  })
})
