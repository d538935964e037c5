/** Time zones by the short names that stand in dates. */

/** Minutes east of UTC. Of a name with several meanings the one that feeds mean most often (CST is America's). */
const ZONES: Readonly<Record<string, number>> = {
  ut: 0, utc: 0, gmt: 0, z: 0, wet: 0, west: 60, bst: 60, ist: 330, cet: 60, cest: 120, mez: 60, mesz: 120, met: 60, mest: 120, mewt: 60,
  eet: 120, eest: 180, msk: 180, msd: 240, trt: 180, sast: 120, cat: 120, eat: 180, wat: 60, idt: 180, ast: -240, adt: -180, nst: -210,
  ndt: -150, est: -300, edt: -240, cst: -360, cdt: -300, mst: -420, mdt: -360, pst: -480, pdt: -420, akst: -540, akdt: -480, hst: -600,
  hast: -600, hadt: -540, brt: -180, brst: -120, art: -180, clt: -240, clst: -180, cot: -300, pet: -300, vet: -240, gst: 240, irst: 210,
  pkt: 300, npt: 345, bdt: 360, ict: 420, wib: 420, wita: 480, wit: 540, hkt: 480, sgt: 480, myt: 480, pht: 480, awst: 480, jst: 540,
  kst: 540, acst: 570, acdt: 630, aest: 600, aedt: 660, nzst: 720, nzdt: 780,
} // biome-ignore format: a table
/** Names that say where, not when: summer time is left open, and winter's offset is taken. */
const REGIONS: Readonly<Record<string, number>> = { at: -240, et: -300, ct: -360, mt: -420, pt: -480 }

/** Minutes east of UTC of `+0100`, `-05:00`, `+5`, `EST`, or one of RFC 822's letters; undefined for what is no zone. */
export function offsetOfZone(written: string): number | undefined {
  const numeric = /^([+-])(\d{1,2}):?(\d\d)?$/.exec(written)
  if (numeric) {
    const minutes = +numeric[2]! * 60 + +(numeric[3] ?? 0)
    // No place is farther than 14 hours from Greenwich: what says so is no offset, and is read as none.
    return minutes > 840 ? 0 : numeric[1] === '-' ? -minutes : minutes
  }
  const name = written.toLowerCase()
  return ZONES[name] ?? REGIONS[name] ?? militaryOffset(name)
}

/** RFC 822 §5.1 gave the letters the wrong signs, so RFC 2822 §4.3 reads all but Z as unknown, that is UTC. */
function militaryOffset(name: string): number | undefined {
  return /^[a-ik-z]$/.test(name) ? 0 : undefined
}

/**
 * Minutes east of UTC of a place of the time zone database (`America/New_York`) at a date and time of day there, given as
 * if they were UTC; undefined for a name that it does not have. In an hour that is repeated, one of its two offsets.
 */
export function offsetOfPlace(name: string, localMs: number): number | undefined {
  const clock = clockOf(name)
  if (clock === undefined) return undefined
  const offsetAt = (ms: number): number => Math.round((readClock(clock, ms) - ms) / 60_000)
  // The first answer is for an instant some hours off, which may lie beyond a change of the clocks; the second is right.
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
    // No such place.
  }
  if (clocks.size < 1_000) clocks.set(name, clock)
  return clock
}

/** What a clock of a place shows at an instant, in milliseconds as if it were UTC. */
function readClock(clock: Intl.DateTimeFormat, ms: number): number {
  const shown: Record<string, number> = {}
  for (const { type, value } of clock.formatToParts(ms)) shown[type] = Number(value)
  const minute = Math.floor(ms / 60_000) * 60_000
  return Date.UTC(shown.year!, shown.month! - 1, shown.day!, shown.hour!, shown.minute!) + (ms - minute)
}
