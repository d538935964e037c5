import { describe, expect, it } from 'vitest'
import {
  holdsSome,
  NO_MEMORY,
  remember,
  repeatsIn,
  repeatsOf,
  type SourceMemory,
  withoutRecurring,
  withoutRepeats,
} from '../../../src/core/article/recurring.ts'
import type { Article } from '../../../src/core/model.ts'
import { article } from '../../support/make.ts'

const CALL = 'The Ferry Post is made by eleven people in a shed; whoever likes it tells a neighbour.'
const STORIES = [
  ['Tram wins the vote', 'Nine members voted for the tram on Tuesday, and four against.'],
  ['Dredger runs aground', 'A dredger has been stuck on the bar since the morning tide.'],
  ['Bakery reopens', 'Flour is on the floor again in Marl Street after eleven months.'],
  ['Bees leave the belfry', 'A beekeeper carried the swarm down the ladder in his hat.'],
] as const

const storyWith = (nth: number, ...lines: readonly string[]): Article =>
  article({
    guid: `p${nth}`,
    url: `https://post.example.org/${nth}`,
    title: STORIES[nth]![0],
    text: lines.join('\n\n'),
  })
const withCall = (nth: number): Article => storyWith(nth, STORIES[nth]![1], CALL)
const leads = (articles: readonly Article[], memory: SourceMemory = NO_MEMORY): string[] => {
  const { repeats } = remember(memory, articles)
  return articles.map((one) => withoutRecurring(one, repeats).lead)
}

describe('a paragraph of three articles of a source', () => {
  it('is removed from the lead of all of them at once, recorded as removed, and left in the text', () => {
    const articles = [withCall(0), withCall(1), withCall(2)]
    expect(leads(articles)).toEqual([STORIES[0][1], STORIES[1][1], STORIES[2][1]])
    const clean = withoutRecurring(articles[0]!, repeatsOf(articles))
    expect(clean.removed).toEqual([{ rule: 'recurring', text: CALL }])
    expect(clean.text).toBe(articles[0]!.text)
  })

  it('is recognised whatever its case and spaces, and also as a line of a paragraph', () => {
    const spellings = [CALL, CALL.toUpperCase(), CALL.replaceAll(' ', '\u00a0')]
    const articles = spellings.map((call, nth) => storyWith(nth, `${STORIES[nth]![1]}\n${call}`))
    expect(leads(articles)).toEqual([0, 1, 2].map((nth) => STORIES[nth]![1]))
  })

  it('is also removed above an article', () => {
    const articles = [0, 1, 2].map((nth) => storyWith(nth, CALL, STORIES[nth]![1]))
    expect(leads(articles)).toEqual([0, 1, 2].map((nth) => STORIES[nth]![1]))
  })

  it('is recognised in any order of arrival, together or one after the other', () => {
    const orders = [
      [0, 1, 2],
      [2, 0, 1],
      [1, 2, 0],
    ]
    for (const order of orders) {
      let memory = NO_MEMORY
      const uncleaned: string[] = []
      for (const nth of order) {
        const after = remember(JSON.parse(JSON.stringify(memory)) as SourceMemory, [withCall(nth)])
        uncleaned.push(...after.uncleaned)
        memory = after.memory
      }
      expect(uncleaned.sort()).toEqual([withCall(order[0]!).id, withCall(order[1]!).id].sort())
      expect(leads([withCall(3)], memory)).toEqual([STORIES[3][1]])
    }
  })

  it('is remembered the same when part of a document is read again, as after a kill', () => {
    const many = Array.from({ length: 60 }, (_, nth) =>
      article({ guid: `o${nth}`, title: `Ward ${nth} votes`, text: `Ward ${nth} chose its clerk.\n\n${CALL}` }),
    )
    const { memory } = remember(NO_MEMORY, many)
    for (const rest of [many.slice(50), many.slice(0, 10), many.toReversed()]) {
      const again = remember(memory, rest)
      expect(again).toMatchObject({ memory, uncleaned: [] })
    }
  })
})

