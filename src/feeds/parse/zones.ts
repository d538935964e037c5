/** The offsets of time zones as dates name them: numeric, abbreviated, or by a name of the time zone database. */

/** Minutes east of UTC. An abbreviation with several meanings has the one most common in feeds (CST is American). */
const ZONES: Readonly<Record<string, number>> = {
  ut: 0, utc: 0, gmt: 0, z: 0, wet: 0, west: 60, bst: 60, ist: 330, cet: 60, cest: 120, mez: 60, mesz: 120, met: 60, mest: 120, mewt: 60,
  eet: 120, eest: 180, msk: 180, msd: 240, trt: 180, sast: 120, cat: 120, eat: 180, wat: 60, idt: 180, ast: -240, adt: -180, nst: -210,
  ndt: -150, est: -300, edt: -240, cst: -360, cdt: -300, mst: -420, mdt: -360, pst: -480, pdt: -420, akst: -540, akdt: -480, hst: -600,
  hast: -600, hadt: -540, brt: -180, brst: -120, art: -180, clt: -240, clst: -180, cot: -300, pet: -300, vet: -240, gst: 240, irst: 210,
  pkt: 300, npt: 345, bdt: 360, ict: 420, wib: 420, wita: 480, wit: 540, hkt: 480, sgt: 480, myt: 480, pht: 480, awst: 480, jst: 540,
  kst: 540, acst: 570, acdt: 630, aest: 600, aedt: 660, nzst: 720, nzdt: 780,
} // biome-ignore format: a table
/** Abbreviations that do not say whether it is summer time; they get the offset of standard time. */
const REGIONS: Readonly<Record<string, number>> = { at: -240, et: -300, ct: -360, mt: -420, pt: -480 }

/** Minutes east of UTC of `+0100`, `-05:00`, `+5`, `EST` or a military letter of RFC 822; undefined when it is no zone. */
export function offsetOfZone(written: string): number | undefined {
  const numeric = /^([+-])(\d{1,2}):?(\d\d)?$/.exec(written)
  if (numeric) {
    const minutes = +numeric[2]! * 60 + +(numeric[3] ?? 0)
    // No zone is more than 14 hours from UTC. A larger offset is invalid and read as UTC.
    return minutes > 840 ? 0 : numeric[1] === '-' ? -minutes : minutes
  }
  const name = written.toLowerCase()
  return ZONES[name] ?? REGIONS[name] ?? militaryOffset(name)
}

/** The offset of a military letter: 0, since RFC 822 §5.1 gave them the wrong signs and RFC 2822 §4.3 reads all as UTC. */
function militaryOffset(name: string): number | undefined {
  return /^[a-ik-z]$/.test(name) ? 0 : undefined
}

/**
 * Minutes east of UTC of a zone of the time zone database (`America/New_York`) at a local date and time, which is given
 * as if it were UTC; undefined for an unknown name. In an hour that a clock change repeats, one of its two offsets.
 */
export function offsetOfPlace(name: string, localMs: number): number | undefined {
  const clock = clockOf(name)
  if (clock === undefined) return undefined
  const offsetAt = (ms: number): number => Math.round((readClock(clock, ms) - ms) / 60_000)
  // The inner call asks for an instant that is wrong by the offset itself, maybe beyond a clock change; the outer one is right.
  return offsetAt(localMs - offsetAt(localMs) * 60_000)
}

const clocks = new Map<string, Intl.DateTimeFormat | undefined>()

function clockOf(name: string): Intl.DateTimeFormat | undefined {
  if (clocks.has(name)) return clocks.get(name)
  let clock: Intl.DateTimeFormat | undefined
  try {
    clock = new Intl.DateTimeFormat('en-u-ca-gregory-nu-latn-hc-h23', {
      timeZone: name, year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric',
    }) // biome-ignore format: a list
  } catch {
    // RangeError: no such zone.
  }
  if (clocks.size < 1_000) clocks.set(name, clock)
  return clock
}

/** The local time of a zone at an instant, in milliseconds as if it were UTC. */
function readClock(clock: Intl.DateTimeFormat, ms: number): number {
  const shown: Record<string, number> = {}
  for (const { type, value } of clock.formatToParts(ms)) shown[type] = Number(value)
  const minute = Math.floor(ms / 60_000) * 60_000
  return Date.UTC(shown.year!, shown.month! - 1, shown.day!, shown.hour!, shown.minute!) + (ms - minute)
}
