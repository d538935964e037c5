import { describe, expect, it } from 'vitest'
import { decodeBytes } from '../../../src/feeds/markup/decode.ts'
import { windows1252 } from '../../../src/feeds/markup/utf-8.ts'
import charsets from '../../fixtures/markup/charsets.json' with { type: 'json' }

/** A text for each encoding, long enough for a statistical guess where nothing is declared. */
const {
  cyrillic: CYRILLIC,
  western: WESTERN,
  japanese: JAPANESE,
  korean: KOREAN,
  taiwanese: TAIWANESE,
  thai: THAI,
  greek: GREEK,
  hebrew: HEBREW,
  arabic: ARABIC,
  czech: CZECH,
  turkish: TURKISH,
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

/** One short item between English markup, as in the feed of a small site. */
const shortFeed = (title: string): string =>
  `<?xml version="1.0"?><rss version="2.0"><channel><title>News</title><link>https://news.example/</link><description>Latest headlines</description><item><title>${title}</title><link>https://news.example/1</link><pubDate>Thu, 19 Nov 2026 07:10:00 GMT</pubDate></item></channel></rss>`

describe('a short document that names no encoding, with more markup than text', () => {
  it.each([
    ['windows-874', THAI],
    ['windows-1251', CYRILLIC],
    ['koi8-r', CYRILLIC],
    ['koi8-u', charsets.texts.ukrainian],
    ['iso-8859-5', CYRILLIC],
    ['windows-1253', GREEK],
    ['iso-8859-7', GREEK],
    ['windows-1255', HEBREW],
    ['windows-1256', ARABIC],
    ['windows-1250', CZECH],
    ['iso-8859-2', CZECH],
    ['windows-1254', TURKISH],
    ['windows-1252', WESTERN],
    ['shift_jis', JAPANESE],
    ['euc-jp', JAPANESE],
    ['euc-kr', KOREAN],
    ['big5', TAIWANESE],
    ['gbk', charsets.texts.chinese],
  ])('is read as %s', async (charset, text) => {
    const document = shortFeed(text.trim())
    expect((await decodeBytes(encode(document, charset))).text).toBe(document)
  })

  it('is read as Thai also in CDATA, in a headline, and beside English words', async () => {
    const document = shortFeed(`<![CDATA[${THAI.slice(0, 16)} (Bangkok Post) ${THAI.slice(16, 30)} 2569]]>`)
    expect(await decodeBytes(encode(document, 'windows-874'))).toMatchObject({ text: document, decidedBy: 'guess' })
  })

  it('is windows-1250 when signs that iso-8859-2 does not have stand behind the part that is guessed by', async () => {
    const document = shortFeed(`${CZECH.repeat(700)} „ano“`)
    expect((await decodeBytes(encode(document, 'windows-1250'))).text).toBe(document)
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

/** The text as it becomes when its UTF-8 is taken for another encoding, which `unitOf` decodes. */
const encodedAgain = (text: string, unitOf: (byte: number) => string): string =>
  Array.from(Buffer.from(text), (byte) => unitOf(byte)).join('')

describe('a text that is encoded twice', () => {
  const REPAIR = 'The text was encoded twice, and was decoded twice.'
  const QUOTED = '“We’ve won”, Trump’s café said… – 20 €'

  it.each([
    ['quotes', QUOTED],
    ['one apostrophe', 'Trump’s plan'],
    ['one accent', 'A café'],
    ['emojis', 'It is sunny ☀️ and 🎉'],
    ['a space that does not break', 'à 5 km'],
    ['French', WESTERN],
    ['Czech', CZECH],
    ['Turkish', TURKISH],
    ['Russian', CYRILLIC],
    ['Greek', GREEK],
    ['Hebrew', HEBREW],
    ['Thai', THAI],
    ['Japanese', JAPANESE],
    ['Korean', KOREAN],
    ['one word', 'Über'],
  ])('is decoded twice, and the repair says so: %s', async (_, text) => {
    for (const unitOf of [windows1252, String.fromCharCode]) {
      const decoded = await decodeBytes(Buffer.from(feed(encodedAgain(text, unitOf))))
      expect(decoded).toMatchObject({ text: feed(text), repairs: [REPAIR] })
    }
    const thrice = encodedAgain(encodedAgain(text, windows1252), windows1252)
    expect((await decodeBytes(Buffer.from(feed(thrice)))).text).toBe(feed(text))
  })

  it('is decoded twice behind a byte order mark, and beside a stray byte', async () => {
    const twice = feed(encodedAgain(QUOTED, windows1252))
    expect((await decodeBytes(Buffer.from(`\ufeff${twice}`))).text).toBe(feed(QUOTED))
    const { text, repairs } = await decodeBytes(Buffer.concat([Buffer.from('é', 'latin1'), Buffer.from(twice)]))
    expect([text, repairs]).toEqual([`é${feed(QUOTED)}`, ['One byte was not UTF-8 and read as windows-1252.', REPAIR]])
  })

  it.each([
    ['the quote whose last byte has no sign', 'Trumpâ€™s â€œplanâ€ failed', 'Trump’s “plan” failed'],
    ['the same with a replacement character', 'Trumpâ€™s â€œplanâ€\ufffd', 'Trump’s “plan”'],
    ['à, whose space was folded', 'dÃ©jÃ Ã Paris', 'déjà à Paris'],
    ['a space that was folded', 'Â«Â ouiÂ Â» 5Â â‚¬', '« oui » 5 €'],
    ['one sign of another part', '© Kiln. Trumpâ€™s cafÃ© â€“ itâ€™s gone', '© Kiln. Trump’s café – it’s gone'],
  ])('is mended where it was damaged since: %s', async (_, written, text) => {
    expect((await decodeBytes(Buffer.from(feed(written)))).text.replaceAll('\u00a0', ' ')).toBe(feed(text))
  })

  it.each([
    ['right text', QUOTED],
    ['a capital before a quote', 'CAFÉ’S and CAFÉ” and MENÚ… and FIANCÉ™'],
    ['capitals before guillemets', '«NÃO» «TÂ» «PÂ»'],
    ['a text about such text', 'The café shows “Ã©” for “é”: why â€™ is seen'],
    ['a text about such text in ASCII', 'How to fix â€™ and Ã© in WordPress: Ã¼, Ã¶'],
    ['one garbled entry among right ones', `${WESTERN} Trumpâ€™s cafÃ©`],
    ['a capital before a quote, alone', 'NÃ” and nothing else'],
  ])('is told from %s, which stays', async (_, text) => {
    expect(await decodeBytes(Buffer.from(feed(text)))).toMatchObject({ text: feed(text), repairs: [] })
  })

  it.each(Object.entries(charsets.texts))('is told from right text: %s', async (_, text) => {
    const document = feed(text.repeat(3))
    expect(await decodeBytes(Buffer.from(document))).toMatchObject({ text: document, repairs: [] })
    const capitals = feed(`“${text.toUpperCase()}” – «${text.toUpperCase()}»…`)
    expect(await decodeBytes(Buffer.from(capitals))).toMatchObject({ text: capitals, repairs: [] })
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

  it('leaves out a byte 0xff, which is no letter', async () => {
    const stray = Buffer.from([0xff])
    const bytes = Buffer.concat([stray, Buffer.from('Größe'), stray, Buffer.from(' für')])
    const repairs = ['2 bytes 0xFF were left out.']
    expect(await decodeBytes(bytes, 'text/xml; charset=utf-8')).toMatchObject({ text: 'Größe für', repairs })
    const ascii = Buffer.concat([Buffer.from('plain'), stray, Buffer.from(' text')])
    expect(await decodeBytes(ascii)).toMatchObject({ text: 'plain text', repairs: ['One byte 0xFF was left out.'] })
  })

  it('is not what a declared encoding with a letter at 0xff is', async () => {
    const haÿ = encode('L’Haÿ', 'windows-1252')
    expect((await decodeBytes(haÿ, 'text/xml; charset=iso-8859-1')).text).toBe('L’Haÿ')
    expect((await decodeBytes(encode('я', 'windows-1251'), 'text/xml; charset=windows-1251')).text).toBe('я')
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
