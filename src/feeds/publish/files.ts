/** Writes published documents to the feed folder, atomically and only when they changed. */
import { createHash, randomBytes } from 'node:crypto'
import { type FileHandle, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join, relative, sep } from 'node:path'
import { StoreError } from '../../core/errors.ts'

/**
 * Writes a document, unless the file has these bytes already: then it keeps its modification time and the result is
 * `unchanged`. The bytes are written to a temporary file in the same folder, flushed and renamed, and the folder is
 * flushed, so that readers always see a complete document, old or new, even after a crash. `path` is relative to
 * `folder`, with `/`. Throws StoreError `store/read-only`, `store/full` or `store/unreachable`; RangeError for a path
 * outside the folder.
 */
export async function publishFile(
  folder: string,
  path: string,
  bytes: Uint8Array | string,
): Promise<'unchanged' | 'written'> {
  const target = pathIn(folder, path)
  const wanted = typeof bytes === 'string' ? Buffer.from(bytes) : bytes
  try {
    if ((await currentBytes(target))?.equals(wanted)) return 'unchanged'
    await mkdir(dirname(target), { recursive: true })
    await writeAtomically(target, wanted)
    return 'written'
  } catch (error) {
    throw asStoreError(error, target)
  }
}

/** The strong ETag of a document, with its quotation marks: 128 bits of the SHA-256 of its bytes. */
export const etagOf = (bytes: Uint8Array | string): string =>
  `"${createHash('sha256').update(bytes).digest('hex').slice(0, 32)}"`

/**
 * How many bytes the file of a document has, where they are the bytes that its ETag names; undefined where it is missing
 * or was changed. Every byte is read: size and time stay the same when a file is damaged. Throws as `publishFile` does.
 */
export async function sizeIfPublished(folder: string, path: string, etag: string): Promise<number | undefined> {
  const target = pathIn(folder, path)
  try {
    const bytes = await currentBytes(target)
    return bytes !== undefined && etagOf(bytes) === etag ? bytes.length : undefined
  } catch (error) {
    throw asStoreError(error, target)
  }
}

/** Removes a document, if it exists, durably: the folder is flushed. Throws as `publishFile` does. */
export async function removeFile(folder: string, path: string): Promise<void> {
  const target = pathIn(folder, path)
  try {
    if (!(await isThere(target))) return
    await removeLeftovers(target)
    await rm(target, { force: true })
    await flushFolder(dirname(target))
  } catch (error) {
    throw asStoreError(error, target)
  }
}

/** The path of a document. Throws RangeError when it is outside the folder, since topic ids become parts of paths. */
function pathIn(folder: string, path: string): string {
  const target = join(folder, path)
  const inside = relative(folder, target)
  if (inside === '' || inside === '..' || inside.startsWith(`..${sep}`) || path.includes('\0'))
    throw new RangeError(`A document's path must stay inside its folder: ${path}`)
  return target
}

const currentBytes = (target: string): Promise<Buffer | undefined> => unlessMissing(readFile(target))

const isThere = async (target: string): Promise<boolean> => (await unlessMissing(stat(target))) !== undefined

async function unlessMissing<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading
  } catch (error) {
    const code = codeOf(error)
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw error
  }
}

/**
 * Writes a hidden temporary file in the same folder and renames it. Temporary files that a killed run left are removed
 * first. If one belonged to another worker that is still running (it lost its lease), its rename fails and it writes
 * again. So does this, up to three more times.
 */
async function writeAtomically(target: string, bytes: Uint8Array): Promise<void> {
  for (let triesLeft = 3; ; triesLeft--) {
    await removeLeftovers(target)
    const temporary = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString('hex')}.tmp`)
    let file: FileHandle | undefined
    try {
      file = await open(temporary, 'wx', 0o644)
      await file.writeFile(bytes)
      await file.sync()
      await file.close()
      file = undefined
      await rename(temporary, target)
      return await flushFolder(dirname(target))
    } catch (error) {
      await file?.close().catch(() => undefined)
      await rm(temporary, { force: true }).catch(() => undefined)
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

/** Makes a rename durable, except on Windows, which cannot open a folder, and on network file systems that cannot flush one. */
async function flushFolder(folder: string): Promise<void> {
  let handle: FileHandle | undefined
  try {
    handle = await open(folder, 'r')
    await handle.sync()
  } catch (error) {
    if (!['EISDIR', 'EPERM', 'EACCES', 'EINVAL', 'ENOTSUP', 'EBADF'].includes(codeOf(error))) throw error
  } finally {
    await handle?.close()
  }
}

const codeOf = (error: unknown): string => String((error as NodeJS.ErrnoException)?.code ?? '')

function asStoreError(error: unknown, target: string): unknown {
  const where = `the published file ${target}`
  switch (codeOf(error)) {
    case 'EROFS':
    case 'EACCES':
    case 'EPERM':
      return new StoreError(
        `Cannot write ${where}: the folder is read-only for this user. Give it write permission, or set feed.folder to another one.`,
        { code: 'store/read-only', cause: error },
      )
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
      return new StoreError(
        `Cannot write ${where}: the disk is full. Make room and run again; the old file is unchanged.`,
        {
          code: 'store/full',
          retryable: true,
          cause: error,
        },
      )
    case '':
      return error
    default:
      return new StoreError(
        `Cannot write ${where} (${codeOf(error)}). Check that feed.folder is a folder that can be reached, then run again.`,
        { code: 'store/unreachable', retryable: true, cause: error },
      )
  }
}
