import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Changes,
  foundArticle,
  type KnownArticle,
  reconcile as reconcileFound,
} from '../../../src/core/article/reconcile.ts'
import { articleId } from '../../../src/core/ids.ts'
import type { Article } from '../../../src/core/model.ts'
import { article, knownAs } from '../../support/make.ts'

type ReconcileOptions = Parameters<typeof reconcileFound>[2]

const NOW = '2026-11-20T12:00:00.000Z'
const LATER = '2026-11-20T13:00:00.000Z'
const REGULAR: ReconcileOptions = { now: LATER, isFirstFetch: false, firstFetchDays: 7, maxNewPerSource: 300 }
const FIRST: ReconcileOptions = { ...REGULAR, now: NOW, isFirstFetch: true }

const reconcile = (found: readonly Article[], known: readonly KnownArticle[], options: ReconcileOptions): Changes =>
  reconcileFound(found.map(foundArticle), known, options)

/** The known articles after these changes, as the store keeps them from one document to the next. */
function remember(known: readonly KnownArticle[], changes: Changes): KnownArticle[] {
  const byId = new Map(known.map((one) => [one.id, one]))
  for (const kept of [...changes.added, ...changes.edited, ...changes.quiet, ...changes.moved])
    byId.set(kept.article.id, knownAs(kept, byId.get(kept.article.id)?.isListed ?? true))
  for (const id of changes.relisted) byId.set(id, { ...byId.get(id)!, isListed: true })
  for (const id of changes.unlisted) byId.set(id, { ...byId.get(id)!, isListed: false })
  return [...byId.values()]
}

/** Reads documents one after another; returns the changes of each and what is known in the end. */
function read(documents: readonly (readonly Article[])[], options: Partial<ReconcileOptions> = {}) {
  let known: KnownArticle[] = []
  const answers = documents.map((found, i) => {
    const changes = reconcile(found, known, { ...(i === 0 ? FIRST : REGULAR), ...options })
    known = remember(known, changes)
    return changes
  })
  return { answers, known, last: answers.at(-1)! }
}

const note = (name: string, changes: Partial<Article> = {}): Article => {
  const url = `https://park.example.org/notes/${name}`
  return article({ url, guid: url, canonicalUrl: url, title: `Of ${name}`, text: `All about ${name}.`, ...changes })
}
const asHttp = (one: Article): Article => ({
  ...one,
  guid: one.guid!.replace('https:', 'http:'),
  url: one.url!.replace('https:', 'http:'),
  canonicalUrl: one.canonicalUrl!.replace('https:', 'http:'),
})
const nothing = { new: 0, edited: 0, backlog: 0, dropped: 0 }
const idsOf = (known: readonly KnownArticle[]): string[] => known.map(({ id }) => id).sort()

/**
 * For entries of a source: which known article each matches, or that it is new. `wasListed`: whether the source's document
 * before had all of `before`.
 */
function matchesOf(found: readonly Article[], before: readonly Article[], wasListed = false): string[] {
  const known = before.map((one) => {
    const made = foundArticle({ ...one, id: `${one.title}, ${one.text}, ${one.url}, ${one.publishedAt}` })
    return knownAs(made, wasListed)
  })
  const { relisted, unlisted, added } = reconcile(found, known, REGULAR)
  const stayed = wasListed ? known.flatMap(({ id }) => (unlisted.includes(id) ? [] : [id])) : relisted
  return [...stayed, ...added.map(({ article }) => `new: ${article.title}, ${article.text}`)]
}
const idAsKnown = (one: Article): string => `${one.title}, ${one.text}, ${one.url}, ${one.publishedAt}`
const asNew = (one: Article): string => `new: ${one.title}, ${one.text}`
const EIGHT = '2026-11-20T08:00:00.000Z'
const NINE = '2026-11-20T09:00:00.000Z'
/** An article with the same guid as all others. */
const post = (title: string, text: string, name: string, publishedAt?: string): Article =>
  note(name, { guid: 'g', title, text, publishedAt })

