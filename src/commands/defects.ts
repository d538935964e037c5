/** Defects of our own, reported: one line for a person, and the stacks in a file that it names. */
import { randomUUID } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CommandContext } from './context.ts'

/**
 * Reports the defects that a command met, each a line that says where, and its stack: on standard error with `--verbose`
 * and where no file can be written.
 */
export function reportDefects({ globals, stderr }: CommandContext, defects: readonly string[]): void {
  if (defects.length === 0) return
  const stacks = `${defects.join('\n\n')}\n`
  if (globals.verbose) {
    stderr(stacks)
    return
  }
  const count = defects.length === 1 ? 'a defect' : `${defects.length} defects`
  const line = `Broadsheet met ${count} of its own: ${defects[0]!.split('\n')[0]!}`
  const file = writeDefectReport(stacks)
  stderr(file === undefined ? `${line}\n${stacks}` : `${line} (stack: ${file})\n`)
}

/**
 * The file that now holds these stacks; undefined where none could be written. The folder for temporary files is shared
 * with others: so the name cannot be guessed, nothing that is there already is opened, and only its owner can read it.
 */
export function writeDefectReport(stacks: string): string | undefined {
  const file = join(tmpdir(), `broadsheet-defect-${randomUUID()}.txt`)
  try {
    writeFileSync(file, stacks, { mode: 0o600, flag: 'wx' })
    return file
  } catch {
    return undefined
  }
}
