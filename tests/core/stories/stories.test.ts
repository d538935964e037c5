import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { storyId } from '../../../src/core/ids.ts'
import type { Article } from '../../../src/core/model.ts'
import { leadOf, type placeInStories } from '../../../src/core/stories/placement.ts'
import { groupStories } from '../../../src/core/stories/stories.ts'
import {
  article,
  FERRY_OTHER_TEXT,
  FERRY_PARAGRAPHS,
  FERRY_TEXT,
  FERRY_TITLE,
  hoursLater,
  repostOf,
  withWordsChanged,
} from '../../support/articles.ts'
import { fixture } from '../../support/fixture.ts'
import { groupedAnew, groupedInPasses, type Member, memberOf } from '../../support/grouping.ts'

/** An article of so many hours after the first. */
const told = (id: string, hours: number, title: string, text: string, more: Partial<Article> = {}): Article =>
  article({ id, title, text, publishedAt: hoursLater(hours), ...more })

const original = (): Article => told('original', 0, FERRY_TITLE, FERRY_TEXT, { sourceId: 'courier' })

/** The ids of each story's articles; a copy with the article that it is a copy of. */
function shapeOf(articles: readonly Article[]): string[] {
  return groupStories(articles)
    .map((story) => story.articles.map(({ id, copyOf }) => (copyOf === undefined ? id : `${id}=${copyOf}`)).join(' '))
    .sort()
}

interface Expected {
  readonly name: string
  readonly stories?: number
  readonly copies?: number
  readonly articles: readonly (Pick<Article, 'sourceId' | 'title' | 'text'> & { readonly hour: number })[]
}

const { groups, episodes } = fixture<{
  /** What must be one story or several, or no copy. */
  readonly groups: readonly { readonly rule: string; readonly cases: readonly Expected[] }[]
  /** The titles and sentences of a series. */
  readonly episodes: readonly (readonly [string, string, string?])[]
}>('stories/stories')

describe.each(groups)('$rule', ({ cases }) => {
  it.each(cases)('$name', ({ articles, stories, copies }) => {
    const found = groupStories(
      articles.map(({ hour, ...given }, nth) => article({ ...given, id: `a${nth}`, publishedAt: hoursLater(hour) })),
    )
    if (stories !== undefined) expect(found).toHaveLength(stories)
    const foundCopies = found.flatMap((story) => story.articles).filter(({ copyOf }) => copyOf !== undefined)
    if (copies !== undefined) expect(foundCopies).toHaveLength(copies)
  })
})