describe('of several known articles with one guid, an entry matches', () => {
  it.each([
    ['another address', post('T', 'x', 'a', EIGHT), post('T', 'x', 'b', EIGHT)],
    ['another date', post('T', 'x', 'a', EIGHT), post('T', 'x', 'a', NINE)],
    ['another address, undated', post('T', 'x', 'a'), post('T', 'x', 'b')],
    ['another text, dated alike', post('T', 'x', 'a', EIGHT), post('T', 'y', 'a', EIGHT)],
  ])('the one that is the same in all, where the other has %s', (_, one, other) => {
    expect(matchesOf([other], [one, other])).toEqual([idAsKnown(other)])
    expect(matchesOf([one], [one, other])).toEqual([idAsKnown(one)])
  })

  it('the one with its address, if it has no date', () => {
    const known = [post('T', 'x', 'a', EIGHT), post('T', 'x', 'b', NINE)]
    expect(matchesOf([post('T', 'x', 'b')], known)).toEqual([idAsKnown(known[1]!)])
  })

  it('the one with its text before one with its date', () => {
    const known = [post('T', 'x', 'a', NINE), post('U', 'y', 'b', EIGHT)]
    expect(matchesOf([post('U', 'y', 'c', NINE)], known)).toEqual([idAsKnown(known[1]!)])
  })

  it('the one with its title and date before one with its title alone', () => {
    const known = [post('T', 'x', 'a', EIGHT), post('T', 'y', 'b', NINE)]
    expect(matchesOf([post('T', 'z', 'c', NINE)], known)).toEqual([idAsKnown(known[1]!)])
  })

  it('the first in the list of those with its title, date or text', () => {
    const words = post('V', 'x', 'a', '2026-11-01T00:00:00.000Z')
    const title = post('T', 'y', 'b', '2026-11-02T00:00:00.000Z')
    const date = post('W', 'z', 'c', NINE)
    const entry = [post('T', 'x', 'd', NINE)]
    for (const known of [
      [words, title, date],
      [title, date, words],
      [date, words, title],
      [date, title, words],
      [title, words, date],
    ])
      expect(matchesOf(entry, known, true)).toEqual([idAsKnown(known[0]!)])
    for (const one of [words, title, date])
      expect(matchesOf(entry, [post('-', '-', 'e'), one], true)).toEqual([idAsKnown(one)])
  })

  it('none by date, where both have none', () => {
    const known = [post('T', 'x', 'a', EIGHT), post('T', 'y', 'b')]
    expect(matchesOf([post('T', 'z', 'c')], known)).toEqual([idAsKnown(known[0]!)])
    const entry = post('U', 'z', 'c')
    expect(matchesOf([entry], known)).toEqual([asNew(entry)])
  })

  it('none, where nothing agrees', () => {
    const entry = post('U', 'z', 'c', '2026-11-01T00:00:00.000Z')
    expect(matchesOf([entry], [post('T', 'x', 'a', EIGHT), post('T', 'y', 'b', NINE)])).toEqual([asNew(entry)])
  })
})

describe('rule 1: same guid and same title, date or text', () => {
  it.each([
    ['title', note('ponds', { text: 'Rewritten.', publishedAt: '2026-11-20T11:00:00.000Z' })],
    ['date', note('ponds', { title: 'Another headline', text: 'Rewritten.' })],
    ['text', note('ponds', { title: 'Another headline', publishedAt: '2026-11-20T11:00:00.000Z' })],
  ])('recognises an article by its %s', (_, changed) => {
    const { answers, known } = read([[note('ponds')], [changed]])
    expect(known).toHaveLength(1)
    expect(answers[1]!.counts).toEqual({ ...nothing, edited: 1, same: 0 })
    expect(answers[1]!.edited[0]!.article).toMatchObject({
      id: answers[0]!.added[0]!.article.id,
      publishedAt: '2026-11-20T08:00:00.000Z',
      updatedAt: LATER,
    })
  })

  it('keeps two articles with one guid apart and recognises each', () => {
    const moving = note('list', { guid: 'd44e', title: 'Moving the list', publishedAt: '2026-11-12T08:00:00.000Z' })
    const fair = note('fair', { guid: 'd44e', title: 'At the fair', publishedAt: '2026-11-14T08:00:00.000Z' })
    const { answers, known } = read([
      [moving, fair],
      [fair, moving],
      [moving, fair],
    ])
    expect(known).toHaveLength(2)
    expect(new Set(idsOf(known)).size).toBe(2)
    for (const { counts, moved } of answers.slice(1)) {
      expect(counts).toEqual({ ...nothing, same: 2 })
      expect(moved).toEqual([])
    }
  })
})

