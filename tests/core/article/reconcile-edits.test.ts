/** Which changes of a known article are edits, and which are saved without a word; ids used again, corrected headlines. */
import { describe, expect, it } from 'vitest'
import {
  type Changes,
  foundArticle,
  isSubstantial,
  type KnownArticle,
  reconcile as reconcileFound,
} from '../../../src/core/article/reconcile.ts'
import { articleId } from '../../../src/core/ids.ts'
import type { Article } from '../../../src/core/model.ts'
import { article, knownAs } from '../../support/make.ts'

const DAY_1 = '2026-08-01T08:00:00.000Z'
const DAY_2 = '2026-11-15T08:00:00.000Z'
const NOW = '2026-11-20T12:00:00.000Z'
const OPTIONS: Parameters<typeof reconcileFound>[2] = {
  now: NOW,
  isFirstFetch: false,
  firstFetchDays: 7,
  maxNewPerSource: 300,
}

const known = (one: Article, isListed = true): KnownArticle => knownAs(foundArticle(one), isListed)
const reconcile = (found: readonly Article[], before: readonly KnownArticle[], options = {}): Changes =>
  reconcileFound(found.map(foundArticle), before, { ...OPTIONS, ...options })

const note = (name: string, changes: Partial<Article> = {}): Article => {
  const url = `https://kiln.example.org/${name}`
  return article({ url, guid: url, canonicalUrl: url, title: `Of ${name}`, text: `All about ${name}.`, ...changes })
}

describe('is saved without a word, and counts as the same:', () => {
  const old = note('glaze', { updatedAt: '2026-11-20T09:00:00.000Z' })

  it.each<[string, Partial<Article>]>([
    ['another enclosure', { enclosures: [{ url: 'https://kiln.example.org/right.mp3', type: 'audio/mpeg' }] }],
    ['other words about its picture', { imageAlt: 'A kiln' }],
    ['another picture', { imageUrl: 'https://kiln.example.org/p.jpg?expires=2' }],
    [
      'another link in the text',
      { contentHtml: '<p>All <a href="https://kiln.example.org/form">about</a> glaze.</p>' },
    ],
    ['another author', { authors: ['Mara Quill'] }],
    ['another publisher', { publisher: 'Coastal Review' }],
    ['another category', { categories: ['Craft'] }],
    ['another language', { language: 'en' }],
    [
      'another address',
      { canonicalUrl: 'https://kiln.example.org/elsewhere', url: 'https://kiln.example.org/elsewhere' },
    ],
    ['a counter in the text', { text: 'All about glaze.\n\n23 comments' }],
    ['a counter in the title', { title: 'Of glaze (23 comments)' }],
  ])('%s', (_, changes) => {
    const { edited, moved, quiet, counts } = reconcile([{ ...old, ...changes, updatedAt: NOW }], [known(old)])
    expect([edited, moved]).toEqual([[], []])
    expect(quiet).toMatchObject([{ article: { ...changes, id: old.id, updatedAt: old.updatedAt } }])
    expect(counts).toMatchObject({ new: 0, edited: 0, same: 1 })
  })

  it('what an earlier version stored without the rest of it', () => {
    const { restHash: _, ...stored } = known(old)
    expect(reconcile([old], [stored])).toMatchObject({ edited: [], quiet: [{ article: { id: old.id } }] })
  })

  it('but not a title that is a counter altogether', () => {
    const songs = [note('song', { title: 'Yesterday' }), note('song', { title: 'Today' })] as const
    expect(reconcile([songs[1]], [known(songs[0])]).counts).toMatchObject({ edited: 1, same: 0 })
  })

  it('but not a number of the text beside a counter', () => {
    const text = (fare: string, points: number) => `The fare goes up to ${fare}.\n\nPoints: ${points}`
    const before = note('fare', { text: text('3.60', 12) })
    expect(reconcile([{ ...before, text: text('3.60', 140) }], [known(before)]).edited).toEqual([])
    const { edited } = reconcile([{ ...before, text: text('3.80', 140) }], [known(before)])
    expect(edited).toMatchObject([{ isSubstantial: true, article: { updatedAt: NOW } }])
  })
})

