import { describe, expect, it } from 'vitest'
import type { Article, Filter, FilterRule } from '../../../src/core/model.ts'
import { compileFilters } from '../../../src/core/topics/filters.ts'
import { article } from '../../support/make.ts'

const sponsored = article({
  sourceId: 's',
  title: 'Sponsored: ten ferries',
  lead: '',
  text: '',
  authors: ['Jane Doe', 'Max O’Neil'],
  categories: ['World Cup', 'r/ferries'],
  url: 'https://www.wire.example.org/sport/cup-2026?page=2',
  canonicalUrl: undefined,
  language: 'en-GB',
  publishedAt: '2026-11-10T12:00:00.000Z',
  firstSeenAt: '2026-11-20T12:00:00.000Z',
})
const reason = async (filters: readonly Filter[], changes: Partial<Article> = {}) =>
  (await compileFilters(filters))({ ...sponsored, ...changes })

/** Whether a rule holds, as one that drops sees it. */
const holds = async (rule: FilterRule, changes?: Partial<Article>) =>
  (await reason([{ drop: rule }], changes)) !== undefined

describe('filters', () => {
  it.each<[string, readonly Filter[], string | undefined]>([
    ['drop an article that drop matches', [{ drop: { any: ['sponsored'] } }], 'drop: "sponsored" in the title'],
    [
      'drop an article that keep does not match',
      [{ keep: { any: ['plane', 'train'] } }],
      'keep: any of "plane", "train" not found',
    ],
    ['keep an article that keep matches', [{ keep: { any: ['ferry'] } }], undefined],
    ['leave other sources alone', [{ drop: { any: ['sponsored'] }, sources: ['other'] }], undefined],
    [
      'drop when one of several does',
      [{ keep: { any: ['ferry'] } }, { drop: { any: ['sponsored'] } }],
      'drop: "sponsored" in the title',
    ],
    ['find words with their signs', [{ drop: { any: ['ferry+', '.ferry', 'C++'] } }], undefined],
    [
      'match exact phrases as they are written',
      [{ drop: { any: ['ferry', { phrase: 'ferries', weight: 2 }], exact: true } }],
      'drop: "ferries" in the title',
    ],
    ['drop nothing when there are none', [], undefined],
  ])('%s', async (_, filters, expected) => {
    expect(await reason(filters)).toBe(expected)
  })

  it.each<[string, Filter, string]>([
    ['an author', { drop: { author: ['Ann', 'Jane Doe'] } }, 'drop: author "Jane Doe"'],
    ['a pattern', { drop: { title: '/^sponsored:/i' } }, 'drop: title /^sponsored:/i'],
    ['a language', { drop: { language: 'en' } }, 'drop: language en'],
    ['an age', { drop: { olderThanDays: 9 } }, 'drop: older than 9 days'],
    ['all that a rule names', { drop: { any: ['ten'], url: 'sport' } }, 'drop: url "sport", "ten" in the title'],
    ['the field that keep misses', { keep: { author: ['Ann', '/^B/'] } }, 'keep: author "Ann" or /^B/ not found'],
    ['the language that keep misses', { keep: { language: ['de', 'fr'] } }, 'keep: language en is not de or fr'],
    ['the age that keep misses', { keep: { olderThanDays: 30 } }, 'keep: not older than 30 days'],
  ])('say by what they drop: %s', async (_, filter, expected) => {
    expect(await reason([filter])).toBe(expected)
  })

  it.each<[string, FilterRule, boolean]>([
    ['a title by its words in other forms', { title: 'ferry' }, true],
    ['a title by exact words as they are written', { title: 'ferry', exact: true }, false],
    ['only the title', { title: 'sport' }, false],
    ['a name in any case and without its accents', { author: 'jane DÖE' }, true],
    ['a part of a name', { author: 'Doe' }, true],
    ['no name half in one author and half in the next', { author: 'Doe Max' }, false],
    ['no other form of a name', { author: 'Janes Doe' }, false],
    ['a category by a word of it', { category: 'world' }, true],
    ['a category with its signs', { category: 'r/ferries' }, true],
    ['no other form of a category', { category: 'ferry' }, false],
    ['an address by its host', { url: 'wire.example.org' }, true],
    ['an address by its path', { url: 'example.org/sport' }, true],
    ['an address by a word of its path', { url: 'cup' }, true],
    ['no part of a word of an address', { url: 'port' }, false],
    ['an address as a pattern', { url: '/page=\\d/' }, true],
    ['a pattern with regard to case', { title: '/sponsored/' }, false],
    ['a pattern in each author, not in their list', { author: '/^Max/' }, true],
    ['a language by its primary tag', { language: 'en-US' }, true],
    ['one of several languages', { language: ['de', 'en'] }, true],
    ['an age in days', { olderThanDays: 10 }, false],
    ['nothing where one of several fields fails', { title: 'ferries', author: 'Ann', any: ['ten'] }, false],
    ['nothing where the words fail', { title: 'ferries', any: ['boat'] }, false],
    ['what has none of the forbidden words', { author: 'Jane Doe', none: ['boat'] }, true],
    ['nothing with a forbidden word', { author: 'Jane Doe', none: ['ten'] }, false],
  ])('find %s', async (_, rule, expected) => {
    expect(await holds(rule)).toBe(expected)
  })

  it('take the tags of one language for the same', async () => {
    const language = async (wanted: string, own: string) => holds({ language: wanted }, { language: own })
    expect(await Promise.all([language('no', 'nb-NO'), language('nn', 'no'), language('he', 'iw')])).not.toContain(
      false,
    )
    expect(await language('nb', 'da')).toBe(false)
  })

  it('weigh phrases as a topic does', async () => {
    const text = { title: '', text: 'The trade war' }
    const hint: FilterRule = { any: [{ phrase: 'trade', weight: 0.4 }] }
    const tradeWar: FilterRule = { any: ['war', { phrase: 'trade war', weight: -1 }] }
    expect([await holds(hint, text), await holds(tradeWar, text)]).toEqual([false, false])
    expect(await holds(tradeWar, { title: '', text: 'A war begins' })).toBe(true)
  })

  it('find an address as its publisher wrote it and as its page says, in readable letters', async () => {
    const moved = { url: 'https://proxy.example/%D0%BC%D0%B8%D1%80/1', canonicalUrl: 'https://desk.example/1' }
    for (const url of ['мир', 'desk.example', 'proxy.example', '/мир/']) expect(await holds({ url }, moved)).toBe(true)
    expect(await holds({ url: '/%/' }, { url: 'https://desk.example/100%' })).toBe(true)
  })

  it.each<[string, Filter, Partial<Article>, boolean]>([
    ['no author meets no drop', { drop: { author: 'Jane' } }, { authors: [] }, false],
    ['no author fails a keep', { keep: { author: 'Jane' } }, { authors: [] }, true],
    ['no category fails a keep', { keep: { category: 'world' } }, { categories: undefined }, true],
    ['no address fails a keep', { keep: { url: 'sport' } }, { url: undefined }, true],
    ['an unknown language meets no drop', { drop: { language: 'en' } }, { language: undefined }, false],
    ['an unknown language fails no keep', { keep: { language: 'en' } }, { language: undefined }, false],
    ['an unknown date meets no drop', { drop: { olderThanDays: 1 } }, { publishedAt: undefined }, false],
    ['an unknown date fails no keep', { keep: { olderThanDays: 1 } }, { publishedAt: undefined }, false],
    ['what else keep names still counts', { keep: { language: 'en', title: 'x' } }, { language: undefined }, true],
  ])('drop nothing for what is not known: %s', async (_, filter, changes, isDropped) => {
    expect((await reason([filter], changes)) !== undefined).toBe(isDropped)
  })

  it('reckon an age at the first sight of an article, or at the instant they are given', async () => {
    const filters = [{ drop: { olderThanDays: 10 } }]
    expect((await compileFilters(filters))(sponsored)).toBeUndefined()
    expect((await compileFilters(filters, '2026-11-20T12:00:00.001Z'))(sponsored)).toBe('drop: older than 10 days')
  })

  it('search ten thousand characters with any pattern, and no more', async () => {
    const long = 'a'.repeat(9_999)
    expect(await holds({ title: '/(a+)+b$/' }, { title: `${long}bc` })).toBe(true)
    expect(await holds({ title: '/(a|aa)+c$/' }, { title: `${long}bc` })).toBe(false)
  })
})