describe('the same text', () => {
  it.each<[string, Partial<Article> & { text: string }]>([
    ['under the same headline', { title: FERRY_TITLE, text: FERRY_TEXT }],
    ['under another headline', { title: 'Night boats stay in port', text: FERRY_TEXT }],
    ['under no headline', { title: '', text: FERRY_TEXT }],
    [
      'with dates, byline, teaser and glued credits',
      { title: FERRY_TITLE, text: repostOf(FERRY_TITLE, FERRY_PARAGRAPHS) },
    ],
    [
      'the same, under another headline',
      {
        title: 'WATCH: No More Night Ferries | Daily Ledger',
        text: repostOf('No More Night Ferries', FERRY_PARAGRAPHS),
      },
    ],
    [
      'with other quotes, dashes and spaces',
      {
        title: FERRY_TITLE,
        text: FERRY_TEXT.replaceAll('"', '”').replaceAll(' - ', ' — ').replaceAll(', ', ',  ').replaceAll("'", '’'),
      },
    ],
    ['with every twelfth word changed', { title: FERRY_TITLE, text: withWordsChanged(FERRY_TEXT, 12) }],
    ['with every sixth word changed', { title: FERRY_TITLE, text: withWordsChanged(FERRY_TEXT, 6) }],
    [
      'cut after two paragraphs',
      { title: FERRY_TITLE, text: `${FERRY_PARAGRAPHS.slice(0, 2).join('\n\n')}\n\nContinue reading…` },
    ],
    [
      'cut in the first sentences, under another headline',
      { title: 'No night ferries', text: `${FERRY_PARAGRAPHS[0]} […]` },
    ],
    [
      'abridged to every other paragraph',
      { title: FERRY_TITLE, text: FERRY_PARAGRAPHS.filter((_, i) => i % 2 === 0).join('\n\n') },
    ],
    [
      'with a call to subscribe at both ends',
      {
        title: FERRY_TITLE,
        text: `Sign up for our evening letter!\n\n${FERRY_TEXT}\n\nThe views expressed are the author's own. Support our work with a small gift each month and share this story with your friends.`,
      },
    ],
  ])('is a copy %s', (_, given) => {
    const copy = article({ ...given, id: 'repost', publishedAt: hoursLater(3) })
    expect(shapeOf([original(), copy])).toEqual(['original repost=original'])
  })

  it('is one story with four copies when five outlets add their boilerplate to it', () => {
    const outlets = [
      told('r1', 1, FERRY_TITLE, repostOf(FERRY_TITLE, FERRY_PARAGRAPHS)),
      told('r2', 2, 'Brellin stops the night boats', repostOf('Brellin stops the night boats', FERRY_PARAGRAPHS)),
      told('r3', 3, 'Harbour council acts', `${FERRY_PARAGRAPHS.slice(0, 3).join('\n\n')}\n\nRead more`),
      told('r4', 30, FERRY_TITLE.toUpperCase(), withWordsChanged(FERRY_TEXT, 11)),
    ]
    expect(shapeOf([...outlets, original()])).toEqual(['original r1=original r2=original r3=original r4=original'])
  })

  it('has a reason', () => {
    const copy = told('repost', 1, FERRY_TITLE, FERRY_TEXT)
    const [story] = groupStories([original(), copy])
    expect(story!.articles[1]!.why).toEqual([
      expect.stringMatching(
        /^the same text as original: 100 % of the shorter text's phrases, .*, the same title \(99 % sure\)$/,
      ),
    ])
  })

  it('is no copy outside the window', () => {
    const late = told('late', 24 * 5, FERRY_TITLE, FERRY_TEXT)
    expect(shapeOf([original(), late])).toEqual(['late', 'original'])
  })

  it('is recognised in scripts without spaces', () => {
    const text =
      '港口委员会周一投票决定，在安装雷达之前停止所有夜间渡轮。委员会主席说，过去八周内已经发生三起碰撞事故，其中一起造成九人受伤。渡轮公司认为这一决定过于仓促，并表示整个船队安装雷达需要四百六十万克朗，要到八月才能完成。岛上居民对投票结果表示不满。'
    const other =
      '国家图书馆宣布，从下个月起将向所有读者免费开放古籍阅览室。馆长介绍说，修复工作历时六年，共整理出三千多册珍贵手稿，其中大部分此前从未公开展出，读者需要提前一周预约。'
    const first = told('zh1', 0, '港口停止夜间渡轮', text)
    const second = told('zh2', 2, '夜间渡轮暂停运营', `${text.slice(0, 80)}……`)
    const third = told('zh3', 2, '图书馆开放古籍', other)
    expect(shapeOf([third, second, first])).toEqual(['zh1 zh2=zh1', 'zh3'])
  })

  it('is recognised in another language when its accents are lost', () => {
    const text =
      'El ayuntamiento de Brellín aprobó el lunes la suspensión de los transbordadores nocturnos después de la tercera colisión en ocho semanas. La capitana del puerto, Odile Marchetti, pidió a la compañía que instale radares antes de agosto. Los vecinos de las islas protestaron durante la sesión y exigieron un autobús gratuito por el puente del norte.'
    const bare = text.normalize('NFD').replace(/\p{M}/gu, '')
    expect(
      shapeOf([told('es1', 0, 'Brellín suspende los barcos', text), told('es2', 1, 'Sin barcos de noche', bare)]),
    ).toEqual(['es1 es2=es1'])
  })
})

