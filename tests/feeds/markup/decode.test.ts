import { describe, expect, it } from 'vitest'
import { decodeBytes, windows1252 } from '../../../src/feeds/markup/decode.ts'
import charsets from '../../fixtures/markup/charsets.json' with { type: 'json' }

/** A text for each encoding, long enough for a statistical guess where nothing is declared. */
const {
  cyrillic: CYRILLIC,
  western: WESTERN,
  japanese: JAPANESE,
  korean: KOREAN,
  taiwanese: TAIWANESE,
} = charsets.texts

/** The text encoded by a table that is made from the decoder, since no library encodes all of these. */
function encode(text: string, charset: string): Buffer {
  if (charset === 'utf-8') return Buffer.from(text)
  if (charset === 'utf-16le') return Buffer.from(text, 'utf16le')
  if (charset === 'utf-16be') return Buffer.from(text, 'utf16le').swap16()
  const table = tableOf(charset)
  return Buffer.from(
    [...text].flatMap((character) => {
      const bytes = table.get(character)
      if (bytes === undefined) throw new Error(`${charset} has no ${character}`)
      return bytes
    }),
  )
}

const tables = new Map<string, Map<string, number[]>>()
function tableOf(charset: string): Map<string, number[]> {
  const known = tables.get(charset)
  if (known) return known
  const table = new Map<string, number[]>()
  const decoder = new TextDecoder(charset, { fatal: true })
  const add = (bytes: number[]): boolean => {
    try {
      const character = decoder.decode(new Uint8Array(bytes))
      if ([...character].length !== 1) return false
      if (!table.has(character)) table.set(character, bytes)
      return true
    } catch {
      return false
    }
  }
  const isMultiByte = /^(?:shift_jis|euc-|gb|big5)/.test(charset)
  for (let byte = 0; byte < 256; byte++) {
    if (add([byte]) || !isMultiByte) continue
    for (let second = 0x40; second < 0xff; second++) add([byte, second])
  }
  tables.set(charset, table)
  return table
}

const feed = (text: string, label?: string): string =>
  `<?xml version="1.0"${label === undefined ? '' : ` encoding="${label}"`}?><rss version="2.0"><channel><title>${text}</title><description>${text}</description></channel></rss>`

describe.each(charsets.encodings)('%s, called %s', (charset, label, text) => {
  it('is read when HTTP names it', async () => {
    const { text: decoded } = await decodeBytes(encode(feed(text), charset), `text/xml; charset=${label}`)
    expect(decoded).toBe(feed(text))
  })

  it('is read when the prolog names it', async () => {
    const { text: decoded } = await decodeBytes(encode(feed(text, label), charset), 'text/xml')
    expect(decoded).toBe(feed(text, label))
  })

  it('is read when HTTP names it in quotes, in capitals and beside other parameters', async () => {
    const contentType = `application/rss+xml; profile=x; CHARSET="${label.toUpperCase()}"; q=1`
    expect((await decodeBytes(encode(feed(text), charset), contentType)).text).toBe(feed(text))
  })

  it('is read from the prolog when HTTP names an unknown one', async () => {
    const { text: decoded } = await decodeBytes(encode(feed(text, label), charset), 'text/xml; charset=x-nobody-knows')
    expect(decoded).toBe(feed(text, label))
  })
})

describe('a document that names no encoding', () => {
  it.each([
    ['utf-8', JAPANESE],
    ['utf-16le', CYRILLIC],
    ['utf-16be', CYRILLIC],
    ['windows-1251', CYRILLIC],
    ['koi8-r', CYRILLIC],
    ['shift_jis', JAPANESE],
    ['euc-jp', JAPANESE],
    ['euc-kr', KOREAN],
    ['big5', TAIWANESE],
    ['windows-1252', WESTERN],
  ])('is recognised as %s by its bytes', async (charset, text) => {
    const document = feed(text.repeat(6))
    expect((await decodeBytes(encode(document, charset))).text).toBe(document)
  })

  it('is windows-1252 when nothing else is recognised', async () => {
    expect((await decodeBytes(Buffer.from([0x41, 0x92, 0x41]))).text).toBe('A’A')
  })
})

describe('a byte order mark', () => {
  it.each([
    ['utf-8', [0xef, 0xbb, 0xbf]],
    ['utf-16le', [0xff, 0xfe]],
    ['utf-16be', [0xfe, 0xff]],
  ])('means %s whatever HTTP and prolog say, and is not part of the text', async (charset, mark) => {
    const document = feed(CYRILLIC, 'koi8-r')
    const bytes = Buffer.concat([Buffer.from(mark), encode(document, charset)])
    const decoded = await decodeBytes(bytes, 'text/xml; charset=windows-1251')
    expect(decoded).toMatchObject({ text: document, charset, decidedBy: 'bom' })
  })

  it('means UTF-32 in both byte orders', async () => {
    const points = [0xfeff, ...[...'<rss>Ж😀</rss>'].map((it) => it.codePointAt(0)!)]
    const little = Buffer.alloc(points.length * 4)
    const big = Buffer.alloc(points.length * 4)
    points.forEach((point, at) => {
      little.writeUInt32LE(point, at * 4)
      big.writeUInt32BE(point, at * 4)
    })
    expect((await decodeBytes(little)).text).toBe('<rss>Ж😀</rss>')
    expect((await decodeBytes(big)).text).toBe('<rss>Ж😀</rss>')
  })
})

