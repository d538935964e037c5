/**
 * Preloaded (`--import`) into one run of Broadsheet by the kill drill: stops `Date`, counts every point at which the run
 * touches something that outlives it, and ends the process there. It acts in that process only, not in what the run itself
 * starts. Set by the environment:
 *
 *   DRILL_DATE       the instant at which `Date` stands still
 *   DRILL_SMTP_PORT  writes to this port are SMTP commands (absent: none are counted)
 *   DRILL_POINTS     a file for the points that were passed, one a line
 *   DRILL_KILL       `before 12`, `after 12`: SIGKILL there (absent: the run ends by itself)
 *   DRILL_VICTIM     who is killed: the run itself, or, for a pass of `start`, that one (`start`) or `both`
 *
 * In `start` only `Date` is stopped: its pass, which has the same preload and environment, counts the points.
 */
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import net from 'node:net'
import { basename } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { isMainThread } from 'node:worker_threads'

const { DRILL_DATE, DRILL_SMTP_PORT, DRILL_POINTS, DRILL_KILL, DRILL_VICTIM } = process.env

if (isMainThread && /[/\\]bin\.js$/.test(process.argv[1] ?? '') && DRILL_DATE !== undefined) {
  holdDateStill(Date.parse(DRILL_DATE))
  if (process.argv[2] !== 'start') hook()
}

/** `new Date()`, `Date()` and `Date.now()` all give this instant; `performance.now()` and timers go on. */
function holdDateStill(atMs: number): void {
  const Real = Date
  globalThis.Date = new Proxy(Real, {
    construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [atMs] : args, newTarget),
    apply: () => new Real(atMs).toString(),
    get: (target, name) => (name === 'now' ? () => atMs : Reflect.get(target, name)),
  })
}

function hook(): void {
  const points: string[] = []
  const [side, at] = DRILL_KILL?.split(' ') ?? []
  const { writeFileSync } = fs

  const tell = (): void => {
    if (DRILL_POINTS !== undefined) writeFileSync(DRILL_POINTS, points.map((point) => `${point}\n`).join(''))
  }
  const dieIf = (when: string, index: number): void => {
    if (side !== when || index !== Number(at)) return
    tell()
    if (DRILL_VICTIM === 'start' || DRILL_VICTIM === 'both') process.kill(process.ppid, 'SIGKILL')
    if (DRILL_VICTIM !== 'start') process.kill(process.pid, 'SIGKILL')
  }
  /** Records a point; returns the function to call when it has been passed. */
  const enter = (name: string): (() => void) => {
    const index = points.push(name) - 1
    dieIf('before', index)
    return () => dieIf('after', index)
  }
  process.on('exit', tell)

  // A batch ends in COMMIT; the switch to the write-ahead log is a durable write of its own.
  const exec = DatabaseSync.prototype.exec
  DatabaseSync.prototype.exec = function (this: DatabaseSync, sql: string) {
    if (!/^\s*(COMMIT|PRAGMA journal_mode =)/i.test(sql)) return exec.call(this, sql)
    const leave = enter(`batch: ${sql} in ${basename(this.location() ?? 'memory')}`)
    exec.call(this, sql)
    leave()
  }

  for (const name of ['rename', 'link'] as const) {
    const point = (to: fs.PathLike) => enter(`file: ${name} to ${basename(String(to))}`)
    const promised = fs.promises[name]
    fs.promises[name] = async (from: fs.PathLike, to: fs.PathLike) => {
      const leave = point(to)
      await promised(from, to)
      leave()
    }
    const sync = fs[`${name}Sync`]
    fs[`${name}Sync`] = (from: fs.PathLike, to: fs.PathLike) => {
      const leave = point(to)
      sync(from, to)
      leave()
    }
    const called = fs[name]
    const hooked = (from: fs.PathLike, to: fs.PathLike, done: fs.NoParamCallback) => {
      const leave = point(to)
      called(from, to, (error) => {
        if (error === null) leave()
        done(error)
      })
    }
    fs[name] = hooked as unknown as typeof fs.rename & typeof fs.link
  }
  syncBuiltinESMExports()

  if (DRILL_SMTP_PORT === undefined) return
  const write = net.Socket.prototype.write
  net.Socket.prototype.write = function (this: net.Socket, ...args: Parameters<typeof write>) {
    if (String(this.remotePort) !== DRILL_SMTP_PORT) return write.apply(this, args)
    const leave = enter(`smtp: ${commandOf(args[0])}`)
    const went = write.apply(this, args)
    leave()
    return went
  } as typeof write
}

/** The command's words without its arguments; a part of a message is named as such. */
function commandOf(chunk: unknown): string {
  const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk as Uint8Array).toString('latin1')
  if (/^\r?\n?\.\r\n$/.test(text)) return 'the final dot'
  return (
    /^(EHLO|HELO|MAIL FROM|RCPT TO|DATA|RSET|QUIT|AUTH \w+|STARTTLS|NOOP)\b/.exec(text)?.[0] ?? 'a part of the message'
  )
}
