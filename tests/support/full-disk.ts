/**
 * Preloaded (`--import`) into a run of Broadsheet to simulate a disk that is full or read-only below one folder, or a database
 * that cannot grow or be written. File modes cannot do that, since root ignores them. The errors of SQLite are its own: a
 * pragma limits its pages or forbids writes. The fault is given in the environment, as JSON:
 *
 *   DISK_FAULT  { folder, code }: EROFS or ENOSPC to what would write below the folder
 *               { database, maxPages }: SQLITE_FULL beyond so many pages
 *               { database, isReadOnly }: SQLITE_READONLY to every write
 *               { speed }: performance.now() runs so many times as fast
 */
import fs from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import { basename, relative, resolve, sep } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'

/** What is wrong with the disk. */
export type DiskFault =
  | { readonly folder: string; readonly code: 'EROFS' | 'ENOSPC' }
  | { readonly database: string; readonly maxPages: number }
  | { readonly database: string; readonly isReadOnly: true }
  | { readonly speed: number }

const given = process.env['DISK_FAULT']
if (given !== undefined && /[/\\]bin\.js$/.test(process.argv[1] ?? '')) {
  const fault = JSON.parse(given) as DiskFault
  if ('folder' in fault) refuseWrites(resolve(fault.folder), fault.code)
  else if ('database' in fault) {
    limitDatabase(fault.database, 'maxPages' in fault ? `max_page_count = ${fault.maxPages}` : 'query_only = 1')
  } else {
    const now = performance.now.bind(performance)
    performance.now = () => now() * fault.speed
  }
}

function limitDatabase(name: string, pragma: string): void {
  const { exec, prepare } = DatabaseSync.prototype
  const limited = new WeakSet<DatabaseSync>()
  const limit = (database: DatabaseSync): void => {
    if (limited.has(database) || basename(database.location() ?? '') !== name) return
    limited.add(database)
    exec.call(database, `PRAGMA ${pragma}`)
  }
  DatabaseSync.prototype.exec = function (this: DatabaseSync, sql: string) {
    limit(this)
    exec.call(this, sql)
  }
  DatabaseSync.prototype.prepare = function (this: DatabaseSync, ...args: Parameters<typeof prepare>) {
    limit(this)
    return prepare.apply(this, args)
  }
}

function refuseWrites(folder: string, code: 'EROFS' | 'ENOSPC'): void {
  const isBelow = (path: unknown): boolean => {
    if (typeof path !== 'string' && !(path instanceof URL)) return false
    const inside = relative(folder, resolve(path instanceof URL ? fileURLToPath(path) : path))
    return inside === '' || (inside !== '..' && !inside.startsWith(`..${sep}`))
  }
  const refusal = (syscall: string, path: unknown): Error => {
    const words = code === 'EROFS' ? 'read-only file system' : 'no space left on device'
    return Object.assign(new Error(`${code}: ${words}, ${syscall} '${path}'`), { code, syscall, path: String(path) })
  }
  const isReading = (flags: unknown): boolean => flags === undefined || flags === 'r' || flags === fs.constants.O_RDONLY
  const check = (name: string, args: readonly unknown[]): void => {
    // Making a folder that exists writes nothing, and a full disk still allows removing.
    if (name.startsWith('mkdir') && fs.existsSync(String(args[0]))) return
    if (/^open/.test(name) && isReading(args[1])) return
    if (code === 'ENOSPC' && /^(rm|unlink|rename)/.test(name)) return
    const path = /^(rename|link|copyFile)/.test(name) ? args.slice(0, 2).find(isBelow) : args[0]
    if (isBelow(path)) throw refusal(name, path)
  }

  const promised = fs.promises as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>
  const sync = fs as unknown as Record<string, (...args: unknown[]) => unknown>
  const { open } = fs.promises
  for (const name of ['mkdir', 'writeFile', 'appendFile', 'rename', 'link', 'copyFile', 'rm', 'unlink', 'utimes']) {
    const real = promised[name]!
    promised[name] = async (...args) => {
      check(name, args)
      return real(...args)
    }
    const realSync = sync[`${name}Sync`]!
    sync[`${name}Sync`] = (...args) => {
      check(name, args)
      return realSync(...args)
    }
  }
  fs.promises.open = async (...args) => {
    if (code === 'EROFS') check('open', args)
    const file = await open(...args)
    // On a full disk the file is created, but only a part of it can be written.
    if (code === 'ENOSPC' && !isReading(args[1]) && isBelow(args[0])) fillUp(file, () => refusal('write', args[0]))
    return file
  }
  syncBuiltinESMExports()
}

function fillUp(file: FileHandle, refusal: () => Error): void {
  const write = file.write.bind(file)
  file.writeFile = async (data) => {
    const bytes = Buffer.from(data as Uint8Array)
    await write(bytes.subarray(0, bytes.length >> 1))
    throw refusal()
  }
}