it('does not take a counter beside an edit for what makes it substantial', () => {
  const long = 'The council met for a long evening and spoke of many things. '.repeat(10)
  const before = { title: 'Of a (3 comments)', text: `${long}\n\nPoints: 12\n\n3 comments` }
  const after = note('a', { title: 'Of a (9 comments)', text: `${long} Snow fell.\n\nPoints: 140\n\n9 comments` })
  expect(isSubstantial(before, after)).toBe(false)
  expect(isSubstantial(before, { ...after, title: 'Of b (9 comments)' })).toBe(true)
  expect(isSubstantial(before, { ...after, text: after.text.replace('Snow', '12 hours of snow') })).toBe(true)
})

describe('read by another version of the program', () => {
  const before = note('glaze')
  const otherwise = { title: 'Of glaze, read otherwise', text: 'Read otherwise, with 12 words more.' }

  it('an article is saved as it is read now, and is no edit', () => {
    const { edited, quiet, counts } = reconcile([note('glaze', otherwise)], [known(before)], { isOtherReader: true })
    expect(edited).toEqual([])
    expect(quiet).toMatchObject([{ article: { ...otherwise, id: before.id, updatedAt: undefined } }])
    expect(counts).toMatchObject({ new: 0, edited: 0, same: 1 })
  })

  it('an article is the same although its date is read otherwise, too', () => {
    const entry = note('glaze', { ...otherwise, publishedAt: '2026-11-20T07:00:00.000Z' })
    expect(reconcile([entry], [known(before)], { isOtherReader: true }).counts).toMatchObject({ new: 0, same: 1 })
    expect(reconcile([entry], [known(before)]).counts).toMatchObject({ new: 1 })
  })

  it('an article is the same where only title or date tell it from others at its address', () => {
    const home = { guid: undefined, url: 'https://kiln.example.org/', canonicalUrl: 'https://kiln.example.org/' }
    const all = [note('a', home), note('b', { ...home, publishedAt: '2026-11-20T07:00:00.000Z' })]
    const reread = [
      { ...all[0]!, text: 'Otherwise.' },
      { ...all[1]!, title: 'Other', text: 'Otherwise.' },
    ]
    const ids = all.map((one, i) => known({ ...one, id: `known ${i}` }))
    expect(reconcile(reread, ids, { isOtherReader: true }).counts).toMatchObject({ new: 0, edited: 0, same: 2 })
    expect(reconcile(reread, ids).counts).toMatchObject({ new: 2 })
  })

  it.each([
    ['with a title and no date', { title: 'Bridge open' }, { title: 'Bridge open' }],
    [
      'with a date and a title made from the text',
      { title: 'LONDON (Reuters) - The bridge is open.', publishedAt: DAY_2 },
      { title: 'The bridge is open.', publishedAt: DAY_2 },
    ],
    ['with neither', { title: 'LONDON (Reuters) - The bridge is open.' }, { title: 'The bridge is open.' }],
  ])('an article without guid and link is the same %s, although a dateline was cut', (_, before, after) => {
    const bare = { guid: undefined, url: undefined, canonicalUrl: undefined, publishedAt: undefined }
    const text = 'The bridge is open. Lorries cross it again after nine weeks of repairs to its northern span.'
    const old = note('old', { ...bare, ...before, text: `LONDON (Reuters) - ${text}`, id: 'old' })
    const reread = note('old', { ...bare, ...after, text, id: 'new' })
    const other = note('other', {
      ...bare,
      title: 'Other',
      text: 'Another text of the same source, as long as the first one is.',
    })
    const { quiet, counts } = reconcile([reread, other], [known(old)], { isOtherReader: true })
    expect(counts).toMatchObject({ new: 1, edited: 0, same: 1 })
    expect(quiet).toMatchObject([{ article: { id: 'old', text } }])
  })

  it('what the source has added is new', () => {
    const { counts } = reconcile([before, note('salt')], [known(before)], { isOtherReader: true })
    expect(counts).toMatchObject({ new: 1, same: 1 })
  })
})

