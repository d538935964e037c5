/** The post without a server: each delivery a file, the same bytes that SMTP would carry. */
import { mkdir, open, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { StoreError } from '../core/errors.ts'
import type { Mailer } from './mailer.ts'

const SAFE_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,200}$/

/**
 * A mailer that writes `DELIVERYID.eml` into a folder, which is made if it is missing: written beside its place, flushed,
 * renamed, the folder flushed. A file that has these bytes already is left alone, its modification time with it.
 * Throws StoreError `store/full`, `store/read-only` or `store/unreachable` with the folder when it cannot be written.
 */
export async function openOutbox(folder: string): Promise<Mailer> {
  await guarded(folder, () => mkdir(folder, { recursive: true }))
  return {
    kind: 'outbox',
    async send({ id, message }) {
      if (!SAFE_ID.test(id)) throw new RangeError(`A delivery's id names a file of the outbox; "${id}" cannot.`)
      const path = join(folder, `${id}.eml`)
      await guarded(folder, async () => {
        const before = await readFile(path).catch(() => undefined)
        if (before?.equals(message)) return
        await mkdir(folder, { recursive: true }) // it may have been deleted since
        await writeFlushed(join(folder, `.${id}.part`), path, message)
        await flushFolder(folder)
      })
      return { reply: `written to ${path}` }
    },
    async close() {},
  }
}

async function writeFlushed(beside: string, path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(beside, 'w')
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(beside, path)
}

/** Makes the rename itself durable. Some systems cannot open a folder; there the file's own flush must do. */
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
      throw new StoreError(`The outbox ${folder} is full. Free some space; what is owed is written at the next run.`, {
        code: 'store/full',
        cause,
      })
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
