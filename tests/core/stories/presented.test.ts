import { describe, expect, it } from 'vitest'
import type { Article } from '../../../src/core/model.ts'
import { copiesByText, linkOf, presentStory } from '../../../src/core/stories/presented.ts'
import { article } from '../../support/make.ts'

const from = (sourceId: string, changes: Partial<Article> = {}): Article =>
  article({ sourceId, url: `https://${sourceId}.example.org/1`, title: `As ${sourceId} has it`, ...changes })
const outletOf = (id: string): string => `The ${id}`

describe('a presented story', () => {
  it('has every other article with an address as a carrier, own reports first, then by date', () => {
    const lead = from('wire')
    const presented = presentStory(
      [
        lead,
        from('copy', { copyOf: lead.id, publishedAt: '2026-11-20T06:00:00.000Z' }),
        from('late', { publishedAt: '2026-11-20T10:00:00.000Z' }),
        from('early', { publishedAt: '2026-11-20T07:00:00.000Z' }),
        from('nowhere', { url: undefined, canonicalUrl: undefined, guid: 'nowhere' }),
      ],
      lead.id,
      outletOf,
    )
    expect(presented.outlet).toBe('The wire')
    expect(presented.carriers.map(({ outlet, isCopy }) => [outlet, isCopy])).toEqual([
      ['The early', false],
      ['The late', false],
      ['The copy', true],
    ])
  })

  it('names five other outlets, own reports before copies, and counts the rest', () => {
    const lead = from('wire')
    const at = (hour: number) => ({ publishedAt: `2026-11-20T0${hour}:00:00.000Z` })
    const own = ['a', 'b', 'c'].map((id, i) => from(id, at(i + 4)))
    const copies = ['d', 'e', 'f', 'g'].map((id, i) => from(id, { copyOf: lead.id, ...at(i) }))
    const { named, more, carriers, otherOutlets } = presentStory([lead, ...copies, ...own], lead.id, outletOf)
    expect(named.map(({ outlet, isCopy }) => [outlet, isCopy])).toEqual([
      ['The a', false],
      ['The b', false],
      ['The c', false],
      ['The d', true],
      ['The e', true],
    ])
    expect([more, carriers.length, otherOutlets]).toEqual([2, 7, 7])
  })

  it('names an outlet once, with its first own report, and never the lead’s; its other articles are counted', () => {
    const lead = from('wire')
    const at = (hour: number, sourceId: string, changes: Partial<Article> = {}) =>
      from(sourceId, {
        url: `https://${sourceId}.example.org/at-${hour}`,
        title: `At ${hour}`,
        publishedAt: `2026-11-20T0${hour}:00:00.000Z`,
        ...changes,
      })
    const articles = [at(4, 'east', { copyOf: lead.id }), at(5, 'wire'), at(6, 'east'), at(7, 'east'), at(8, 'west')]
    const { named, more } = presentStory([lead, ...articles], lead.id, outletOf)
    expect(named.map(({ outlet, title }) => `${outlet}: ${title}`)).toEqual(['The east: At 6', 'The west: At 8'])
    expect(more).toBe(3)
    expect(presentStory([lead], lead.id, outletOf)).toMatchObject({ named: [], more: 0 })
  })

  it('calls the text’s first article a copy where a copy of it leads', () => {
    const first = from('first')
    const lead = from('wire', { copyOf: first.id })
    expect(presentStory([first, lead], lead.id, outletOf).carriers).toMatchObject([
      { outlet: 'The first', isCopy: true },
    ])
  })

  it('is led by its first article where the lead may not be shown', () => {
    expect(presentStory([from('east'), from('west')], 'gone', outletOf).outlet).toBe('The east')
  })

  it('has the authors of the lead, else those of a copy of it, but never those of another report', () => {
    const lead = from('wire')
    const copy = from('copy', { copyOf: lead.id, authors: ['Ann Poe'] })
    const other = from('other', { authors: ['Bob Roe'] })
    expect(presentStory([lead, other], lead.id, outletOf).authors).toEqual([])
    expect(presentStory([lead, other, copy], lead.id, outletOf).authors).toEqual(['Ann Poe'])
    expect(presentStory([{ ...lead, authors: ['Cy Doe'] }, copy], lead.id, outletOf).authors).toEqual(['Cy Doe'])
  })

  it.each<[string, string | undefined, string | undefined, string | undefined]>([
    [
      "is the publisher's own, without what counts clicks",
      'https://www.wire.example.org/1/?utm_source=rss',
      'https://wire.example.org/1',
      'https://www.wire.example.org/1/',
    ],
    [
      'is that of its page behind a proxy on another site',
      'https://proxy.example.net/~r/1',
      'https://wire.example.org/1',
      'https://wire.example.org/1',
    ],
    [
      "is the publisher's own under a short host, which is compared under the long one",
      'https://youtu.be/AAAAbbbbCCC?t=42',
      'https://youtube.com/watch?v=AAAAbbbbCCC',
      'https://youtu.be/AAAAbbbbCCC?t=42',
    ],
    ['is the only one there is', undefined, 'https://wire.example.org/1', 'https://wire.example.org/1'],
    ['is none where there is none', undefined, undefined, undefined],
  ])('has a link that %s', (_, url, canonicalUrl, link) => {
    expect(linkOf({ url, canonicalUrl })).toBe(link)
  })
})

