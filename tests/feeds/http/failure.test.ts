import { describe, expect, it } from 'vitest'
import { AnswerError, explainFailure, explainStatus, type FailureContext } from '../../../src/feeds/http/failure.ts'
import { openGuard, PrivateAddressError } from '../../../src/feeds/http/guard.ts'
import { fetchOptions, NOW } from '../../support/fetching.ts'

const context = (changes: Partial<FailureContext> = {}): FailureContext => ({
  sourceId: 's',
  url: new URL('https://example.org/feed'),
  isProxied: false,
  guard: openGuard([]),
  limits: fetchOptions(),
  ...changes,
})
const withCode = (code: string, message = code): Error => Object.assign(new Error(message), { code })

describe('explainFailure', () => {
  it.each([
    [
      new PrivateAddressError('example.org', ['10.0.0.1', 'fd00::1']),
      'fetch/private',
      false,
      "https://example.org/feed leads into a private network (example.org is 10.0.0.1, fd00::1) and was not asked; if that server is yours, add 'example.org:443' to fetch.allowPrivate or BROADSHEET_ALLOW_PRIVATE.",
    ],
    [
      withCode('UND_ERR_CONNECT_TIMEOUT'),
      'fetch/timeout',
      true,
      'example.org:443 accepted no connection within 10 s; it will be tried again, or check the address https://example.org/feed.',
    ],
    [
      withCode('UND_ERR_HEADERS_TIMEOUT'),
      'fetch/timeout',
      true,
      'https://example.org/feed was asked and sent no answer within 15 s; it will be tried again, or raise fetch.headersTimeoutMs.',
    ],
    [
      new AnswerError('total'),
      'fetch/timeout',
      true,
      'https://example.org/feed did not finish its answer within 30 s; it will be tried again, or raise fetch.totalTimeoutMs.',
    ],
    [
      new AnswerError('evicted'),
      'fetch/timeout',
      true,
      'https://example.org/feed sent a large answer so slowly that it held up others; it will be tried again.',
    ],
    [
      new AnswerError('fragments'),
      'fetch/too-large',
      false,
      'https://example.org/feed sends its answer in pieces of a few bytes, tens of thousands of them; tell the publisher.',
    ],
    [
      new AnswerError('too-long'),
      'fetch/too-large',
      false,
      'https://example.org/feed sent more than 16 MB; ask the publisher for a shorter feed, or raise fetch.maxWireBytes.',
    ],
    [
      new AnswerError('unpacks-too-long'),
      'fetch/too-large',
      false,
      'https://example.org/feed unpacks to more than 24 MB; ask the publisher for a shorter feed, or raise fetch.maxDecodedBytes.',
    ],
    [
      new AnswerError('damaged', { about: 'gzip' }),
      'fetch/http',
      true,
      'https://example.org/feed sent a damaged or cut off gzip body; it will be tried again.',
    ],
    [
      new AnswerError('several-codings', { about: 'gzip, br' }),
      'fetch/http',
      false,
      'https://example.org/feed encoded its answer more than once (gzip, br), which is not supported; tell the publisher.',
    ],
    [
      new AnswerError('unknown-coding', { about: '{url}' }),
      'fetch/http',
      false,
      "https://example.org/feed answered in the content-coding '{url}', which was not asked for; tell the publisher.",
    ],
    [
      new AnswerError('cut-off', { cause: withCode('ECONNRESET') }),
      'fetch/refused',
      true,
      'https://example.org/feed closed the connection before the end of its answer; it will be tried again.',
    ],
    [
      withCode('ENOTFOUND'),
      'fetch/dns',
      true,
      "The name example.org of https://example.org/feed was not found (ENOTFOUND); check the spelling, or this machine's name server.",
    ],
    [
      withCode('DEPTH_ZERO_SELF_SIGNED_CERT'),
      'fetch/tls',
      false,
      'example.org:443 has no trustworthy certificate for https://example.org/feed (DEPTH_ZERO_SELF_SIGNED_CERT); tell the publisher, or give its authority in NODE_EXTRA_CA_CERTS.',
    ],
    [
      withCode('HPE_INVALID_CONSTANT', 'Expected HTTP/'),
      'fetch/http',
      false,
      'https://example.org/feed did not answer in HTTP/1.1 (Expected HTTP/); check whether it is the right port.',
    ],
    [
      withCode('UND_ERR_INVALID_ARG'),
      'fetch/refused',
      false,
      'https://example.org/feed cannot be asked with the headers configured for it; check `headers` of this source for characters that HTTP does not allow.',
    ],
    [
      new AggregateError([withCode('ECONNREFUSED')]),
      'fetch/refused',
      true,
      'example.org:443 refuses connections; check the address https://example.org/feed, or wait until the server is back.',
    ],
    [
      new Error('failed', { cause: withCode('EHOSTUNREACH') }),
      'fetch/refused',
      true,
      'example.org:443 could not be reached or closed the connection without an answer (EHOSTUNREACH); https://example.org/feed will be tried again.',
    ],
  ])('%s', (error, code, retryable, message) => {
    expect(explainFailure(error, context())).toMatchObject({ code, retryable, message, sourceId: 's', cause: error })
  })

  it.each([
    [
      withCode('UND_ERR_CONNECT_TIMEOUT'),
      'fetch/timeout',
      'The proxy for https://example.org/feed accepted no connection within 10 s; it will be tried again, or check the address of the proxy.',
    ],
    [
      withCode('ECONNREFUSED', 'connect ECONNREFUSED'),
      'fetch/refused',
      'The proxy did not lead to https://example.org/feed (connect ECONNREFUSED); check fetch.proxy or HTTPS_PROXY.',
    ],
    [
      withCode('ENOTFOUND', 'getaddrinfo ENOTFOUND'),
      'fetch/refused',
      'The proxy did not lead to https://example.org/feed (getaddrinfo ENOTFOUND); check fetch.proxy or HTTPS_PROXY.',
    ],
  ])('through a proxy: %s', (error, code, message) => {
    expect(explainFailure(error, context({ isProxied: true }))).toMatchObject({ code, message, retryable: true })
  })

  it('names the private addresses of a name when its public ones cannot be reached', () => {
    const guard = { ...openGuard([]), leftOut: () => ['10.0.0.1'] }
    for (const code of ['ECONNREFUSED', 'UND_ERR_CONNECT_TIMEOUT'])
      expect(explainFailure(withCode(code), context({ guard })).code).toBe('fetch/private')
  })

  it('throws what is no failure of a fetch, since it is a defect of ours', () => {
    for (const defect of [new TypeError('x is not a function'), withCode('ERR_ASSERTION')])
      expect(() => explainFailure(defect, context())).toThrow(defect)
  })
})

