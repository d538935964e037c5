import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { parseCall } from '../src/commands/program.ts'
import { anchorOf } from '../tools/configuration-doc.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const PAGES = [
  'README.md',
  'samples/README.md',
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => join('docs', file)),
]
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8')
/** The anchors of a page's headings; a line in a code block is none. */
const anchorsOf = (path: string): string[] =>
  [
    ...read(path)
      .replace(/^```[\s\S]*?^```/gm, '')
      .matchAll(/^#+ (.*)$/gm),
  ].map(([, heading]) => anchorOf(heading!))

describe('the pages for people', () => {
  it.each(PAGES)('%s links to files and headings that exist', (page) => {
    const broken = [...read(page).matchAll(/\]\(([^)\s]+)\)|(?:src|href)="([^"]+)"/g)]
      .map(([, link, source]) => link ?? source!)
      .filter((link) => !/^https?:/.test(link))
      .filter((link) => {
        const [path, anchor] = link.split('#')
        const target = path === '' ? page : join(dirname(page), path!)
        return !existsSync(join(ROOT, target)) || (anchor !== undefined && !anchorsOf(target).includes(anchor))
      })
    expect(broken).toEqual([])
  })

  // `broadsheet COMMAND` stands for any of them.
  const calls = PAGES.flatMap((page) =>
    [...read(page).matchAll(/(?:^|`)broadsheet ((?:[a-z]|--)[^`\n]*)/gm)].map(
      ([, words]) => words!.split(/\s+[#|]/)[0]!,
    ),
  ).filter((words) => !words.startsWith('COMMAND'))
  it.each([...new Set(calls)])('name a command that exists: broadsheet %s', (words) => {
    const argv = [...words.matchAll(/'([^']*)'|\S+/g)].map(([word, quoted]) => quoted ?? word)
    const filled = argv.map((word) => ({ ADDRESS: 'ann@example.org', '[ID…]': 'wire' })[word] ?? word)
    expect(parseCall(filled).kind).toBe('command')
  })
})
