/** `broadsheet start`: the passes on schedule, and the web server. */
import { once } from 'node:events'
import { type Config, loadConfig } from '../config.ts'
import { ConfigError } from '../core/errors.ts'
import { topicFolders } from '../core/ids.ts'
import { readToken, TEST_TOKEN } from '../flow/digest/tokens.ts'
import { logLine } from '../log.ts'
import type { Db } from '../store/db.ts'
import { readDocument } from '../store/documents.ts'
import { acceptedSecrets } from '../store/meta.ts'
import { readSubscriber, setSubscriberState } from '../store/subscribers.ts'
import { clock, openSecret, openStore, templatesFolder } from '../wire.ts'
import type { CommandContext } from './context.ts'

/** Works and serves until a signal; ends with 0. */
export async function runCommand(context: CommandContext): Promise<number> {
  const { env, cwd, globals, signal } = context
  const { port, web, worker, newStore } = context.options
  const config = await loadConfig({ file: globals.config, env, cwd })
  const isServing = web !== false && (config.web !== undefined || port !== undefined)
  if (!isServing && worker === false) {
    throw new ConfigError([
      {
        path: '--no-worker',
        sentence: 'leaves nothing to do without `web` in the configuration; write web: { port: 8080 }, or --port',
      },
    ])
  }
  if (config.notices.length > 0) {
    const message = config.notices.map(({ path, sentence }) => `${path}: ${sentence}`).join('; ')
    logLine('without-effect', { message, keys: config.notices.map(({ path }) => path) })
  }
  const db = await openStore(config, { newStore: newStore === true })
  try {
    const server = isServing ? await openWebServer(config, db, typeof port === 'number' ? port : undefined) : undefined
    const closeServer = async (): Promise<void> => {
      if (!signal.aborted) await once(signal, 'abort')
      await server?.close()
    }
    // Running answers and a running pass end at the same time, so that a stop does not take the time of both.
    await Promise.all([
      closeServer(),
      worker === false ? undefined : (await import('../worker.ts')).work({ config, db, env, signal }),
    ])
  } finally {
    await db.close()
  }
  return 0
}

/** The web server over the store, listening for requests. */
async function openWebServer(config: Config, db: Db, port: number | undefined): Promise<{ close(): Promise<void> }> {
  const { createWebServer } = await import('../web/server.ts')
  await openSecret(config, db)
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
  const folders = topicFolders(config.topics.map(({ id }) => id))
  const server = await createWebServer({
    templatesFolder,
    title: config.title,
    language: config.language,
    counterUrl: config.counterUrl,
    siteUrl: config.siteUrl,
    timeZone: config.timeZone,
    topics: config.topics.map(({ id, name }) => ({ id, name, folder: folders.get(id)! })),
    contact: config.mail.operator ?? config.mail.replyTo?.address,
    imprint: config.mail.postalAddress,
    isReady: async () => {
      await db.query('SELECT 1 AS ready')
      return true
    },
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
    testToken: TEST_TOKEN,
    findByToken: subscriptionOf,
    unsubscribe: async (token) => {
      const subscription = await subscriptionOf(token)
      if (subscription === undefined) return undefined
      const { digestId, address } = subscription
      await db.batch([setSubscriberState(digestId, address, 'suppressed', clock().toISOString())])
      logLine('unsubscribed', { digestId, address })
      return { ...subscription, isStopped: true }
    },
    onError: (error) => logLine('counter', { error }),
  })
  const { host, port: configured } = config.web ?? { host: '127.0.0.1', port: 8080 }
  const open = await server.listen(host, port ?? configured)
  logLine('listening', { url: open.url })
  return open
}
