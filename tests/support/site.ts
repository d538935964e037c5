/** A whole newspaper as pages show it, with hard content: long words and headlines, many scripts, nothing, and too much. */
import type { FrontPage, ShownArticle, ShownStory, StoryPage, TopicName } from '../../src/core/site.ts'

/** The configured topics of the newspaper; twelve, more than the topic bar holds. */
export const TOPICS: readonly (TopicName & { readonly folder: string })[] = [
  'World',
  'Economy',
  'Science',
  'Climate',
  'Culture',
  'Sport & <Leisure>',
  'Technology',
  'Health',
  'Donaudampfschifffahrtsgesellschaft',
  'Law',
  'الثقافة',
  'Travel',
].map((name, i) => ({ id: `t${i + 1}`, name, folder: `t${i + 1}` }))

/** 81 letters. */
export const LONG_WORD = 'Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetzesänderungsbehörde'.padEnd(
  81,
  'n',
)

const OUTLETS = [
  'The Harbour Post',
  'Kestrel Wire',
  'The Tidewater Examiner',
  'Northern Courier',
  'The Meridian',
  'Halcyon Science',
  'Orchard & Field',
  'Valdren Standard',
  'Linden Gazette',
  'Pallas Review',
  'O’Neill <Sons> & "Daughters"',
]

const TEXTS: readonly (readonly [title: string, lead: string, language?: string, outlet?: string])[] = [
  [
    'Strait of Merrow reopens after eleven days as pilots and ports agree on night rules',
    'The first convoy passed Port Amsel light at dawn, led by two pilot cutters and forty minutes early. Under the new rules no vessel over 200 metres may enter the narrows after dark without a second pilot aboard.',
    'en',
  ],
  [
    'Central bank of Lindmark holds its rate and admits it misread rents',
    'The governor called the autumn forecast “too tidy”. Economists now expect the first cut in March rather than January.',
    'en-GB',
  ],
  [
    'Flood meadows along the Arle held back a third of October’s water',
    'Gauges downstream peaked eleven hours later than in the last comparable storm, long enough to clear two villages without a siren.',
  ],
  [
    'A quiet patch of seabed turns out to be a river of sand',
    'Instruments left on the Dunmar shelf for a year recorded dunes that travel nine metres a day, then rest for months.',
    'en',
  ],
  [
    'Valdren’s upper house sends the housing bill back, two votes short',
    'Senators asked for a rent clause that survives a change of landlord. The government says it will bring the bill again before the recess.',
    'en',
  ],
  [
    'ميناء أمسل يستقبل أول سفينة حبوب منذ أسبوعين',
    'وصلت السفينة قبل الفجر وعلى متنها ثلاثون ألف طن من القمح، وقال مدير الميناء إن التفريغ سيستغرق يومين.',
    'ar',
    'صحيفة الميناء',
  ],
  [
    'Border post at Sorrel Pass to stay open through the winter for the first time',
    'A heated road deck, tested last spring on the steepest bend, persuaded both customs services.',
    'en',
  ],
  [
    'נמל אמסל נפתח מחדש: NATO תלווה את השיירה הראשונה',
    'שתי ספינות נתב הובילו את השיירה הראשונה עם שחר. ההסכם החדש תקף עד האביב, ואז ייבדק שוב.',
    'he',
    'ידיעות הנמל',
  ],
  [
    '梅罗海峡时隔十一天重新开放,引航员与港口就夜间规则达成一致',
    '首支船队黎明时分由两艘引航艇带领通过阿姆塞尔港灯塔。根据新规,超过二百米的船只天黑后须有第二名引航员。',
    'zh-Hans',
    '港口晚报',
  ],
  [
    `Bundestag berät ${LONG_WORD} und Kraftfahrzeughaftpflichtversicherungsbeitragsrückerstattung`,
    'Die Vorlage der Straßenverkehrsordnungsnovellierungskommission geht an den Ausschuss. Über die Grundstücksverkehrsgenehmigungszuständigkeitsübertragungsverordnung wird im Januar entschieden.',
    'de',
    'Süddeutsche Donaudampfschifffahrtszeitung',
  ],
  [
    'Why freight trains are suddenly running on time',
    'A clerk in Oldenry moved eleven departures by six minutes each. The knots that had lasted a decade came undone in a week.',
    'en',
  ],
  [
    '<script>alert("x")</script> & other headlines <b>editors</b> wrote',
    'Markup & "quotes" are text here: <img src=x onerror=alert(1)>.',
    'en',
  ],
  ['Vote', '', 'en'],
  [
    'https://example.org/a/very/long/address/that/somebody/took/for/a/headline/2026/11/24/index.php?id=1234567890&session=abcdefghijklmnopqrstuvwxyz',
    'An address as a headline.',
  ],
  [
    'Les députés adoptent « à l’arraché » le budget de la Sécurité sociale, après trente-sept heures de débat ininterrompu',
    'L’hémicycle a voté à 4 h 12. Le texte part au Sénat dès mardi.',
    'fr',
    'La Dépêche du Port',
  ],
  [
    'Old glass plates give astronomers a second look at a star that went missing',
    'Schoolchildren in three towns compared 2,400 negatives by hand and found the dimming had happened before, in 1911.',
    'en',
  ],
  [
    'Heat pumps outsell boilers in Lindmark for the first time',
    'Fitters say the waiting list, not the price, is now what decides.',
    'en',
  ],
  [
    'Bees count to five when the flower is blue',
    'The insects did no better than chance with yellow petals. The authors suspect contrast, not colour, and say so in the first paragraph.',
    'en',
  ],
]

