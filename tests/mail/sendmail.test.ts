/** The sendmail mailer, with a real small program: its exit code is the number in the recipient's address. */
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { DeliveryError } from '../../src/core/errors.ts'
import type { Mailer } from '../../src/mail/mailer.ts'
import { openSendmail } from '../../src/mail/sendmail.ts'

const folder = mkdtempSync(join(tmpdir(), 'broadsheet-sendmail-'))
const program = join(folder, 'sendmail')
writeFileSync(
  program,
  `#!/bin/sh
for last; do :; done
code=$(echo "$last" | sed -n 's/^code\\([0-9]*\\)@.*/\\1/p')
case "$last" in
  deaf@*) exit 0 ;;
  hang@*) cat >/dev/null; sleep 60 ;;
  stuck@*) sleep 60 ;;
  killed@*) cat >/dev/null; kill -9 $$ ;;
  daemon@*) cat >/dev/null; sleep 60 >/dev/null & exit 0 ;;
esac
printf '%s\\n' "$@" >"${folder}/$last.args"
cat >"${folder}/$last.message"
if [ "\${code:-0}" != 0 ]; then printf '5.1.1 said of %s\\nand more\\n' "$code" >&2; fi
exit "\${code:-0}"
`,
)
chmodSync(program, 0o755)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const open: Mailer[] = []
afterEach(async () => {
  for (const each of open.splice(0)) await each.close()
})
const mailerOf = (options: Partial<Parameters<typeof openSendmail>[0]> = {}): Mailer => {
  const mailer = openSendmail({ program, connections: 2, perMinute: 0, ...options })
  open.push(mailer)
  return mailer
}
const message = Buffer.from('From: news@example.org\r\nTo: ann@example.org\r\n\r\nGr=C3=BC=C3=9Fe\r\n.\r\n..dots\r\n')
const send = (mailer: Mailer, to: string, bytes: Uint8Array = message) =>
  mailer.send({ id: 'one', envelope: { from: 'news@example.org', to }, message: bytes })
const failure = async (sending: Promise<unknown>): Promise<DeliveryError> => {
  const error = await sending.then(
    () => undefined,
    (error: unknown) => error,
  )
  expect(error).toBeInstanceOf(DeliveryError)
  return error as DeliveryError
}
const left = (to: string, what: 'args' | 'message') => readFileSync(join(folder, `${to}.${what}`), 'utf8')

describe('sendmail', () => {
  it('is given sender and recipient as arguments, and the message with the line ends of this system', async () => {
    const { reply } = await send(mailerOf(), 'ann@example.org')
    expect(left('ann@example.org', 'args')).toBe('-i\n-f\nnews@example.org\n--\nann@example.org\n')
    expect(left('ann@example.org', 'message')).toBe(message.toString().replaceAll('\r\n', '\n'))
    expect(reply).toBe(`taken by ${program}`)
  })

  it.each(['-bd@example.org', '$(touch pwned)@example.org', 'a;b@example.org'])(
    'is run without a shell, and takes no address for an option: %s',
    async (to) => {
      await send(mailerOf(), to)
      expect(left(to, 'args')).toBe(`-i\n-f\nnews@example.org\n--\n${to}\n`)
      expect(existsSync('pwned')).toBe(false)
    },
  )

  it('is given a signed message where a key is configured', async () => {
    const { generateKeyPairSync } = await import('node:crypto')
    const key = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey
    const privateKey = key.export({ type: 'pkcs8', format: 'pem' }).toString()
    await send(mailerOf({ dkim: { domain: 'example.org', selector: 's1', privateKey } }), 'signed@example.org')
    expect(left('signed@example.org', 'message')).toMatch(/^DKIM-Signature: v=1; [\s\S]*\nFrom: news@example\.org\n/)
  })

  it.each([
    [75, 'recipient', true, /^code75@example\.org: sendmail ended with 75 \(try again later\): 5\.1\.1 said of 75\.$/],
    [69, 'recipient', true, /unavailable/],
    [1, 'recipient', true, /ended with 1/],
    [65, 'recipient', false, /does not take this message/],
    [67, 'recipient', false, /no such user/],
    [68, 'recipient', false, /no such host/],
    [64, 'transport', true, /^sendmail ended with 64 \(.*\): 5\.1\.1 said of 64\. Check mail\.sendmail\.$/],
    [77, 'transport', true, /may not do this/],
    [78, 'transport', true, /its configuration is wrong/],
    [127, 'transport', true, /missing/],
  ] as const)('that ends with %i concerns the %s, to be tried again: %s', async (code, concerns, retryable, says) => {
    const error = await failure(send(mailerOf(), `code${code}@example.org`))
    expect(error).toMatchObject({ concerns, retryable })
    // The text without a reply, so that what is recorded of a delivery has the code and what the program said.
    expect([error.reply, error.message]).toEqual([undefined, expect.stringContaining(`: 5.1.1 said of ${code}.`)])
    expect(error.message).toMatch(says)
  })

  it.each([
    ['there is none', join(folder, 'none'), /^There is no such program: .*none\. Check mail\.sendmail/],
    ['it is a folder', folder, /cannot be run \(EACCES\)/],
  ])('concerns the transport where %s', async (_, path, says) => {
    const error = await failure(send(mailerOf({ program: path }), 'ann@example.org'))
    expect(error).toMatchObject({ concerns: 'transport', code: 'mail/sendmail' })
    expect(error.message).toMatch(says)
  })

  const large = Buffer.alloc(4_000_000, 'x')

  it.each([
    ['is killed after it had the message', 'killed@example.org', message, 'unknown', 'mail/uncertain'],
    ['does not end in time after it had the message', 'hang@example.org', message, 'unknown', 'mail/uncertain'],
    ['does not read the message in time', 'stuck@example.org', large, 'recipient', 'mail/lost'],
    ['ends well without reading the message', 'deaf@example.org', large, 'recipient', 'mail/recipient'],
  ] as const)('that %s leaves the outcome: %s', async (_, to, bytes, concerns, code) => {
    const error = await failure(send(mailerOf({ timeoutMs: 300 }), to, bytes))
    expect(error).toMatchObject({ concerns, code, retryable: true })
  })

  it('is not waited for longer because of a process that it left behind', async () => {
    await send(mailerOf({ timeoutMs: 5_000 }), 'daemon@example.org')
  })
})
