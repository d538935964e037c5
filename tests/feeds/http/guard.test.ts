import type { LookupAddress } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../../src/core/errors.ts'
import { openGuard, PrivateAddressError } from '../../../src/feeds/http/guard.ts'
import { fetching } from '../../support/fetching.ts'
import { rssOf } from '../../support/web.ts'

const { web, fetcherOf } = fetching()

describe('without exceptions', () => {
  const { permits } = openGuard([])

  it.each([
    '0.0.0.0',
    '0.1.2.3',
    '10.0.0.1',
    '100.64.0.1',
    '100.127.255.255',
    '127.0.0.1',
    '127.255.255.254',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.0.0.8',
    '192.0.2.1',
    '192.168.0.1',
    '198.18.0.1',
    '198.51.100.1',
    '203.0.113.1',
    '224.0.0.1',
    '239.255.255.250',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::127.0.0.1',
    '::8.8.8.8',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::ffff:10.0.0.1',
    '::ffff:0:127.0.0.1',
    '64:ff9b::127.0.0.1',
    '64:ff9b::a00:1',
    '64:ff9b:1::8.8.8.8',
    '100::1',
    '2001::1',
    '2001:db8::1',
    '2001:10::1',
    '2001:20::1',
    '2002:7f00:1::',
    '2002:808:808::1',
    '3fff::1',
    '4000::1',
    '5f00::1',
    'fc00::1',
    'fd12:3456:789a::1',
    'fe80::1',
    'fe80::1%eth0',
    'fec0::1',
    'ff02::1',
    '[::1]',
    'localhost',
    '127.1',
    '',
  ])('refuses %s', (address) => {
    expect(permits(address, 80)).toBe(false)
  })

  it.each([
    '1.1.1.1',
    '8.8.8.8',
    '100.63.255.255',
    '100.128.0.1',
    '172.15.0.1',
    '172.32.0.1',
    '192.167.1.1',
    '223.255.255.1',
    '2606:4700::1111',
    '2a00:1450:4001:80b::200e',
    '::ffff:8.8.8.8',
    '64:ff9b::8.8.8.8',
    '[2606:4700::1111]',
  ])('permits %s', (address) => {
    expect(permits(address, 80)).toBe(true)
  })
})

describe('openGuard', () => {
  it.each([
    ['127.0.0.1:8090', '127.0.0.1', 8090, undefined, true],
    ['127.0.0.1:8090', '127.0.0.1', 8091, undefined, false],
    ['127.0.0.1:8090', '127.0.0.2', 8090, undefined, false],
    ['127.0.0.1:8090', '127.0.0.1', 8090, 'localhost', true],
    ['127.0.0.1:8090', '::ffff:127.0.0.1', 8090, undefined, true],
    ['127.1:8090', '127.0.0.1', 8090, undefined, true],
    ['[::1]:80', '::1', 80, undefined, true],
    ['[0:0:0:0:0:0:0:1]:80', '::1', 80, undefined, true],
    ['feeds.lan:80', '10.0.0.7', 80, 'feeds.lan', true],
    ['feeds.lan:80', '10.0.0.7', 80, 'FEEDS.LAN.', true],
    ['feeds.lan:80', '10.0.0.7', 80, 'other.lan', false],
    ['10.0.0.0/8', '10.200.1.1', 1, undefined, true],
    ['10.0.0.0/8', '10.255.255.255', 1, undefined, true],
    ['10.0.0.0/8', '192.168.0.1', 1, undefined, false],
    ['10.0.0.0/8', '::ffff:10.0.0.1', 1, undefined, true],
    ['fd00::/8', 'fd12::1', 1, undefined, true],
    ['fd00::/8', 'fc12::1', 1, undefined, false],
    ['192.168.1.5', '192.168.1.5', 1, undefined, true],
    ['192.168.1.5', '192.168.1.6', 1, undefined, false],
  ])('with %s permits %s port %d of %s: %s', (allowance, address, port, host, expected) => {
    expect(openGuard([allowance]).permits(address, port, host)).toBe(expected)
  })

  it.each([
    '',
    'localhost',
    'http://127.0.0.1:80',
    '10.0.0.0/33',
    'fd00::/129',
    '127.0.0.1:0',
    '127.0.0.1:99999',
    'a b:80',
    'x/8',
    '10.0.0.0/-1',
  ])('names the mistake in %j', (text) => {
    expect(() => openGuard(['10.0.0.0/8', text])).toThrow(ConfigError)
    expect(() => openGuard(['10.0.0.0/8', text])).toThrow(/^fetch\.allowPrivate\.1: .*127\.0\.0\.1:8090/)
  })

  it.each(['localhost', 'a.localhost', 'printer', 'nas.local', 'wiki.internal', 'box.home.arpa', '10.0.0.1', '::1'])(
    'refuses %s by name alone, for a proxy',
    (host) => {
      const guard = openGuard([])
      expect(() => guard.checkName(host, 80)).toThrow(PrivateAddressError)
      const written = host.includes('::') ? `[${host}]:80` : `${host}:80`
      expect(() => openGuard([written]).checkName(host, 80)).not.toThrow()
    },
  )

  it('lets public names and literals through by name alone', () => {
    const guard = openGuard([])
    for (const host of ['example.org', 'local.example.org', '8.8.8.8', '2606:4700::1111'])
      expect(() => guard.checkName(host, 443)).not.toThrow()
  })
})