describe('rule 2: a guid that only one known article and one entry have', () => {
  it('makes a new article where title, text and date all differ: the guid is used again', () => {
    const other = note('ponds', { title: 'Rewritten', text: 'All of it.', publishedAt: '2026-11-20T11:00:00.000Z' })
    const { answers, known } = read([[note('ponds')], [other], [other]])
    expect(new Set(idsOf(known)).size).toBe(2)
    expect(answers[1]!.counts).toEqual({ ...nothing, new: 1, same: 0 })
    expect(answers[2]!.counts).toEqual({ ...nothing, same: 1 })
  })

  it.each([
    ['the entry', EIGHT, undefined],
    ['the known article', undefined, EIGHT],
  ])('takes an entry that differs in all for an edit, where %s has no date', (_, before, now) => {
    const known = post('T', 'x', 'a', before)
    expect(matchesOf([post('U', 'y', 'b', now)], [known])).toEqual([idAsKnown(known)])
  })

  it('does not apply to two entries with one guid', () => {
    const entries = [post('U', 'y', 'b'), post('V', 'z', 'c')]
    expect(matchesOf(entries, [post('T', 'x', 'a', EIGHT)])).toEqual(entries.map(asNew))
  })

  it('takes an article whose guid another had before for a new one', () => {
    const one = note('one', { guid: 'g1' })
    const two = note('two', { guid: 'g1' })
    const { answers, known } = read([[one], [{ ...one, guid: 'g2' }], [{ ...one, guid: 'g2' }, two]])
    expect(answers.map(({ counts }) => counts.new)).toEqual([1, 0, 1])
    expect(new Set(idsOf(known)).size).toBe(2)
  })

  it('takes an entry whose address another article had before for a new one', () => {
    const at = (name: string, changes: Partial<Article> = {}) => ({ ...note(name, changes), guid: undefined })
    const moved = at('b', { title: 'Of a', text: 'All about a.' })
    const { answers, known } = read([[at('a')], [moved], [moved, at('a', { title: 'New', text: 'New.' })]])
    expect(answers.map(({ counts }) => counts.new)).toEqual([1, 0, 1])
    expect(new Set(idsOf(known)).size).toBe(2)
  })

  it('keeps all entries of a source that gives them one guid', () => {
    const entries = ['a', 'b', 'c'].map((name, i) =>
      note(name, { guid: 'same', publishedAt: `2026-11-2${i === 0 ? 0 : 0}T0${i}:00:00.000Z` }),
    )
    const { answers, known } = read([entries, entries])
    expect(new Set(idsOf(known)).size).toBe(3)
    expect(answers[1]!.counts).toEqual({ ...nothing, same: 3 })
  })

  it('recognises all articles when a source starts to give them one guid', () => {
    const entries = ['a', 'b', 'c'].map((name) => note(name))
    const { known, last } = read([entries, entries.map((one) => ({ ...one, guid: 'same' }))])
    expect(known).toHaveLength(3)
    expect(last.counts).toEqual({ ...nothing, same: 3 })
  })
})

describe('rule 3: an unknown guid', () => {
  const old = [note('ponds'), note('oak'), note('swans')]

  it('finds the article by its address when the scheme of every guid changes, and changes back', () => {
    const { answers, known } = read([
      old.map(asHttp),
      [note('icehouse'), ...old],
      [note('icehouse'), ...old].map(asHttp),
    ])
    expect(answers.map(({ added }) => added.length)).toEqual([3, 1, 0])
    expect(answers.map(({ edited }) => edited.length)).toEqual([0, 0, 0])
    expect(answers[1]!.added[0]!.article.title).toBe('Of icehouse')
    expect(answers[2]!.counts).toEqual({ ...nothing, same: 4 })
    expect(known).toHaveLength(4)
    for (const { id } of answers[0]!.added.map(({ article }) => article)) expect(idsOf(known)).toContain(id)
  })

  it('recognises every article when a source changes all guids at once', () => {
    const { last, known } = read([old, old.map((one, i) => ({ ...one, guid: `urn:new:${i}` }))])
    expect(last.counts).toEqual({ ...nothing, same: 3 })
    expect(last.moved).toHaveLength(3)
    expect(known).toHaveLength(3)
  })
})

