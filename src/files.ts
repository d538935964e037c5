/** Writes files so that a reader always finds a whole one, old or new, even after a crash. */
import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, type Stats, statSync } from 'node:fs'
import { open, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { basename, dirname, join, relative, sep } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { StoreError } from './core/errors.ts'
import type { Instant } from './core/model.ts'

/** What is written, for messages. */
interface Written {
  /** `the outbox /srv/outbox`. */
  readonly what: string
  /** The configuration key that names its folder; absent where there is none. */
  readonly key?: string
}

/**
 * Makes a folder, with those above it, unless it exists. Node's own `recursive` never returns where the system refuses a
 * folder with ENOENT although its parent exists, as under /proc. Throws the errors of the file system.
 */
export function makeFolder(folder: string): void {
  const exists = () => statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true
  if (exists()) return
  if (dirname(folder) !== folder) makeFolder(dirname(folder))
  try {
    mkdirSync(folder)
  } catch (error) {
    // Another process may have made it meanwhile.
    if (!exists()) throw error
  }
}

/**
 * Replaces a file, or makes it: the bytes are written beside it as `temporary`, flushed and renamed, and the folder is
 * flushed. Throws the errors of the file system.
 */
export async function replaceFile(
  target: string,
  bytes: Uint8Array | string,
  temporary = temporaryFor(target),
): Promise<void> {
  try {
    await writeFile(temporary, bytes, { mode: 0o644 })
    await moveFlushed(temporary, target)
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined)
    throw error
  }
}

const temporaryFor = (target: string): string =>
  join(dirname(target), `.${basename(target)}.${randomBytes(6).toString('hex')}.tmp`)
const TEMPORARY = /^\..+\.[0-9a-f]{12}\.tmp$/

/** Renames a file that is written, durably: first it is flushed, afterwards its folder. */
export async function moveFlushed(from: string, to: string): Promise<void> {
  await flush(from, 'r+')
  await renamePatiently(from, to)
  await flushFolder(dirname(to))
}

/** How long a rename is tried again, and how often. */
const RENAME_MS = 2_000
const RENAME_AGAIN_MS = 50

/**
 * Renames a file. Windows refuses to replace one that another program reads (a web server, a virus scanner), and so do some
 * network file systems: it is tried again for two seconds.
 */
async function renamePatiently(from: string, to: string): Promise<void> {
  const giveUpAt = performance.now() + RENAME_MS
  // Elsewhere the other two say that this user may not write there, now or later.
  const refusals = process.platform === 'win32' ? ['EBUSY', 'EPERM', 'EACCES'] : ['EBUSY']
  for (;;) {
    try {
      return await rename(from, to)
    } catch (error) {
      if (!refusals.includes(codeOf(error)) || performance.now() > giveUpAt) throw error
      await sleep(RENAME_AGAIN_MS)
    }
  }
}

/** Makes a rename durable, except on Windows, which cannot open a folder, and on network file systems that cannot flush one. */
async function flushFolder(folder: string): Promise<void> {
  try {
    await flush(folder, 'r')
  } catch (error) {
    if (!['EISDIR', 'EPERM', 'EACCES', 'EINVAL', 'ENOTSUP', 'EBADF'].includes(codeOf(error))) throw error
  }
}

async function flush(path: string, flags: 'r' | 'r+'): Promise<void> {
  const handle = await open(path, flags)
  await handle.sync().finally(() => handle.close())
}

/**
 * Writes a file with the folders it needs, unless it has these bytes already: then it keeps its modification time and the
 * result is `unchanged`. `replace` writes it. Throws StoreError `store/read-only`, `store/full` or `store/unreachable`.
 */
export async function saveFile(
  target: string,
  bytes: Uint8Array | string,
  written: Written,
  replace: (target: string, bytes: Uint8Array | string) => Promise<void> = replaceFile,
): Promise<'unchanged' | 'written'> {
  return withFileFaults(written, async () => {
    if ((await currentBytes(target))?.equals(Buffer.from(bytes))) return 'unchanged'
    makeFolder(dirname(target))
    await replace(target, bytes)
    return 'written'
  })
}

