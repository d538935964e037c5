import { describe, expect, it } from 'vitest'
import { AnswerError, explainFailure, explainStatus, type FailureContext } from '../../../src/feeds/http/failure.ts'
import { openGuard, PrivateAddressError } from '../../../src/feeds/http/guard.ts'
import { fetchOptions, NOW } from '../../support/fetching.ts'

const context = (changes: Partial<FailureContext> = {}): FailureContext => ({
  sourceId: 's',
  url: new URL('https://example.org/'),
  isProxied: false,
  guard: openGuard([]),
  limits: fetchOptions(),
  ...changes,
})
const withCode = (code: string, message = code): Error => Object.assign(new Error(message), { code })
const say = (error: unknown, changes?: Partial<FailureContext>): string => {
  const { code, retryable, message } = explainFailure(error, context(changes))
  return `${code}${retryable ? ' again' : ''}: ${message}`
}
const sayStatus = (status: number, body = ''): string => {
  const about = { ...context(), now: NOW, withheld: body === 'withheld' }
  return explainStatus({ status, headers: {} }, Buffer.from(body), about).message
}

describe('explainFailure', () => {
  it('says what failed, on what, and the next thing to try', () => {
    const errors = [
      new PrivateAddressError('example.org', ['10.0.0.1', 'fd00::1']),
      withCode('UND_ERR_CONNECT_TIMEOUT'),
      withCode('UND_ERR_HEADERS_TIMEOUT'),
      new AnswerError('total'),
      new AnswerError('evicted'),
      new AnswerError('fragments'),
      new AnswerError('too-long'),
      new AnswerError('unpacks-too-long'),
      new AnswerError('damaged', { about: 'gzip' }),
      new AnswerError('several-codings', { about: 'gzip, br' }),
      // What a server wrote is not filled.
      new AnswerError('unknown-coding', { about: '{url}' }),
      new AnswerError('cut-off', { cause: withCode('ECONNRESET') }),
      withCode('ENOTFOUND'),
      withCode('CERT_HAS_EXPIRED'),
      withCode('ERR_SSL_WRONG_VERSION_NUMBER'),
      withCode('HPE_INVALID_CONSTANT', 'Expected HTTP/'),
      withCode('HPE_INVALID_HEADER_TOKEN', 'Invalid header value char'),
      withCode('UND_ERR_INVALID_ARG'),
      new AggregateError([withCode('ECONNREFUSED')]),
      new Error('failed', { cause: withCode('EHOSTUNREACH') }),
    ]
    expect(`\n${errors.map((error) => say(error)).join('\n')}\n`).toBe(`
fetch/private: https://example.org/ leads into a private network (example.org is 10.0.0.1, fd00::1) and was not asked; if that server is yours, add 'example.org:443' to fetch.allowPrivate or BROADSHEET_ALLOW_PRIVATE.
fetch/timeout again: example.org:443 accepted no connection within 10 s; it will be tried again, or check the address https://example.org/.
fetch/timeout again: https://example.org/ was asked and sent no answer within 15 s; it will be tried again, or raise fetch.headersTimeoutMs.
fetch/timeout again: https://example.org/ did not finish its answer within 30 s; it will be tried again, or raise fetch.totalTimeoutMs.
fetch/timeout again: https://example.org/ sent a large answer so slowly that it held up others; it will be tried again.
fetch/too-large: https://example.org/ sends its answer in pieces of a few bytes, tens of thousands of them; tell the publisher.
fetch/too-large: https://example.org/ sent more than 16 MB; ask the publisher for a shorter feed, or raise fetch.maxWireBytes.
fetch/too-large: https://example.org/ unpacks to more than 24 MB; ask the publisher for a shorter feed, or raise fetch.maxDecodedBytes.
fetch/http again: https://example.org/ sent a damaged or cut off gzip body; it will be tried again.
fetch/http: https://example.org/ encoded its answer more than once (gzip, br), which is not supported; tell the publisher.
fetch/http: https://example.org/ answered in the content-coding '{url}', which was not asked for; tell the publisher.
fetch/refused again: https://example.org/ closed the connection before the end of its answer; it will be tried again.
fetch/dns again: The name example.org of https://example.org/ was not found (ENOTFOUND); check the spelling, or this machine's name server.
fetch/tls: example.org:443 has no trustworthy certificate for https://example.org/ (CERT_HAS_EXPIRED); tell the publisher, or give its authority in NODE_EXTRA_CA_CERTS.
fetch/tls: example.org:443 does not speak https (ERR_SSL_WRONG_VERSION_NUMBER); write http:// in front of the address, or check the port.
fetch/http: https://example.org/ did not answer in HTTP/1.1 (Expected HTTP/); check whether it is the right port.
fetch/http: https://example.org/ sent an answer that breaks the rules of HTTP (Invalid header value char); tell the publisher.
fetch/refused: https://example.org/ cannot be asked with the headers configured for it; check \`headers\` of this source for characters that HTTP does not allow.
fetch/refused again: example.org:443 refuses connections; check the address https://example.org/, or wait until the server is back.
fetch/refused again: example.org:443 could not be reached or closed the connection without an answer (EHOSTUNREACH); https://example.org/ will be tried again.
`)
  })

  it('names the proxy when that cannot be reached', () => {
    const errors = [withCode('UND_ERR_CONNECT_TIMEOUT'), withCode('ECONNREFUSED'), withCode('ENOTFOUND')]
    expect(`\n${errors.map((error) => say(error, { isProxied: true })).join('\n')}\n`).toBe(`
fetch/timeout again: The proxy for https://example.org/ accepted no connection within 10 s; it will be tried again, or check the address of the proxy.
fetch/refused again: The proxy did not lead to https://example.org/ (ECONNREFUSED); check fetch.proxy or HTTPS_PROXY.
fetch/refused again: The proxy did not lead to https://example.org/ (ENOTFOUND); check fetch.proxy or HTTPS_PROXY.
`)
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
  it('says what a status means, and what to do', () => {
    const statuses = [304, 401, 403, 404, 406, 410, 429, 502, 302, 418]
    const said = [...statuses.map((status) => sayStatus(status)), sayStatus(401, 'withheld'), sayStatus(403, 'captcha')]
    expect(`\n${said.join('\n')}\n`).toBe(`
https://example.org/ answered 304 though it was not asked for changes only; tell the publisher that its cache is wrong.
https://example.org/ asks for credentials (401); put them into this source's url or headers.
https://example.org/ forbids it (403); ask the publisher whether feed readers are welcome there.
https://example.org/ does not exist (404); look for the feed's new address on the site.
https://example.org/ has nothing that we accept (406); set \`headers.accept\` of this source to what it wants.
https://example.org/ says that it is gone for good (410); remove it from the sources or look for its successor.
https://example.org/ has been asked too often (429); it will be asked again after 2026-11-22T08:00:00.000Z.
https://example.org/ answered with a server error (502); it will be tried again.
https://example.org/ redirects (302) without saying where; look for the feed's address on the site.
https://example.org/ answered 418, which is no feed; open it in a browser to see why.
https://example.org/ asks for credentials (401), and those of this source belong to another address; configure the address it moved to.
https://example.org/ is behind bot protection (403); ask the publisher to let feed readers through.
`)
  })
})