describe('rule 3 matches', () => {
  const at = (name: string, guid: string | undefined, title: string, text: string): Article =>
    note(name, { guid, title, text })

  it('a rewritten article by its address, whatever the scheme', () => {
    const known = at('a', 'g1', 'T', 'x')
    const entry = at('a', 'g2', 'U', 'y')
    expect(matchesOf([entry], [known])).toEqual([idAsKnown(known)])
    for (const [from, to] of [
      ['https:', 'http:'],
      ['http:', 'HTTP:'],
    ]) {
      const old = { ...known, canonicalUrl: known.canonicalUrl!.replace('https:', from!) }
      expect(matchesOf([{ ...entry, canonicalUrl: entry.canonicalUrl!.replace('https:', to!) }], [old])).toEqual([
        idAsKnown(old),
      ])
    }
  })

  it('no article whose guid the document still has, even on another article', () => {
    const known = at('a', 'g1', 'T', 'x')
    const again = { ...at('b', 'g1', 'U', 'y'), publishedAt: NINE }
    const entry = at('a', 'g2', 'V', 'z')
    expect(matchesOf([again, entry], [known])).toEqual([asNew(again), asNew(entry)])
  })

  it('no article for an entry whose guid is known, even of another article', () => {
    const [one, two] = [at('a', 'g1', 'T', 'x'), at('b', 'g2', 'U', 'y')]
    const again = { ...at('b', 'g1', 'V', 'z'), publishedAt: NINE }
    expect(matchesOf([again], [one, two])).toEqual([asNew(again)])
  })

  it('no article by an address that two entries or two known articles have', () => {
    const [one, two, three] = [at('a', 'g1', 'T', 'x'), at('a', 'g2', 'U', 'y'), at('a', 'g3', 'V', 'z')]
    expect(matchesOf([two, three], [one])).toEqual([asNew(two), asNew(three)])
    expect(matchesOf([three], [one, two])).toEqual([asNew(three)])
  })

  it('by text, preferring the same address', () => {
    const known = [at('a', 'g1', 'T', 'x'), at('b', 'g2', 'T', 'x'), at('b', 'g3', 'U', 'y')]
    expect(matchesOf([at('b', 'g4', 'T', 'x')], known)).toEqual([idAsKnown(known[1]!)])
    expect(matchesOf([at('c', 'g4', 'T', 'x')], known)).toEqual([idAsKnown(known[0]!)])
  })

  it('an article that had no guid, or an entry that has none any more', () => {
    const known = at('a', undefined, 'T', 'x')
    expect(matchesOf([at('a', 'g1', 'U', 'y')], [known])).toEqual([idAsKnown(known)])
    expect(matchesOf([at('a', undefined, 'U', 'y')], [known])).toEqual([idAsKnown(known)])
  })

  it('each article only once', () => {
    const known = at('a', 'g1', 'T', 'x')
    const other = at('b', 'g3', 'T', 'x')
    expect(matchesOf([at('a', 'g2', 'T', 'x'), other], [known])).toEqual([idAsKnown(known), asNew(other)])
    const bare = at('b', undefined, 'T', 'x')
    expect(matchesOf([at('a', undefined, 'T', 'x'), bare], [known])).toEqual([idAsKnown(known), asNew(bare)])
  })
})