describe('nothing is removed', () => {
  it('for what two articles share', () => {
    expect(leads([withCall(0), withCall(1)])).toEqual([withCall(0).lead, withCall(1).lead])
  })

  it('for an article that is edited again and again', () => {
    let memory = NO_MEMORY
    for (const extra of ['', ' More soon.', ' More later.', ' That is all.']) {
      const version = storyWith(0, `${STORIES[0][1]}${extra}`, CALL)
      const after = remember(memory, [version])
      expect(after.repeats).toMatchObject({ units: new Set(), shown: new Set() })
      memory = after.memory
    }
  })

  it('for versions of one text with different ids, or for one text withCall three headlines', () => {
    const body = [STORIES[1][1], 'Two tugs are on their way from Pell.', 'Nobody on board is hurt, the owner says.']
    const version = (nth: number, title: string, first: string): Article =>
      article({ guid: `v${nth}`, title, text: [first, ...body].join('\n\n') })
    const updates = [
      version(1, 'UPDATE 1: Dredger runs aground off Pell', 'The dredger is stuck since six.'),
      version(2, 'UPDATE 2: Dredger runs aground off Pell', 'The dredger has been stuck for three hours.'),
      version(3, 'UPDATE 3: Dredger runs aground off Pell', 'The dredger came free at noon.'),
    ]
    const keep = (articles: readonly Article[]) => expect(repeatsOf(articles).units.size).toBe(0)
    keep(updates)
    keep([0, 1, 2].map((nth) => article({ guid: `h${nth}`, title: STORIES[nth]![0], text: body.join('\n\n') })))
  })

  it('for the same forecast at the beginning of three weather reports', () => {
    const days = ['Monday', 'Tuesday', 'Wednesday']
    const reports = days.map((day, nth) =>
      article({
        guid: `w${nth}`,
        title: `Weather for the coast: ${day}`,
        text: `Dry with sunny spells and a light wind from the west.\n\nHigh water at Pell on ${day} is at ${nth + 4}.`,
      }),
    )
    expect(repeatsOf(reports).units.size).toBe(0)
  })

  it('where no text would be left', () => {
    const repeats = repeatsOf([withCall(0), withCall(1), withCall(2)])
    for (const text of [CALL, `${CALL}\n\nPell.`]) {
      const bare = article({ guid: 'bare', text, lead: text })
      expect(withoutRecurring(bare, repeats)).toBe(bare)
    }
  })

  it('for a line of a few words, which is repeated by chance', () => {
    const articles = [0, 1, 2].map((nth) => storyWith(nth, STORIES[nth]![1], 'More tomorrow.'))
    expect(repeatsOf(articles).units.size).toBe(0)
  })
})

/** The same five articles with what `dress` makes of title and text, a day apart or in one morning. */
const dressed = (
  dress: (title: string, text: string, nth: number) => { readonly title?: string; readonly text: string },
  hoursApart = 24,
): Article[] =>
  STORIES.map(([title, text], nth) =>
    article({
      guid: `d${nth}`,
      title,
      publishedAt: new Date(Date.parse('2026-11-16T06:00:00.000Z') + nth * hoursApart * 3_600_000).toISOString(),
      ...dress(title, text, nth),
    }),
  )
const left = (articles: readonly Article[]): string[] => {
  const repeats = repeatsOf(articles)
  return articles.map((one) => withoutRepeats(one, repeats).replace(/\s+/g, ' ').trim())
}
const OWN = STORIES.map(([, text]) => text)

