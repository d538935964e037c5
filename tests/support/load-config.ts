/**
 * Loads a configuration in a process of its own, since the test runner resolves 'broadsheet' and caches modules by its own
 * rules.
 */
import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { type Config, type ConfigPlace, loadConfig } from '../../src/config.ts'
import { ConfigError, type ConfigMistake } from '../../src/core/errors.ts'

type Loaded = { readonly config: Config } | { readonly mistakes: readonly ConfigMistake[] }

/** The result of `loadConfig` in a new process with the environment of `place`. Throws ConfigError like it. */
export async function loadConfigAlone(place: ConfigPlace): Promise<Config> {
  const child = fork(fileURLToPath(import.meta.url), [JSON.stringify(place)], {
    execArgv: [],
    env: place.env as NodeJS.ProcessEnv,
  })
  const loaded = await new Promise<Loaded>((resolve, reject) => {
    child.once('message', (message) => resolve(message as Loaded))
    child.once('close', (code) => reject(new Error(`no configuration, exit code ${code}`)))
  })
  if ('mistakes' in loaded) throw new ConfigError(loaded.mistakes)
  return loaded.config
}

if (import.meta.main) {
  const answer = (loaded: Loaded): void => {
    process.send?.(loaded, () => process.exit())
  }
  loadConfig(JSON.parse(process.argv[2]!) as ConfigPlace).then(
    (config) => answer({ config }),
    (error: unknown) => {
      if (!(error instanceof ConfigError)) throw error
      answer({ mistakes: error.mistakes })
    },
  )
}