describe('rule 0: a guid that comes back', () => {
  const draft = note('7', { guid: 'g7', title: 'Kiln 7', text: 'Draft, please ignore.', publishedAt: DAY_1 })
  const real = { ...draft, text: 'Shared shelves and a calendar of firings.', publishedAt: DAY_2 }
  const realId = articleId('wire', 'g7', 'Kiln 7', DAY_2)

  it('with another text and date is a new article, with an id from guid, title and date', () => {
    const { added, counts } = reconcile([real], [known(draft, false)])
    expect(added.map(({ article }) => article.id)).toEqual([realId])
    expect(counts).toMatchObject({ new: 1, edited: 0, same: 0 })
  })

  it('stays that article from then on, also when it is edited and dated anew', () => {
    const before = [known(draft, false), known({ ...real, id: realId })]
    expect(reconcile([real], before)).toMatchObject({ added: [], edited: [], quiet: [], relisted: [] })
    const { added, edited } = reconcile([{ ...real, text: 'Shared shelves.', publishedAt: NOW }], before)
    expect(added).toEqual([])
    expect(edited).toMatchObject([{ article: { id: realId } }])
  })

  it.each<[string, Partial<Article>, boolean]>([
    ['the document still had it', {}, true],
    ['its date is the same', { publishedAt: DAY_1 }, false],
    ['its text is the same', { text: draft.text }, false],
    ['its text differs in a counter', { text: `${draft.text}\n\n23 comments` }, false],
    ['it has no date', { publishedAt: undefined }, false],
  ])('is the known article where %s', (_, changes, isListed) => {
    expect(reconcile([{ ...real, ...changes }], [known(draft, isListed)]).added).toEqual([])
  })

  it('is a new article where the old one was mailed before its date and is gone from the store', () => {
    const idOf = (mailedAt?: string) =>
      reconcile([real], [], { mailedAt: new Map(mailedAt === undefined ? [] : [[draft.id, mailedAt]]) }).added[0]!
        .article.id
    expect(idOf()).toBe(draft.id)
    expect(idOf('2026-08-01T18:00:00.000Z')).toBe(realId)
    expect(idOf(NOW)).toBe(draft.id)
  })
})

describe('a corrected headline under a corrected address', () => {
  const text =
    'Forty potters of Brae fired the long kiln on Sunday, for the first time in nine years, and the whole town came to see the fire.'
  const misspelt = note('poters-fire', { title: 'Poters of Brae fire the long kiln', text })
  const corrected = note('potters-fire', { title: 'Potters of Brae fire the long kiln', text })
  const later = { publishedAt: '2026-11-20T10:00:00.000Z' }

  it.each<[string, Article]>([
    ['with the same date', corrected],
    ['in other words, with the same date', { ...corrected, title: 'The long kiln burns again' }],
    ['dated anew', { ...corrected, ...later }],
    ['without a date', { ...corrected, publishedAt: undefined }],
  ])('is the same article, %s', (_, entry) => {
    const { added, edited, unlisted } = reconcile([entry, note('salt')], [known(misspelt), known(note('salt'))])
    expect([added, unlisted]).toEqual([[], []])
    const { guid, url, title } = entry
    expect(edited).toMatchObject([{ isSubstantial: true, article: { id: misspelt.id, guid, url, title } }])
  })

  it.each<[string, readonly Article[], readonly KnownArticle[], object]>([
    ['the document still has the old one', [corrected, misspelt], [known(misspelt)], {}],
    ['the document was cut', [corrected], [known(misspelt)], { isCut: true }],
    ['the text is short', [note('b', { text: 'A picture.' })], [known(note('a', { text: 'A picture.' }))], {}],
    ['several known articles have the text', [corrected], [known(misspelt), known(note('c', { text }))], {}],
    ['several entries have the text', [corrected, note('c', { text })], [known(misspelt)], {}],
    [
      'it is the next of a series',
      [note('p2', { title: 'Puzzle 2', text, ...later })],
      [known(note('p1', { title: 'Puzzle 1', text }))],
      {},
    ],
    [
      'dated anew, the headline is in other words',
      [{ ...corrected, ...later, title: 'The kiln burns' }],
      [known(misspelt)],
      {},
    ],
    ['it comes days later', [{ ...corrected, publishedAt: '2026-11-23T10:00:00.000Z' }], [known(misspelt)], {}],
  ])('is another article where %s', (_, found, before, options) => {
    expect(reconcile(found, before, options).added.length).toBeGreaterThan(0)
  })
})
