import { defineConfig } from 'broadsheet'

/**
 * Your newspaper, on one page. As shipped it reads a small invented newsroom in `samples/`, without a network.
 *
 * To make it yours, replace `title` and `sources` with your own and run `broadsheet run`; nothing else has to change, and the
 * sample's articles disappear with its sources. Point at any key in your editor to see what it means and its default, or read
 * docs/configuration.md. Mistakes are reported with their place before anything is changed.
 */
export default defineConfig({
  title: 'Sample: an invented newsroom, November 2025', // the first line of feed, mail and terminal
  language: 'en',
  timeZone: 'Europe/London', // whose days and hours the newspaper keeps

  // What is read ------------------------------------------------------------------------------------------------------
  // A URL is enough: 'https://example.com/rss', of RSS, Atom or JSON Feed; a path is a local file.
  // What else a source may have:
  //   { url: 'https://example.org/atom',
  //     id: 'example',          its id in the store: set one before the URL changes, and its articles are kept
  //     name: 'The Example',    the outlet's name for readers; else the feed's own title
  //     topics: ['science'],    topics that all its articles have
  //     intervalMinutes: 60,    minutes between fetches; else learned from how often it publishes
  //     weight: 2,              above 1, its articles are preferred as leads
  //     content: 'page' }       fetch each article's page, for a feed with teasers only
  //   { opml: 'sources.opml' }  a whole list, as feed readers export it: broadsheet import FILE
  //
  // With `firstFetchDays: 0` even old articles count as news when a source is first read. The sample needs that, since its
  // articles are old; leave it out for your own sources, so that a new one does not flood the first edition.
  sources: [
    { id: 'foreland', url: 'samples/feeds/foreland-dispatch.xml', firstFetchDays: 0 },
    { id: 'ledger', url: 'samples/feeds/morrow-ledger.xml', firstFetchDays: 0 },
    { id: 'pennant', url: 'samples/feeds/pennant.atom', firstFetchDays: 0 },
    { id: 'copperline', url: 'samples/feeds/copperline.json', firstFetchDays: 0 },
    { id: 'understory', url: 'samples/feeds/understory.atom', topics: ['science'], firstFetchDays: 0 },
    { id: 'touchline', url: 'samples/feeds/long-touchline.xml', topics: ['sport'], firstFetchDays: 0 },
    { id: 'calder', url: 'samples/feeds/calder-star.rdf', firstFetchDays: 0 },
    { id: 'ferryman', url: 'samples/feeds/free-ferryman.xml', firstFetchDays: 0 },
    { id: 'slate', url: 'samples/feeds/signal-and-slate.xml', firstFetchDays: 0 },
  ],

  // What is left out ----------------------------------------------------------------------------------------------------
  // Words as in a topic, below; for some sources, or for all without `sources`.
  filters: [
    { drop: { any: ['sponsored content', 'advertorial', 'partner content'] } },
    // { drop: { any: ['horoscope'] }, sources: ['ledger'] },
  ],

  // What is looked for ------------------------------------------------------------------------------------------------
  // A topic applies where its words are found: a match counts 3 in the title, 1.5 in the first sentences and 1 further
  // down, and together they must reach `minScore` (1). A word matches its other forms ("ship" matches "ships"), NATO matches
  // Nato, too; { near: ['rate', 'bank'], words: 5 } matches words that are close together; `all` and `none` are words that
  // must and must not occur. Their order here is the order of the sections in the digest.
  topics: [
    {
      id: 'russia',
      name: 'Russia',
      any: ['Russia', 'Russian', 'Moscow', 'Kremlin'],
      minScore: 1.5,
    },
    {
      id: 'nato',
      name: 'NATO',
      any: ['NATO', 'North Atlantic Treaty', 'North Atlantic Alliance', { near: ['alliance', 'Article 5'] }],
      minScore: 1.5,
    },
    {
      id: 'ukraine',
      name: 'Ukraine',
      any: ['Ukraine', 'Ukrainian', 'Kyiv', 'Kiev', 'Kharkiv', 'Odesa', 'Lviv', 'Donbas', 'Crimea'],
      minScore: 1.5,
    },
    {
      id: 'world',
      name: 'World',
      any: [
        'United Nations',
        'Security Council',
        'European Union',
        'ceasefire',
        'peace talks',
        'peacekeepers',
        'refugees',
        'coalition',
        'elections',
        'parliament',
        'prime minister',
        'head of state',
        'foreign minister',
        'ambassador',
        'embassy',
        'sanctions',
        'treaty',
        'border crossing',
        'customs officers',
        'both governments',
        { near: ['talks', 'delegation'] },
        // Other languages have words of their own.
        'Bundestag',
        'Bundesrat',
        'Regierung',
        'Regierungen',
        'Wahlen',
        'gouvernement',
        'Nations unies',
        'الأمم المتحدة',
        'الحكومة',
        'وزير',
      ],
      minScore: 1.5,
    },
    {
      id: 'economy',
      name: 'Economy',
      any: [
        'economy',
        'economists',
        'inflation',
        'central bank',
        'interest rate',
        'unemployment',
        'tariff',
        'stock market',
        'share index',
        'bond yields',
        'shareholders',
        'recession',
        'trade deficit',
        'budget deficit',
        'mortgage',
        'container rates',
        'commodity prices',
        'supply chain',
        'trade union',
        'pay talks',
        'industrial action',
        'fishing quota',
        'GDP',
        { near: ['exporters', 'price'], words: 20 },
        { near: ['exports', 'tonnes'] },
        { near: ['grain', 'traders'], words: 20 },
        { near: ['pay', 'union'] },
        { near: ['strike', 'workers'], words: 6 },
        { near: ['strike', 'drivers'], words: 6 },
        { near: ['rate', 'cut', 'bank'], words: 12 },
      ],
    },
    {
      id: 'science',
      name: 'Science',
      any: [
        'scientists',
        'researchers',
        'astronomers',
        'physicists',
        'biologists',
        'chemists',
        'geologists',
        'telescope',
        'spacecraft',
        'space agency',
        'lander',
        'genome',
        'fossil',
        'vaccine',
        'clinical trial',
        'glacier',
        'peer-reviewed',
        { near: ['study', 'published', 'journal'], words: 20 },
      ],
      minScore: 2,
    },
    {
      id: 'technology',
      name: 'Technology',
      any: [
        'software',
        'semiconductor',
        'chip plant',
        'chipmaker',
        'microchips',
        'artificial intelligence',
        'cybersecurity',
        'data centre',
        'data center',
        'internet',
        'broadband',
        'undersea cable',
        'smartphone',
        'browser',
        'password',
        'encryption',
        'open source',
        'start-up',
        'database',
        'robot',
        'charger',
        { near: ['chips', 'wafers'], words: 30 },
      ],
      minScore: 1.5,
    },
    {
      id: 'sport',
      name: 'Sport',
      any: [
        'football',
        'goalkeeper',
        'midfielder',
        'penalty shoot-out',
        'cup final',
        'quarter-final',
        'semi-final',
        'championship',
        'Olympic',
        'Grand Slam',
        'world record',
        'half-time',
        'stoppage time',
        'freestyle',
        'rugby union',
        'cricket',
        'handball',
        'cyclist',
      ],
      minScore: 1.5,
    },
    {
      id: 'local',
      name: 'Local',
      any: [
        'council',
        'councillors',
        'town hall',
        'city hall',
        'mayor',
        'residents',
        'villages',
        'neighbourhood',
        'planning application',
        'planning committee',
        'primary school',
        'headteacher',
        'bus service',
        'road closure',
        'ferry company',
        'library',
        'librarian',
        'firefighters',
        'pupils',
        'volunteers',
      ],
      none: ['Security Council', 'European Council', 'Council of Europe', 'council of ministers'],
      minScore: 1.5,
    },
  ],

  // What is published -------------------------------------------------------------------------------------------------
  // Each run writes the combined feed and one for each topic into public/. The URL at which you serve that folder, for the
  // links in the feed to itself:
  // siteUrl: 'https://news.example.org',
  feed: {
    folder: 'public',
    content: 'summary', // 'none', 'summary' or 'full': how much of each article the feed contains
  },

  // What is mailed ----------------------------------------------------------------------------------------------------
  digests: [
    {
      id: 'morning',
      title: 'Good morning',
      at: '07:00', // of the time zone above; or several: ['07:00', '18:00']
      // days: ['mon', 'tue', 'wed', 'thu', 'fri'],
      // topics: ['world', 'science'], // only these; without it, everything
      firstEdition: 'now', // one edition at the first run, so that there is something to see; then at the hour above
      subscribers: [
        'you@example.org',
        // { address: 'bob@example.org', name: 'Bob', topics: ['nato'], timeZone: 'Asia/Tokyo', at: '08:00' },
      ],
    },
  ],

  // Without a mail server, mail is written to outbox/ as .eml files: open one with your mail program. To send mail, write
  // BROADSHEET_SMTP_URL=smtp://user:password@mail.example.org:587 into a file `.env` beside this one, and set your own
  // address, your operator's and, where the law requires it, a postal address here.
  mail: {
    from: { name: 'Sample newsroom', address: 'news@example.org' },
    // replyTo: 'editor@example.org',
    // postalAddress: '1 Fleet St, London',
    outbox: 'outbox',
  },

  // When `broadsheet start` refreshes (UTC; digests keep their own hours). It fetches only the sources that are due.
  refresh: { schedule: '*/15 * * * *' },

  // In the User-Agent, so that publishers can reach you:
  // fetch: { contact: 'you@example.org' },

  // `broadsheet start` serves the feeds and the unsubscribe pages (by default on 127.0.0.1:8080). With its public URL, every
  // digest can be left with one click:
  // web: {},
  // counterUrl: 'https://mail.example.org',
})