const BEGINS = Date.parse('2026-11-24T06:12:00.000Z')

/** The story of a number, from 0: any number of them, each another one. */
export function storyOf(n: number, changes: Partial<ShownStory> = {}): ShownStory {
  const [title, lead, language, outlet] = TEXTS[n % TEXTS.length]!
  const round = Math.floor(n / TEXTS.length)
  const outletOf = (i: number): string => OUTLETS[(n + i) % OUTLETS.length]!
  const count = [3, 2, 0, 1, 0, 0, 1, 4, 0][n % 9]!
  return {
    storyId: (0x5a17c0de9b * (n + 3)).toString(16).padStart(16, 'f').slice(-16),
    title: round === 0 ? title : `${title} (${round + 1})`,
    url: `https://news-${n % 7}.example/2026/11/24/${n}/${encodeURIComponent(title.slice(0, 30))}?a=1&b=2`,
    lead,
    outlet: outlet ?? outletOf(0),
    sourceId: `source-${n % 11}`,
    authors: n % 3 === 0 ? ['Ines Valcourt'] : [],
    publishedAt: new Date(BEGINS - n * 37 * 60_000).toISOString(),
    ...(n % 5 === 4 ? {} : { minutes: 1 + (n % 9) }),
    ...(language === undefined ? {} : { language }),
    carriers: Array.from({ length: count }, (_, i) => ({
      outlet: outletOf(i + 1),
      sourceId: `source-${(n + i + 1) % 11}`,
      title:
        i === 1 ? '“Forty minutes early”: aboard the first cutter through' : TEXTS[(n + i * 5 + 1) % TEXTS.length]![0],
      url: `https://carrier-${i}.example/${n}/a-report-of-its-own`,
      isCopy: i >= 2,
      isFirst: i === 0,
      ...(i >= 2 ? { copyOf: outletOf(1) } : {}),
    })),
    moreCarriers: count === 4 ? 3 : 0,
    otherOutlets: count === 4 ? 6 : count,
    ...(n % 9 === 3 ? { firstPublishedBy: { outlet: 'Dunmar Radio', url: 'https://radio.example/first' } } : {}),
    ...(n % 9 === 6
      ? { updated: { at: '2026-11-24T05:00:00.000Z', news: ['Opening hours added: 06:00 to 22:00, every day.'] } }
      : {}),
    topics: n % 6 === 5 ? [] : [TOPICS[n % TOPICS.length]!],
    ...changes,
  }
}

/** Stories of these numbers, from the first up to but without the last. */
export const storiesOf = (from: number, to: number): ShownStory[] =>
  Array.from({ length: to - from }, (_, i) => storyOf(from + i))

/** A full front page of 80 stories. */
export const FRONT_PAGE: FrontPage = {
  date: '2026-11-24',
  top: storyOf(0, {
    picture: { url: 'https://pictures.example/merrow.jpg', alt: 'Two pilot cutters lead a convoy past a lighthouse' },
  }),
  strong: storiesOf(1, 5),
  sections: Array.from({ length: 13 }, (_, i) => ({
    ...(i === 12 ? {} : { topic: TOPICS[i]! }),
    stories: storiesOf(5 + i * 6, 5 + i * 6 + (i === 1 ? 1 : i === 2 ? 4 : 2)),
    briefs: i === 3 ? [] : storiesOf(8 + i * 6, 12 + i * 6 - (i % 3)),
  })),
  previousDate: '2026-11-23',
}

/** The page of a story with so many articles. */
export function storyPageOf(count: number, story = storyOf(0)): StoryPage {
  const articles = Array.from({ length: count }, (_, i): ShownArticle => {
    const [title, , language, outlet] = TEXTS[(i * 3) % TEXTS.length]!
    return {
      articleId: `a${i}`,
      sourceId: `source-${i % 11}`,
      outlet: i === 0 ? story.outlet : (outlet ?? OUTLETS[i % OUTLETS.length]!),
      title: i === 0 ? story.title : title,
      url: `https://carrier-${i}.example/story`,
      publishedAt: new Date(BEGINS - (i === 0 ? 0 : (count - i) * 41 * 60_000)).toISOString(),
      minutes: 1 + (i % 8),
      ...(language === undefined ? {} : { language }),
      isLead: i === 0,
      isFirst: i === 1,
      ...(i % 3 === 2 ? { copyOf: OUTLETS[1]! } : {}),
      development: 1,
      why:
        i % 3 === 2
          ? [{ kind: 'wording', percent: 94, other: { outlet: OUTLETS[1]! } }, { kind: 'title' }]
          : [{ kind: 'event', other: { outlet: OUTLETS[1]! }, words: ['Port Amsel', 'night rules', 'pilots'] }],
    }
  })
  return {
    story,
    leadWhy: 'complete',
    standing: { ownOutlets: 2, copyOutlets: 1, weight: 1, counted: 2.3, developedAt: story.publishedAt },
    articles,
    moreArticles: count >= 40 ? 12 : 0,
    topics: [
      { ...TOPICS[0]!, score: 4, why: [{ kind: 'title', words: ['strait', 'convoy'] }] },
      { ...TOPICS[8]!, score: 1, why: [{ kind: 'text', words: ['freight'] }] },
    ],
    growth: articles.map(({ publishedAt, outlet, copyOf }, i) => ({
      at: publishedAt,
      outlet,
      kind: i === 0 ? 'began' : copyOf !== undefined ? 'copy' : i === 3 ? 'news' : 'joined',
      ...(i === 3 ? { news: 'The night rules hold until the spring' } : {}),
    })),
    date: '2026-11-24',
  }
}
