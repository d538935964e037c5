/**
 * Who may ask now: so many at once in all, so many at once of one host, and only a few large answers in memory.
 *
 * Hosts take turns. A thousand sources of one host stand in that host's own line, and every other host is served
 * between two of them.
 */

import { type Countdown, startCountdown } from './countdown.ts'

/** How a wait is given up: whoever pulls it takes the waiting one out of its line. */
export interface Brake {
  /** Set by whatever is being waited for. */
  onPull?: (reason: unknown) => void
  /** Why it was pulled, once it was. */
  readonly pulledBy?: { readonly reason: unknown }
}

export interface HostQueue {
  /** Resolves when `host` (name with port) may be asked, with the function that gives the place back. `first` passes the host's line. */
  enter(host: string, brake: Brake, first?: boolean): Promise<() => void>
}

interface Line {
  active: number
  /** Whether the host stands among those whose turn is coming. */
  hasTurn: boolean
  readonly waiting: (() => void)[]
}

/** A queue of at most `concurrency` places in all and `perHost` of one host. */
export function openHostQueue(concurrency: number, perHost: number): HostQueue {
  const lines = new Map<string, Line>()
  const turns: string[] = []
  let active = 0

  const takeTurn = (host: string, line: Line): void => {
    if (line.hasTurn || line.waiting.length === 0 || line.active >= perHost) return
    line.hasTurn = true
    turns.push(host)
  }

  const forgetIdle = (host: string, line: Line): void => {
    if (line.active === 0 && line.waiting.length === 0 && lines.get(host) === line) lines.delete(host)
  }

  const admit = (): void => {
    while (active < concurrency && turns.length > 0) {
      const host = turns.shift() as string
      const line = lines.get(host)
      if (line === undefined) continue
      line.hasTurn = false
      const next = line.waiting.shift()
      if (next === undefined) continue
      line.active++
      active++
      takeTurn(host, line)
      next()
    }
  }

  const leave = (host: string, line: Line): void => {
    active--
    line.active--
    forgetIdle(host, line)
    takeTurn(host, line)
    admit()
  }

  return {
    enter: (host, brake, first = false) =>
      new Promise((resolve, reject) => {
        let line = lines.get(host)
        if (line === undefined) lines.set(host, (line = { active: 0, hasTurn: false, waiting: [] }))
        const own = line
        let isInside = true
        const start = (): void => {
          brake.onPull = undefined
          resolve(() => {
            if (isInside) leave(host, own)
            isInside = false
          })
        }
        brake.onPull = (reason) => {
          const at = own.waiting.indexOf(start)
          if (at >= 0) own.waiting.splice(at, 1)
          forgetIdle(host, own)
          reject(reason)
        }
        if (first) own.waiting.unshift(start)
        else own.waiting.push(start)
        takeTurn(host, own)
        admit()
      }),
  }
}

/** What answers hold that are not used yet. */
export interface Room {
  /** Resolves when they hold less than `maxBytes`, so that one more may be asked for. */
  enter(brake: Brake): Promise<void>
  /** Holds so many more, and gives back what lets them go, once. */
  hold(bytes: number): () => void
}

/** Room for answers of `maxBytes` together: whoever reads them may be slower than those who send. */
export function openRoom(maxBytes: number): Room {
  const waiting: (() => void)[] = []
  let held = 0
  return {
    enter: async (brake) => {
      while (held >= maxBytes)
        await new Promise<void>((resolve, reject) => {
          const start = (): void => {
            brake.onPull = undefined
            resolve()
          }
          brake.onPull = (reason) => {
            const at = waiting.indexOf(start)
            if (at >= 0) waiting.splice(at, 1)
            reject(reason)
          }
          waiting.push(start)
        })
    },
    hold: (bytes) => {
      held += bytes
      let isHeld = true
      return () => {
        if (!isHeld) return
        isHeld = false
        held -= bytes
        if (held < maxBytes) for (const start of waiting.splice(0)) start()
      }
    },
  }
}

/** Someone who holds a large place. */
export interface LargeHolder {
  /** Whether it has come on since it was last asked. */
  isMoving(): boolean
  /** It has to go: others have waited too long for it. */
  onOverstay(): void
}

/** The few places for answers that are large in memory. */
export interface LargePlaces {
  /**
   * Resolves when one more large answer may be held, with the function that gives the place back; the smallest expected
   * answer is next.
   */
  enter(expectedBytes: number, brake: Brake, holder: LargeHolder): Promise<() => void>
}

interface Place {
  readonly holder: LargeHolder
  /** How often it may still be found moving. */
  patience: number
}

/** So many times a holder that is moving may make others wait `patienceMs`. */
const MOST_PATIENCE = 5

/**
 * `places` for large answers. While others wait, a holder that stands still for `patienceMs`, or is not done after five
 * times as long, overstays: a server that sends a large answer drop by drop must not keep out the answers of others.
 */
export function openLargePlaces(places: number, patienceMs: number): LargePlaces {
  const waiting: { readonly expectedBytes: number; readonly start: () => void }[] = []
  /** In the order of being asked, so the first is the next to be asked. */
  const held = new Set<Place>()
  let asked: { readonly place: Place; readonly countdown: Countdown } | undefined

  const watch = (): void => {
    const place = waiting.length === 0 ? undefined : held.values().next().value
    if (place === asked?.place) return
    asked?.countdown.stop()
    asked = place && { place, countdown: startCountdown(patienceMs, () => ask(place)) }
  }

  const ask = (place: Place): void => {
    held.delete(place)
    if (place.holder.isMoving() && --place.patience > 0) held.add(place)
    else place.holder.onOverstay()
    asked = undefined
    admit()
  }

  const admit = (): void => {
    while (held.size < places) {
      const next = waiting.shift()
      if (next === undefined) break
      next.start()
    }
    watch()
  }

  return {
    enter: (expectedBytes, brake, holder) =>
      new Promise((resolve, reject) => {
        const start = (): void => {
          brake.onPull = undefined
          const place: Place = { holder, patience: MOST_PATIENCE }
          held.add(place)
          resolve(() => {
            if (held.delete(place)) admit()
          })
        }
        const place = { expectedBytes, start }
        brake.onPull = (reason) => {
          const at = waiting.indexOf(place)
          if (at >= 0) waiting.splice(at, 1)
          watch()
          reject(reason)
        }
        const at = waiting.findIndex((other) => other.expectedBytes > expectedBytes)
        waiting.splice(at < 0 ? waiting.length : at, 0, place)
        admit()
      }),
  }
}
