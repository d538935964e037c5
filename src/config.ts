/**
 * The configuration: what an operator may write, read and checked once. Only this module and `config/` read feeds.config.ts.
 */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type ConfigPlace, readConfigFile } from './config/file.ts'
import { resolveConfig } from './config/resolve.ts'
import type { Config } from './config/types.ts'
import { StoreError } from './core/errors.ts'

export type { ConfigPlace } from './config/file.ts'
export type { Config, ConfigNotice, DigestConfig, MailConfig, SourceConfig, SubscriberConfig } from './config/types.ts'
export { defineConfig, type UserConfig } from './config/user-config.ts'
export type { MailAddress } from './config/values.ts'

/**
 * Loads the configuration, with every default filled and everything checked; no other code checks it again. Throws
 * ConfigError with all mistakes at once, each with its path.
 */
export async function loadConfig(options: ConfigPlace): Promise<Config> {
  return resolveConfig(await readConfigFile(options))
}

/**
 * A configuration without a file: the defaults, what the environment sets, and one source, a URL or a path relative to `cwd`.
 * For inspecting a document where there is no configuration. Throws ConfigError.
 */
export function configForOne(address: string, { env, cwd }: Omit<ConfigPlace, 'file'>): Promise<Config> {
  const value = { title: 'Broadsheet', sources: [{ url: address }] }
  return resolveConfig({ value, configFile: join(cwd, 'feeds.config.ts'), files: [], env })
}

/**
 * A hash of the settings that affect published documents; while it is the same, documents change only with their stories.
 * Secrets, folders and settings of mail or fetching alone are left out, so that a new password does not publish anything again.
 */
export function documentsFingerprint(config: Config): string {
  const { title, language, timeZone, siteUrl, counterUrl, topics, filters, stories } = config
  const { folder: _folder, ...feed } = config.feed
  const sources = config.sources.map((source) => {
    const { id, shownUrl, name, topics, content, weight } = source
    return { id, shownUrl, name, topics, content, weight }
  })
  const digests = config.digests.map(({ id, title }) => ({ id, title }))
  const { postalAddress } = config.mail
  const { keepDays } = config.store
  const texts = { title, language, timeZone, siteUrl, counterUrl, postalAddress }
  const shaping = { ...texts, topics, filters, stories, feed, sources, digests, keepDays }
  return createHash('sha256').update(JSON.stringify(shaping)).digest('hex').slice(0, 32)
}

/**
 * A hash of the files that a configuration was made of (`Config.files`): it changes when the file, a module it imports, an
 * OPML file or `.env` is changed, created or removed.
 */
export async function configStamp(files: readonly string[]): Promise<string> {
  const hash = createHash('sha256')
  for (const file of files) {
    const bytes = await readFile(file).catch(() => undefined)
    hash.update(`${file}\0${bytes?.length ?? 'absent'}\0`).update(bytes ?? '')
  }
  return hash.digest('hex')
}

/**
 * The secret that earlier versions kept in a file of the state folder, one for each machine; undefined where there is none.
 * The file is kept, so that going back to such a version still works. Throws StoreError when it cannot be read or is empty.
 */
export async function readSecretFile(stateFolder: string): Promise<string | undefined> {
  const file = join(stateFolder, 'secret')
  const fault = (what: string, cause?: unknown) =>
    new StoreError(
      `${file} ${what}; restore it, or delete it (links in mail that was signed with it may stop working).`,
      { code: 'store/state-folder', cause },
    )
  let text: string
  try {
    text = (await readFile(file, 'utf8')).trim()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw fault(`cannot be read (${code})`, error)
  }
  if (text === '') throw fault('is empty')
  return text
}
