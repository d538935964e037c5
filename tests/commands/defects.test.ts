import { readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { CommandContext } from '../../src/commands/context.ts'
import { reportDefects } from '../../src/commands/defects.ts'
import { temporaryFolders } from '../support/cli.ts'

const folderWith = temporaryFolders()
const FIRST = 'source wire: TypeError: broken\n    at parse (parse.ts:1:1)'
const SECOND = 'source mill: RangeError: too far\n    at read (read.ts:2:2)'

describe('defects of ours', () => {
  let folder: string
  beforeEach(() => {
    folder = folderWith({ 'of-somebody.txt': 'theirs' })
    vi.stubEnv('TMPDIR', folder)
  })
  afterEach(() => void vi.unstubAllEnvs())

  /** What is written to standard error. */
  const report = (defects: readonly string[], isVerbose = false): string => {
    let text = ''
    const globals = { json: false, quiet: false, verbose: isVerbose }
    reportDefects({ globals, stderr: (part) => void (text += part) } as CommandContext, defects)
    return text
  }

  it('are reported on one line that names the file with their stacks, which only its owner can read', () => {
    const [, file] = /^Broadsheet met a defect of its own: source wire: TypeError: broken \(stack: (.+)\)\n$/.exec(
      report([FIRST]),
    )!
    expect(readFileSync(file!, 'utf8')).toBe(`${FIRST}\n`)
    expect(statSync(file!).mode & 0o777).toBe(0o600)
    expect(report([FIRST, SECOND])).toMatch(
      /^Broadsheet met 2 defects of its own: source wire: TypeError: broken \(stack: /,
    )
  })

  it('go into a new file each time, never into an existing one', () => {
    symlinkSync(join(folder, 'of-somebody.txt'), join(folder, `broadsheet-defect-${process.pid}.txt`))
    report([FIRST])
    report([SECOND])
    expect(readFileSync(join(folder, 'of-somebody.txt'), 'utf8')).toBe('theirs')
    expect(readdirSync(folder)).toHaveLength(4)
  })

  it('have their stacks on standard error where no file can be written', () => {
    vi.stubEnv('TMPDIR', join(folder, 'gone'))
    expect(report([FIRST, SECOND])).toBe(
      `Broadsheet met 2 defects of its own: source wire: TypeError: broken\n${FIRST}\n\n${SECOND}\n`,
    )
  })

  it('have their stacks on standard error with --verbose, and no file', () => {
    expect(report([FIRST, SECOND], true)).toBe(`${FIRST}\n\n${SECOND}\n`)
    expect(readdirSync(folder)).toEqual(['of-somebody.txt'])
  })

  it('are not mentioned where there is none', () => {
    expect(report([])).toBe('')
  })
})
