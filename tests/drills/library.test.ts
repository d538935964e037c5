/** The library as its documentation shows it, built as the package is, run by plain Node and read by the compiler. */
import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const ROOT = join(import.meta.dirname, '../..')
const root = mkdtempSync(join(tmpdir(), 'broadsheet-library-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
const run = promisify(execFile)

/** What each heading of the page shows: the code, and what it prints. */
const examples = readFileSync(join(ROOT, 'docs/library.md'), 'utf8')
  .split(/^## /m)
  .slice(1)
  .map((section) => {
    const [, code = '', printed = ''] = /```js\n(.*?)```\n\n```text\n(.*?)```/s.exec(section) ?? []
    return { name: section.slice(0, section.indexOf(':')), code, printed }
  })

it('is documented function by function', async () => {
  const exported = Object.keys(await import('../../src/index.ts')).filter((name) => /^[a-z]/.test(name))
  const alsoThere = ['addLanguage', 'defineConfig', 'newsTopics']
  expect(examples.map(({ name }) => name).sort()).toEqual(exported.filter((name) => !alsoThere.includes(name)).sort())
})

describe('built as the package is', () => {
  const folder = join(root, 'built')
  const modules = join(folder, 'node_modules')
  const tsc = (cwd: string, ...args: string[]) =>
    run(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), ...args], { cwd })

  beforeAll(async () => {
    // The package in a folder of its own, its dependencies beside it, as an installer lays them out.
    await mkdir(join(modules, 'broadsheet'), { recursive: true })
    for (const name of readdirSync(join(ROOT, 'node_modules'))) {
      if (!name.startsWith('.')) symlinkSync(join(ROOT, 'node_modules', name), join(modules, name))
    }
    cpSync(join(ROOT, 'package.json'), join(modules, 'broadsheet/package.json'))
    await tsc(ROOT, '-p', 'tsconfig.build.json', '--outDir', join(modules, 'broadsheet/dist'))
  })

  it.each(examples)('$name does under plain Node what its example says', async ({ name, code, printed }) => {
    writeFileSync(join(folder, `${name}.mjs`), code)
    const { stdout, stderr } = await run(process.execPath, [`${name}.mjs`], { cwd: folder })
    expect({ stdout, stderr }).toEqual({ stdout: printed, stderr: '' })
  })

  it('brings its types: right use compiles, wrong use does not', async () => {
    const use = `import { type Article, canonicalUrl, groupStories, type Story } from 'broadsheet'
const articles: Article[] = [{ id: 'a', sourceId: 's', title: 't', text: '', lead: '', authors: [], firstSeenAt: canonicalUrl('https://a.example/') }]
const stories: Story[] = groupStories(articles)
export const ids: string[] = stories.flatMap(({ articles }) => articles.map(({ copyOf, id }) => copyOf ?? id))
`
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
    writeFileSync(join(folder, 'right.ts'), use)
    writeFileSync(
      join(folder, 'wrong.ts'),
      use.replace('Story[] = groupStories(articles)', 'Story[] = groupStories(7)'),
    )
    const flags = [
      '--noEmit',
      '--strict',
      '--module',
      'nodenext',
      '--target',
      'es2024',
      '--skipLibCheck',
      '--types',
      '',
    ]
    await tsc(folder, ...flags, 'right.ts')
    await expect(tsc(folder, ...flags, 'wrong.ts')).rejects.toMatchObject({
      stdout: expect.stringMatching(/^wrong\.ts\(3,\d+\): error TS2345: Argument of type 'number'/),
    })
  })
})