describe('rule 4: a new article', () => {
  const added = (...found: Article[]): string[] => reconcile(found, [], REGULAR).added.map(({ article }) => article.id)

  it('has an id from source and guid, and from title and date as well where others have that guid', () => {
    const one = post('T', 'x', 'a', EIGHT)
    const two = post('U', 'y', 'b')
    expect(added(one)).toEqual([articleId('wire', 'g')])
    expect(added(one, two)).toEqual([articleId('wire', 'g', 'T', EIGHT), articleId('wire', 'g', 'U', '')])
    const known = [
      { ...knownAs(foundArticle(one)), guid: 'g', id: 'k' },
      { ...knownAs(foundArticle(one)), id: 'l' },
    ]
    expect(reconcile([two], known, REGULAR).added[0]!.article.id).toBe(articleId('wire', 'g', 'U', ''))
  })

  it('without a guid has an id from its address, and from title and text as well where others have that address', () => {
    const bare = (name: string, title: string) => note(name, { guid: undefined, title, text: 'x' })
    const url = note('a').canonicalUrl!
    expect(added(bare('a', 'T'))).toEqual([articleId('wire', url)])
    expect(added(bare('a', 'T'), bare('a', 'U'))).toEqual([
      articleId('wire', url, 'T', 'x'),
      articleId('wire', url, 'U', 'x'),
    ])
    const twice = ['k', 'l'].map((id) => ({ ...knownAs(foundArticle(bare('a', id))), id }))
    expect(reconcile([bare('a', 'T')], twice, REGULAR).added[0]!.article.id).toBe(articleId('wire', url, 'T', 'x'))
    const nowhere = { ...bare('a', 'T'), url: undefined, canonicalUrl: undefined }
    expect(added(nowhere)).toEqual([articleId('wire', '', 'T', 'x')])
  })

  it('is distinguished from one with the same title and no guid either', () => {
    const bare = (name: string, text: string) => note(name, { guid: undefined, title: 'T', text })
    expect(added(bare('a', 'x'), bare('b', 'x'), bare('a', 'y'), bare('a', 'x'))).toHaveLength(3)
  })

  it('without a guid is distinguished by its address, and recognised by it', () => {
    const bare = (name: string, changes: Partial<Article> = {}) => ({ ...note(name, changes), guid: undefined })
    const { answers, known } = read([
      [bare('a'), bare('b')],
      [bare('a', { text: 'Edited.' }), bare('b')],
    ])
    expect(known).toHaveLength(2)
    expect(answers[1]!.counts).toEqual({ ...nothing, edited: 1, same: 1 })
  })

  it('without guid and address is distinguished by title and text', () => {
    const bare = (title: string) => note('x', { guid: undefined, url: undefined, canonicalUrl: undefined, title })
    const { answers, known } = read([
      [bare('One'), bare('Two')],
      [bare('Two'), bare('Three')],
    ])
    expect(known).toHaveLength(3)
    expect(answers[1]!.counts).toEqual({ ...nothing, new: 1, same: 1 })
  })

  it('is kept once where a document lists it twice, word for word', () => {
    const { answers, known } = read([
      [note('a'), note('a')],
      [note('a'), note('a')],
    ])
    expect(known).toHaveLength(1)
    expect(answers[0]!.counts).toEqual({ ...nothing, new: 1, same: 1 })
    expect(answers[1]!.counts).toEqual({ ...nothing, same: 2 })
  })
})

it('changes nothing when the same document is read again, whatever its entries', () => {
  const some = fc.constantFrom('a', 'b', 'c', undefined)
  const entries = fc.array(
    fc.record({
      guid: some,
      address: some,
      title: fc.constantFrom('One', 'Two'),
      text: fc.constantFrom('x', 'y'),
      hour: fc.constantFrom(1, 2, undefined),
    }),
    { maxLength: 8 },
  )
  fc.assert(
    fc.property(entries, (made) => {
      const found = made.map(({ guid, address, title, text, hour }) =>
        article({
          guid,
          url: address && `https://e.example/${address}`,
          canonicalUrl: address && `https://e.example/${address}`,
          title,
          text,
          publishedAt: hour && `2026-11-20T0${hour}:00:00.000Z`,
        }),
      )
      const { answers } = read([found, found])
      const again = answers[1]!
      expect(again.counts).toEqual({ ...nothing, same: found.length })
      expect([again.quiet, again.moved, again.relisted, again.unlisted]).toEqual([[], [], [], []])
      const { counts } = answers[0]!
      expect(counts.new + counts.edited + counts.same + counts.backlog + counts.dropped).toBe(found.length)
      const ids = answers[0]!.added.map(({ article }) => article.id)
      expect(new Set(ids).size).toBe(ids.length)
    }),
    { numRuns: 300 },
  )
})

