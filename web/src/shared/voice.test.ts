import { describe, expect, it } from 'vitest'
import { callParts, type Manifest } from './voice'

const withClips = (...ids: string[]): Manifest => ({
  pause_ms: 200,
  clips: Object.fromEntries(ids.map((id) => [id, { file: `clips/${id}.ogg` }])),
})
const said = (manifest: Manifest, call: Partial<Parameters<typeof callParts>[1]> = {}, langs: ('zh' | 'en')[] = ['zh']) =>
  callParts(manifest, { label: 'A012', counter: '3', recalls: 0, ...call }, langs)
    .map((part) => ('clip' in part ? part.clip : String(part.silence_ms)))
    .join(' ')

const full = withClips('chime', 'zh/n/A012', 'zh/c/3', 'zh/s/recall', 'zh/s/next_on_screen', 'zh/c/screen', 'en/n/A012', 'en/c/3')

describe('a call', () => {
  it('is two whole phrases after a chime, in one language after the other', () => {
    expect(said(full)).toBe('chime 150 zh/n/A012 200 zh/c/3')
    expect(said(full, {}, ['zh', 'en'])).toBe('chime 150 zh/n/A012 200 zh/c/3 600 en/n/A012 200 en/c/3')
  })

  it('says so when it is a repeated one', () => {
    expect(said(full, { recalls: 1 })).toBe('chime 150 zh/s/recall 200 zh/n/A012 200 zh/c/3')
  })

  it('sends the eyes to the screen for a number or a counter without a clip', () => {
    expect(said(full, { label: 'K001' })).toBe('chime 150 zh/s/next_on_screen 200 zh/c/3')
    expect(said(full, { counter: '14' })).toBe('chime 150 zh/n/A012 200 zh/c/screen')
  })

  it('is never half a sentence', () => {
    expect(said(withClips('chime', 'zh/n/A012'))).toBe('')
    expect(said(withClips('chime', 'en/c/3'), {}, ['zh', 'en'])).toBe('')
  })
})
