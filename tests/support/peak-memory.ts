/** Preloaded: when the process ends, it writes its peak memory in MB to the file `PEAK_FILE.COMMAND`. */
import { writeFileSync } from 'node:fs'

const peakMb = (): string => String(process.resourceUsage().maxRSS / 1024)
process.on('exit', () => writeFileSync(`${process.env['PEAK_FILE']}.${process.argv[2]}`, peakMb()))
