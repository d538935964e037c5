/**
 * `npm run bench:web`: the requests a second that `broadsheet start` answers, as a share of those that node:http answers with the
 * same status, headers and bytes; over loopback, on some connections at a time, with brotli. Server, floor and publisher are
 * processes of their own; rounds of server and floor take turns, and the median of their ratios counts, since other load on the
 * machine hits both.
 *
 * Then the same while documents and stories change five times a second, and every answer is checked: its status, its length,
 * and that its bytes, decoded, are those that its ETag names. One that is not ends the benchmark with 1.
 *
 * --rounds N (7), --ms N (500): rounds and their length. --connections N (8).
 */
import { type ChildProcess, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { brotliDecompressSync } from 'node:zlib'
import { etagOf } from '../../src/files.ts'
import { here, inFolder } from './measure.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    ms: { type: 'string', default: '500' },
    connections: { type: 'string', default: '8' },
  },
})
const rounds = Number(values.rounds)
const roundMs = Number(values.ms)
const connections = Number(values.connections)

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

/** Asks for a path again and again for so long on each connection; returns how many answers came. */
async function load(
  port: number,
  path: string,
  headers: Readonly<Record<string, string>>,
  ms: number,
  check?: (answer: Answer) => void,
): Promise<number> {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  const request = Buffer.from(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n${lines.join('')}\r\n`)
  const endAt = performance.now() + ms
  let count = 0
  const work = Array.from({ length: connections }, () => {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const socket = connect(port, '127.0.0.1', () => socket.write(request))
    let received: Buffer[] = []
    let missing = -1
    socket.on('error', reject)
    socket.on('close', () => reject(new Error('The server closed a connection.')))
    socket.on('data', (bytes: Buffer) => {
      received.push(bytes)
      if (missing < 0) {
        // The head of an answer is shorter than the first packet.
        const end = bytes.indexOf('\r\n\r\n')
        missing = Number(/^content-length: (\d+)/im.exec(bytes.toString('latin1', 0, end))?.[1] ?? 0) + end + 4
      }
      missing -= bytes.length
      if (missing > 0) return
      count++
      try {
        if (missing < 0) throw new Error('An answer is longer than it says.')
        check?.(answerOf(Buffer.concat(received)))
      } catch (error) {
        reject(error)
      }
      received = []
      missing = -1
      if (performance.now() < endAt) socket.write(request)
      else {
        resolve()
        socket.destroy()
      }
    })
    return promise
  })
  await Promise.all(work)
  return count
}

function answerOf(bytes: Buffer): Answer {
  const end = bytes.indexOf('\r\n\r\n')
  const [first = '', ...lines] = bytes.toString('latin1', 0, end).split('\r\n')
  const headers = lines.map((line) => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const
  })
  return { status: Number(first.split(' ')[1]), headers: Object.fromEntries(headers), body: bytes.subarray(end + 4) }
}

async function askOnce(port: number, path: string, headers: Readonly<Record<string, string>>): Promise<Answer> {
  let answer: Answer | undefined
  await load(port, path, headers, 0, (one) => {
    answer = one
  })
  return answer!
}

/** Throws for an answer that is no whole document. */
function checkWhole({ status, headers, body }: Answer): void {
  if (status !== 200) throw new Error(`An answer has status ${status}.`)
  const etag = headers['etag'] ?? ''
  if (etag.replace('-br"', '"') !== etagOf(brotliDecompressSync(body)))
    throw new Error(`The bytes of an answer are not those of its ETag ${etag}.`)
}

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]!

async function startFloor(
  folder: string,
  { status, headers, body }: Answer,
): Promise<{ child: ChildProcess; port: number }> {
  const files = ['headers.json', 'body'].map((name) => join(folder, name))
  const { date: _, connection: __, 'keep-alive': ___, ...own } = headers
  writeFileSync(files[0]!, JSON.stringify([status, own]))
  writeFileSync(files[1]!, body)
  const child = fork(here('./web-bare.ts'), files)
  const [port] = (await once(child, 'message')) as [number]
  return { child, port }
}

await inFolder(async (folder) => {
  for (const name of ['samples', 'feeds.config.ts'])
    cpSync(here(`../../${name}`), join(folder, name), { recursive: true })
  const bin = here('../../src/bin.js')
  const run = spawn(process.execPath, [bin, 'run', '--quiet', '--no-mail'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const [code] = await once(run, 'close')
  if (code !== 0) throw new Error(`The run over the samples ended with ${code}.`)
  const server = spawn(process.execPath, [bin, 'start', '--no-worker', '--port', '0'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const children: ChildProcess[] = [server]
  try {
    const [line] = (await once(createInterface(server.stderr!), 'line')) as [string]
    const port = Number(new URL((JSON.parse(line) as { url: string }).url).port)
    const br = { 'Accept-Encoding': 'br' }
    const front = brotliDecompressSync((await askOnce(port, '/', br)).body).toString()
    const story = /href="(story\/[0-9a-f]+)"/.exec(front)?.[1] ?? 'story'
    const cases: readonly (readonly [name: string, path: string])[] = [
      ['atom.xml', '/atom.xml'],
      ['front page', '/'],
      ['story page', `/${story}`],
      ['atom.xml, 304', '/atom.xml'],
    ]
    console.log(`${connections} connections, ${rounds} pairs of rounds of ${roundMs} ms; share of node:http, median\n`)
    for (const [name, path] of cases) {
      const { etag = '' } = (await askOnce(port, path, br)).headers
      const headers: Record<string, string> = name.endsWith('304') ? { ...br, 'If-None-Match': etag } : br
      const answer = await askOnce(port, path, headers)
      const floor = await startFloor(folder, answer)
      children.push(floor.child)
      const pair = async (): Promise<[own: number, floor: number]> => [
        await load(port, path, headers, roundMs),
        await load(floor.port, path, headers, roundMs),
      ]
      await pair()
      const quiet: [number, number][] = []
      for (let round = 0; round < rounds; round++) quiet.push(await pair())
      const publisher = fork(here('./web-publisher.ts'), [join(folder, 'state', 'broadsheet.db')])
      children.push(publisher)
      await once(publisher, 'message')
      const busy: [number, number][] = []
      let checked = 0
      // A conditional request gets the whole document once it has changed.
      if (answer.status === 200) {
        for (let round = 0; round < rounds; round++) busy.push(await pair())
        checked = await load(port, path, headers, roundMs * 4, checkWhole)
      }
      publisher.disconnect()
      floor.child.disconnect()
      const shareOf = (all: readonly [number, number][]) => median(all.map(([own, bare]) => own / bare)).toFixed(2)
      const rate = Math.round(median(quiet.map(([own]) => own)) / (roundMs / 1000))
      const whole = checked === 0 ? '' : `   while publishing ${shareOf(busy)}, ${checked} answers whole`
      console.log(
        `${name.padEnd(14)} ${String(answer.body.length).padStart(6)} bytes  ${shareOf(quiet)}${whole}   (${rate}/s)`,
      )
    }
  } finally {
    for (const child of children) child.kill()
  }
})
