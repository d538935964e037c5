/**
 * vitest's global set-up: one PostgreSQL for the whole run, started when the first test asks for it. Tests run in other
 * processes, so they ask over a loopback socket; a run without store tests starts nothing.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { TestProject } from 'vitest/node'
import type { PostgresServer } from './postgres-server.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** The loopback port that answers with the URL of the run's PostgreSQL. */
    postgresPort: number
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  let server: Promise<PostgresServer> | undefined
  const desk = createServer(async (socket) => {
    socket.on('error', () => {})
    try {
      server ??= spawnPostgres()
      socket.end(`${(await server).url}\n`)
    } catch (error) {
      socket.end(`${String(error).replaceAll('\n', ' ')}\n`)
    }
  })
  desk.listen(0, '127.0.0.1')
  await once(desk, 'listening')
  project.provide('postgresPort', (desk.address() as { port: number }).port)
  return async () => {
    desk.close()
    await (await server?.catch(() => undefined))?.stop()
  }
}

/** Starts PostgreSQL in a process of its own, which stops it and removes its folder even if this process is killed. */
async function spawnPostgres(): Promise<PostgresServer> {
  const child = spawn(process.execPath, [fileURLToPath(new URL('./postgres-server.ts', import.meta.url))], {
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let complaint = ''
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    complaint += chunk
  })
  const ended = once(child, 'close')
  const [url] = (await Promise.race([once(createInterface(child.stdout), 'line'), ended.then(() => [])])) as [string?]
  if (url === undefined) throw new Error(`PostgreSQL did not start: ${complaint}`)
  return {
    url,
    stop: async () => {
      child.stdin.end()
      await ended
    },
  }
}
