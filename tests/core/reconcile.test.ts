import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Article } from '../../src/core/model.ts'
import { type Changes, type KnownArticle, type ReconcileOptions, reconcile } from '../../src/core/reconcile.ts'
import { article, knownAs } from '../support/make.ts'

const NOW = '2026-11-20T12:00:00.000Z'
const LATER = '2026-11-20T13:00:00.000Z'
const REGULAR: ReconcileOptions = { now: LATER, isFirstFetch: false, firstFetchDays: 7, maxNewPerSource: 300 }
const FIRST: ReconcileOptions = { ...REGULAR, now: NOW, isFirstFetch: true }

/** A source's memory as the store keeps it from one document to the next. */
function remember(known: readonly KnownArticle[], changes: Changes): KnownArticle[] {
  const byId = new Map(known.map((one) => [one.id, one]))
  for (const kept of [...changes.added, ...changes.edited, ...changes.moved])
    byId.set(kept.article.id, knownAs(kept, byId.get(kept.article.id)?.isListed ?? true))
  for (const id of changes.relisted) byId.set(id, { ...byId.get(id)!, isListed: true })
  for (const id of changes.unlisted) byId.set(id, { ...byId.get(id)!, isListed: false })
  return [...byId.values()]
}

/** Documents read one after another; gives back every answer and what is known in the end. */
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