describe('explainStatus', () => {
  it.each([
    [
      304,
      '',
      'https://example.org/feed answered 304 though it was not asked for changes only; tell the publisher that its cache is wrong.',
    ],
    [401, '', "https://example.org/feed asks for credentials (401); put them into this source's url or headers."],
    [
      401,
      'withheld',
      'https://example.org/feed asks for credentials (401), and those of this source belong to another address; configure the address it moved to.',
    ],
    [
      403,
      'withheld',
      'https://example.org/feed forbids it (403); ask the publisher whether feed readers are welcome there.',
    ],
    [
      403,
      'Just a moment...',
      'https://example.org/feed is behind bot protection (403); ask the publisher to let feed readers through.',
    ],
    [404, '', "https://example.org/feed does not exist (404); look for the feed's new address on the site."],
    [
      406,
      '',
      'https://example.org/feed has nothing that we accept (406); set `headers.accept` of this source to what it wants.',
    ],
    [
      410,
      '',
      'https://example.org/feed says that it is gone for good (410); remove it from the sources or look for its successor.',
    ],
    [
      429,
      '',
      'https://example.org/feed has been asked too often (429); it will be asked again after 2026-11-22T08:00:00.000Z.',
    ],
    [502, '', 'https://example.org/feed answered with a server error (502); it will be tried again.'],
    [
      302,
      '',
      "https://example.org/feed redirects (302) without saying where; look for the feed's address on the site.",
    ],
    [418, '', 'https://example.org/feed answered 418, which is no feed; open it in a browser to see why.'],
  ])('%d %s', (status, body, message) => {
    const about = { ...context(), now: NOW, withheld: body === 'withheld' }
    expect(explainStatus({ status, headers: {} }, Buffer.from(body), about).message).toBe(message)
  })
})
