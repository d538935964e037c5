/** The web server of `start`, over the store. */
import { realpath, stat } from 'node:fs/promises'
import { join, sep } from 'node:path'
import type { Config } from '../config.ts'
import { RenderError } from '../core/errors.ts'
import { sourceFiles, topicFolders } from '../core/ids.ts'
import { readPublished } from '../files.ts'
import { figuresOf } from '../flow/ask/figures.ts'
import {
  endSubscription,
  findSubscription,
  type LinkedSubscription,
  renewSubscription,
} from '../flow/digest/leaving.ts'
import { TEST_TOKEN } from '../flow/digest/tokens.ts'
import { firstDayOfFiles } from '../flow/site/lists.ts'
import { serveSite } from '../flow/site/serve.ts'
import { logLine } from '../log.ts'
import type { Db } from '../store/db.ts'
import { readDocument } from '../store/documents.ts'
import { readRevision } from '../store/meta.ts'
import { packagedTemplates } from '../template.ts'
import type { Open } from '../web/listen.ts'
import { createPages } from '../web/pages/pages.ts'
import { createWebServer } from '../web/server.ts'
import { clock, openSecret } from '../wire.ts'

const nowMs = (): number => performance.now()

interface OpenWebServer extends Open {
  /** Shows the site as a changed configuration wants it. Where that fails it is logged, and all stays as it is. */
  takeUp(config: Config): Promise<void>
}

/** The web server over the store, listening for requests; `port` overrides the configured one. Throws StoreError, AppError. */
export async function openWebServer(config: Config, db: Db, port: number | undefined): Promise<OpenWebServer> {
  await openSecret(config, db)
  let current = await configured(config, db).catch((error: unknown) => {
    // Who wants to leave a digest must not wait until a template is mended.
    if (!(error instanceof RenderError)) throw error
    logLine('web-server', { error, message: 'The packaged templates are used.' })
    return configured({ ...config, templatesFolder: packagedTemplates }, db)
  })
  let changes = 0
  const { host, port: configuredPort, trustedProxies, metricsToken } = config.web ?? DEFAULTS
  const server = createWebServer({
    now: clock,
    nowMs,
    pages: () => current.pages,
    isReady: async () => {
      await db.query('SELECT 1 AS ready')
      return true
    },
    readStamp: async () => `${changes} ${await readRevision(db)}`,
    getPage: (path, query) => current.site.getPage(path, query),
    getDocument: async (path) => {
      const document = await readDocument(db, path)
      return document && { ...document, bytes: Buffer.from(document.body) }
    },
    getFile: async (path) => (current.site.mayBeFile(path) ? readFile(current.config.feed.folder, path) : undefined),
    testToken: TEST_TOKEN,
    findByToken: (token) => findSubscription(db, current.config, token),
    unsubscribe: async (token, client) => {
      const found = await endSubscription(db, current.config, token, clock().toISOString())
      if (found !== undefined) logLine('unsubscribed', { ...namesOf(found), client })
      return found
    },
    subscribeAgain: async (token, client) => {
      const found = await renewSubscription(db, current.config, token, clock().toISOString())
      if (found?.standing === 'active') logLine('subscribed-again', { ...namesOf(found), client })
      return found
    },
    metricsToken,
    readFigures: figuresOf(db, nowMs),
    trustedProxies,
    onError: (error) => logLine('web-server', { error }),
  })
  return {
    ...(await server.listen(host, port ?? configuredPort)),
    async takeUp(changed) {
      try {
        current = await configured(changed, db)
        changes++
      } catch (error) {
        logLine('web-server', { error })
      }
    },
  }
}

/** A subscription in a log line. */
const namesOf = ({ digestId, address }: LinkedSubscription) => ({ digestId, address })

const DEFAULTS: NonNullable<Config['web']> = { host: '127.0.0.1', port: 8080, trustedProxies: [] }

/** The site as one configuration wants it. Throws RenderError. */
async function configured(config: Config, db: Db) {
  const { title, language, timeZone, topics, sources, siteUrl, counterUrl, mail, templatesFolder } = config
  let since: string | undefined
  const folders = topicFolders(topics.map(({ id }) => id))
  const pages = await createPages({
    templatesFolder,
    kind: 'served',
    title,
    language,
    timeZone,
    topics: topics.map(({ id, name }) => ({ id, name, folder: folders.get(id)! })),
    sourceFiles: sourceFiles(sources.map(({ id }) => id)),
    siteUrl,
    counterUrl,
    contact: mail.operator ?? mail.replyTo?.address,
    imprint: mail.postalAddress,
    isFile: (path, date) => path.startsWith('topics/') || (since !== undefined && date !== undefined && date >= since),
  })
  const site = serveSite({ db, config }, pages)
  return {
    config,
    pages,
    site: {
      ...site,
      getPage: async (path: string, query: URLSearchParams) => {
        if (siteUrl !== undefined) since = await firstDayOfFiles({ db, config })
        return site.getPage(path, query)
      },
    },
  }
}

/** A file of the static site, with its date; undefined where there is none, it cannot be read, or a link leads out of the folder. */
async function readFile(folder: string, path: string) {
  try {
    if (!(await realpath(join(folder, path))).startsWith(join(await realpath(folder), sep))) return undefined
    const bytes = await readPublished(folder, path)
    return bytes && { bytes, changedAt: (await stat(join(folder, path))).mtime.toISOString() }
  } catch {
    return undefined
  }
}