describe('rule 1: same guid and same title, date or text', () => {
  it.each([
    ['title', note('ponds', { text: 'Rewritten.', publishedAt: '2026-11-20T11:00:00.000Z' })],
    ['date', note('ponds', { title: 'Another headline', text: 'Rewritten.' })],
    ['text', note('ponds', { title: 'Another headline', publishedAt: '2026-11-20T11:00:00.000Z' })],
  ])('knows an article again by its %s', (_, changed) => {
    const { answers, known } = read([[note('ponds')], [changed]])
    expect(known).toHaveLength(1)
    expect(answers[1]!.counts).toEqual({ ...nothing, edited: 1, same: 0 })
    expect(answers[1]!.edited[0]!.article).toMatchObject({
      id: answers[0]!.added[0]!.article.id,
      publishedAt: '2026-11-20T08:00:00.000Z',
      updatedAt: LATER,
    })
  })

  it('keeps two posts under one guid apart, each finding its own again', () => {
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

describe('rule 2: a guid that one known article and one entry alone have', () => {
  it('takes a changed title and text under a guid of its own for an edit', () => {
    const changed = note('ponds', { title: 'Rewritten', text: 'All of it.' })
    const { answers, known } = read([[note('ponds')], [{ ...changed, publishedAt: undefined }]])
    expect(known).toHaveLength(1)
    expect(answers[1]!.counts.edited).toBe(1)
  })

  it('founds a new article where title, text and date all differ: the id is used again', () => {
    const other = note('ponds', { title: 'Rewritten', text: 'All of it.', publishedAt: '2026-11-20T11:00:00.000Z' })
    const { answers, known } = read([[note('ponds')], [other], [other]])
    expect(new Set(idsOf(known)).size).toBe(2)
    expect(answers[1]!.counts).toEqual({ ...nothing, new: 1, same: 0 })
    expect(answers[2]!.counts).toEqual({ ...nothing, same: 1 })
  })

  it('keeps every entry of a source that has given all of them one guid', () => {
    const entries = ['a', 'b', 'c'].map((name, i) =>
      note(name, { guid: 'same', publishedAt: `2026-11-2${i === 0 ? 0 : 0}T0${i}:00:00.000Z` }),
    )
    const { answers, known } = read([entries, entries])
    expect(new Set(idsOf(known)).size).toBe(3)
    expect(answers[1]!.counts).toEqual({ ...nothing, same: 3 })
  })

  it('knows all articles again when a source gives all of them one guid from now on', () => {
    const entries = ['a', 'b', 'c'].map((name) => note(name))
    const { known, last } = read([entries, entries.map((one) => ({ ...one, guid: 'same' }))])
    expect(known).toHaveLength(3)
    expect(last.counts).toEqual({ ...nothing, same: 3 })
  })
})

describe('rule 3: an unknown guid', () => {
  const old = [note('ponds'), note('oak'), note('swans')]

  it('finds the article by its address when the scheme of every guid turns, and back', () => {
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

  it('knows every article again when a source changes all guids at once', () => {
    const { last, known } = read([old, old.map((one, i) => ({ ...one, guid: `urn:new:${i}` }))])
    expect(last.counts).toEqual({ ...nothing, same: 3 })
    expect(last.moved).toHaveLength(3)
    expect(known).toHaveLength(3)
  })

  it('goes by title and text where guids and addresses change at once', () => {
    const moved = old.map((one, i) => ({
      ...one,
      guid: `urn:${i}`,
      url: `https://new.example/${i}`,
      canonicalUrl: `https://new.example/${i}`,
    }))
    const { last, known } = read([old, moved])
    expect(last.added).toEqual([])
    expect(known).toHaveLength(3)
  })

  it('never folds entries by an address that stands there more than once', () => {
    const home = 'https://chisel.example.org/'
    const release = (version: string): Article =>
      note(version, { guid: `${home}#${version}`, url: home, canonicalUrl: home })
    const { answers, known } = read([
      [release('1'), release('2')],
      [release('3'), release('1'), release('2')],
    ])
    expect(answers.map(({ counts }) => counts.new)).toEqual([2, 1])
    expect(known).toHaveLength(3)
  })

  it('leaves an article alone whose guid the document still has', () => {
    const { last } = read([
      [note('ponds')],
      [note('ponds', { guid: 'new', title: 'Fog', text: 'Fog.' }), note('ponds')],
    ])
    expect(last.counts).toEqual({ ...nothing, new: 1, same: 1 })
  })
})

describe('rule 4: else new', () => {
  it('tells entries without a guid apart by their addresses, and knows them again', () => {
    const bare = (name: string, changes: Partial<Article> = {}) => ({ ...note(name, changes), guid: undefined })
    const { answers, known } = read([
      [bare('a'), bare('b')],
      [bare('a', { text: 'Edited.' }), bare('b')],
    ])
    expect(known).toHaveLength(2)
    expect(answers[1]!.counts).toEqual({ ...nothing, edited: 1, same: 1 })
  })

  it('tells entries with neither guid nor address apart by title and text', () => {
    const bare = (title: string) => note('x', { guid: undefined, url: undefined, canonicalUrl: undefined, title })
    const { answers, known } = read([
      [bare('One'), bare('Two')],
      [bare('Two'), bare('Three')],
    ])
    expect(known).toHaveLength(3)
    expect(answers[1]!.counts).toEqual({ ...nothing, new: 1, same: 1 })
  })

  it('keeps once what a document says twice, word for word', () => {
    const { answers, known } = read([
      [note('a'), note('a')],
      [note('a'), note('a')],
    ])
    expect(known).toHaveLength(1)
    expect(answers[0]!.counts).toEqual({ ...nothing, new: 1, same: 1 })
    expect(answers[1]!.counts).toEqual({ ...nothing, same: 2 })
  })
})

it('changes nothing when the same document is read again, whatever it holds', () => {
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
      expect([again.moved, again.relisted, again.unlisted]).toEqual([[], [], []])
      const { counts } = answers[0]!
      expect(counts.new + counts.edited + counts.same + counts.backlog + counts.dropped).toBe(found.length)
      const ids = answers[0]!.added.map(({ article }) => article.id)
      expect(new Set(ids).size).toBe(ids.length)
    }),
    { numRuns: 300 },
  )
})

describe('what is listed', () => {
  it('says what left the list and what came back to it', () => {
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

  describe('counts for its story or not:', () =>
    it.each([
      ['its title', { title: 'Of a, and b' }, true],
      ['a number', { text: long.replace('9 to 4', '8 to 5') }, true],
      [
        'more than 30 % of its text',
        { text: `${long} ${'Afterwards everybody walked home through deep fresh snow. '.repeat(9)}` },
        true,
      ],
      ['a few words', { text: `${long} Snow fell.` }, false],
      ['its address alone', { canonicalUrl: 'https://park.example.org/elsewhere' }, false],
    ])('that changes %s', (_, changes, isSubstantial) => {
      expect(edit(changes)).toMatchObject([{ isSubstantial }])
    }))

  it('takes the publisher’s own date of the edit where it is newer and not in the future', () => {
    const at = (updatedAt: string) => edit({ title: 'New', updatedAt })[0]!.article.updatedAt
    expect(at('2026-11-20T09:00:00.000Z')).toBe('2026-11-20T09:00:00.000Z')
    expect(at('2026-11-19T09:00:00.000Z')).toBe(LATER)
    expect(at('2027-01-01T00:00:00.000Z')).toBe(LATER)
  })

  it('is none when only dates and addresses’ schemes change', () => {
    const { last } = read([[note('a')], [asHttp(note('a', { updatedAt: LATER }))]])
    expect(last.counts).toEqual({ ...nothing, same: 1 })
  })
})

describe('backlog', () => {
  const dated = (name: string, publishedAt: string | undefined) => ({ ...note(name), publishedAt })
  const backlogOf = ({ added }: Changes): string[] =>
    added.filter(({ article }) => article.backlog).map(({ article }) => article.title.slice(3))

  it('is what is older than firstFetchDays on a first fetch, to the millisecond', () => {
    const { last } = read([[dated('edge', '2026-11-13T12:00:00.000Z'), dated('old', '2026-11-13T11:59:59.999Z')]])
    expect(backlogOf(last)).toEqual(['old'])
    expect(last.counts).toMatchObject({ new: 1, backlog: 1 })
  })

  it('is not made of old entries on later fetches, nor where firstFetchDays is 0', () => {
    const old = [dated('old', '2020-01-01T00:00:00.000Z')]
    expect(read([[], old]).last.counts.new).toBe(1)
    expect(read([old], { firstFetchDays: 0 }).last.counts.new).toBe(1)
  })

  it.each([
    ['a first fetch', FIRST],
    ['a later fetch', REGULAR],
  ])('is what exceeds maxNewPerSource on %s, the oldest first, and never put off', (_, options) => {
    const found = ['c', 'a', 'd', 'b'].map((name) =>
      dated(name, `2026-11-2${'0'}T0${name.charCodeAt(0) - 96}:00:00.000Z`),
    )
    const changes = reconcile(found, [], { ...options, maxNewPerSource: 2 })
    expect(backlogOf(changes).sort()).toEqual(['a', 'b'])
    const again = reconcile(found, remember([], changes), { ...REGULAR, maxNewPerSource: 2 })
    expect(again.counts).toEqual({ ...nothing, same: 4 })
  })

  it('has no limit of number where maxNewPerSource is 0', () => {
    const found = Array.from({ length: 500 }, (_, i) => note(`n${i}`))
    expect(reconcile(found, [], { ...FIRST, maxNewPerSource: 0 }).counts).toMatchObject({ new: 500, backlog: 0 })
    expect(reconcile(found, [], FIRST).counts).toMatchObject({ new: 300, backlog: 200 })
  })

  it('is an undated entry of a first fetch, dated like the source’s oldest dated entry', () => {
    const { last } = read([
      [dated('today', NOW), dated('undated', undefined), dated('old', '2020-05-05T00:00:00.000Z')],
    ])
    const undated = last.added.find(({ article }) => article.title === 'Of undated')!.article
    expect(undated).toMatchObject({
      backlog: true,
      publishedAt: '2020-05-05T00:00:00.000Z',
      dateReason: 'oldest-of-source',
    })
  })

  it('has no date where no entry of a first fetch has one', () => {
    const { last } = read([[dated('undated', undefined)]])
    expect(last.added[0]!.article).toMatchObject({ backlog: true, publishedAt: undefined })
  })

  it('is no undated entry of a later fetch, nor one where there is no limit: they take the instant of first sight', () => {
    const undated = [dated('undated', undefined)]
    for (const [changes, at] of [
      [read([[], undated]).last, LATER],
      [read([undated], { firstFetchDays: 0, now: NOW }).last, NOW],
    ] as const) {
      expect(changes.counts).toMatchObject({ new: 1, backlog: 0 })
      expect(changes.added[0]!.article).toMatchObject({ publishedAt: at, dateReason: 'first-seen' })
    }
  })

  it('is not filled by what a filter drops', () => {
    const found = ['ad1', 'ad2', 'ad3', 'a', 'b'].map((name) => note(name))
    const dropReason = ({ title }: Article) => (title.startsWith('Of ad') ? 'an advertisement' : undefined)
    const { counts } = reconcile(found, [], { ...FIRST, maxNewPerSource: 2, dropReason })
    expect(counts).toEqual({ new: 2, edited: 0, same: 0, backlog: 0, dropped: 3 })
  })
})
