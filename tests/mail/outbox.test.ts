import { mkdtemp, readdir, readFile, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { StoreError } from '../../src/core/errors.ts'
import { openOutbox } from '../../src/mail/outbox.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'outbox-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const envelope = { from: 'news@example.org', to: 'ann@example.org' }
const message = Buffer.from('Subject: Hello\r\n\r\nGr\xfc\xdfe\r\n', 'latin1')

describe('openOutbox', () => {
  it('writes each delivery as one file with the message’s bytes and leaves no other file', async () => {
    const outbox = await openOutbox(join(folder, 'deep', 'outbox'))
    expect(outbox.kind).toBe('outbox')
    const { reply } = await outbox.send({ id: 'd1', envelope, message })
    await outbox.send({ id: 'd2', envelope, message })
    await outbox.close()
    const path = join(folder, 'deep', 'outbox')
    expect((await readdir(path)).sort()).toEqual(['d1.eml', 'd2.eml'])
    expect(await readFile(join(path, 'd1.eml'))).toEqual(message)
    expect(reply).toContain(join(path, 'd1.eml'))
  })

  it('does not touch a file with the same bytes, and overwrites one that a kill left half written', async () => {
    const outbox = await openOutbox(folder)
    const path = join(folder, 'd1.eml')
    await writeFile(join(folder, '.d1.part'), 'half of an older message')
    await outbox.send({ id: 'd1', envelope, message })
    await utimes(path, 1000, 1000)
    await outbox.send({ id: 'd1', envelope, message })
    expect((await stat(path)).mtimeMs).toBe(1_000_000)
    await outbox.send({ id: 'd1', envelope, message: Buffer.from('other') })
    expect(await readFile(path, 'utf8')).toBe('other')
    expect(await readdir(folder)).toEqual(['d1.eml'])
  })

  it('makes the folder again when it was deleted meanwhile', async () => {
    const outbox = await openOutbox(join(folder, 'outbox'))
    await rm(join(folder, 'outbox'), { recursive: true })
    await outbox.send({ id: 'd1', envelope, message })
    expect(await readdir(join(folder, 'outbox'))).toEqual(['d1.eml'])
  })

  it.runIf(process.platform === 'linux')('distinguishes a full disk from a read-only one', async () => {
    const outbox = await openOutbox(folder)
    await symlink('/dev/full', join(folder, '.d1.part')) // the kernel's own full disk
    const full = await outbox.send({ id: 'd1', envelope, message }).catch((error: unknown) => error)
    expect(full).toBeInstanceOf(StoreError)
    expect(full).toMatchObject({ code: 'store/full' })
    expect((full as Error).message).toContain(folder)
    const readOnly = await openOutbox('/sys/outbox').catch((error: unknown) => error)
    expect(readOnly).toMatchObject({ code: 'store/read-only' })
  })

  it.each(['../d1', 'a/b', '.hidden', ''])('writes only into its folder: "%s"', async (id) => {
    const outbox = await openOutbox(join(folder, 'outbox'))
    await expect(outbox.send({ id, envelope, message })).rejects.toBeInstanceOf(RangeError)
    expect(await readdir(folder)).toEqual(['outbox'])
  })
})