/** The result of `work`, whose file system errors become a StoreError that says what to do. */
export async function withFileFaults<T>({ what, key }: Written, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    const reason = codeOf(cause)
    const another = key ? `, or set ${key} to another one` : ''
    const fault = (code: string, retryable: boolean, then: string): StoreError =>
      new StoreError(`Cannot write ${what}: ${then}.`, { code, retryable, cause })
    switch (reason) {
      case '':
        throw cause
      case 'EROFS':
      case 'EACCES':
      case 'EPERM':
        throw fault(
          'store/read-only',
          false,
          `the folder is read-only for this user (${reason}). Give it write permission${another}`,
        )
      case 'ENOTDIR':
      case 'EEXIST':
        throw fault('store/unreachable', false, `a part of its path is a file, not a folder. Move it away${another}`)
      case 'ENOSPC':
      case 'EDQUOT':
      case 'EFBIG':
        throw fault('store/full', true, 'the disk is full. Make room and run again; nothing is lost')
    }
    const check = key ? `${key} is a folder that can be reached` : 'its folder can be reached'
    throw fault('store/unreachable', true, `the folder cannot be used (${reason}). Check that ${check}, then run again`)
  }
}

// Published documents ------------------------------------------------------------------------------------------------

const published = (target: string): Written => ({ what: `the published file ${target}`, key: 'feed.folder' })

/** Writes a document, as `saveFile` does; `path` is relative to `folder`, with `/`. Throws RangeError for a path outside it. */
export async function publishFile(
  folder: string,
  path: string,
  bytes: Uint8Array | string,
): Promise<'unchanged' | 'written'> {
  const target = pathIn(folder, path)
  return saveFile(target, bytes, published(target), replaceShared)
}

/** The strong ETag of a document, with its quotation marks: 128 bits of the SHA-256 of its bytes. */
export const etagOf = (bytes: Uint8Array | string): string =>
  `"${createHash('sha256').update(bytes).digest('hex').slice(0, 32)}"`

/** The bytes of a document's file; undefined where it is missing. Throws as `publishFile` does. */
export async function readPublished(folder: string, path: string): Promise<Buffer | undefined> {
  const target = pathIn(folder, path)
  return withFileFaults(published(target), () => currentBytes(target))
}

/** The names in a folder of documents, `topics`, in order; none where there is no such folder. Throws as `publishFile` does. */
export async function listPublished(folder: string, path: string): Promise<string[]> {
  const target = pathIn(folder, path)
  return withFileFaults(published(target), async () => ((await unlessMissing(readdir(target))) ?? []).sort())
}

/**
 * How many bytes the file of a document has, where they are the bytes that its ETag names; undefined where it is missing
 * or was changed. Every byte is read: size and time stay the same when a file is damaged. Throws as `publishFile` does.
 */
export async function sizeIfPublished(folder: string, path: string, etag: string): Promise<number | undefined> {
  const bytes = await readPublished(folder, path)
  return bytes !== undefined && etagOf(bytes) === etag ? bytes.length : undefined
}

/** Removes a document, if it exists, durably: the folder is flushed. Throws as `publishFile` does. */
export async function removeFile(folder: string, path: string): Promise<void> {
  const target = pathIn(folder, path)
  await withFileFaults(published(target), async () => {
    if ((await unlessMissing(stat(target))) === undefined) return
    await removeLeftovers(target)
    await rm(target, { force: true })
    await flushFolder(dirname(target))
  })
}

/** What the file of a page is to be. */
interface PageFile {
  readonly bytes: number
  /** Its modification time. */
  readonly changedAt: Instant
}

/**
 * Writes the page at a path, so that a reader always finds a whole one. Its file gets the modification time `changedAt`, or its own.
 * It is not flushed, since a newspaper has thousands of pages and a flush takes milliseconds: a page that a crash of the system
 * lost or emptied has another size or time, so the next run writes it again. Throws as `publishFile` does.
 */
