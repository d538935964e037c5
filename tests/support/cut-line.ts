/** A line to a server on loopback that breaks after so many bytes of either side, or hands replies on byte by byte. */
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

interface Cut {
  /** How many bytes of the client, or of the server, get through before both are cut off. */
  readonly sent?: number | undefined
  readonly received?: number | undefined
}

export interface Line {
  readonly port: number
  close(): Promise<void>
}

/** Opens the line to a port; `cut` says what becomes of each connection, from 1. */
export async function openLine(
  port: number,
  { cut, byteByByte }: { readonly cut: (connection: number) => Cut; readonly byteByByte?: boolean },
): Promise<Line> {
  const sockets = new Set<Socket>()
  let connections = 0
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const upstream = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
    for (const socket of [client, upstream]) {
      sockets.add(socket.setNoDelay(true).on('error', () => {}))
      socket.once('close', () => {
        sockets.delete(socket)
        client.destroy()
        upstream.destroy()
      })
    }
    const { sent = Infinity, received = Infinity } = cut(++connections)
    void pass(client, upstream, sent, false)
    void pass(upstream, client, received, byteByByte === true)
  })

  async function pass(from: Socket, to: Socket, most: number, inBytes: boolean): Promise<void> {
    let left = most
    try {
      for await (const chunk of from as AsyncIterable<Buffer>) {
        const part = chunk.subarray(0, left)
        left -= part.length
        for (const piece of inBytes ? [...part].map((byte) => Buffer.of(byte)) : [part]) {
          await new Promise<void>((resolve) => to.write(piece, () => resolve()))
        }
        if (left === 0) return void from.resetAndDestroy()
      }
      to.end()
    } catch {
      // The connection is over.
    }
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}