describe('a story that moved on', () => {
  const at = (minute: number): Partial<Article> => ({ publishedAt: `2026-11-20T08:${minute}:00.000Z` })
  const wire = from('wire', { ...at(10), publisher: 'Harbour Post', publisherUrl: 'https://post.example.com/a' })
  const copies = ['b', 'c', 'd'].map((id, i) => from(id, { copyOf: wire.id, ...at(20 + i) }))
  const own = ['e', 'f'].map((id, i) => from(id, at(30 + i)))
  const again = from('wire', { ...at(35), url: 'https://wire.example.org/2' })
  const copyOfAgain = from('g', { copyOf: again.id, ...at(40) })
  const lead = from('east', { ...at(50), development: 2 })
  const ofLead = from('h', { copyOf: lead.id, development: 2, ...at(55) })
  const whole = [wire, ...copies, ...own, again, copyOfAgain, lead, ofLead]
  const presented = (led: Article, articles = whole) => presentStory(articles, led.id, outletOf)
  const shown = ({ outlet, isCopy, copyOf }: { outlet: string; isCopy: boolean; copyOf?: string }) =>
    `${outlet}${isCopy ? ` = ${copyOf ?? 'the lead'}` : ''}`

  it('names the outlets of every text, whichever article leads, each copy with the outlet whose text it has', () => {
    expect(presented(lead).named.map(shown)).toEqual([
      'The wire',
      'The e',
      'The f',
      'The h = the lead',
      'The b = The wire',
    ])
    expect(presented(lead)).toMatchObject({ more: 4, otherOutlets: 8 })
    const few = [wire, ...copies, lead]
    expect(presented(lead, few).named.map(shown)).toEqual([
      'The wire',
      'The b = The wire',
      'The c = The wire',
      'The d = The wire',
    ])
    expect(presented(wire, few).named.map(shown)).toEqual([
      'The east',
      'The b = the lead',
      'The c = the lead',
      'The d = the lead',
    ])
  })

  it('tells a copy of the lead from one of another text of its outlet', () => {
    const { outlet, named } = presented(again, [wire, copies[0]!, copyOfAgain, again])
    expect(named.map(shown)).toEqual(['The b = The wire', 'The g = the lead'])
    const texts = copiesByText(named, outlet).map(({ text, copies }) => [text, copies.map((one) => one.outlet)])
    expect(texts).toEqual([
      ['leadOutlet', ['The b']],
      ['lead', ['The g']],
    ])
    expect(copiesByText(presented(lead, [wire, copies[1]!, lead]).named, 'The east')).toMatchObject([
      { text: 'other', outlet: 'The wire' },
    ])
  })

  it('shows the oldest copy of a text as a report where the original may not be shown', () => {
    expect(presented(lead, [...copies, lead].toReversed()).named.map(shown)).toEqual([
      'The b',
      'The c = The b',
      'The d = The b',
    ])
    // It may be shown, and the recipient has had it.
    expect(presentStory([lead, ...copies], lead.id, outletOf, whole).named.map(shown)).toEqual([
      'The b = The wire',
      'The c = The wire',
      'The d = The wire',
    ])
  })

  it('names who published its first text first, unless that is the lead’s outlet', () => {
    expect(presented(lead).origin).toEqual({ outlet: 'Harbour Post', url: 'https://post.example.com/a' })
    expect(presentStory(whole, lead.id, (id) => (id === 'east' ? 'The Harbour Post' : id)).origin).toBeUndefined()
    expect(presented(lead, [from('first', at(0)), ...whole]).origin).toBeUndefined()
  })

  it('is the same in whatever order its articles are read', () => {
    const first = presented(lead)
    for (let i = 1; i < whole.length; i++)
      expect(presented(lead, [...whole.slice(i), ...whole.slice(0, i)].toReversed())).toEqual(first)
  })
})