export async function publishPage(
  folder: string,
  path: string,
  bytes: Uint8Array,
  changedAt: Instant | undefined,
): Promise<void> {
  const target = pathIn(folder, path)
  await withFileFaults(published(target), async () => {
    makeFolder(dirname(target))
    for (let triesLeft = 3; ; triesLeft--) {
      const temporary = temporaryFor(target)
      try {
        await writeFile(temporary, bytes, { mode: 0o644 })
        if (changedAt !== undefined) await utimes(temporary, new Date(changedAt), new Date(changedAt))
        return await renamePatiently(temporary, target)
      } catch (error) {
        await rm(temporary, { force: true }).catch(() => undefined)
        // Another worker with the same folder took it for one that was left behind.
        if (codeOf(error) !== 'ENOENT' || triesLeft === 0) throw error
      }
    }
  })
}

/** File systems keep a modification time as exactly as this, if not to the millisecond. */
const COARSE_MS = 2_000

/**
 * Whether the file of a page is there, with its size and modification time; the bytes are not read. A file system that keeps
 * whole seconds may have cut the time. Synchronous, as a newspaper has hundreds of thousands of pages. A file that cannot be looked
 * at counts as missing: writing it says why. Throws RangeError for a path outside the folder.
 */
export function isPagePublished(folder: string, path: string, { bytes, changedAt }: PageFile): boolean {
  let found: Stats | undefined
  try {
    found = statSync(pathIn(folder, path), { throwIfNoEntry: false })
  } catch (error) {
    if (codeOf(error) === '') throw error
  }
  if (found === undefined || found.size !== bytes) return false
  const [isMs, wasMs] = [Math.round(found.mtimeMs), Date.parse(changedAt)]
  return isMs === wasMs || (isMs % 1000 === 0 && Math.abs(isMs - wasMs) < COARSE_MS)
}

/** Removes pages, durably: each folder is flushed once. Returns how many there were. Throws as `publishFile` does. */
export async function removePages(folder: string, paths: readonly string[]): Promise<number> {
  const folders = new Set<string>()
  let removed = 0
  for (const path of paths) {
    const target = pathIn(folder, path)
    await withFileFaults(published(target), async () => {
      if (statSync(target, { throwIfNoEntry: false }) === undefined) return
      await rm(target, { force: true })
      folders.add(dirname(target))
      removed++
    })
  }
  for (const one of folders) await withFileFaults(published(one), () => flushFolder(one))
  return removed
}

/** Removes the temporary files that a killed run left in a folder of pages. Throws as `publishFile` does. */
export async function removeTemporaries(folder: string, below: string): Promise<void> {
  const inside = join(folder, below)
  await withFileFaults(published(inside), async () => {
    for (const name of (await unlessMissing(readdir(inside))) ?? [])
      if (TEMPORARY.test(name)) await rm(join(inside, name), { force: true })
  })
}

/** The path of a document. Throws RangeError when it is outside the folder, since topic ids become parts of paths. */
function pathIn(folder: string, path: string): string {
  const target = join(folder, path)
  const inside = relative(folder, target)
  if (inside === '' || inside === '..' || inside.startsWith(`..${sep}`) || path.includes('\0'))
    throw new RangeError(`A document's path must stay inside its folder: ${path}`)
  return target
}

/**
 * Replaces a file that other workers may also write. Temporary files that a killed run left are removed first. If one belonged
 * to another worker that is still running (it lost its lease), its rename fails and it writes again. So does this, up to three
 * more times.
 */
async function replaceShared(target: string, bytes: Uint8Array | string): Promise<void> {
  for (let triesLeft = 3; ; triesLeft--) {
    await removeLeftovers(target)
    try {
      return await replaceFile(target, bytes)
    } catch (error) {
      if (codeOf(error) !== 'ENOENT' || triesLeft === 0) throw error
    }
  }
}

async function removeLeftovers(target: string): Promise<void> {
  const name = basename(target)
  for (const other of await readdir(dirname(target)))
    if (other.startsWith(`.${name}.`) && /^[0-9a-f]{12}\.tmp$/.test(other.slice(name.length + 2)))
      await rm(join(dirname(target), other), { force: true })
}

const currentBytes = (target: string): Promise<Buffer | undefined> => unlessMissing(readFile(target))

async function unlessMissing<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading
  } catch (error) {
    const code = codeOf(error)
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw error
  }
}

const codeOf = (error: unknown): string => String((error as NodeJS.ErrnoException)?.code ?? '')
