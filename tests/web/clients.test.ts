import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { createAddressReader, createLimit } from '../../src/web/clients.ts'

/** A request on a connection from an address. */
function requestFrom(remoteAddress: string, forwardedFor?: string): IncomingMessage {
  const request = new IncomingMessage(Object.defineProperty(new Socket(), 'remoteAddress', { value: remoteAddress }))
  if (forwardedFor !== undefined) request.headers['x-forwarded-for'] = forwardedFor
  return request
}

describe('the address of a client', () => {
  it.each([
    ['of the connection, where no proxy is trusted', [], '192.0.2.9', '203.0.113.1', '192.0.2.9'],
    ['of the connection, where that is no trusted proxy', ['10.0.0.0/8'], '192.0.2.9', '203.0.113.1', '192.0.2.9'],
    ['of the connection, where the proxy says nothing', ['10.0.0.0/8'], '10.1.2.3', undefined, '10.1.2.3'],
    ['what a trusted proxy says', ['10.0.0.0/8'], '10.1.2.3', '203.0.113.1', '203.0.113.1'],
    ['seen on a socket for both protocols', ['10.0.0.0/8'], '::ffff:10.1.2.3', '203.0.113.1', '203.0.113.1'],
    ['behind two proxies', ['10.0.0.0/8', '::1'], '::1', '203.0.113.1, 10.0.0.7', '203.0.113.1'],
    ['not what a client wrote itself', ['10.0.0.0/8'], '10.1.2.3', '198.51.100.1, 203.0.113.1', '203.0.113.1'],
    ['without the port that some proxies add', ['10.0.0.1'], '10.0.0.1', '203.0.113.1:4711', '203.0.113.1'],
    ['of IPv6 with a port', ['10.0.0.1'], '10.0.0.1', '[2001:db8::1]:4711', '2001:db8::1'],
    ['of the proxy, where it says no address', ['10.0.0.1'], '10.0.0.1', 'unknown', '10.0.0.1'],
  ])('is that %s', (_, trusted, connected, forwardedFor, address) => {
    expect(createAddressReader(trusted)(requestFrom(connected, forwardedFor))).toBe(address)
  })
})

describe('a limit', () => {
  it('lets a client ask so often at once, then so often a second', () => {
    let now = 0
    const limit = createLimit(3, 2, () => now)
    expect([1, 2, 3, 4].map(() => limit.take('192.0.2.1'))).toEqual([0, 0, 0, 1])
    expect(limit.take('192.0.2.2')).toBe(0)
    now = 400
    expect(limit.take('192.0.2.1')).toBe(1)
    now = 1_000
    expect([1, 2, 3].map(() => limit.take('192.0.2.1'))).toEqual([0, 0, 1])
    now = 60_000
    expect([1, 2, 3, 4].map(() => limit.take('192.0.2.1'))).toEqual([0, 0, 0, 1])
  })

  it('counts addresses that one client can choose among as one', () => {
    const limit = createLimit(1, 1, () => 0)
    const taken = [
      '2001:db8:0:1::1',
      '2001:DB8::1:2:3:4:5',
      '2001:db8:0:2::1',
      '::ffff:192.0.2.1',
      '192.0.2.1',
      '::1',
      'fe80::1%eth0',
    ]
    expect(taken.map((address) => limit.take(address))).toEqual([0, 1, 0, 0, 1, 0, 0])
  })
})
