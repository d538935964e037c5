/** Editions for the mail tests, with invented outlets, people and events. */
import type { Carrier, Edition, EditionStory } from '../../src/core/model.ts'

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

/** An edition of these sections; its counts are computed. */
export function edition(fields: Partial<Edition> = {}): Edition {
  const sections = fields.sections ?? []
  const stories = [...(fields.top ? [fields.top] : []), ...sections.flatMap(({ stories }) => stories)]
  return {
    id: 'edition1',
    digestId: 'morning',
    title: 'Morning Broadsheet',
    digestTitle: 'Good morning',
    slotAt: '2026-11-24T07:00:00.000Z',
    language: 'en',
    timeZone: 'Europe/London',
    sections,
    laterCoverage: [],
    moreCoverage: 0,
    storyCount: stories.length,
    moreCount: 0,
    minutes: stories.reduce((sum, { minutes }) => sum + minutes, 0),
    ...fields,
  }
}

const at = (day: number, time: string) => `2026-11-${day}T${time}:00.000Z`

/** A full morning: sixteen stories, five topics, copies, a story from right to left, bylines, a picture. */
export function richEdition(fields: Partial<Edition> = {}): Edition {
  return edition({
    top: editionStory({
      storyId: 'bridge',
      title: 'Old chain bridge at Tarnby opens to walkers after nine years of argument and repair',
      lead:
        'The first across was the lock-keeper, who had painted its railings for four decades. Cars stay on the ring ' +
        'road; the town voted twice, and the second count was won by sixty-one ballots.',
      outlet: 'Tarnby Herald',
      authors: ['Marit Solen'],
      minutes: 5,
      imageUrl: 'https://pictures.example/bridge.jpg',
      carriers: [carrier('Fjord Daily'), carrier('The Quay Review'), carrier('Lowland Wire', { isCopy: true })],
      firstPublishedBy: { outlet: 'Fjord Daily', url: 'https://fjord-daily.example/a/1' },
    }),
    sections: [
      {
        topicId: 'world',
        name: 'World',
        stories: [
          editionStory({
            storyId: 'treaty',
            title: 'Three river states sign the water treaty none of them wanted',
            lead: 'Each gives up a tenth of its summer flow. The engineers wrote the text; the ministers arrived for lunch.',
            outlet: 'Lowland Wire',
            publishedAt: at(24, '05:40'),
            minutes: 6,
            carriers: [carrier('Tarnby Herald', { isCopy: true })],
          }),
          editionStory({
            storyId: 'rtl',
            title: 'مدينة الواحة تفتح أول مكتبة عائمة على النهر',
            lead: 'رست السفينة عند الجسر القديم وفيها سبعة آلاف كتاب. وقالت المديرة إن الرحلة الأولى ستستمر شهرين.',
            outlet: 'جريدة الضفاف',
            language: 'ar',
            publishedAt: at(24, '05:15'),
            minutes: 3,
            carriers: [carrier('Fjord Daily')],
          }),
          editionStory({
            storyId: 'ferry',
            title: 'Night ferry to Osmund keeps its cabins and loses its orchestra',
            lead: 'The operator says nobody under sixty had danced since spring.',
            outlet: 'The Quay Review',
            publishedAt: at(23, '22:30'),
            minutes: 2,
          }),
        ],
      },
      {
        topicId: 'economy',
        name: 'Economy',
        stories: [
          editionStory({
            storyId: 'bank',
            title: 'Central bank of Eastmark leaves its rate alone and publishes the argument about it',
            lead: 'Four members wanted a cut, five did not, and the minutes name them for the first time. Bond dealers shrugged.',
            outlet: 'Ledger & Field',
            authors: ['Ines Quandt', 'Paul Okoro'],
            publishedAt: at(24, '06:30'),
            minutes: 7,
            carriers: [
              carrier('Lowland Wire'),
              carrier('Fjord Daily'),
              carrier('The Quay Review'),
              carrier('Tarnby Herald', { isCopy: true }),
            ],
            moreCarriers: 3,
          }),
          editionStory({
            storyId: 'mills',
            title: 'Paper mills pool their lorries',
            lead: 'Half of them drove home empty.',
            outlet: 'Ledger & Field',
            publishedAt: at(23, '19:05'),
            minutes: 3,
          }),
          editionStory({
            storyId: 'trains',
            title: 'Why the freight line through Hollin is quicker by night than by day',
            lead: 'A signal box that was to close in June is why, and a clerk who kept count.',
            outlet: 'Northside Gazette',
            publishedAt: at(23, '17:20'),
            minutes: 8,
          }),
        ],
      },
      {
        topicId: 'science',
        name: 'Science',
        stories: [
          editionStory({
            storyId: 'moss',
            title: 'Moss from a museum drawer grows again after 112 years',
            lead: 'The curators had meant only to weigh it. Its label was the cause: glue, and the water in it.',
            outlet: 'Halden Letters',
            publishedAt: at(24, '04:50'),
            minutes: 6,
            carriers: [carrier('The Quay Review')],
          }),
          editionStory({
            storyId: 'owls',
            title: 'Owls hear the second mouse',
            lead: 'Two sounds at once were thought to be beyond them.',
            outlet: 'Halden Letters',
            publishedAt: at(23, '21:10'),
            minutes: 4,
          }),
          editionStory({
            storyId: 'comet',
            title: 'Amateurs in four countries measure a comet’s tail with borrowed lenses',
            lead: 'It was eleven degrees long, and pointed where the textbook says.',
            outlet: 'The Signal',
            authors: ['Tove Brandt'],
            publishedAt: at(23, '16:00'),
            minutes: 5,
          }),
        ],
      },
      {
        topicId: 'local',
        name: 'Local',
        stories: [
          editionStory({
            storyId: 'bakery',
            title: 'Bakery in Mill Lane gives its oven’s heat to the swimming bath',
            lead: 'The water is two degrees warmer on weekdays, and smells of nothing at all.',
            outlet: 'Tarnby Herald',
            publishedAt: at(24, '05:55'),
            minutes: 3,
            carriers: [carrier('Evening Lamp'), carrier('Northside Gazette', { isCopy: true })],
          }),
          editionStory({
            storyId: 'clock',
            title: 'Town hall clock stops at the hour it was built for',
            lead: 'A pigeon, the committee found, and then a smaller pigeon.',
            outlet: 'Evening Lamp',
            publishedAt: at(17, '18:40'),
            minutes: 2,
          }),
          editionStory({
            storyId: 'allotments',
            title: 'Allotments behind the station stay until 2040',
            lead: 'The railway kept the strip for a track that nobody drew.',
            outlet: 'Evening Lamp',
            publishedAt: at(23, '15:25'),
            minutes: 2,
          }),
        ],
      },
      {
        name: 'Elsewhere',
        stories: [
          editionStory({
            storyId: 'archive',
            title: 'The archivist who answers every letter',
            lead: 'Nine hundred since January, most of them about grandfathers.',
            outlet: 'Halden Letters',
            publishedAt: at(23, '20:00'),
            minutes: 9,
          }),
          editionStory({
            storyId: 'choir',
            title: 'A choir of tugboats opens the winter market',
            lead: 'The lowest note was felt in the library. The highest was a kettle.',
            outlet: 'Fjord Daily',
            publishedAt: at(23, '23:15'),
            minutes: 2,
            carriers: [carrier('Tarnby Herald')],
          }),
          editionStory({
            storyId: 'reel',
            title: 'Lost film of the 1938 regatta turns up in a hat box',
            lead: 'It runs for six minutes and settles an old quarrel about the finish.',
            outlet: 'Northside Gazette',
            publishedAt: at(23, '14:10'),
            minutes: 4,
          }),
        ],
      },
    ],
    moreCount: 6,
    ...fields,
  })
}
