/** A preload: when a process of ours ends, the most memory it had, in MB, is in the file that PEAK_FILE names, with its command after a point. */
import { writeFileSync } from 'node:fs'

const peakMb = (): string => String(process.resourceUsage().maxRSS / 1024)
process.on('exit', () => writeFileSync(`${process.env['PEAK_FILE']}.${process.argv[2]}`, peakMb()))
