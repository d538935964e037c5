/** The fields of the feed itself: format, interval between fetches, addresses, title and language. */
import { describe, expect, it } from 'vitest'
import { parseFeed } from '../../../src/feeds/parse/parse.ts'

const parse = (text: string) => parseFeed(Buffer.from(text), { url: 'https://feeds.example.net/dir/feed' })
const channel = (inside: string) =>
  parse(
    `<rss xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"><channel>${inside}<item><title>t</title></item></channel></rss>`,
  )

describe('the format', () => {
  it.each([
    ['version="2.0"', 'rss2.0'],
    ['version="2"', 'rss2.0'],
    ['version="2.0.1"', 'rss2.0'],
    ['version="0.9"', 'rss0.90'],
    ['version="0.91"', 'rss0.91'],
    ['version="RSS 0.92"', 'rss0.92'],
    ['version=" 0.93 "', 'rss0.93'],
    ['version="1"', 'rss1.0'],
    ['version="1.1"', 'rss1.0'],
    ['version="unknown"', 'rss2.0'],
    ['version=""', 'rss2.0'],
    ['', 'rss2.0'],
  ])('of <rss %s> is %s', async (version, format) => {
    const feed = await parse(
      `<rss ${version}><channel><title>Quay</title><item><title>t</title></item></channel></rss>`,
    )
    expect(feed).toMatchObject({ format, title: 'Quay', entries: [{ title: 't' }] })
  })

  it.each([
    ['xmlns="http://www.w3.org/2005/Atom"', 'atom1.0'],
    ['', 'atom1.0'],
    ['version="1.0"', 'atom1.0'],
    ['version="0.3"', 'atom0.3'],
    ['xmlns="http://purl.org/atom/ns#"', 'atom0.3'],
  ])('of <feed %s> is %s', async (written, format) => {
    expect(await parse(`<feed ${written}><entry><title>t</title></entry></feed>`)).toMatchObject({
      format,
      entries: [{ title: 't' }],
    })
  })

  it.each([
    ['http://purl.org/rss/1.0/', 'rss1.0'],
    ['http://my.netscape.com/rdf/simple/0.9/', 'rss0.90'],
  ])('of RDF with items of %s is %s', async (namespace, format) => {
    const root = `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="${namespace}">`
    const feed = await parse(`${root}<channel><title>Quay</title></channel><item><title>t</title></item></rdf:RDF>`)
    expect(feed).toMatchObject({ format, title: 'Quay', entries: [{ title: 't' }] })
  })
})

it('items are found beside the channel, in it, and in a list of items, and nowhere else', async () => {
  const { entries } = await parse(
    '<rss><item><title>1</title></item><channel><item><title>2</title></item><x><item><title>no</title></item></x></channel><items><item><title>3</title></item></items><x><item><title>no</title></item></x></rss>',
  )
  expect(entries.map(({ title }) => title)).toEqual(['1', '2', '3'])
})

it.each([
  ['RSS', '<rss><channel><item><title>1</title></item><item><title>2'],
  ['Atom', '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>1</title></entry><entry><title>2'],
])('an entry that the end of the document cuts is left out of %s', async (_, text) => {
  const { entries, repairs, isCut } = await parse(text)
  expect(entries).toMatchObject([{ title: '1' }])
  expect([repairs, isCut]).toEqual([['The document was cut: its last entry is incomplete and was left out.'], true])
})

describe('the minutes between fetches', () => {
  it.each([
    ['<ttl>45</ttl>', 45],
    ['<ttl> 45 minutes</ttl>', 45],
    ['<ttl>soon</ttl>', undefined],
    ['<ttl>0</ttl>', undefined],
    ['<ttl>-5</ttl>', undefined],
    ['', undefined],
    ['<sy:updatePeriod>hourly</sy:updatePeriod>', 60],
    ['<sy:updatePeriod>daily</sy:updatePeriod>', 1_440],
    ['<sy:updatePeriod> Weekly </sy:updatePeriod>', 10_080],
    ['<sy:updatePeriod>monthly</sy:updatePeriod>', 43_200],
    ['<sy:updatePeriod>yearly</sy:updatePeriod>', 525_600],
    ['<sy:updatePeriod>never</sy:updatePeriod>', undefined],
    ['<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>', 30],
    ['<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>0.5</sy:updateFrequency>', 120],
    ['<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>', 60],
    ['<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>-1</sy:updateFrequency>', 60],
    ['<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>Infinity</sy:updateFrequency>', 60],
    ['<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>7</sy:updateFrequency>', 9],
    ['<sy:updateFrequency>24</sy:updateFrequency>', 60],
    ['<ttl>90</ttl><sy:updatePeriod>hourly</sy:updatePeriod>', 90],
    ['<ttl>30</ttl><sy:updatePeriod>hourly</sy:updatePeriod>', 60],
  ])('%s', async (inside, minutes) => {
    expect((await channel(inside)).minutesBetweenFetches).toBe(minutes)
  })
})

