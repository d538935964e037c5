/** Reports defects of our own: one line for a person, and the stacks in a file that the line names. */
import { randomUUID } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CommandContext } from './context.ts'

/**
 * Prints one line about the defects that a command met, each given as a line with its place followed by its stack. The stacks
 * go to a file; with `--verbose`, or where no file can be written, to standard error.
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
 * Writes the stacks into a new temporary file and returns its path; undefined where that fails. Other users share the folder:
 * so the name cannot be guessed, an existing file is never opened, and only the owner can read it.
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