describe('what counts in no comparison', () => {
  it.each([
    ['English', ['The Ferry Post is made in a shed by the quay.', 'Write to us at post@example.org. Thanks!']],
    ['German', ['Die Fährpost entsteht in einem Schuppen am Kai.', 'Schreibt uns an post@example.org, auch nachts.']],
    ['French', ['La Poste du bac est faite dans un hangar.', 'Écrivez-nous à post@example.org dès aujourd’hui !']],
    ['Russian', ['Паромную почту делают в сарае у причала.', 'Пишите нам на post@example.org в любое время.']],
    ['Japanese', ['この新聞は波止場の小屋で作られています。', 'ご意見はpost@example.orgまでお寄せください。']],
  ])('is each sentence of a call in %s, below, above or inside the text, in its paragraph or its own', (_, call) => {
    for (const hoursApart of [1, 24]) {
      for (const space of [' ', '\n', '\n\n']) {
        const whole = call.join(' ')
        expect(left(dressed((_, text) => ({ text: `${text}${space}${whole}` }), hoursApart))).toEqual(OWN)
        expect(left(dressed((_, text) => ({ text: `${whole}\n\n${text}` }), hoursApart))).toEqual(OWN)
        expect(
          left(dressed((title, text) => ({ text: `${text}${space}${whole}\n\n${title} today.` }), hoursApart)),
        ).toEqual(STORIES.map(([title, text]) => `${text} ${title} today.`))
      }
    }
  })

  it('is a sentence with other digits; the lead keeps it where nothing else goes with it', () => {
    const articles = dressed((_, text, nth) => ({ text: `${text} This is number ${nth + 9} of volume 3, 2026.` }))
    expect(left(articles)).toEqual(OWN)
    expect(repeatsOf(articles).shown.size).toBe(0)
  })

  it('is a tail of two hundred words but for the sentence that is another every day', () => {
    const tail = Array.from(
      { length: 18 },
      (_, nth) => `The ${'abcdefghijklmnopqr'[nth]} guild of rowers lends oars to all members of the club.`,
    )
    const today = (nth: number): string =>
      `Thanks for today go to whoever sent the ${['soup', 'nails', 'paint', 'oars'][nth]}.`
    const dress = (_: string, text: string, nth: number): { text: string } => ({
      text: `${text} ${[...tail.slice(0, 9), today(nth), ...tail.slice(9)].join(' ')}`,
    })
    expect(left(dressed(dress))).toEqual(OWN.map((text, nth) => `${text} ${today(nth)}`))
    const serial = dressed((title, text, nth) => ({ ...dress(title, text, nth), title: `Keel Talk, episode ${nth}` }))
    expect(left(serial)).toEqual(OWN.map((text, nth) => `${text} ${today(nth)}`))
  })

  it('is a sentence with a link of its own', () => {
    const link = (nth: number): string => `https://post.example.org/${['tram', 'bar?id=a1', 'x/y.z', '#bees'][nth]}`
    expect(left(dressed((_, text, nth) => ({ text: `${text} All of it stands at ${link(nth)}.` })))).toEqual(OWN)
    expect(left(dressed((_, text, nth) => ({ text: `${text}\n\nAll of it: ${link(nth)}` })))).toEqual(OWN)
  })

  it('is a sentence around the title', () => {
    const around = (title: string): string => `Der Beitrag ${title} erschien zuerst auf Fährpost.`
    expect(left(dressed((title, text) => ({ text: `${text}\n\n${around(title)}` })))).toEqual(OWN)
  })

  it('is the tail of one show among the many of a network', () => {
    const tailOf = (show: string): string =>
      `${show} is a show of the harbour network. ${show} thanks all the rowers of the club. Write to ${show} whenever the tide is out.`
    const shows = ['Ash', 'Birch', 'Cedar', 'Elm', 'Fir', 'Gorse', 'Hazel', 'Ivy']
    const articles = shows.flatMap((show, at) =>
      dressed((title, text, nth) => ({
        title: `${title} and ${'abcdefgh'[at]}${nth}${at}`,
        text: `The ${show} talks of this: ${text}\n\n${tailOf(show)}`,
      })).map((one) => ({ ...one, id: `${show} ${one.id}` })),
    )
    expect(left(articles)).toEqual(shows.flatMap((show) => OWN.map((text) => `The ${show} talks of this: ${text}`)))
  })

  it('is what the second article of a new source has again on another day, but not its update', () => {
    const two = (hoursApart: number) =>
      left(dressed((_, text) => ({ text: `${text}\n\n${CALL}` }), hoursApart).slice(0, 2))
    expect(two(24)).toEqual(OWN.slice(0, 2))
    expect(two(1)).toEqual(OWN.slice(0, 2).map((text) => `${text} ${CALL}`))
    const update = dressed((_, text) => ({ title: 'Dredger off Pell', text: `${text}\n\n${CALL}` })).slice(0, 2)
    expect(left(update)).toEqual(OWN.slice(0, 2).map((text) => `${text} ${CALL}`))
  })

  it('is not one text that a feed repeats', () => {
    const again = Array.from({ length: 30 }, (_, nth) =>
      article({
        guid: `a${nth}`,
        title: 'Tram wins',
        text: CALL,
        publishedAt: `2026-11-${nth + 1 < 10 ? 0 : ''}${nth + 1}T08:00:00.000Z`,
      }),
    )
    expect(repeatsOf(again).units.size).toBe(0)
  })

  it('is neither the text of an article with updates, nor the numbers of reports that share a form', () => {
    const others = Array.from({ length: 20 }, (_, nth) =>
      article({
        guid: `o${nth}`,
        title: `Ward ${'abcdefghijklmnopqrst'[nth]}`,
        text: `Nothing of note was said by ward ${'abcdefghijklmnopqrst'[nth]} on that day.`,
      }),
    )
    const body =
      'The dredger sits on the bar. Two tugs come from Pell. Nobody on board is hurt. The owner is on the way.'
    const updates = dressed((title, text) => ({ title: `Dredger aground: ${title}`, text: `${text} ${body}` }), 5)
    const results = ['Arden', 'Lorne', 'Pell'].map((town, nth) =>
      article({
        guid: `r${nth}`,
        title: `${town} rowers, results`,
        text: `${town} rowed well. Net ${nth + 4} points against ${nth + 2} last year.`,
      }),
    )
    expect(repeatsOf([...others, ...updates, ...results]).units.size).toBe(0)
  })

  it('is a short line where most articles have it', () => {
    const seven = [
      ...dressed((_, text) => ({ text })),
      ...Array.from({ length: 4 }, (_, nth) =>
        article({
          guid: `w${nth}`,
          title: `Ward ${nth}`,
          text: `${['Ash', 'Birch', 'Cedar', 'Elm'][nth]} ward chose its clerk by lot.\nMore tomorrow`,
        }),
      ),
    ]
    expect(repeatsOf(seven).units.size).toBe(0)
    const five = dressed((_, text) => ({ text: `${text}\n\nMore tomorrow` }))
    expect(
      left([
        ...five,
        article({ guid: 'e', title: 'Ward votes', text: 'It chose its clerk by lot.\nMore tomorrow' }),
      ]).slice(0, 4),
    ).toEqual(OWN)
  })

  it('is a function of the newest articles, whatever the order and the number of documents they came in', () => {
    const many = Array.from({ length: 90 }, (_, nth) =>
      article({
        guid: `o${nth}`,
        title: `${STORIES[nth % 4]![0]}, ${nth}: ${'xyz'[nth % 3]}`,
        text: `Ward ${'abcdefghij'[nth % 10]}${'klmnopqrs'[nth % 9]} chose a clerk. ${nth % 7 === 0 ? CALL : ''} ${nth < 30 ? 'This ended with the first thirty.' : ''}`,
        publishedAt: new Date(Date.parse('2026-11-16T06:00:00.000Z') + (nth % 60) * 3_600_000).toISOString(),
      }),
    )
    const whole = repeatsOf(many)
    expect(whole.units.size).toBeGreaterThan(0)
    for (const step of [7, 11, 41]) {
      const order = many.map((_, nth) => many[(nth * step) % 90]!)
      let memory = NO_MEMORY
      for (let at = 0; at < 90; at += step) memory = remember(memory, order.slice(at, at + step)).memory
      const { units, shown, titles } = repeatsIn(JSON.parse(JSON.stringify(memory)) as SourceMemory)
      expect(units).toEqual(new Set(whole.units))
      expect(shown).toEqual(new Set(whole.shown))
      expect(titles).toEqual(whole.titles)
      expect(memory.recent).toHaveLength(50)
      expect(JSON.stringify(memory).length).toBeLessThan(12_000)
    }
  })

  it('is told when it changes', () => {
    const first = remember(NO_MEMORY, [withCall(0), withCall(1)])
    expect(first.changed).toBeUndefined()
    const second = remember(first.memory, [withCall(2)])
    expect([withCall(0), storyWith(0, STORIES[0][1])].map((one) => holdsSome(one, second.changed!))).toEqual([
      true,
      false,
    ])
    expect(remember(second.memory, [withCall(3)]).changed).toBeUndefined()
  })
})
