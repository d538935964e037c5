/** The mailer without a server: each delivery becomes a file with the same bytes that SMTP would send. */
import { mkdir, open, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { StoreError } from '../core/errors.ts'
import type { Mailer } from './mailer.ts'

const SAFE_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,200}$/

/**
 * Returns a mailer that writes `DELIVERYID.eml` into a folder, which is made if it is missing. Each file is written under a
 * temporary name, flushed and renamed; then the folder is flushed. A file that has the same bytes already is not touched and
 * keeps its modification time. Throws StoreError `store/full`, `store/read-only` or `store/unreachable`, naming the folder.
 */
export async function openOutbox(folder: string): Promise<Mailer> {
  await guarded(folder, () => mkdir(folder, { recursive: true }))
  return {
    kind: 'outbox',
    async send({ id, message }) {
      if (!SAFE_ID.test(id)) throw new RangeError(`The delivery id "${id}" cannot be the name of a file in the outbox.`)
      const path = join(folder, `${id}.eml`)
      await guarded(folder, async () => {
        const before = await readFile(path).catch(() => undefined)
        if (before?.equals(message)) return
        await mkdir(folder, { recursive: true }) // it may have been deleted meanwhile
        await writeFlushed(join(folder, `.${id}.part`), path, message)
        await flushFolder(folder)
      })
      return { reply: `written to ${path}` }
    },
    async close() {},
  }
}

async function writeFlushed(temporary: string, path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(temporary, 'w')
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(temporary, path)
}

/** Makes the rename durable. Some systems cannot open a folder; there the flush of the file has to be enough. */
async function flushFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined)
  try {
    await handle?.sync().catch(() => {})
  } finally {
    await handle?.close()
  }
}

async function guarded<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? ''
    if (reason === 'ENOSPC' || reason === 'EDQUOT') {
      throw new StoreError(
        `The outbox ${folder} is full. Free some space; what is still owed is written at the next run.`,
        {
          code: 'store/full',
          cause,
        },
      )
    }
    if (reason === 'EROFS' || reason === 'EACCES' || reason === 'EPERM') {
      throw new StoreError(
        `The outbox ${folder} cannot be written (${reason}). Make it writable, or set mail.outbox.`,
        {
          code: 'store/read-only',
          cause,
        },
      )
    }
    throw new StoreError(`The outbox ${folder} cannot be used (${reason || String(cause)}). Check mail.outbox.`, {
      code: 'store/unreachable',
      cause,
    })
  }
}
