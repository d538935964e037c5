import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { StoreError } from '../src/core/errors.ts'
import { etagOf, isPagePublished, makeFolder, publishFile, removeFile, sizeIfPublished } from '../src/files.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'broadsheet-publish-'))
})
afterEach(async () => {
  await chmod(folder, 0o755)
  await rm(folder, { recursive: true })
})

describe('makeFolder', () => {
  it('makes the folders above it, and leaves one that exists', async () => {
    for (const _ of ['new', 'known']) makeFolder(join(folder, 'a', 'b', 'c'))
    expect(await readdir(join(folder, 'a', 'b'))).toEqual(['c'])
  })

  it.each([
    ['a file in its place', 'file', 'EEXIST'],
    ['a file above it', 'file/a/b', 'EEXIST'],
  ])('fails for %s', async (_, path, code) => {
    await writeFile(join(folder, 'file'), '')
    expect(() => makeFolder(join(folder, path))).toThrow(expect.objectContaining({ code }))
  })

  it.runIf(existsSync('/proc/self'))('fails where the system makes none, instead of trying for ever', () => {
    expect(() => makeFolder('/proc/broadsheet/state')).toThrow(expect.objectContaining({ code: 'ENOENT' }))
  })
})

describe('publishFile', () => {
  it('says that a file is in the way', async () => {
    await writeFile(join(folder, 'topics'), '')
    const publishing = publishFile(folder, 'topics/nato/atom.xml', '<feed/>')
    await expect(publishing).rejects.toThrow(/a part of its path is a file, not a folder.*feed\.folder/)
    await expect(publishing).rejects.toBeInstanceOf(StoreError)
  })

  it('writes a document with the folders it needs, and leaves no other file', async () => {
    expect(await publishFile(folder, 'topics/nato/atom.xml', '<feed>é</feed>')).toBe('written')
    expect(await readFile(join(folder, 'topics/nato/atom.xml'), 'utf8')).toBe('<feed>é</feed>')
    expect(await readdir(join(folder, 'topics/nato'))).toEqual(['atom.xml'])
  })

  it('keeps bytes and modification time of a document that is the same', async () => {
    await publishFile(folder, 'atom.xml', 'one')
    const long = new Date('2020-01-01T00:00:00Z')
    await utimes(join(folder, 'atom.xml'), long, long)
    const before = await stat(join(folder, 'atom.xml'))
    expect(await publishFile(folder, 'atom.xml', new TextEncoder().encode('one'))).toBe('unchanged')
    const after = await stat(join(folder, 'atom.xml'))
    expect([after.mtimeMs, after.ino]).toEqual([long.getTime(), before.ino])
  })

  it.each([
    ['changed by hand', 'onE'],
    ['truncated', 'on'],
    ['grown', 'one and more'],
    ['emptied', ''],
  ])('restores a document that was %s', async (_, damage) => {
    await publishFile(folder, 'atom.xml', 'one')
    expect(await sizeIfPublished(folder, 'atom.xml', etagOf('one'))).toBe(3)
    await writeFile(join(folder, 'atom.xml'), damage)
    expect(await sizeIfPublished(folder, 'atom.xml', etagOf('one'))).toBeUndefined()
    expect(await publishFile(folder, 'atom.xml', 'one')).toBe('written')
    expect(await readFile(join(folder, 'atom.xml'), 'utf8')).toBe('one')
  })

  it('replaces the file, so that a reader of the old one can read it to its end', async () => {
    await publishFile(folder, 'atom.xml', 'one')
    const { ino } = await stat(join(folder, 'atom.xml'))
    await publishFile(folder, 'atom.xml', 'two')
    expect((await stat(join(folder, 'atom.xml'))).ino).not.toBe(ino)
  })

  it('removes the temporary files that a killed run left of this document, and no others', async () => {
    const kept = ['.atom.xml.tmp', '.atom.xml.0123456789ab.tmp.old', '.feed.xml.0123456789ab.tmp', 'atom.xml.bak']
    for (const name of [...kept, '.atom.xml.0123456789ab.tmp']) await writeFile(join(folder, name), 'half')
    await publishFile(folder, 'atom.xml', 'one')
    expect((await readdir(folder)).sort()).toEqual([...kept, 'atom.xml'].sort())
  })

  it('leaves one complete document when several write it at once', async () => {
    const texts = Array.from({ length: 8 }, (_, i) => `${i}`.repeat(50_000))
    const outcomes = await Promise.allSettled(texts.map((text) => publishFile(folder, 'atom.xml', text)))
    expect(outcomes.some(({ status }) => status === 'fulfilled')).toBe(true)
    expect(texts).toContain(await readFile(join(folder, 'atom.xml'), 'utf8'))
  })

  it.each(['../atom.xml', '/../atom.xml', 'topics/../../x', '', '.', 'a\0b'])(
    'refuses a path outside its folder: %j',
    async (path) => {
      await expect(publishFile(folder, path, 'x')).rejects.toThrow(RangeError)
      await expect(removeFile(folder, path)).rejects.toThrow(RangeError)
    },
  )

  it('says what to do when there is a folder at its path, or a file in place of its folder', async () => {
    await mkdir(join(folder, 'atom.xml'))
    await writeFile(join(folder, 'topics'), 'a file')
    for (const path of ['atom.xml', 'topics/nato/atom.xml']) {
      const error = await publishFile(folder, path, 'x').catch((error: unknown) => error)
      expect(error).toBeInstanceOf(StoreError)
      expect(error).toMatchObject({ code: 'store/unreachable' })
      expect((error as StoreError).message).toMatch(/feed\.folder/)
    }
    // A page that cannot be there is missing, so that it is written, which says what to do.
    const page = { bytes: 1, changedAt: '2026-11-24T06:00:00.000Z' }
    expect(isPagePublished(folder, 'topics/nato.html', page)).toBe(false)
    expect(() => isPagePublished(folder, '../nato.html', page)).toThrow(RangeError)
  })

  // Root may write in spite of the mode, so this runs in a process that first becomes the user nobody.
  it.skipIf(process.platform === 'win32')(
    'says what to do when the folder is read-only, and leaves the old document',
    async () => {
      await publishFile(folder, 'atom.xml', 'one')
      await chmod(folder, 0o555)
      const [failure] = await inProcess(`
      if (process.getuid() === 0) process.setuid(65534)
      await attempt()`)
      expect(failure).toMatchObject({ name: 'StoreError', code: 'store/read-only', retryable: false })
      expect(failure!.message).toContain(join(folder, 'atom.xml'))
      expect(await readFile(join(folder, 'atom.xml'), 'utf8')).toBe('one')
      expect(await readdir(folder)).toEqual(['atom.xml'])
    },
  )

  it('names a disk that is full, read-only or broken while it writes, and leaves only the old document', async () => {
    await publishFile(folder, 'atom.xml', 'one')
    const failures = await inProcess(`
      const real = fs.open
      for (const code of ['ENOSPC', 'EDQUOT', 'EROFS', 'EIO']) {
        fs.open = async (...args) => {
          const file = await real(...args)
          file.sync = async () => { throw Object.assign(new Error(code), { code }) }
          return file
        }
        syncBuiltinESMExports()
        await attempt()
      }`)
    expect(failures.map(({ code }) => code)).toEqual([
      'store/full',
      'store/full',
      'store/read-only',
      'store/unreachable',
    ])
    expect(await readFile(join(folder, 'atom.xml'), 'utf8')).toBe('one')
    expect(await readdir(folder)).toEqual(['atom.xml'])
  })
})

