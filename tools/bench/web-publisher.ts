/**
 * Publishes for `npm run bench:web`, beside the server: five times a second a document with other bytes, and stories with other
 * headlines. Its argument: the SQLite file of the store.
 */
import { etagOf } from '../../src/files.ts'
import { readDocument, saveDocument } from '../../src/store/documents.ts'
import { raiseRevision } from '../../src/store/meta.ts'
import { openSqlite } from '../../src/store/sqlite.ts'

const EVERY_MS = 200

const db = await openSqlite(process.argv[2]!)
let round = 0
const timer = setInterval(async () => {
  const document = await readDocument(db, 'atom.xml')
  if (document === undefined) return
  round++
  const body = document.body.replace(/(?:<!-- round \d+ -->)?$/, `<!-- round ${round} -->`)
  await db.batch([
    saveDocument({ ...document, body, etag: etagOf(body), changedAt: new Date().toISOString() }),
    { sql: "UPDATE articles SET title = title || '.'", params: [] },
    raiseRevision,
  ])
}, EVERY_MS)
process.on('disconnect', async () => {
  clearInterval(timer)
  await db.close()
  process.exit()
})
process.send!('publishing')