/** A resolver that returns the given answers in order, then the last one again and again. */
function resolver(...answers: readonly (readonly string[])[]): { lookup: LookupFunction; asked: () => number } {
  let turn = 0
  const lookup: LookupFunction = (_host, _options, callback) => {
    const addresses = answers[Math.min(turn++, answers.length - 1)] ?? []
    callback(
      null,
      addresses.map((address): LookupAddress => ({ address, family: isIP(address) })),
    )
  }
  return { lookup, asked: () => turn }
}

describe('a guarded fetch', () => {
  it.each([
    'http://127.0.0.1:PORT/',
    'http://2130706433:PORT/',
    'http://0x7f000001:PORT/',
    'http://0x7f.1:PORT/',
    'http://0177.0.0.1:PORT/',
    'http://017700000001:PORT/',
    'http://127.1:PORT/',
    'http://127.0.1:PORT/',
    'http://127.0.0.1.:PORT/',
    'http://１２７.0.0.1:PORT/',
    'http://127。0。0。1:PORT/',
    'http://%31%32%37.0.0.1:PORT/',
    'http://0:PORT/',
    'http://0.0.0.0:PORT/',
    'http://[::1]:PORT/',
    'http://[::]:PORT/',
    'http://[::ffff:127.0.0.1]:PORT/',
    'http://[::ffff:7f00:1]:PORT/',
    'http://[::127.0.0.1]:PORT/',
    'http://[64:ff9b::127.0.0.1]:PORT/',
    'http://[2002:7f00:1::]:PORT/',
    'http://[fe80::1%25lo]:PORT/',
    'http://[fe80::1%lo]:PORT/',
    'http://localhost:PORT/',
    'http://user:secret@127.0.0.1:PORT/',
  ])('refuses %s and sends nothing', async (template) => {
    const site = await web()
    site.on('*', { body: rssOf('inside') })
    const fetcher = fetcherOf({ allowPrivate: [] })
    const url = template.replace('PORT', String(site.port))
    const error = await fetcher.fetchFeed({ sourceId: 's', url }).catch((error) => error)
    expect(error.code).toBe('fetch/private')
    expect(error.retryable).toBe(false)
    expect(JSON.stringify([error.message, error.url])).not.toContain('secret')
    expect(site.connections()).toBe(0)
  })

  it('names the entry of allowPrivate that would permit it, and that entry does', async () => {
    const site = await web()
    site.on('/', { body: rssOf('mine') })
    const closed = fetcherOf({ allowPrivate: [] })
    const error = await closed.fetchFeed({ sourceId: 's', url: `${site.origin}/` }).catch((error) => error)
    const entry = /add '([^']+)' to fetch\.allowPrivate/.exec(error.message)?.[1] ?? ''
    const opened = fetcherOf({ allowPrivate: [entry] })
    expect((await opened.fetchFeed({ sourceId: 's', url: `${site.origin}/` })).kind).toBe('modified')
  })

  it('refuses a redirect into a private network at any hop', async () => {
    const inside = await web({ address: '127.0.0.2' })
    const site = await web()
    site.on('/a', { status: 302, headers: { location: '/b' } })
    site.on('/b', { status: 302, headers: { location: `${inside.origin}/secret` } })
    const fetcher = fetcherOf({ allowPrivate: [site.host] })
    await expect(fetcher.fetchFeed({ sourceId: 's', url: `${site.origin}/a` })).rejects.toMatchObject({
      code: 'fetch/private',
    })
    expect(site.asked.map(({ path }) => path)).toEqual(['/a', '/b'])
    expect(inside.connections()).toBe(0)
  })

  it('refuses a name all of whose addresses are private, and names them', async () => {
    const { lookup } = resolver(['10.1.2.3', 'fd00::5'])
    const fetcher = fetcherOf({ allowPrivate: [], lookup })
    const error = await fetcher.fetchFeed({ sourceId: 's', url: 'http://feeds.example.org/' }).catch((error) => error)
    expect(error.code).toBe('fetch/private')
    expect(error.message).toContain('10.1.2.3, fd00::5')
  })

  it('never connects to the private address of a name that has a permitted one too', async () => {
    const inside = await web({ address: '127.0.0.2' })
    const site = await web({ address: '127.0.0.3', port: inside.port })
    site.on('*', { body: rssOf('outside') })
    inside.on('*', { body: rssOf('inside') })
    const { lookup } = resolver(['127.0.0.2', '127.0.0.3'])
    const fetcher = fetcherOf({ allowPrivate: [site.host], lookup })
    const answer = await fetcher.fetchFeed({ sourceId: 's', url: `http://mixed.example.org:${site.port}/` })
    expect(answer.kind === 'modified' && Buffer.from(answer.bytes).toString()).toContain('outside')
    expect(inside.connections()).toBe(0)
  })

  it('checks every look-up when a name changes its address between them', async () => {
    const inside = await web({ address: '127.0.0.2' })
    const site = await web({ address: '127.0.0.3', port: inside.port })
    site.on('*', (_, response) => {
      response.writeHead(302, { location: '/again', connection: 'close' }).end()
      return undefined
    })
    const { lookup, asked } = resolver(['127.0.0.3'], ['127.0.0.2'])
    const fetcher = fetcherOf({ allowPrivate: [site.host], lookup })
    const url = `http://rebound.example.org:${site.port}/`
    await expect(fetcher.fetchFeed({ sourceId: 's', url })).rejects.toMatchObject({ code: 'fetch/private' })
    expect(asked()).toBe(2)
    expect(site.asked).toHaveLength(1)
    expect(inside.connections()).toBe(0)
  })
})