describe('a rename that is refused because somebody reads the file', () => {
  /** Publishes where the first two renames are refused, on this platform or another; returns what failed. */
  const attemptWhere = (code: string, platform: string, isForGood = false) =>
    inProcess(`
      Object.defineProperty(process, 'platform', { value: ${JSON.stringify(platform)} })
      const real = fs.rename
      let refusals = 0
      fs.rename = async (...args) => {
        if (${isForGood} || refusals++ < 2) throw Object.assign(new Error(), { code: ${JSON.stringify(code)} })
        return real(...args)
      }
      syncBuiltinESMExports()
      await attempt()`)

  it.each([
    ['EPERM', 'win32'],
    ['EBUSY', 'linux'],
  ])('is tried again: %s on %s', async (code, platform) => {
    expect(await attemptWhere(code, platform)).toEqual([{ name: 'none' }])
    expect(await readFile(join(folder, 'atom.xml'), 'utf8')).toBe('two')
    expect(await readdir(folder)).toEqual(['atom.xml'])
  })

  it('is reported when it is refused for good, and leaves no other file', async () => {
    expect(await attemptWhere('EACCES', 'win32', true)).toMatchObject([{ code: 'store/read-only' }])
    expect(await readdir(folder)).toEqual([])
  })
})

/** Runs a script in another process, where `attempt()` publishes `two`, and returns its failures. */
async function inProcess(
  script: string,
): Promise<{ name: string; code: string; message: string; retryable: boolean }[]> {
  const setUp = `
    import fs from 'node:fs/promises'
    import { syncBuiltinESMExports } from 'node:module'
    const { publishFile } = await import(${JSON.stringify(new URL('../src/files.ts', import.meta.url).href)})
    const failures = []
    const attempt = () => publishFile(${JSON.stringify(folder)}, 'atom.xml', 'two').then(
      () => failures.push({ name: 'none' }),
      ({ name, code, message, retryable }) => failures.push({ name, code, message, retryable }))
    ${script}
    console.log(JSON.stringify(failures))`
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', setUp])
  return JSON.parse(stdout)
}

describe('removeFile', () => {
  it('removes a document and the temporary files a killed run left of it, and does nothing when it is gone', async () => {
    await publishFile(folder, 'topics/nato/atom.xml', 'one')
    await writeFile(join(folder, 'topics/nato/.atom.xml.0123456789ab.tmp'), 'half')
    await removeFile(folder, 'topics/nato/atom.xml')
    await removeFile(folder, 'topics/nato/atom.xml')
    await removeFile(folder, 'never/was')
    expect(await readdir(join(folder, 'topics/nato'))).toEqual([])
  })
})
