/** Reads a source that is a file on this machine. */
import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { FetchError } from '../../core/errors.ts'

/** A local file, with its bytes unless it is unchanged. */
interface LocalFile {
  /** Absent when the file is unchanged. */
  readonly bytes?: Uint8Array<ArrayBuffer>
  /** Size and modification time, as an entity tag. */
  readonly etag: string
  readonly lastModified: string
  readonly contentType?: string
}

/** Media types by file extension, only for formats that are not recognised by their bytes. */
const TYPES: Readonly<Record<string, string>> = { json: 'application/feed+json', html: 'text/html', htm: 'text/html' }

/**
 * The file that a `file:` URL names, without its bytes when size and modification time match `etag`. Throws FetchError:
 * `fetch/refused` when it is missing, unreadable or no regular file, `fetch/too-large` beyond `maxBytes`.
 */
export async function readLocal(
  url: URL,
  sourceId: string,
  etag: string | undefined,
  maxBytes: number,
): Promise<LocalFile> {
  const fail = (code: string, message: string, cause?: unknown): FetchError =>
    new FetchError(message, { code, url: url.href, sourceId, cause })
  let path: string
  try {
    path = fileURLToPath(url)
  } catch (cause) {
    throw fail('fetch/refused', `${url.href} names no file on this machine; write the path as it is.`, cause)
  }
  try {
    // O_NONBLOCK: opening a named pipe without a writer would block a thread; on a regular file the flag does nothing.
    await using file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    const stat = await file.stat({ bigint: true })
    if (!stat.isFile()) throw fail('fetch/refused', `${path} is no regular file; name the feed's own file.`)
    const found = `"${stat.size.toString(16)}-${stat.mtimeNs.toString(16)}"`
    const lastModified = stat.mtime.toUTCString()
    const contentType = TYPES[path.slice(path.lastIndexOf('.') + 1).toLowerCase()]
    if (found === etag) return { etag: found, lastModified, contentType }
    if (stat.size > maxBytes)
      throw fail(
        'fetch/too-large',
        `${path} is longer than ${maxBytes} bytes; shorten it, or raise fetch.maxDecodedBytes.`,
      )
    // Not readFile: of a file that grows while it is read, no more than the size checked above is read.
    const bytes = Buffer.allocUnsafeSlow(Number(stat.size))
    let size = 0
    while (size < bytes.length) {
      const { bytesRead } = await file.read(bytes, size, bytes.length - size, size)
      if (bytesRead === 0) break
      size += bytesRead
    }
    return { bytes: bytes.subarray(0, size), etag: found, lastModified, contentType }
  } catch (error) {
    if (error instanceof FetchError) throw error
    const { code } = error as { code?: string }
    const why =
      code === 'ENOENT' ? 'does not exist' : code === 'EACCES' ? 'may not be read' : `cannot be read (${code})`
    throw fail(
      'fetch/refused',
      `The file ${path} ${why}; check the path, which starts at the configuration's folder.`,
      error,
    )
  }
}