describe('wrong labels', () => {
  it.each(['iso-8859-1', 'windows-1251', 'shift_jis', 'utf-16', 'us-ascii'])(
    'valid UTF-8 is UTF-8 though HTTP says %s, and the repair says so',
    async (label) => {
      const decoded = await decodeBytes(Buffer.from(feed('Größe – Ж')), `text/xml; charset=${label}`)
      expect(decoded.text).toBe(feed('Größe – Ж'))
      expect(decoded.repairs).toEqual([`The document is UTF-8, though it is declared as ${label}.`])
    },
  )

  it('follows the prolog when HTTP claims UTF-8 and the bytes are not', async () => {
    const decoded = await decodeBytes(encode(feed(CYRILLIC, 'koi8-r'), 'koi8-r'), 'text/xml; charset=utf-8')
    expect(decoded).toMatchObject({ text: feed(CYRILLIC, 'koi8-r'), charset: 'koi8-r', decidedBy: 'prolog' })
    expect(decoded.repairs).toEqual(['The document is declared as utf-8, but is not.'])
  })

  it('rejects a multi-byte label whose decoding fails often', async () => {
    const document = feed(WESTERN.repeat(5))
    const decoded = await decodeBytes(encode(document, 'windows-1252'), 'text/xml; charset=euc-jp')
    expect(decoded.text).toBe(document)
  })

  it('ignores the label UTF-16 of a document in ASCII bytes', async () => {
    expect((await decodeBytes(Buffer.from(feed('plain', 'utf-16')), 'text/xml')).text).toBe(feed('plain', 'utf-16'))
  })
})

describe('windows-1252 that was converted to UTF-8 as if it were Latin-1', () => {
  it.each([
    ['without a mark', 'He said \u0093no\u0094 \u0096 5 \u0080\u0085'],
    ['with one', '\ufeffHe said \u0093no\u0094 \u0096 5 \u0080\u0085'],
  ])('is read as windows-1252, %s', async (_, text) => {
    const decoded = await decodeBytes(Buffer.from(text))
    expect(decoded.text).toBe('He said “no” – 5 €…')
    expect(decoded.repairs).toEqual(['Control characters stood for quotes and dashes of windows-1252.'])
  })

  it('is not found in letters with the same first byte', async () => {
    const decoded = await decodeBytes(Buffer.from('£5 «a»\u00a0©'))
    expect(decoded).toMatchObject({ text: '£5 «a»\u00a0©', repairs: [] })
  })
})

describe('nearly valid UTF-8', () => {
  it('keeps its characters and reads a stray byte as windows-1252', async () => {
    const bytes = Buffer.concat([
      Buffer.from('Größe für Öl, '),
      Buffer.from([0x93]),
      Buffer.from('Maß'),
      Buffer.from([0x94]),
    ])
    const decoded = await decodeBytes(bytes, 'text/xml; charset=iso-8859-1')
    expect(decoded.text).toBe('Größe für Öl, “Maß”')
    expect(decoded.decidedBy).toBe('nearly-utf-8')
    expect(decoded.repairs.at(-1)).toBe('2 bytes were not UTF-8 and read as windows-1252.')
  })

  it('drops half a character at the end of a truncated download', async () => {
    const bytes = Buffer.from('Größe für Öl ж').subarray(0, -1)
    expect((await decodeBytes(bytes)).text).toBe('Größe für Öl ')
  })
})

it('reads ISO-2022-JP, which has only ASCII bytes, where it is named', async () => {
  const bytes = Buffer.from('3C613E1B2442467C4B5C1B28423C2F613E', 'hex')
  expect((await decodeBytes(bytes, 'text/xml; charset=iso-2022-jp')).text).toBe('<a>日本</a>')
  expect((await decodeBytes(bytes)).text).not.toContain('日本')
})

it('decodes the bytes 0x80 to 0x9f of windows-1252 as browsers do', () => {
  const decoder = new TextDecoder('windows-1252')
  for (let byte = 0x80; byte < 0x100; byte++) {
    const expected = [0x81, 0x8d, 0x8f, 0x90, 0x9d].includes(byte)
      ? String.fromCharCode(byte)
      : decoder.decode(new Uint8Array([byte]))
    expect(windows1252(byte)).toBe(expected)
  }
})
