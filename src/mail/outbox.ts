/** The mailer without a server: each delivery becomes a file with the same bytes that SMTP would send. */
import { join } from 'node:path'
import { makeFolder, replaceFile, saveFile, withFileFaults } from '../files.ts'
import type { Mailer } from './mailer.ts'

const SAFE_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,200}$/

/**
 * Returns a mailer that writes `DELIVERYID.eml` into a folder, which is made if it is missing. A file that has the same
 * bytes already is not touched and keeps its modification time. Throws StoreError `store/full`, `store/read-only` or
 * `store/unreachable`, naming the folder.
 */
export async function openOutbox(folder: string): Promise<Mailer> {
  const written = { what: `the outbox ${folder}`, key: 'mail.outbox' }
  await withFileFaults(written, async () => makeFolder(folder))
  return {
    kind: 'outbox',
    async send({ id, message }) {
      if (!SAFE_ID.test(id)) throw new RangeError(`The delivery id "${id}" cannot be the name of a file in the outbox.`)
      const path = join(folder, `${id}.eml`)
      // One temporary name for each delivery, so that what a kill left is overwritten without looking for it.
      await saveFile(path, message, written, (target, bytes) => replaceFile(target, bytes, join(folder, `.${id}.part`)))
      return { reply: `written to ${path}` }
    },
    async close() {},
  }
}