describe('the times without fetches', () => {
  it.each([
    ['<hour>7</hour><hour> 3 </hour><hour>7</hour><hour>22</hour>', [3, 7, 22]],
    ['<hour>24</hour><hour>1</hour>', [0, 1]],
    ['<hour>0</hour>', [0]],
    ['<hour>-1</hour><hour>25</hour><hour>noon</hour>', undefined],
  ])('are hours: %s', async (hours, expected) => {
    expect((await channel(`<skipHours>${hours}</skipHours>`)).skipHours).toEqual(expected)
  })

  it.each([
    ['Sunday Monday Tuesday Wednesday Thursday Friday Saturday', [0, 1, 2, 3, 4, 5, 6]],
    ['SAT mon Sat', [1, 6]],
    ['weekday', undefined],
  ])('are days: %s', async (days, expected) => {
    const list = days.split(' ').map((day) => `<day> ${day} </day>`)
    expect((await channel(`<skipDays>${list.join('')}</skipDays>`)).skipDays).toEqual(expected)
  })
})

describe('of a feed', () => {
  const ATOM =
    'xmlns:a="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
  const rss = (inside: string) => parse(`<rss ${ATOM}><channel>${inside}<item><title>t</title></item></channel></rss>`)
  const atom = (inside: string) =>
    parse(`<feed xmlns="http://www.w3.org/2005/Atom" ${ATOM}>${inside}<entry><title>t</title></entry></feed>`)

  it.each([
    ['<title> </title><dc:title>D</dc:title><a:title>A</a:title><itunes:title>I</itunes:title>', 'D'],
    ['<a:title type="html">A &amp;amp; &amp;lt;B&amp;gt;</a:title><itunes:title>I</itunes:title>', 'A & <B>'],
    ['<a:title>A &amp;amp; B</a:title>', 'A &amp; B'],
    ['<itunes:title>I</itunes:title>', 'I'],
    ['<title></title><title>Second</title>', 'Second'],
    ['', undefined],
  ])('the title in RSS is the first that is not empty: %s', async (inside, title) => {
    expect((await rss(inside)).title).toBe(title)
  })

  it.each([
    ['<description/><a:subtitle>S</a:subtitle><dc:description>D</dc:description>', 'S'],
    ['<a:tagline>T</a:tagline><dc:description>D</dc:description>', 'T'],
    ['<itunes:subtitle>P</itunes:subtitle><dc:description>D</dc:description><itunes:summary>I</itunes:summary>', 'D'],
    ['<itunes:subtitle>P</itunes:subtitle><itunes:summary>I</itunes:summary>', 'I'],
    ['<itunes:subtitle>P</itunes:subtitle>', 'P'],
  ])('the description in RSS is the first that is not empty: %s', async (inside, description) => {
    expect((await rss(inside)).description).toBe(description)
  })

  it.each([
    ['<title>T</title><dc:title>D</dc:title>', { title: 'T' }],
    ['<dc:title>D</dc:title>', { title: 'D' }],
    ['<subtitle>S</subtitle><tagline>G</tagline>', { description: 'S' }],
    ['<tagline>G</tagline>', { description: 'G' }],
    ['<dc:language>de</dc:language>', { language: 'de' }],
  ])('the text of Atom’s own element, else of others: %s', async (inside, expected) => {
    expect(await atom(inside)).toMatchObject(expected)
  })

  it.each([
    ['<link>mailto:a@x.example</link><link> /home </link>', 'https://feeds.example.net/home'],
    ['<a:link href="https://x.example/a"/><link>https://x.example/b</link>', 'https://x.example/b'],
    ['<link href="https://x.example/a">https://x.example/no</link>', 'https://x.example/a'],
    ['<a:link rel="self" href="https://x.example/self"/>', undefined],
  ])('the address in RSS is that of its page: %s', async (inside, url) => {
    expect((await rss(inside)).url).toBe(url)
  })

  it('the language in a feed without namespace may be an element', async () => {
    const text = '<feed><language>nl</language><entry><title>t</title></entry></feed>'
    expect((await parse(text)).language).toBe('nl')
  })

  it('the address in Atom is that of its page, and no other link', async () => {
    const links =
      '<link rel="self" type="application/atom+xml" href="/self"/><link rel="self" href="/no"/><link rel="hub" href="/hub"/><link rel="hub" href="/hub2"/>'
    expect(await atom(`${links}<link href="/home"/>`)).toMatchObject({ url: 'https://feeds.example.net/home' })
    const feed = await atom(links)
    expect(feed.url).toBeUndefined()
    expect(feed).toMatchObject({
      selfUrl: 'https://feeds.example.net/self',
      hubs: ['https://feeds.example.net/hub', 'https://feeds.example.net/hub2'],
    })
  })

  it('its own link is the base of relative links when the address of the document is unknown', async () => {
    const text = '<feed><link rel="self" href="https://x.example/d/feed"/><entry><link href="1"/></entry></feed>'
    const { entries } = await parseFeed(Buffer.from(text), {})
    expect(entries[0]!.url).toBe('https://x.example/d/1')
  })

  it.each([
    ['<language> </language><language>de</language><dc:language>fr</dc:language>', 'de'],
    ['<dc:language>fr</dc:language>', 'fr'],
  ])('the language in RSS is that of its own element, else of others: %s', async (inside, language) => {
    expect((await rss(inside)).language).toBe(language)
    const declared = `<rss ${ATOM}><channel xml:lang="nl"><item><title>t</title></item></channel></rss>`
    expect((await parse(declared)).language).toBe('nl')
  })
})