describe('the picture', () => {
  const at = (hour: number) => ({ publishedAt: `2026-11-20T0${hour}:00:00.000Z` })
  const picture = (id: string): Partial<Article> => ({
    imageUrl: `https://${id}.example.org/p`,
    imageAlt: `As ${id} saw`,
  })
  const lead = from('lead')
  const copy = from('copy', { ...at(9), ...picture('copy'), copyOf: lead.id })
  const early = from('early', { ...at(5), ...picture('early') })
  const late = from('late', { ...at(6), ...picture('late') })
  const insecure = { imageUrl: 'http://lead.example.org/p' }
  const credit = (id: string) => ({ outlet: `The ${id}`, url: `https://${id}.example.org/1` })
  const of = (id: string) => ({ url: `https://${id}.example.org/p`, alt: `As ${id} saw`, credit: credit(id) })

  it.each<[string, Article[], unknown]>([
    [
      'the lead’s own',
      [{ ...lead, ...picture('lead') }, late],
      { url: 'https://lead.example.org/p', alt: 'As lead saw' },
    ],
    ['that of the newest own report', [lead, copy, late, early], of('late')],
    ['that of a copy where no report has one', [lead, copy], of('copy')],
    ['that of another where a page may not show the lead’s', [{ ...lead, ...insecure }, early], of('early')],
    ['the lead’s where nobody has a better one', [{ ...lead, ...insecure }, from('late')], { url: insecure.imageUrl }],
    [
      'not credited where the lead’s outlet has it',
      [lead, from('lead', { url: 'https://l.example/2', ...picture('l') })],
      {
        url: 'https://l.example.org/p',
        alt: 'As l saw',
      },
    ],
    ['none where there is none', [lead, from('late')], undefined],
  ])('is %s', (_, articles, wanted) => {
    expect(presentStory(articles, lead.id, outletOf).picture).toEqual(wanted)
  })
})

describe('the files', () => {
  const file = (name: string, type = 'audio/mpeg') => ({ url: `https://files.example.org/${name}`, type })
  const credit = (id: string) => ({ outlet: `The ${id}`, url: `https://${id}.example.org/1` })
  const filesOf = (lead: Article, ...others: Article[]) => presentStory([...others, lead], lead.id, outletOf).files

  it('are the lead’s, then audio and video of others under their names, each once', () => {
    const lead = from('lead', { enclosures: [file('own.pdf', 'application/pdf'), file('shared.mp3')] })
    const radio = from('radio', {
      enclosures: [
        file('shared.mp3'),
        file('radio.mp3'),
        file('radio.png', 'image/png'),
        { url: 'https://files.example.org/x' },
      ],
    })
    const film = from('film', {
      publishedAt: '2026-11-20T09:00:00.000Z',
      enclosures: [{ ...file('film.mp4', 'video/mp4'), title: 'The film' }],
    })
    expect(filesOf(lead, film, radio)).toEqual([
      file('own.pdf', 'application/pdf'),
      file('shared.mp3'),
      { ...file('radio.mp3'), title: 'As radio has it', credit: credit('radio') },
      { ...file('film.mp4', 'video/mp4'), title: 'The film', credit: credit('film') },
    ])
  })

  it('stay when another outlet leads, and are not more than five of others', () => {
    const radios = Array.from({ length: 9 }, (_, i) =>
      from(`radio${i}`, { publishedAt: `2026-11-20T0${i}:00:00.000Z`, enclosures: [file(`${i}.mp3`)] }),
    )
    const names = (files: readonly { url: string }[]) => files.map(({ url }) => url.at(-5)).join('')
    expect(names(filesOf(radios[0]!, ...radios.slice(1)))).toBe('012345')
    expect(names(filesOf(from('lead'), ...radios))).toBe('01234')
    expect(names(filesOf(radios[8]!, ...radios.slice(0, 8)))).toBe('801234')
  })
})

describe('the original publisher', () => {
  const lead = from('wire', { publisher: 'The Harbour Post', publisherUrl: 'https://post.example.com/a' })

  it('has the address of the link that names it', () => {
    expect(presentStory([lead], lead.id, outletOf).origin).toEqual({
      outlet: 'The Harbour Post',
      url: 'https://post.example.com/a',
    })
  })

  it('is taken from a copy with its address before one with only its name', () => {
    const bare = from('bare', { publisher: 'The Harbour Post' })
    const copy = from('copy', {
      copyOf: bare.id,
      publisher: 'Harbour Post',
      publisherUrl: 'https://post.example.com/a',
    })
    expect(presentStory([bare, copy], bare.id, outletOf).origin?.url).toBe('https://post.example.com/a')
  })

  it('has the address of its own article where it is one of the sources', () => {
    const own = from('post', {
      url: 'https://post.example.com/own',
      canonicalUrl: 'https://post.example.com/own',
      copyOf: lead.id,
    })
    expect(presentStory([lead, own], lead.id, (id) => (id === 'post' ? 'Harbour Post' : id)).origin).toEqual({
      outlet: 'Harbour Post',
      url: 'https://post.example.com/own',
    })
  })

  it('is absent where it is the lead itself, and where it is unknown', () => {
    const own = from('post', { url: 'https://post.example.com/own', canonicalUrl: 'https://post.example.com/own' })
    const repost = from('wire', { ...lead, id: 'repost', copyOf: own.id })
    expect(presentStory([own, repost], own.id, (id) => (id === 'post' ? 'Harbour Post' : id)).origin).toBeUndefined()
    expect(presentStory([from('wire')], from('wire').id, outletOf).origin).toBeUndefined()
    expect(presentStory([from('wire', { publisher: 'Wire' })], from('wire').id, outletOf).origin).toBeUndefined()
  })
})