describe('a document', () => {
  it('that lists an article with two dates and addresses yields it once', () => {
    const elsewhere = { publishedAt: NINE, canonicalUrl: 'https://park.example.org/elsewhere' }
    const { last, known } = read([[note('a')], [note('a'), note('a', elsewhere)]])
    expect(last.counts).toEqual({ ...nothing, same: 2 })
    expect([last.edited, last.moved]).toEqual([[], []])
    expect(known).toHaveLength(1)
  })

  it('that lists an article also under its old title yields it once', () => {
    const [old, other] = [post('T', 'x', 'a', EIGHT), post('U', 'y', 'b', NINE)]
    const edited = { ...old, title: 'New' }
    const again = { ...old, text: 'z' }
    const { last, known } = read([
      [old, other],
      [edited, other],
      [edited, other, again],
    ])
    expect(last.counts).toEqual({ ...nothing, same: 3 })
    expect(known).toHaveLength(2)
  })

  it('of thousands of entries is read completely', () => {
    const found = Array.from({ length: 1_500 }, (_, i) => note(`n${i}`))
    const { answers } = read([found, found], { maxNewPerSource: 0 })
    expect(answers.map(({ counts }) => [counts.new, counts.same])).toEqual([
      [1_500, 0],
      [0, 1_500],
    ])
  })
})

describe('the list of a source', () => {
  it('reports which articles left it and which came back', () => {
    const { answers } = read([[note('a'), note('b')], [note('b')], [note('a'), note('b')]])
    const a = answers[0]!.added[0]!.article.id
    expect(answers.map(({ unlisted, relisted }) => [unlisted, relisted])).toEqual([
      [[], []],
      [[a], []],
      [[], [a]],
    ])
  })
})

describe('an edit', () => {
  const long = `${'The council met for a long evening and spoke of many things. '.repeat(10)}It voted 9 to 4.`
  const edit = (changes: Partial<Article>) =>
    read([[note('a', { text: long })], [note('a', { text: long, ...changes })]]).last.edited

  describe('is substantial or not', () =>
    it.each([
      ['its title', { title: 'Of a, and b' }, true],
      ['a number', { text: long.replace('9 to 4', '8 to 5') }, true],
      [
        'more than 30 % of its text',
        { text: `${long} ${'Afterwards everybody walked home through deep fresh snow. '.repeat(9)}` },
        true,
      ],
      ['a few words', { text: `${long} Snow fell.` }, false],
      ['the order of its numbers', { text: long.replace('9 to 4', '4 to 9') }, false],
    ])('where it changes %s', (_, changes, isSubstantial) => {
      expect(edit(changes)).toMatchObject([{ isSubstantial }])
    }))

  it.each([
    ['every third of ten words', 'a b c d e f g h i j', 'a b X d e X g h X j', false],
    ['four of ten words', 'a b c d e f g h i j', 'a b X d e X g h X X', true],
    ['words that were there once to many times', 'a b c d e f g h i j', 'a a a a a a a b c d', true],
    ['nothing of words that stand there often', 'a a a a a a a a b c', 'a a a a a a a a c b', false],
    ['12 to 21', 'a b c d e 12', 'a b c d e 21', true],
    ['1.5 to 1,5', 'a b c d e f g h 1.5', 'a b c d e f g h 1,5', true],
    ['1.50 to 1.5 and 0', 'a b c d e f g h 1.50', 'a b c d e f g h 1.5 0', true],
    ['1 and 23 to 12 and 3', 'a b c d e f g h 1 23', 'a b c d e f g h 12 3', true],
  ])('is substantial or not, by how much of the text changed: %s', (_, before, after, isSubstantial) => {
    const [answer] = read([[note('a', { text: before })], [note('a', { text: after })]]).last.edited
    expect(answer!.isSubstantial).toBe(isSubstantial)
  })

  it('has the reason of the filter that drops it, or none', () => {
    const dropReason = ({ text }: Article) => (text === 'Ad.' ? 'an advertisement' : undefined)
    const edits = (text: string) => read([[note('a')], [note('a', { text })]], { dropReason }).last.edited
    expect(edits('Ad.')).toMatchObject([{ dropped: 'an advertisement' }])
    expect(edits('News.')[0]).not.toHaveProperty('dropped')
  })

  it('keeps its first sight, by which a filter reckons its age', () => {
    const seen: string[] = []
    const dropReason = ({ firstSeenAt }: Article) => void seen.push(firstSeenAt)
    read([[note('a')], [note('a', { text: 'News.', firstSeenAt: LATER })]], { dropReason })
    expect(seen).toEqual([note('a').firstSeenAt, note('a').firstSeenAt])
  })

  it('is not made by a change of the written address alone: the article moved', () => {
    const { last } = read([[note('a')], [note('a', { url: 'https://park.example.org/notes/a?from=feed', guid: 'x' })]])
    expect(last.counts).toEqual({ ...nothing, same: 1 })
    const guid = note('a').guid!
    const again = read([[note('a')], [{ ...note('a'), url: 'https://park.example.org/notes/a?from=feed', guid }]]).last
    expect(again.counts).toEqual({ ...nothing, same: 1 })
    expect(again.moved).toHaveLength(1)
  })

  it('is dated now where the publisher’s date of the edit is the one that was known', () => {
    const dated = { updatedAt: NINE }
    const { last } = read([[note('a', dated)], [note('a', { ...dated, title: 'New' })]])
    expect(last.edited[0]!.article.updatedAt).toBe(LATER)
  })

  it('has the publisher’s date where none was known', () => {
    const undated = { publishedAt: undefined }
    const { last } = read([[note('a', undated)], [note('a', { ...undated, title: 'New', updatedAt: NINE })]])
    expect(last.edited[0]!.article).toMatchObject({ publishedAt: undefined, updatedAt: NINE })
  })

  it('has the publisher’s date where it is newer and not in the future', () => {
    const at = (updatedAt: string) => edit({ title: 'New', updatedAt })[0]!.article.updatedAt
    expect(at('2026-11-20T09:00:00.000Z')).toBe('2026-11-20T09:00:00.000Z')
    expect(at('2026-11-19T09:00:00.000Z')).toBe(LATER)
    expect(at('2027-01-01T00:00:00.000Z')).toBe(LATER)
  })

  it('is not made by a change of dates and of the scheme of addresses alone', () => {
    const { last } = read([[note('a')], [asHttp(note('a', { updatedAt: LATER }))]])
    expect(last.counts).toEqual({ ...nothing, same: 1 })
  })
})