describe('addresses', () => {
  const url = 'https://courier.example/2026/03/night-ferries'
  const short = 'A notice of the harbour office.'

  it('make copies between sources', () => {
    const a = told('a', 0, 'Night ferries', 'One summary.', { sourceId: 's1', url })
    const b = told('b', 1, 'Ferries at night', 'Quite another teaser text.', { sourceId: 's2', url })
    expect(shapeOf([a, b])).toEqual(['a b=a'])
    expect(groupStories([a, b])[0]!.articles[1]!.why![0]).toBe('the same text as a: the same address')
  })

  it('make no copies within one source', () => {
    const link = 'https://tools.example/'
    const releases = [
      told('v1', 0, 'Plane 2.4.0', 'Sharper blades, a lighter handle, and a manual in two languages.', {
        sourceId: 'tools',
        url: link,
      }),
      told('v2', 4, 'Plane 2.4.1', 'Mends a wobble on narrow boards; nothing else has changed.', {
        sourceId: 'tools',
        url: link,
      }),
      told('v3', 8, 'Where to find us in spring', 'We have a bench beside the gate and sharpen what you bring.', {
        sourceId: 'tools',
        url: link,
      }),
    ]
    expect(shapeOf(releases)).toEqual(['v1', 'v2', 'v3'])
    expect(shapeOf(releases.map((release) => ({ ...release, url, canonicalUrl: url })))).toEqual(['v1', 'v2', 'v3'])
  })

  it('are ignored when they are a home page', () => {
    const home = 'https://courier.example/'
    const a = told('a', 0, 'Night ferries', short, { sourceId: 's1', url: home })
    const b = told('b', 1, 'A seal in the bath', 'It will not leave the pool.', { sourceId: 's2', url: home })
    expect(shapeOf([a, b])).toEqual(['a', 'b'])
  })

  it.each([
    ['a tag', 'tag:courier.example,2026:story-9', true],
    ['a UUID', 'urn:uuid:0d3f1e1a-5b57-4c0e-9d51-0a1f5d1c9b11', true],
    ['an address', 'https://courier.example/?p=991', true],
    ['a bare number', '991', false],
    ['a word', 'story', false],
  ])('are equal as guids when the guid is %s', (_, guid, isEqual) => {
    const link = 'https://courier.example/2026/03/'
    const a = told('a', 0, 'Night ferries', short, { sourceId: 's1', guid, url: `${link}a` })
    const b = told('b', 1, 'A seal in the bath', 'It will not leave the pool.', {
      sourceId: 's2',
      guid,
      url: `${link}b`,
    })
    expect(shapeOf([a, b])).toEqual(isEqual ? ['a b=a'] : ['a', 'b'])
  })
})

describe('the same event', () => {
  it('is one story and no copy when another outlet reports it in its own words', () => {
    const own = told('own', 2, 'Brellin ferries banned from crossing the Sound at night', FERRY_OTHER_TEXT, {
      sourceId: 'islander',
    })
    expect(shapeOf([own, original()])).toEqual(['original own'])
    expect(groupStories([own, original()])[0]!.articles[1]!.why).toEqual([
      expect.stringMatching(/^the same event as original: likeness \.\d\d$/),
    ])
  })
})

describe('the order of arrival', () => {
  const everything = (): Article[] => [
    original(),
    told('r1', 1, FERRY_TITLE, repostOf(FERRY_TITLE, FERRY_PARAGRAPHS)),
    told('r2', 2, 'Night boats', withWordsChanged(FERRY_TEXT, 9)),
    told('r3', 2, FERRY_TITLE, `${FERRY_PARAGRAPHS[0]}…`),
    told('own', 2, 'Brellin ferries banned at night', FERRY_OTHER_TEXT),
    told(
      'x',
      5,
      'A seal in the bath',
      'A seal has moved into the swimming bath of Brellin and will not leave, the keeper said on Monday. He feeds it herring.',
    ),
    told(
      'y',
      9,
      'Seal keeps the bath',
      'The seal in the swimming bath of Brellin stays for now, its keeper says; herring is brought from the cannery.',
    ),
  ]

  it('changes neither copies nor stories nor ids', () => {
    const articles = everything()
    const expected = JSON.stringify(groupStories(articles))
    fc.assert(
      fc.property(fc.shuffledSubarray(articles, { minLength: articles.length }), (shuffled) => {
        expect(JSON.stringify(groupStories(shuffled))).toBe(expected)
      }),
      { numRuns: 30 },
    )
  })

  it('changes nothing when articles come in several passes, by date', () => {
    const members = everything()
      .map((one) => memberOf(one))
      .sort((a, b) => a.datedMs - b.datedMs || (a.id < b.id ? -1 : 1))
    const storiesOf = (passes: readonly (readonly Member[])[]): string[] => {
      const places = new Map(groupedInPasses(passes).flatMap(({ placements }) => [...placements]))
      return members.map(({ id }) => `${id} ${places.get(id)!.storyId} ${places.get(id)!.copyOf}`)
    }
    const whole = storiesOf([members])
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: members.length - 1 })), (cuts) => {
        const edges = [0, ...cuts.sort((a, b) => a - b), members.length]
        expect(storiesOf(edges.slice(1).map((end, i) => members.slice(edges[i], end)))).toEqual(whole)
      }),
      { numRuns: 30 },
    )
  })

  it('leaves every article in exactly one story, whatever the articles', () => {
    expect(groupStories([])).toEqual([])
    const nothing = told('nothing', 0, '', '')
    const undated: Article = { ...original(), id: 'undated' }
    delete (undated as { publishedAt?: string }).publishedAt
    const stories = groupStories([nothing, undated, nothing, ...everything()])
    const ids = stories.flatMap((story) => story.articles.map(({ id }) => id))
    expect(ids.sort()).toEqual(['nothing', 'undated', ...everything().map(({ id }) => id)].sort())
    for (const story of stories) expect(story.topics).toEqual([])
  })
})

