/** Preloaded by the bench: tells the process's own CPU milliseconds on descriptor 3 as it ends. */
import { writeSync } from 'node:fs'

process.on('exit', () => {
  const { user, system } = process.cpuUsage()
  writeSync(3, String((user + system) / 1000))
})
