import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { unpackEventPrint, unpackKeys } from '../../../src/core/stories/event-print.ts'
import { fingerprintArticle } from '../../../src/core/stories/fingerprint.ts'
import { Nearby } from '../../../src/core/stories/nearby.ts'
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
import { type Member, memberOf } from '../../support/grouping.ts'

const ferry = article({ sourceId: 'courier', guid: 'tag:courier.example,2026:1', title: FERRY_TITLE, text: FERRY_TEXT })
const LONG_TEXT = Array.from({ length: 12 }, (_, i) => withWordsChanged(FERRY_TEXT, 2 + (i % 5))).join('\n\n')

/** As it is stored: what tells events apart, and the rest. */
const storedOf = (given: Parameters<typeof fingerprintArticle>[0]): { event: string; copy: string } => {
  const { print, ...copy } = fingerprintArticle(given)
  return { event: print, copy: JSON.stringify(copy) }
}

describe('a fingerprint', () => {
  it('survives being stored', () => {
    expect(JSON.parse(JSON.stringify(fingerprintArticle(ferry)))).toEqual(fingerprintArticle(ferry))
  })

  it('needs no escaping in JSON, except for its own quotes', () => {
    expect(storedOf(ferry).copy).not.toContain('\\')
    expect(JSON.stringify(storedOf(ferry).event)).not.toContain('\\')
  })

  it.each([
    ['a paragraph', FERRY_PARAGRAPHS[0]!, 1_000, 1_000],
    ['a long text', LONG_TEXT, 2_400, 1_400],
  ])('stays small however long the text is: %s', (_, text, copyBytes, eventBytes) => {
    const { copy, event } = storedOf(article({ title: FERRY_TITLE, text }))
    expect(copy.length).toBeLessThan(copyBytes)
    expect(event.length).toBeLessThan(eventBytes)
  })

  it('is made from the first 40,000 characters, so that a megabyte of text costs no more', () => {
    const text = LONG_TEXT.repeat(Math.ceil(1_000_000 / LONG_TEXT.length))
    const long = article({ text })
    expect(fingerprintArticle(long)).toEqual(fingerprintArticle({ ...long, text: text.slice(0, 40_000) }))
  })

  it('contains no part of the text', () => {
    const { copy, event } = storedOf({ ...ferry, sourceId: '' })
    const printed = `${copy} ${event}`.toLowerCase()
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
        const { print, exact } = fingerprintArticle(article({ title, text }))
        expect(unpackEventPrint(print).keys.length).toBeLessThanOrEqual(16)
        for (const key of exact) expect(Number.isSafeInteger(key)).toBe(true)
      }),
      { numRuns: 200 },
    )
  })
})

describe('an article is found by', () => {
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
  ])('%s', (_, other) => {
    const nearby = new Nearby<Member>(72 * 3_600_000, ({ print }) => unpackKeys(print))
    const known = memberOf({ ...ferry, id: 'ferry' })
    nearby.add({ ...known, number: 0 })
    const member = memberOf({ ...other, id: 'other' })
    const found = nearby.candidatesOf(member)
    expect([...nearby.sharingExactly(member), ...found]).not.toEqual([])
  })
})