describe('ids', () => {
  const early = original()
  const other = told('own', 2, 'Brellin ferries banned from crossing the Sound at night', FERRY_OTHER_TEXT)
  const known = (foundingArticleId: string, foundedAt: string): Parameters<typeof placeInStories>[1][number] => ({
    id: storyId(foundingArticleId),
    foundingArticleId,
    foundedAt,
  })

  it('are computed from the earliest article', () => {
    const { stories } = groupedAnew([memberOf(other), memberOf(early)])
    expect(stories).toEqual([
      {
        id: storyId('original'),
        foundingArticleId: 'original',
        isNew: true,
      },
    ])
  })

  it('are kept when an earlier article joins', () => {
    const story = known('own', hoursLater(3))
    const { stories, placements } = groupedAnew([memberOf(other, { storyId: story.id }), memberOf(early)], [story])
    expect(stories).toMatchObject([{ id: story.id, foundingArticleId: 'own', isNew: false }])
    expect(placements.get('original')!.storyId).toBe(story.id)
  })

  it.each([
    ['founded in the earlier run', hoursLater(5), hoursLater(4), 'own'],
    ['whose founder is older, when one run founded both', hoursLater(4), hoursLater(4), 'original'],
  ])(
    'stay those of the story %s when two meet, and the other becomes an alias',
    (_, foundedEarly, foundedOther, kept) => {
      const one = known('original', foundedEarly)
      const two = known('own', foundedOther)
      const { stories, aliases } = groupedAnew(
        [memberOf(early, { storyId: one.id }), memberOf(other, { storyId: two.id })],
        [one, two],
      )
      const gone = kept === 'own' ? one.id : two.id
      expect(stories.map(({ id }) => id)).toEqual([storyId(kept)])
      expect([...aliases]).toEqual([[gone, storyId(kept)]])
    },
  )

  it('stay with the founder when a story falls apart, and the other part is founded by its earliest article', () => {
    const seal = told(
      'seal',
      -1,
      'A seal in the bath',
      'A seal has moved into the swimming bath and will not leave, the keeper said.',
    )
    const story = known('original', hoursLater(1))
    const { placements, stories, aliases } = groupedAnew(
      [memberOf(seal, { storyId: story.id }), memberOf(early, { storyId: story.id })],
      [story],
    )
    expect(placements.get('original')!.storyId).toBe(story.id)
    expect(placements.get('seal')!.storyId).toBe(storyId('seal'))
    expect(stories.find(({ id }) => id === storyId('seal'))!.isNew).toBe(true)
    expect(aliases.size).toBe(0)
  })

  it('are kept when the founder is gone', () => {
    const story = known('pruned', hoursLater(1))
    const { placements } = groupedAnew([memberOf(early, { storyId: story.id })], [story])
    expect(placements.get('original')!.storyId).toBe(story.id)
  })
})

