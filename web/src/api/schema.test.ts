// The types of the wire are those of the contract that is checked in.
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

it('schema.ts is what openapi/gridhall-v1.json says (else: npm run api)', { timeout: 30_000 }, () => {
  const web = fileURLToPath(new URL('../..', import.meta.url))
  const run = () =>
    execFileSync(
      process.execPath,
      [
        'node_modules/openapi-typescript/bin/cli.js', '../openapi/gridhall-v1.json', '-o', 'src/api/schema.ts', '--alphabetize', '--check',
      ],
      { cwd: web, stdio: 'pipe' },
    )
  expect(run).not.toThrow()
})
