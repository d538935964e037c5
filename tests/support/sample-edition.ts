/** Editions for the mail tests, with invented outlets, people and events. */
import type { Carrier, Edition, EditionStory } from '../../src/core/model.ts'
import { fixture } from './fixture.ts'

let counter = 0

/** A story of an edition; what the test does not give is filled in. */
export function editionStory(fields: Partial<EditionStory> = {}): EditionStory {
  const id = fields.storyId ?? `story${++counter}`
  return {
    storyId: id,
    articleIds: [`${id}-a`],
    title: 'Storm reaches the coast',
    url: `https://harbour.example/news/${id}`,
    lead: 'The first wave came over the pier at nine. Nobody was on it.',
    outlet: 'The Harbour Post',
    authors: [],
    publishedAt: '2026-11-24T06:12:00.000Z',
    minutes: 4,
    language: 'en',
    carriers: [],
    moreCarriers: 0,
    topicIds: [],
    ...fields,
  }
}

/** Another outlet that carries the story. */
export function carrier(outlet: string, fields: Partial<Carrier> = {}): Carrier {
  const host = outlet.toLowerCase().replace(/[^a-z]+/g, '-')
  return { outlet, title: `As ${outlet} has it`, url: `https://${host}.example/a/1`, isCopy: false, ...fields }
}

type Section = Edition['sections'][number]
type Fields = Omit<Partial<Edition>, 'sections'> & {
  readonly sections?: readonly (Omit<Section, 'briefs'> & Partial<Pick<Section, 'briefs'>>)[]
}

/** An edition of these sections, without briefs unless they are given; its counts are computed. */
export function edition(fields: Fields = {}): Edition {
  const sections = (fields.sections ?? []).map((section): Section => ({ briefs: [], ...section }))
  const stories = [...(fields.top ? [fields.top] : []), ...sections.flatMap(({ stories }) => stories)]
  return {
    id: 'edition1',
    digestId: 'morning',
    title: 'Morning Broadsheet',
    digestTitle: 'Good morning',
    slotAt: '2026-11-24T07:00:00.000Z',
    language: 'en',
    timeZone: 'Europe/London',
    laterCoverage: [],
    moreCoverage: 0,
    storyCount: stories.length,
    moreCount: 0,
    leftOut: Array.from({ length: fields.moreCount ?? 0 }, (_, n) => ({
      storyId: `left${n}`,
      title: `Left out ${n}`,
      outlet: 'Lantern Press',
    })),
    minutes: stories.reduce((sum, { minutes = 0 }) => sum + minutes, 0),
    ...fields,
    sections,
  }
}

/** A full morning: sixteen stories, five topics, copies, a story from right to left, bylines, a picture. */
export function richEdition(fields: Fields = {}): Edition {
  return edition({ ...fixture<Fields>('mail/edition'), ...fields })
}