describe('the lead article', () => {
  /** Of the one story of these members. */
  const leadArticle = (members: readonly Member[]) => {
    const [story] = groupedAnew(members).changed
    return leadOf(story!, new Set(members.map(({ id }) => id)))
  }
  const copy = (id: string, more: Partial<Member> = {}, text = FERRY_TEXT): Member =>
    memberOf(told(id, 1, FERRY_TITLE, text, { sourceId: id }), more)

  it.each<[string, Member[], string, string]>([
    [
      "is the original publisher's",
      [copy('a', { weight: 5, namesAs: 'name:b' }), copy('b', { knownAs: ['name:b'] })],
      'b',
      'from the original publisher',
    ],
    [
      'else of the source with the highest weight',
      [copy('a'), copy('b', { weight: 2 })],
      'b',
      'its source has the highest weight',
    ],
    ['else the most complete', [copy('a', {}, `${FERRY_PARAGRAPHS[0]}…`), copy('b')], 'b', 'the most complete text'],
    [
      'else the one seen first',
      [copy('a', { firstSeenAt: hoursLater(3) }), copy('b', { firstSeenAt: hoursLater(2) })],
      'b',
      'seen first',
    ],
    [
      'of those that one pass saw first the one with the earlier date',
      [copy('a', { publishedAt: hoursLater(2) }), copy('b', { publishedAt: hoursLater(1) })],
      'b',
      'seen first',
    ],
    ['else the one with the lower id', [copy('b'), copy('a')], 'a', 'seen first'],
    ['is the only article', [copy('a')], 'a', 'the only article'],
  ])('%s', (_, members, leadArticleId, leadWhy) => {
    expect(leadArticle(members)).toEqual({ id: leadArticleId, why: leadWhy })
  })

  it.each(['https://www.courier.example/a1', 'https://news.courier.example/a1'])(
    "is the original publisher's in groupStories when a repost names its site: %s",
    (url) => {
      const first = { ...original(), url, canonicalUrl: url }
      const repost = told('repost', -1, FERRY_TITLE, `${FERRY_TEXT}\n\n${FERRY_OTHER_TEXT}`, {
        sourceId: 'digest',
        publisher: 'The Vellmark Courier',
        publisherUrl: 'https://courier.example/',
      })
      expect(groupStories([first, repost])).toMatchObject([{ leadArticleId: 'original', title: FERRY_TITLE, url }])
    },
  )
})

describe('a series', () => {
  const TAIL =
    'Bilge Hour comes from the rowing club of Pell. Tell us what you think at bilge@example.org. The tune is by Three Buckets. Nobody hosts this show. For advertisements see https://ads.example/bilge.'
  const LONG_TAIL = `${TAIL} Subscribe for a new film every Friday at https://bilge.example/subscribe. Support the club and get the plans at https://patron.example/bilge. Tools I use are listed at https://bilge.example/tools. Join the forum and show what you build there. Filmed on the old slip with a borrowed camera. Nothing in this film is advice, so wear goggles and mind your fingers. Follow along on the small network @bilge.`
  const series = (sourceId: string, textOf: (episode: (typeof episodes)[number], nth: number) => string): Article[] =>
    episodes.map((episode, nth) => told(`${sourceId}${nth}`, 24 * nth, episode[0], textOf(episode, nth), { sourceId }))

  it.each<[string, (episode: (typeof episodes)[number], nth: number) => string]>([
    ['with a tail shorter than its texts', ([, one, two]) => `${one} ${two}\n\n${TAIL}`],
    ['with a tail three times as long', ([, one]) => `${one}\n\n${LONG_TAIL}`],
    ['with a tail in the same paragraph', ([, one, two]) => `${one} ${two} ${LONG_TAIL}`],
    ['with a head', ([, one, two]) => `${LONG_TAIL}\n\n${one} ${two}`],
    ['with an advertisement inside', ([, one, two]) => `${one}\n\n${LONG_TAIL}\n\n${two}`],
    [
      'with a number in its tail',
      ([, one], nth) => `${one} You heard number ${nth + 40} of season 3 of the Bilge Hour. ${LONG_TAIL}`,
    ],
    ['with nothing but a tail', () => LONG_TAIL],
    ['without a tail', ([, one, two]) => `${one} ${two}`],
  ])('%s is as many stories as it has episodes', (_, textOf) => {
    expect(shapeOf(series('bilge', textOf))).toHaveLength(episodes.length)
  })
})
