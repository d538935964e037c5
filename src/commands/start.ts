/** `broadsheet start`: the passes on schedule, and the web server. */
import { once } from 'node:events'
import { loadConfig } from '../config.ts'
import { ConfigError } from '../core/errors.ts'
import { logLine } from '../log.ts'
import { openStore } from '../wire.ts'
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
  const db = await openStore(config, { newStore: newStore === true })
  try {
    const server = isServing
      ? await (await import('./web-server.ts')).openWebServer(config, db, typeof port === 'number' ? port : undefined)
      : undefined
    // The first line says where the server is: who starts it waits for that.
    if (server !== undefined) logLine('listening', { url: server.url })
    if (config.notices.length > 0) {
      const message = config.notices.map(({ path, sentence }) => `${path}: ${sentence}`).join('; ')
      logLine('without-effect', { message, keys: config.notices.map(({ path }) => path) })
    }
    const closeServer = async (): Promise<void> => {
      if (!signal.aborted) await once(signal, 'abort')
      await server?.close()
    }
    // Running answers and a running pass end at the same time, so that a stop does not take the time of both.
    await Promise.all([
      closeServer(),
      worker === false
        ? undefined
        : (await import('../worker.ts')).work({ config, db, env, signal, onConfiguration: server?.takeUp }),
    ])
  } finally {
    await db.close()
  }
  return 0
}
