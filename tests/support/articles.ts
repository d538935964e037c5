/** Articles for tests. Their texts are invented for this project. */
import fc from 'fast-check'
import type { Article } from '../../src/core/model.ts'

let counter = 0

/** An article with defaults for everything that a test does not give; ids count up, dates are noon. */
export function article(given: Partial<Article> & { readonly text: string }): Article {
  counter++
  const publishedAt = given.publishedAt ?? '2026-03-02T12:00:00.000Z'
  const sourceId = given.sourceId ?? `outlet${counter}`
  const url = given.url ?? `https://${sourceId}.example/2026/03/story-${counter}`
  return {
    id: given.id ?? `a${String(counter).padStart(4, '0')}`,
    sourceId,
    url,
    canonicalUrl: given.canonicalUrl ?? url,
    title: 'Untitled',
    authors: [],
    lead: given.text.slice(0, 200),
    publishedAt,
    firstSeenAt: publishedAt,
    ...given,
  }
}

/** An instant so many hours after noon of the tests' day. */
export function hoursLater(hours: number): string {
  return new Date(Date.UTC(2026, 2, 2, 12) + hours * 3_600_000).toISOString()
}

export const FERRY_TITLE = 'Harbour council of Brellin halts night ferries after third collision'

/** The paragraphs of one report. */
export const FERRY_PARAGRAPHS = [
  'The harbour council of Brellin voted on Monday to halt all night ferries across the Sound until radar is fitted, after the third collision in eight weeks.',
  '"We are not going to wait for somebody to drown," harbour master Odile Marchetti told the council. "A ship that cannot see must not sail, and at present eleven of our fourteen boats cannot see."',
  'The latest accident happened shortly before two on Sunday morning, when the ferry Kestrel struck an unlit gravel barge off Tern Point. Nine passengers were treated for bruises, and the Kestrel was towed to the yard at Lower Quay with a hole of two metres above her waterline.',
  'The ferry company, Sound Crossings, called the decision hasty. Its director, Pavel Henriksen, said that fitting radar to the whole fleet would cost 4.6 million crowns and take until August, and that 1,200 night workers on the islands had no other way home.',
  'Islanders crowded the gallery during the vote, which passed by seven to four. Several shouted that the council had never taken a night boat in its life.',
  'Mayor Ingrid Solbakken promised that a bus over the northern bridge, a detour of ninety minutes, would run free of charge from Wednesday. The maritime inspectorate in Vellmark said it would publish its findings on all three collisions before Easter.',
]

export const FERRY_TEXT = FERRY_PARAGRAPHS.join('\n\n')

/** The same event, reported by another outlet in its own words. */
export const FERRY_OTHER_TEXT = [
  'Night boats on the Brellin Sound will stay tied up. Councillors decided by seven votes to four that no ferry may cross in the dark before it carries radar, following a run of collisions this winter.',
  "Harbour master Odile Marchetti, who had asked for the ban since January, said only three of the fleet's fourteen vessels were properly equipped. On Sunday the Kestrel hit a gravel barge near Tern Point and nine people were hurt.",
  'For the islands the ban comes at a bad moment. At the cannery on Great Holm the late shift ends at eleven, and the foreman reckons that half his people will now sleep in the canteen.',
  'Sound Crossings, which runs the ferries, wants the harbour to share the bill. Director Pavel Henriksen put the price of radar at more than four million crowns. Mayor Ingrid Solbakken offered a free bus over the northern bridge instead.',
].join('\n\n')

/**
 * A repost as aggregators make it: headline and dates repeated, with a byline, the teaser twice and credits glued to
 * paragraphs.
 */
export function repostOf(title: string, paragraphs: readonly string[]): string {
  const [first, ...rest] = paragraphs as [string, ...string[]]
  return [
    'Monday 2 March 2026',
    title,
    first,
    'MONDAY, MAR 02, 2026 - 09:00 PM',
    'Authored by Lena Ostrowski via The Vellmark Courier,',
    first,
    rest[0],
    'Courier Pictures via Agency Images',
    `${rest[1]}Ferries at Lower Quay, seen from the pier.`,
    ...rest.slice(2),
    'Original Source',
  ].join('\n\n')
}

/** The text with every n-th word of four or more letters replaced from a list. */
export function withWordsChanged(text: string, everyNth: number): string {
  const others = [
    'perhaps',
    'quietly',
    'granite',
    'orchard',
    'seldom',
    'lantern',
    'beyond',
    'velvet',
    'Thursday',
    'northward',
  ]
  let count = 0
  return text.replace(/\p{L}{4,}/gu, (word) => (++count % everyNth === 0 ? others[count % others.length]! : word))
}

/** Any text of code points, lone surrogates among them. (fast-check's own unit for it takes a second for every 20 texts.) */
export const anyText = (maxLength: number): fc.Arbitrary<string> =>
  fc.array(fc.integer({ min: 0, max: 0x10ffff }), { maxLength }).map((codes) => String.fromCodePoint(...codes))
