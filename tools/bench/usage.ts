/** Preloaded by `measure.ts`: when the process ends, it writes what it has used to file descriptor 3. */
import { writeSync } from 'node:fs'

process.on('exit', () => {
  const { user, system } = process.cpuUsage()
  const peakMb = process.resourceUsage().maxRSS / 1024
  writeSync(3, JSON.stringify({ cpuMs: (user + system) / 1000, peakMb }))
})
