/**
 * What makes a `run` or `digest` the child of `start`: it works with the store and state folder that `start` has open,
 * reports which files its configuration was made of, and stops when it is asked to or when `start` is gone. A script that
 * forks `broadsheet run` itself is not `start`: only the variable in the environment counts.
 */
import { type Config, configStamp } from '../config.ts'

/** Set by `start` for its child alone: what it has open, as JSON. */
export const CHILD_VARIABLE = 'BROADSHEET_CHILD_OF_START'

/**
 * What `start` opened when it began and cannot change while it runs; its child works with it, whatever is configured by now.
 */
export interface Opened {
  readonly store: Config['store']
  readonly stateFolder: string
  readonly web?: Config['web']
  /** The stamp of the configuration that `start` uses; absent where it changed while it was read. */
  readonly stamp?: string | undefined
}

/** What the child sends over the channel as soon as it has read its configuration. */
export interface Configured {
  /** The absolute paths of all files that the configuration was made of. */
  readonly files: readonly string[]
  /** Their hash: see `configStamp`. */
  readonly stamp: string
  /** The settings that differ from what is open: `store`, `stateFolder`, `web`. */
  readonly restart: readonly string[]
  /** Itself, where it is not the one that `start` uses: the web server takes it up. */
  readonly config?: Config
}

/** What `start` sends over the channel: stop as on SIGTERM. */
export const STOP = 'stop'

/** What the `start` that forked this process has open; undefined where none did. Removes the variable, since child processes inherit it. */
export function takeOpened(): Opened | undefined {
  const mark = process.env[CHILD_VARIABLE]
  delete process.env[CHILD_VARIABLE]
  return mark === undefined || process.send === undefined ? undefined : (JSON.parse(mark) as Opened)
}

/** Calls `stop` when `start` asks for it, and when its end has closed the channel. The open channel does not keep this process alive. */
export function onStop(stop: () => void): void {
  process.on('message', (message) => {
    if (message === STOP) stop()
  })
  process.on('disconnect', stop)
  if (process.connected) process.channel?.unref()
  else stop()
}

/** The configuration, with what `start` has open in place of what is configured; reports what it was made of. */
export async function takeUp(config: Config, opened: Opened): Promise<Config> {
  const isOther = (a: unknown, b: unknown) => JSON.stringify(a) !== JSON.stringify(b)
  const place = ({ store }: Opened) => (store.kind === 'sqlite' ? store.path : store.url)
  const stamp = await configStamp(config.files)
  const configured: Configured = {
    files: config.files,
    stamp,
    ...(stamp === opened.stamp ? {} : { config }),
    restart: [
      ...(place(opened) === place(config) ? [] : ['store']),
      ...(opened.stateFolder === config.stateFolder ? [] : ['stateFolder']),
      ...(isOther(opened.web, config.web) ? ['web'] : []),
    ],
  }
  // When `start` is gone, nobody reads it.
  if (process.connected) process.send?.(configured, undefined, undefined, () => undefined)
  const { store, stateFolder } = opened
  return { ...config, store: { ...store, keepDays: config.store.keepDays }, stateFolder }
}
