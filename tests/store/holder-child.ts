/**
 * Takes the lock of a state folder and holds it until it is killed, or releases it when standard input ends. With a
 * number of rounds it takes and releases the lock so often, and counts how often another process held it too or was
 * shown as holder.
 */
import { closeSync, openSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { readPassHolder, takePassLock } from '../../src/store/lock.ts'

const [stateFolder = '', command = 'run', waitMs = '0', rounds = ''] = process.argv.slice(2)
const take = () => takePassLock(stateFolder, { command, now: () => new Date(), waitMs: Number(waitMs) })

async function hold(): Promise<void> {
  const lock = await take()
  process.stdout.write('held\n')
  process.stdin.resume().once('end', () => lock.release())
}

async function takeRepeatedly(): Promise<void> {
  let wrong = 0
  for (let round = 0; round < Number(rounds); round++) {
    const lock = await take()
    // Only one process can create this file; another that holds the lock at the same time fails.
    const inside = join(stateFolder, 'inside')
    try {
      closeSync(openSync(inside, 'wx'))
      if (readPassHolder(stateFolder)?.pid !== process.pid) wrong++
      rmSync(inside)
    } catch {
      wrong++
    }
    lock.release()
  }
  process.stdout.write(`${rounds} rounds, ${wrong} wrong\n`)
}

try {
  await (rounds ? takeRepeatedly() : hold())
} catch (error) {
  process.stdout.write(`${(error as { code: string }).code}\n`)
}