describe('backlog', () => {
  const dated = (name: string, publishedAt: string | undefined) => ({ ...note(name), publishedAt })
  const backlogOf = ({ added }: Changes): string[] =>
    added.filter(({ article }) => article.backlog).map(({ article }) => article.title.slice(3))

  it('contains what is older than firstFetchDays on a first fetch, to the millisecond', () => {
    const { last } = read([[dated('edge', '2026-11-13T12:00:00.000Z'), dated('old', '2026-11-13T11:59:59.999Z')]])
    expect(backlogOf(last)).toEqual(['old'])
    expect(last.counts).toMatchObject({ new: 1, backlog: 1 })
  })

  it('contains no old entry on later fetches, nor where firstFetchDays is 0', () => {
    const old = [dated('old', '2020-01-01T00:00:00.000Z')]
    expect(read([[], old]).last.counts.new).toBe(1)
    expect(read([old], { firstFetchDays: 0 }).last.counts.new).toBe(1)
  })

  it.each([
    ['a first fetch', FIRST],
    ['a later fetch', REGULAR],
  ])('contains what exceeds maxNewPerSource on %s, the oldest first, and nothing is postponed', (_, options) => {
    const found = ['c', 'a', 'd', 'b'].map((name) =>
      dated(name, `2026-11-2${'0'}T0${name.charCodeAt(0) - 96}:00:00.000Z`),
    )
    const changes = reconcile(found, [], { ...options, maxNewPerSource: 2 })
    expect(backlogOf(changes).sort()).toEqual(['a', 'b'])
    const again = reconcile(found, remember([], changes), { ...REGULAR, maxNewPerSource: 2 })
    expect(again.counts).toEqual({ ...nothing, same: 4 })
  })

  it('contains nothing for the number of entries where maxNewPerSource is 0', () => {
    const found = Array.from({ length: 500 }, (_, i) => note(`n${i}`))
    expect(reconcile(found, [], { ...FIRST, maxNewPerSource: 0 }).counts).toMatchObject({ new: 500, backlog: 0 })
    expect(reconcile(found, [], FIRST).counts).toMatchObject({ new: 300, backlog: 200 })
  })

  it('contains an undated entry of a first fetch, with the date of the source’s oldest dated entry', () => {
    const { last } = read([
      [dated('today', NOW), dated('undated', undefined), dated('old', '2020-05-05T00:00:00.000Z')],
    ])
    const shuffled = [dated('undated', undefined), dated('old', '2020-05-05T00:00:00.000Z'), dated('today', NOW)]
    for (const found of [shuffled, [...shuffled, dated('undated too', undefined)]])
      for (const { article } of read([found]).last.added.filter(({ article }) =>
        article.title.startsWith('Of undated'),
      ))
        expect(article).toMatchObject({ backlog: true, publishedAt: '2020-05-05T00:00:00.000Z' })
    const undated = last.added.find(({ article }) => article.title === 'Of undated')!.article
    expect(undated).toMatchObject({
      backlog: true,
      publishedAt: '2020-05-05T00:00:00.000Z',
      dateReason: 'oldest-of-source',
    })
  })

  it('stays undated where no entry of a first fetch has a date', () => {
    const { last } = read([[dated('undated', undefined)]])
    expect(last.added[0]!.article).toMatchObject({ backlog: true, publishedAt: undefined })
    expect(last.added[0]!.article).not.toHaveProperty('dateReason')
  })

  it('contains no undated entry of a later fetch or without a limit: its date is the instant of first sight', () => {
    const undated = [dated('undated', undefined)]
    for (const [changes, at] of [
      [read([[], undated]).last, LATER],
      [read([undated], { firstFetchDays: 0, now: NOW }).last, NOW],
    ] as const) {
      expect(changes.counts).toMatchObject({ new: 1, backlog: 0 })
      expect(changes.added[0]!.article).toMatchObject({ publishedAt: at, dateReason: 'first-seen' })
    }
  })

  it('does not count old entries against maxNewPerSource', () => {
    const old = ['c', 'd', 'e'].map((name) => dated(name, '2020-05-05T00:00:00.000Z'))
    const changes = reconcile([...old, note('a'), note('b')], [], { ...FIRST, maxNewPerSource: 2 })
    expect(backlogOf(changes).sort()).toEqual(['c', 'd', 'e'])
  })

  it('contains, of entries with one date, those with the larger ids', () => {
    const found = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => note(name))
    const { added } = reconcile(found, [], { ...REGULAR, maxNewPerSource: 3 })
    const fresh = added.filter(({ article }) => !article.backlog).map(({ article }) => article.id)
    expect(fresh.sort()).toEqual(
      found
        .map(({ id }) => id)
        .sort()
        .slice(0, 3),
    )
  })

  it('contains nothing that a filter drops, old or new', () => {
    const old = { ...dated('ad', '2020-05-05T00:00:00.000Z') }
    const { counts } = reconcile([old], [], { ...FIRST, dropReason: () => 'an advertisement' })
    expect(counts).toEqual({ ...nothing, same: 0, dropped: 1 })
    const found = [note('ad1', { publishedAt: NINE }), note('ad2', { publishedAt: NINE }), note('a'), note('b')]
    const dropReason = ({ title }: Article) => (title.startsWith('Of ad') ? 'an advertisement' : undefined)
    const changes = reconcile(found, [], { ...FIRST, maxNewPerSource: 2, dropReason })
    expect(backlogOf(changes)).toEqual([])
    expect(changes.added.filter(({ dropped }) => dropped === undefined)).toHaveLength(2)
  })

  it('does not count what a filter drops against maxNewPerSource', () => {
    const found = ['ad1', 'ad2', 'ad3', 'a', 'b'].map((name) => note(name))
    const dropReason = ({ title }: Article) => (title.startsWith('Of ad') ? 'an advertisement' : undefined)
    const { counts } = reconcile(found, [], { ...FIRST, maxNewPerSource: 2, dropReason })
    expect(counts).toEqual({ new: 2, edited: 0, same: 0, backlog: 0, dropped: 3 })
  })
})
