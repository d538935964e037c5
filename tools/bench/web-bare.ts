/** The floor of `npm run bench:web`: node:http that answers every request with the same bytes. Its arguments: a file of headers, one of bytes. */
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

const [, , headersFile, bodyFile] = process.argv
const [status, headers] = JSON.parse(readFileSync(headersFile!, 'utf8')) as [number, Record<string, string>]
const body = readFileSync(bodyFile!)

const server = createServer((_, response) => {
  response.writeHead(status, headers)
  response.end(body)
})
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => process.send!((server.address() as AddressInfo).port))
process.on('disconnect', () => process.exit())
