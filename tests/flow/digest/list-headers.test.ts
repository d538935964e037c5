/** How a mail that was sent can be left, answered and found again, by what is configured. */
import { expect, it } from 'vitest'
import type { UserConfig } from '../../../src/config.ts'
import { readToken } from '../../../src/flow/digest/tokens.ts'
import { item } from '../../support/make.ts'
import { daily, useNewspaper } from '../../support/newspaper.ts'

const paper = useNewspaper()

/** The headers of the first edition to Ann, by their names in lower case, and its text. */
async function mailed(config: Partial<UserConfig>, digest: Parameters<typeof daily>[0] = {}) {
  const url = paper.serve('wire', [item(1), item(2)])
  await paper.configure({
    sources: [{ id: 'wire', url }],
    digests: [daily({ subscribers: ['Ann@example.org'], ...digest })],
    ...config,
  })
  await paper.pass()
  paper.at('2026-11-20T18:00:00.000Z')
  await paper.pass()
  const [sent] = await paper.outbox()
  const { bytes, text } = sent!
  const message = bytes.toString('latin1')
  const head = message.slice(0, message.indexOf('\r\n\r\n')).replace(/\r\n[ \t]+/g, ' ')
  const headers: Record<string, string> = Object.fromEntries(
    head
      .split('\r\n')
      .map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)]),
  )
  return { headers, text, message }
}
const from = 'Broadsheet <news@example.org>'
const operator = 'ops@example.org'
const TOKEN = '([\\w-]{22,})'
const mailto = (address: string) => `<mailto:${address}\\?subject=unsubscribe%20${TOKEN}>`

it.each([
  {
    name: 'https and an operator: both ways, and one click',
    config: { counterUrl: 'https://mail.example.org', mail: { from, operator } },
    unsubscribe: `<https://mail\\.example\\.org/unsubscribe/${TOKEN}>, ${mailto(operator)}`,
    isOneClick: true,
  },
  {
    name: 'https and the sender alone: both ways',
    config: { counterUrl: 'https://mail.example.org', mail: { from } },
    unsubscribe: `<https://mail\\.example\\.org/unsubscribe/${TOKEN}>, ${mailto('news@example.org')}`,
    isOneClick: true,
  },
  {
    name: 'https and nobody who reads mail: the page alone',
    config: { counterUrl: 'https://mail.example.org', mail: { from: 'No-Reply@example.org' } },
    unsubscribe: `<https://mail\\.example\\.org/unsubscribe/${TOKEN}>`,
    isOneClick: true,
  },
  {
    name: 'a web server on this machine, for a trial: one click',
    config: { counterUrl: 'http://127.0.0.1:8080', mail: { from, operator } },
    unsubscribe: `<http://127\\.0\\.0\\.1:8080/unsubscribe/${TOKEN}>, ${mailto(operator)}`,
    isOneClick: true,
  },
  {
    name: 'plain http: the address alone',
    config: { counterUrl: 'http://mail.example.org', mail: { from, operator } },
    unsubscribe: mailto(operator),
    isOneClick: false,
  },
  {
    name: 'no web server, an address for replies',
    config: { mail: { from, replyTo: 'Desk <desk@example.org>' } },
    unsubscribe: mailto('desk@example.org'),
    isOneClick: false,
  },
  {
    name: 'no web server, the sender alone',
    config: { mail: { from } },
    unsubscribe: mailto('news@example.org'),
    isOneClick: false,
  },
  {
    name: 'an operator that is a person’s name, and no address',
    config: { mail: { from, operator: 'Ann, at the desk' } },
    unsubscribe: mailto('news@example.org'),
    isOneClick: false,
  },
  { name: 'a sender that nobody can write to', config: { mail: {} }, unsubscribe: undefined, isOneClick: false },
])('offers to leave by what there is. $name', async ({ config, unsubscribe, isOneClick }) => {
  const { headers, text } = await mailed(config)
  const written = headers['list-unsubscribe']
  expect(headers['list-unsubscribe-post']).toBe(isOneClick ? 'List-Unsubscribe=One-Click' : undefined)
  if (unsubscribe === undefined) return expect(written).toBeUndefined()
  const [, ...tokens] = new RegExp(`^${unsubscribe}$`).exec(written!)!
  for (const token of tokens) {
    expect(readToken('only for this test', token)).toEqual(['unsubscribe', 'daily', 'ann@example.org'])
  }
  expect(new Set(tokens).size).toBe(1)
  expect(text).not.toContain('undefined')
})

it('prints no way to leave where there is none', async () => {
  const { headers, message } = await mailed({ mail: { from: 'No-Reply@example.org' } })
  expect(headers['list-unsubscribe']).toBeUndefined()
  expect(message).not.toMatch(/href=3D""|Unsubscribe/)
})

it('names the list, whom to ask, and the page of the edition, each where there is one', async () => {
  const { headers } = await mailed({
    siteUrl: 'https://news.example.org',
    feed: { pageDays: 30 },
    mail: { from, operator },
  })
  expect(headers).toMatchObject({
    'list-id': expect.stringMatching(/<daily\.example\.org>$/),
    'list-help': '<mailto:ops@example.org?subject=help>',
    'list-owner': '<mailto:ops@example.org>',
    'list-archive': expect.stringMatching(/^<https:\/\/news\.example\.org\/edition\/[0-9a-f]{20}(?:\.html)?>$/),
  })
})

it('names no archive and nobody to ask where there is none', async () => {
  const { headers } = await mailed({ mail: {} })
  for (const name of ['list-help', 'list-owner', 'list-archive']) expect(headers[name]).toBeUndefined()
})

it.each([
  { id: 'good_morning', sender: 'news@example.org', listId: 'good_morning.example.org' },
  { id: 'Morning..9.', sender: 'news@example.org', listId: 'morning.9.example.org' },
  { id: 'daily', sender: 'news@localhost', listId: 'daily.localhost' },
  { id: 'daily', sender: 'nachricht@bücher.example', listId: 'daily.xn--bcher-kva.example' },
])('is mailed by any digest and sender that a configuration may name: $id, $sender', async ({ id, sender, listId }) => {
  const { headers } = await mailed({ mail: { from: `Broadsheet <${sender}>` } }, { id })
  expect(headers['list-id']).toMatch(new RegExp(`<${listId}>$`))
  expect(headers.from).toBe(`Broadsheet <${sender.replace('bücher', 'xn--bcher-kva')}>`)
  expect(headers['message-id']).toMatch(/^<[\x21-\x7e]+@[a-z0-9.-]+>$/)
})
