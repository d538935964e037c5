import { describe, expect, it } from 'vitest'
import type { Article } from '../../../src/core/model.ts'
import { linkOf, presentStory } from '../../../src/core/stories/presented.ts'
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

  it('names five articles with the lead, own reports before copies, and counts the rest', () => {
    const lead = from('wire')
    const at = (hour: number) => ({ publishedAt: `2026-11-20T0${hour}:00:00.000Z` })
    const own = ['a', 'b', 'c'].map((id, i) => from(id, at(i + 4)))
    const copies = ['d', 'e', 'f', 'g'].map((id, i) => from(id, { copyOf: lead.id, ...at(i) }))
    const { named, more, carriers } = presentStory([lead, ...copies, ...own], lead.id, outletOf)
    expect(named.map(({ outlet, isCopy }) => [outlet, isCopy])).toEqual([
      ['The a', false],
      ['The b', false],
      ['The c', false],
      ['The d', true],
    ])
    expect([more, carriers.length]).toEqual([3, 7])
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
