// Every surface says everything in both languages, and says nothing that has no words.
import { readFileSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

type Words = { [key: string]: string | Words }
const modules = import.meta.glob<{ zh: Words; en: Words }>('/src/**/words.ts', { eager: true })
const SRC = join(dirname(fileURLToPath(import.meta.url)), '..')

function flat(words: Words, prefix = ''): Map<string, string> {
  const out = new Map<string, string>()
  for (const [key, value] of Object.entries(words)) {
    if (typeof value === 'string') out.set(prefix + key, value)
    else flat(value, `${prefix}${key}.`).forEach((text, inner) => out.set(inner, text))
  }
  return out
}
const holes = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((hole) => hole[1]).sort()
const common = flat(modules['/src/design/words.ts']!.zh)

describe.each(Object.entries(modules))('%s', (path, { zh, en }) => {
  const zhFlat = flat(zh)
  const enFlat = flat(en)

  it('has the same keys in both languages', () => {
    expect([...enFlat.keys()].sort()).toEqual([...zhFlat.keys()].sort())
  })

  it('has no empty words, and the same holes in both languages', () => {
    for (const [key, text] of zhFlat) {
      expect(text.trim(), key).not.toBe('')
      expect(enFlat.get(key)?.trim(), key).toBeTruthy()
      expect(holes(enFlat.get(key) ?? ''), key).toEqual(holes(text))
    }
  })

  it('has words for every key its screens ask for', () => {
    const folder = join(SRC, '..', dirname(path))
    // A file's words are those of the nearest words.ts above it.
    const nested = Object.keys(modules)
      .filter((other) => other !== path && dirname(other).startsWith(`${dirname(path)}/`))
      .map((other) => `${dirname(other).slice(dirname(path).length + 1)}/`)
    const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
      (name) => /\.(vue|ts)$/.test(name) && !name.endsWith('words.ts') && !nested.some((inner) => name.startsWith(inner)),
    )
    for (const name of sources) {
      const text = readFileSync(join(folder, name), 'utf8')
      for (const [, key] of text.matchAll(/\bt\(\s*'([\w.]+)'/g)) {
        expect(zhFlat.has(key!) || common.has(key!), `${name} asks for ${key}`).toBe(true)
      }
    }
  })
})
