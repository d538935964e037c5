/** A document written whole, and only if it changed. Files only: what a document holds is decided elsewhere. */
import { randomBytes } from 'node:crypto'
import { type FileHandle, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { basename, dirname, join, relative, sep } from 'node:path'
import { StoreError } from '../../core/errors.ts'

/**
 * Says `unchanged` where the file holds these bytes already (it keeps its modification time), else writes them beside
 * their place, flushes, renames and flushes the folder: a reader sees the old document or the new one, whole, also after
 * a crash. `path` is relative to `folder`, with `/`. Throws StoreError `store/read-only`, `store/full` or
 * `store/unreachable`; RangeError for a path that leaves the folder.
 */
export async function publishFile(
  folder: string,
  path: string,
  bytes: Uint8Array | string,
): Promise<'unchanged' | 'written'> {
  const target = placeIn(folder, path)
  const wanted = typeof bytes === 'string' ? Buffer.from(bytes) : bytes
  try {
    if ((await currentBytes(target))?.equals(wanted)) return 'unchanged'
    await mkdir(dirname(target), { recursive: true })
    await writeBeside(target, wanted)
    return 'written'
  } catch (error) {
    throw asStoreError(error, target)
  }
}

/** Removes a document, if it is there, for good (the folder is flushed). Throws as `publishFile` does. */
export async function removeFile(folder: string, path: string): Promise<void> {
  const target = placeIn(folder, path)
  try {
    if ((await currentBytes(target)) === undefined) return
    await removeLeftovers(target)
    await rm(target, { force: true })
    await flushFolder(dirname(target))
  } catch (error) {
    throw asStoreError(error, target)
  }
}

/** Topic ids and the like become paths: none of them may lead out of the folder. */
function placeIn(folder: string, path: string): string {
  const target = join(folder, path)
  const inside = relative(folder, target)
  if (inside === '' || inside === '..' || inside.startsWith(`..${sep}`) || path.includes('\0'))
    throw new RangeError(`A document's path must stay inside its folder: ${path}`)
  return target
}

async function currentBytes(target: string): Promise<Buffer | undefined> {
  try {
    return await readFile(target)
  } catch (error) {
    const code = codeOf(error)
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw error
  }
}

/**
 * Writes to a hidden file of our own in the same folder, then renames. What a killed run left there is removed first; if
 * that was another worker's that still lives (it lost its lease), its rename fails and it simply writes again.
 */
async function writeBeside(target: string, bytes: Uint8Array): Promise<void> {
  for (let left = 3; ; left--) {
    await removeLeftovers(target)
    const beside = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString('hex')}.tmp`)
    let file: FileHandle | undefined
    try {
      file = await open(beside, 'wx', 0o644)
      await file.writeFile(bytes)
      await file.sync()
      await file.close()
      file = undefined
      await rename(beside, target)
      return await flushFolder(dirname(target))
    } catch (error) {
      await file?.close().catch(() => undefined)
      await rm(beside, { force: true }).catch(() => undefined)
      if (codeOf(error) !== 'ENOENT' || left === 0) throw error
    }
  }
}

async function removeLeftovers(target: string): Promise<void> {
  const name = basename(target)
  for (const other of await readdir(dirname(target)))
    if (other.startsWith(`.${name}.`) && /^[0-9a-f]{12}\.tmp$/.test(other.slice(name.length + 2)))
      await rm(join(dirname(target), other), { force: true })
}

/** Makes a rename durable. Windows cannot open a folder, and some network file systems cannot flush one: there the rename alone must do. */
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
        `Cannot write ${where}: the disk is full. Make room and run again; the old file still stands.`,
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
