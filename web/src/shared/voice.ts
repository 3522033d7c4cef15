// Plays clips of speech, one after another, never two at once. Where there is no clip, or the browser will not play
// before somebody has touched the page, a chime stands in; the words are on the screen in any case.
//
// Clips lie under /voice/ with a manifest: {"zh": {"<phrase>": "<file>"}, "en": {…}}. A call is two phrases, who
// is called and where to go, each a whole breath; nothing smaller is ever joined.

export type VoiceLang = 'zh' | 'en'
export type Manifest = Record<VoiceLang, Record<string, string>>

let manifest: Promise<Manifest | null> | null = null

function loadManifest(): Promise<Manifest | null> {
  manifest ??= fetch('/voice/manifest.json')
    .then((response) => (response.ok ? (response.json() as Promise<Manifest>) : null))
    .catch(() => null)
  return manifest
}

/** The files that say `phrases`, or nothing if one of them has no clip: half a sentence is not spoken. */
export function filesFor(voice: Manifest | null, lang: VoiceLang, phrases: readonly string[]): string[] | null {
  const clips = voice?.[lang]
  if (!clips) return null
  const files = phrases.map((phrase) => clips[phrase])
  return files.every((file) => file !== undefined) ? (files as string[]) : null
}

function playFile(file: string): Promise<void> {
  return new Promise((done, fail) => {
    const audio = new Audio(`/voice/${file}`)
    audio.onended = () => done()
    audio.onerror = () => fail(new Error('clip'))
    audio.play().catch(fail)
  })
}

let sound: AudioContext | null = null

/** Two soft tones, made here. Resolves when they are over, at once where sound is not allowed. */
export async function chime(): Promise<void> {
  try {
    sound ??= new AudioContext()
    if (sound.state !== 'running') return
    const start = sound.currentTime
    for (const [n, hertz] of [784, 587].entries()) {
      const tone = sound.createOscillator()
      const level = sound.createGain()
      tone.frequency.value = hertz
      level.gain.setValueAtTime(0, start + n * 0.28)
      level.gain.linearRampToValueAtTime(0.25, start + n * 0.28 + 0.02)
      level.gain.exponentialRampToValueAtTime(0.001, start + n * 0.28 + 0.6)
      tone.connect(level).connect(sound.destination)
      tone.start(start + n * 0.28)
      tone.stop(start + n * 0.28 + 0.62)
    }
    await new Promise((done) => setTimeout(done, 950))
  } catch {
    // silence
  }
}

/** Says `phrases` in `lang` after a chime; rejects never. Resolves when it is quiet again. */
export async function speak(lang: VoiceLang, phrases: readonly string[], withChime = true): Promise<boolean> {
  if (withChime) await chime()
  const files = filesFor(await loadManifest(), lang, phrases)
  if (!files) return false
  try {
    for (const file of files) await playFile(file)
    return true
  } catch {
    return false
  }
}

/** Says single guiding phrases while `on()`; a new one waits for the one before. */
export function announcer(on: () => boolean, locale: () => string): (phrase: string) => void {
  let last: Promise<unknown> = Promise.resolve()
  let pending: string | null = null
  return (phrase) => {
    if (!on()) return
    pending = phrase
    last = last.then(() => {
      const next = pending
      pending = null
      return next && on() ? speak(locale() === 'en' ? 'en' : 'zh', [next], false) : undefined
    })
  }
}
