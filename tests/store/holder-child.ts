/**
 * Takes the pass's lock of a state folder and holds it until killed, or gives it back when its standard input ends. With a
 * number of turns it takes and gives back so often, and counts when somebody else stood inside or was shown as the holder.
 */
import { closeSync, openSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { readPassHolder, takePassLock } from '../../src/store/lock.ts'

const [stateFolder = '', command = 'run', waitMs = '0', turns = ''] = process.argv.slice(2)
const take = () => takePassLock(stateFolder, { command, now: () => new Date(), waitMs: Number(waitMs) })

async function hold(): Promise<void> {
  const lock = await take()
  process.stdout.write('held\n')
  process.stdin.resume().once('end', () => lock.release())
}

async function takeTurns(): Promise<void> {
  let wrong = 0
  for (let turn = 0; turn < Number(turns); turn++) {
    const lock = await take()
    // Only one can make this file; whoever is inside at the same time fails to.
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
  process.stdout.write(`${turns} turns, ${wrong} wrong\n`)
}

try {
  await (turns ? takeTurns() : hold())
} catch (error) {
  process.stdout.write(`${(error as { code: string }).code}\n`)
}
