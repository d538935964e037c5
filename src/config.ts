/** The configuration: what an operator may write, read and checked once. The only room that reads feeds.config.ts. */
import { createHash, randomBytes } from 'node:crypto'
import { link, mkdir, open, readFile, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { type ConfigPlace, readConfigFile } from './config/file.ts'
import { resolveConfig } from './config/resolve.ts'
import type { Config } from './config/types.ts'
import { StoreError } from './core/errors.ts'

export type { MailAddress } from './config/checks.ts'
export type { ConfigPlace } from './config/file.ts'
export type { Config, ConfigNotice, DigestConfig, MailConfig, SourceConfig, SubscriberConfig } from './config/types.ts'
export { defineConfig, type UserConfig } from './config/user-config.ts'

/**
 * The configuration, every default filled and everything in it checked: after this nobody checks again. Throws ConfigError
 * with every mistake at its path, in one go.
 */
export async function loadConfig(options: ConfigPlace): Promise<Config> {
  return resolveConfig(await readConfigFile(options))
}

/**
 * A configuration that nobody wrote: every default, what the environment says, and one source, an address or a path
 * relative to `cwd`. For looking at a document where there is no configuration. Throws ConfigError.
 */
export function configForOne(address: string, { env, cwd }: Omit<ConfigPlace, 'file'>): Promise<Config> {
  const value = { title: 'Broadsheet', sources: [{ url: address }] }
  return resolveConfig({ value, configFile: join(cwd, 'feeds.config.ts'), files: [], env })
}

/**
 * A hash of what shapes published documents: while it stands still, documents change only with their stories. Secrets,
 * folders and what concerns mail or fetching alone are not in it, so that another password publishes nothing anew.
 */
export function documentsFingerprint(config: Config): string {
  const { title, language, timeZone, siteUrl, counterUrl, idAuthority, topics, filters, stories } = config
  const { folder: _folder, ...feed } = config.feed
  const sources = config.sources.map(({ id, shownUrl, name, topics, content, weight }) => ({
    id,
    shownUrl,
    name,
    topics,
    content,
    weight,
  }))
  const digests = config.digests.map(({ id, title }) => ({ id, title }))
  const shaping = {
    title,
    language,
    timeZone,
    siteUrl,
    counterUrl,
    idAuthority,
    topics,
    filters,
    stories,
    feed,
    sources,
    digests,
  }
  return createHash('sha256').update(JSON.stringify(shaping)).digest('hex').slice(0, 32)
}

/**
 * The secret that signs tokens, from `secret` in the state folder (mode 0600); made there once, whole or not at all, so that
 * of several processes that start at once all get the same. Throws StoreError.
 */
export async function ensureSecret(stateFolder: string): Promise<string> {
  const file = join(stateFolder, 'secret')
  try {
    return (await readSecret(file)) ?? (await makeSecret(stateFolder, file))
  } catch (error) {
    if (error instanceof StoreError) throw error
    const { code } = error as NodeJS.ErrnoException
    throw new StoreError(
      `The secret cannot be kept in ${stateFolder} (${code}); make the folder writable, or set BROADSHEET_SECRET.`,
      {
        code: 'store/state-folder',
        cause: error,
      },
    )
  }
}

async function readSecret(file: string): Promise<string | undefined> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (text?.trim() === '') {
    throw new StoreError(`${file} is empty; restore it, or delete it (links in mail already sent stop working).`, {
      code: 'store/state-folder',
    })
  }
  return text?.trim()
}

async function makeSecret(stateFolder: string, file: string): Promise<string> {
  await mkdir(stateFolder, { recursive: true })
  const draft = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`
  const secret = randomBytes(32).toString('base64url')
  const handle = await open(draft, 'wx', 0o600)
  try {
    await handle.writeFile(`${secret}\n`)
    await handle.sync()
    // A link fails where the name is taken, a rename would replace another process's secret.
    await link(draft, file)
    return secret
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    return (await readSecret(file))!
  } finally {
    await handle.close()
    await unlink(draft)
  }
}
