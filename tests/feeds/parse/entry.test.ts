import { describe, expect, it } from 'vitest'
import { foldLine, stripText } from '../../../src/feeds/markup/clean-text.ts'
import { makeBudget } from '../../../src/feeds/markup/html.ts'
import { type EntryDraft, finishEntry, languageTag, makeEnclosure, plainTitle } from '../../../src/feeds/parse/entry.ts'
import rows from '../../fixtures/parse/people.json' with { type: 'json' }

const empty = { authors: [], categories: [], enclosures: [] }
const finish = (draft: Partial<EntryDraft>) => finishEntry({ ...empty, ...draft }, makeBudget())
const personNames = (authors: string[]) => finish({ title: 't', authors }).authors

describe('the authors of an entry', () => {
  it.each(rows.people as [string, string[]][])('%s', (written, names) => {
    expect(personNames([written])).toEqual(names)
  })

  it('keeps each name once, in order, and at most twenty', () => {
    expect(personNames(['Bo Ek', 'Ann Ek', 'bo ek'])).toEqual(['Bo Ek', 'Ann Ek'])
    expect(personNames(Array.from({ length: 30 }, (_, at) => `Name ${at}`))).toHaveLength(20)
  })

  it('keeps a list of many names in one element', () => {
    const list = Array.from({ length: 13 }, (_, at) => `Marianne Hale-${'ABCDEFGHIJKLM'[at]}`).join(', ')
    expect(personNames([list])).toEqual([list])
  })
})

describe('languageTag', () => {
  it.each([
    ['en', 'en'],
    ['EN-us', 'en-US'],
    ['pt_br', 'pt-BR'],
    [' de ', 'de'],
    ['zh-hant-tw', 'zh-Hant-TW'],
    ['english', undefined],
    ['x', undefined],
    ['en-a', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('%s is %s', (written, tag) => {
    expect(languageTag(written)).toBe(tag)
  })
})

describe('makeEnclosure', () => {
  it.each([
    [
      ['https://x.example/a.mp3', undefined, 'Audio/MPEG', '12'],
      { url: 'https://x.example/a.mp3', type: 'audio/mpeg', lengthBytes: 12 },
    ],
    [['a.mp3', 'https://x.example/d/', 'audio', '0'], { url: 'https://x.example/d/a.mp3' }],
    [['a.mp3', undefined, undefined, undefined], undefined],
    [['https://x.example/', undefined, 'a b/c', '3'], { url: 'https://x.example/', lengthBytes: 3 }],
    [['https://x.example/', undefined, 'a/b; c=d', '3'], { url: 'https://x.example/', type: 'a/b', lengthBytes: 3 }],
    [['https://x.example/', undefined, ' a/b ', ''], { url: 'https://x.example/', type: 'a/b' }],
    [['javascript:x', 'https://x.example/', 'a/b', '1'], undefined],
    [['https://x.example/', undefined, undefined, '-5'], { url: 'https://x.example/' }],
    [['https://x.example/', undefined, undefined, '1.5'], { url: 'https://x.example/' }],
  ] as const)('%j', ([address, base, type, length], enclosure) => {
    expect(makeEnclosure(address, base, type, length)).toEqual(enclosure)
  })
})

describe('foldLine', () => {
  it.each([
    ['a  b\n c\u00a0d ', 'a b c d'],
    ['\u202eabc\u2066d\u2069', 'abcd'],
    ['a\ud800b\udc00c', 'abc'],
    ['a😀b', 'a😀b'],
    ['\ufeffa\u0000\u007f\u0085\u200bb', 'a\u200bb'],
  ])('%j', (text, line) => {
    expect(foldLine(text, 100)).toBe(line)
  })

  it('cuts after a word and never inside a character, and counts the ellipsis', () => {
    expect(foldLine('one two three four', 14)).toBe('one two three…')
    expect(foldLine('x'.repeat(400), 300)).toBe(`${'x'.repeat(299)}…`)
    expect(foldLine('😀'.repeat(10), 6)).toBe('😀😀…')
    expect(foldLine('exactly ten', 11)).toBe('exactly ten')
  })
})

it('stripText turns CR and CR LF into LF where there is anything to strip, and returns clean text itself', () => {
  expect(stripText('a\r\nb\rc\n\td')).toBe('a\nb\nc\n\td')
  expect(stripText('clean \u200f text')).toBe('clean \u200f text')
})

it('plainTitle reads HTML, and plain text not as HTML', () => {
  expect(plainTitle({ kind: 'html', value: '<i>a</i> &lt;b&gt;' })).toBe('a <b>')
  expect(plainTitle({ kind: 'text', value: '<i>a</i> &lt;b&gt;' })).toBe('<i>a</i> &lt;b&gt;')
  expect(plainTitle({ kind: 'html', value: ' <img src="x"> ' })).toBeUndefined()
})

describe('finishEntry', () => {
  it('takes the longer of content and summary for the text, the content when both are as long', () => {
    const summary = { kind: 'text', value: 'short' } as const
    const longer = { kind: 'text', value: 'longer' } as const
    expect(finish({ content: longer, summary })!.text).toBe('longer')
    expect(finish({ content: summary, summary: longer })!.text).toBe('longer')
    expect(finish({ content: { kind: 'text', value: 'abcde' }, summary })!.text).toBe('abcde')
  })

  it('merges enclosures with the same address', () => {
    const url = 'https://x.example/a.mp3'
    const entry = finish({ enclosures: [{ url }, { url, type: 'audio/mpeg' }] })
    expect(entry!.enclosures).toEqual([{ url, type: 'audio/mpeg' }])
  })

  it('gives an entry without content, too', () => {
    expect(finish({ guid: 'g' })).toEqual({ guid: 'g', text: '', ...empty })
  })

  it('keeps texts beyond the budget as plain text', () => {
    const content = { kind: 'html', value: '<p>a</p><p>b</p><video src="https://x.example/v"></video>' } as const
    expect(finishEntry({ ...empty, content }, { read: 0, sanitize: 0 })).toMatchObject({
      text: 'a b',
      contentHtml: 'a b',
    })
    expect(finishEntry({ ...empty, content }, { read: 1_000, sanitize: 0 })).toMatchObject({
      text: 'a\n\nb',
      contentHtml: '<p>a</p><p>b</p>',
    })
  })
})

describe('a finished entry', () => {
  it('has only the fields that are known', () => {
    expect(finish({ title: 't' })).toStrictEqual({ ...empty, title: 't', text: '' })
    const blank = { kind: 'text', value: ' ' } as const
    const draft = { url: 'https://x.example/', summary: blank, content: blank, origin: { name: ' ' } }
    expect(finish(draft)).toStrictEqual({ ...empty, url: 'https://x.example/', text: '' })
  })

  it('has the name and address of its origin as far as they are known', () => {
    const from = (origin: object) => finish({ title: 't', origin })!.origin
    expect(from({ name: 'A &amp; B' })).toStrictEqual({ name: 'A & B' })
    expect(from({ url: 'https://x.example/' })).toStrictEqual({ url: 'https://x.example/' })
  })

  it('keeps twenty enclosures, each once', () => {
    const enclosures = Array.from({ length: 50 }, (_, at) => ({ url: `https://x.example/${at >> 1}` }))
    const kept = finish({ enclosures })!.enclosures
    expect(kept.map(({ url }) => url)).toEqual(Array.from({ length: 20 }, (_, at) => `https://x.example/${at}`))
  })
})
