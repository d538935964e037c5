/** The web server of `start`, over the store. */
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from '../config.ts'
import { topicFolders } from '../core/ids.ts'
import { readPublished } from '../files.ts'
import { figuresOf } from '../flow/ask/figures.ts'
import { readToken, TEST_TOKEN } from '../flow/digest/tokens.ts'
import { serveSite } from '../flow/site/serve.ts'
import { logLine } from '../log.ts'
import type { Db } from '../store/db.ts'
import { readDocument } from '../store/documents.ts'
import { acceptedSecrets } from '../store/meta.ts'
import { readSubscriber, setSubscriberState } from '../store/subscribers.ts'
import { createPages } from '../web/pages/pages.ts'
import { createWebServer } from '../web/server.ts'
import { clock, openSecret, templatesFolder } from '../wire.ts'

const nowMs = (): number => performance.now()

/** The web server over the store, listening for requests; `port` overrides the configured one. Throws StoreError, AppError. */
export async function openWebServer(config: Config, db: Db, port: number | undefined) {
  await openSecret(config, db)
  const folders = topicFolders(config.topics.map(({ id }) => id))
  const pages = await createPages({
    templatesFolder,
    kind: 'served',
    title: config.title,
    language: config.language,
    timeZone: config.timeZone,
    topics: config.topics.map(({ id, name }) => ({ id, name, folder: folders.get(id)! })),
    siteUrl: config.siteUrl,
    counterUrl: config.counterUrl,
    contact: config.mail.operator ?? config.mail.replyTo?.address,
    imprint: config.mail.postalAddress,
  })
  const site = serveSite({ db, config }, pages)
  const subscriptionOf = async (token: string) => {
    // Read for each request, since another worker may have added a secret.
    const readings = (await acceptedSecrets(db)).map((secret) => readToken(secret, token))
    const [purpose, digestId, address] = readings.find((parts) => parts !== undefined) ?? []
    if (purpose !== 'unsubscribe' || digestId === undefined || address === undefined) return undefined
    const known = await readSubscriber(db, digestId, address)
    if (known === undefined) return undefined
    const digestTitle = config.digests.find(({ id }) => id === digestId)?.title ?? digestId
    return { digestId, address, digestTitle, isStopped: known.state === 'suppressed' }
  }
  const web = config.web ?? { host: '127.0.0.1', port: 8080, trustedProxies: [] }
  const server = createWebServer({
    pages,
    now: clock,
    nowMs,
    isReady: async () => {
      await db.query('SELECT 1 AS ready')
      return true
    },
    readStamp: () => site.readStamp(clock()),
    getPage: site.getPage,
    getDocument: async (path) => {
      const document = await readDocument(db, path)
      return (
        document && {
          bytes: Buffer.from(document.body),
          contentType: document.contentType,
          etag: document.etag,
          changedAt: document.changedAt,
        }
      )
    },
    getFile: (path) => readFile(config.feed.folder, path),
    testToken: TEST_TOKEN,
    findByToken: subscriptionOf,
    unsubscribe: async (token, client) => {
      const subscription = await subscriptionOf(token)
      if (subscription === undefined) return undefined
      const { digestId, address } = subscription
      await db.batch([setSubscriberState(digestId, address, 'suppressed', clock().toISOString())])
      logLine('unsubscribed', { digestId, address, client })
      return { ...subscription, isStopped: true }
    },
    metricsToken: web.metricsToken,
    readFigures: figuresOf(db, nowMs),
    trustedProxies: web.trustedProxies,
    onError: (error) => logLine('counter', { error }),
  })
  return server.listen(web.host, port ?? web.port)
}

/** A file of the static site, with its date; undefined where there is none, or it cannot be read. */
async function readFile(folder: string, path: string) {
  try {
    const bytes = await readPublished(folder, path)
    return bytes && { bytes, changedAt: (await stat(join(folder, path))).mtime.toISOString() }
  } catch {
    return undefined
  }
}
