/** A pass gives its memory back by ending, so `start` is after many passes what it was before the first. */
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { startWorker, useWorkers } from '../support/worker.ts'

useWorkers()

/** More than its heap's own noise, and far less than what one pass takes. */
const NOISE_MB = 30

it.runIf(process.platform === 'linux')('start holds after ten passes what it held before the first', async () => {
  const worker = await startWorker({}, { args: ['--port', '0'] })
  const residentMb = (): number =>
    Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${worker.child.pid}/status`, 'utf8'))![1]) / 1024
  await worker.next('listening')
  await worker.next('started')
  const before = residentMb()
  for (let pass = 0; pass < 10; pass++) {
    await worker.next('pass')
    worker.makeDue()
  }
  const after = residentMb()
  expect(after).toBeLessThan(before + NOISE_MB)
  expect(await worker.stop('SIGTERM')).toBe(0)
})
