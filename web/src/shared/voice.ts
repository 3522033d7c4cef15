// What a call sounds like, and playing it. Clips lie under /voice/ with a manifest; ids go by rule (`zh/n/A012`,
// `zh/c/3`, `en/s/recall`). A call is two phrases, each a whole breath; nothing smaller is ever joined, and a
// number without a clip sends the eyes to the screen instead of being read wrongly.
// Where there are no clips, or the browser forbids sound, a chime made here stands in; the words are on the screen.

export type VoiceLang = 'zh' | 'en'
export interface Manifest {
  pause_ms: number
  clips: Record<string, { file: string }>
}
export type Part = { clip: string } | { silence_ms: number }
export interface SpokenCall {
  label: string
  counter: string
  recalls: number
}

const AFTER_CHIME_MS = 150
const BETWEEN_LANGUAGES_MS = 600

/** The parts of a call in `langs`, each a clip of the manifest or a silence; empty when the manifest cannot say it. */
export function callParts(manifest: Manifest, call: SpokenCall, langs: readonly VoiceLang[]): Part[] {
  const has = (id: string) => manifest.clips[id] !== undefined
  const parts: Part[] = []
  for (const lang of langs) {
    const first = [`${lang}/n/${call.label}`, `${lang}/s/next_on_screen`].find(has)
    const second = [`${lang}/c/${call.counter}`, `${lang}/c/screen`].find(has)
    if (!first || !second) continue
    if (parts.length > 0) parts.push({ silence_ms: BETWEEN_LANGUAGES_MS })
    if (call.recalls > 0 && has(`${lang}/s/recall`)) {
      parts.push({ clip: `${lang}/s/recall` }, { silence_ms: manifest.pause_ms })
    }
    parts.push({ clip: first }, { silence_ms: manifest.pause_ms }, { clip: second })
  }
  if (parts.length > 0 && has('chime')) parts.unshift({ clip: 'chime' }, { silence_ms: AFTER_CHIME_MS })
  return parts
}

let manifest: Promise<Manifest | null> | null = null

function loadManifest(): Promise<Manifest | null> {
  manifest ??= fetch('/voice/manifest.json')
    .then((response) => (response.ok ? (response.json() as Promise<Manifest>) : null))
    .catch(() => null)
    .then((got) => {
      if (!got) manifest = null // asked again with the next call
      return got
    })
  return manifest
}

function playFile(file: string): Promise<void> {
  return new Promise((done, fail) => {
    const audio = new Audio(`/voice/${file}`)
    // A clip that never ends must not silence the hall: longest clip is a few seconds.
    const limit = window.setTimeout(() => fail(new Error('clip')), 15_000)
    const over = (then: () => void) => () => {
      window.clearTimeout(limit)
      then()
    }
    audio.onended = over(done)
    audio.onerror = over(() => fail(new Error('clip')))
    audio.play().catch(over(() => fail(new Error('not allowed'))))
  })
}

async function play(voice: Manifest, parts: readonly Part[]) {
  for (const part of parts) {
    if ('silence_ms' in part) await new Promise((done) => setTimeout(done, part.silence_ms))
    else {
      const clip = voice.clips[part.clip]
      if (clip) await playFile(clip.file)
    }
  }
}

let sound: AudioContext | null = null

/** Asks the browser for sound; it says no until somebody has touched the page, unless it was started to allow it. */
export async function allowSound(): Promise<boolean> {
  try {
    sound ??= new AudioContext()
    // `resume` waits for ever where sound is forbidden.
    await Promise.race([sound.resume(), new Promise((done) => setTimeout(done, 300))])
    return sound.state === 'running'
  } catch {
    return false
  }
}

/** Two soft tones. Resolves when they are over, at once where sound is not allowed. */
async function chime(): Promise<void> {
  if (sound?.state !== 'running') return
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
}

/** Rings twice, where sound was allowed. */
export async function ring(): Promise<void> {
  await chime()
  await chime()
}

/** Speaks a call; resolves when it is quiet again, rejects never. */
export async function speakCall(call: SpokenCall, langs: readonly VoiceLang[]): Promise<void> {
  const voice = await loadManifest()
  const parts = voice ? callParts(voice, call, langs) : []
  try {
    if (voice && parts.length > 0) await play(voice, parts)
    else await chime()
  } catch {
    await chime()
  }
}

/** Says single guiding phrases (`choose_service`) while `on()`; a new one waits for the one before. */
export function announcer(on: () => boolean, locale: () => string): (phrase: string) => void {
  let last: Promise<unknown> = Promise.resolve()
  let pending: string | null = null
  return (phrase) => {
    if (!on()) return
    pending = phrase
    last = last.then(async () => {
      const next = pending
      pending = null
      const voice = next && on() ? await loadManifest() : null
      const id = `${locale() === 'en' ? 'en' : 'zh'}/s/${next}`
      if (voice?.clips[id]) await play(voice, [{ clip: id }]).catch(() => undefined)
    })
  }
}
