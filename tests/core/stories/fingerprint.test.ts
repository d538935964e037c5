import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fingerprintArticle, indexKeys } from '../../../src/core/stories/stories.ts'
import {
  anyText,
  article,
  FERRY_OTHER_TEXT,
  FERRY_PARAGRAPHS,
  FERRY_TEXT,
  FERRY_TITLE,
  repostOf,
  withWordsChanged,
} from '../../support/articles.ts'

const ferry = article({ sourceId: 'courier', guid: 'tag:courier.example,2026:1', title: FERRY_TITLE, text: FERRY_TEXT })
const LONG_TEXT = Array.from({ length: 12 }, (_, i) => withWordsChanged(FERRY_TEXT, 2 + (i % 5))).join('\n\n')

/** How many index keys two articles share. */
const sharedKeys = (
  a: Parameters<typeof fingerprintArticle>[0],
  b: Parameters<typeof fingerprintArticle>[0],
): number => {
  const keys = new Set(indexKeys(fingerprintArticle(a)))
  return indexKeys(fingerprintArticle(b)).filter((key) => keys.has(key)).length
}

describe('a fingerprint', () => {
  it('survives JSON unchanged', () => {
    const fingerprint = fingerprintArticle(ferry)
    expect(JSON.parse(JSON.stringify(fingerprint))).toEqual(fingerprint)
  })

  it('needs no escaping in JSON, except for its own quotes', () => {
    expect(JSON.stringify(fingerprintArticle(ferry))).not.toContain('\\')
  })

  it('stays small however long the text is', () => {
    expect(
      JSON.stringify(fingerprintArticle(article({ title: FERRY_TITLE, text: FERRY_PARAGRAPHS[0]! }))).length,
    ).toBeLessThan(900)
    expect(JSON.stringify(fingerprintArticle(article({ title: FERRY_TITLE, text: LONG_TEXT }))).length).toBeLessThan(
      2_300,
    )
  })

  it('is made from the first 40,000 characters, so that a megabyte of text costs no more', () => {
    const text = LONG_TEXT.repeat(Math.ceil(1_000_000 / LONG_TEXT.length))
    const long = article({ text })
    expect(fingerprintArticle(long)).toEqual(fingerprintArticle({ ...long, text: text.slice(0, 40_000) }))
  })

  it('contains no part of the text', () => {
    const printed = JSON.stringify({ ...fingerprintArticle(ferry), sourceId: '' }).toLowerCase()
    for (const word of ['ferry', 'harbour', 'marchetti', 'kestrel']) expect(printed).not.toContain(word)
  })

  it('ignores the boilerplate around the text', () => {
    const plain = fingerprintArticle(article({ sourceId: 's', title: FERRY_TITLE, text: FERRY_TEXT }))
    const dressed = fingerprintArticle(
      article({
        sourceId: 's',
        title: FERRY_TITLE,
        text: [
          '2 March 2026, 9:00 pm',
          FERRY_TITLE,
          'By Lena Ostrowski',
          FERRY_TEXT,
          'Read more at the Courier',
          'Original Source',
        ].join('\n\n'),
      }),
    )
    expect(dressed.phrases).toBe(plain.phrases)
    expect(dressed.lead).toBe(plain.lead)
  })

  it('keeps a text that consists of boilerplate', () => {
    expect(fingerprintArticle(article({ title: 'Notice', text: 'By Friday.' })).words).toBe(2)
  })

  it('records that a text breaks off', () => {
    for (const end of ['…', '...', ' […]', ' Read more', ' Continue reading →', ' Read the full story here.']) {
      expect(fingerprintArticle(article({ text: `${FERRY_PARAGRAPHS[0]}${end}` })).isCut).toBe(true)
    }
    expect(fingerprintArticle(article({ text: FERRY_PARAGRAPHS[0]! })).isCut).toBeUndefined()
  })

  it('can be made from any text', () => {
    fc.assert(
      fc.property(anyText(200), fc.string({ unit: 'grapheme', maxLength: 40 }), (text, title) => {
        const keys = indexKeys(fingerprintArticle(article({ title, text })))
        expect(keys.length).toBeLessThanOrEqual(32)
      }),
      { numRuns: 200 },
    )
  })
})

describe('index keys', () => {
  it('are at most 32 whole numbers of at most 52 bits, all different', () => {
    for (const one of [ferry, article({ text: LONG_TEXT, title: FERRY_TITLE }), article({ text: '' })]) {
      const keys = indexKeys(fingerprintArticle(one))
      expect(keys.length).toBeLessThanOrEqual(32)
      expect(new Set(keys).size).toBe(keys.length)
      for (const key of keys) expect(Number.isInteger(key) && key >= 0 && key < 2 ** 52).toBe(true)
    }
  })

  it.each([
    ['a repost', article({ title: 'Another headline', text: repostOf('Another headline', FERRY_PARAGRAPHS) })],
    ['an edited copy', article({ title: 'Another headline', text: withWordsChanged(FERRY_TEXT, 7) })],
    ['a shortened copy', article({ title: 'Another headline', text: `${FERRY_PARAGRAPHS[0]}…` })],
    [
      'the second half of the text',
      article({ title: 'Another headline', text: FERRY_PARAGRAPHS.slice(3).join('\n\n') }),
    ],
    ['another report of the event', article({ title: 'No boats at night', text: FERRY_OTHER_TEXT })],
    ['the same address elsewhere', article({ title: 'x', text: 'y', url: ferry.url!, sourceId: 'z' })],
  ])('are shared by %s', (_, other) => {
    expect(sharedKeys(ferry, other)).toBeGreaterThan(0)
  })
})
