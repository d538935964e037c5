import { describe, expect, it } from 'vitest'
import { contentHash, normalizeEntry } from '../../../src/core/article/normalize.ts'
import { articleId } from '../../../src/core/ids.ts'
import type { Entry, Source } from '../../../src/core/model.ts'

const source: Source = { id: 'valley', url: 'https://valley-herald.com/feed', name: 'Valley Herald' }
const now = new Date('2025-11-19T08:00:00.000Z')
const first =
  'The ferry strike entered its second week on Tuesday as talks between crews and the harbour board broke off without agreement.'
const second =
  'Nobody at the port expected the boats to sail before the weekend, and shops on the islands ran short of bread.'
const third = '“We have been patient for a year,” said Ola Brandt, who speaks for the crews. “Our patience has ended.”'

const entry = (more: Partial<Entry>): Entry => ({
  title: 'Ferry strike enters second week',
  authors: [],
  categories: [],
  enclosures: [],
  text: [first, second, third].join('\n\n'),
  language: 'en',
  ...more,
})
const normalize = (more: Partial<Entry>) => normalizeEntry(entry(more), source, now)
const withLines = (before: string[], after: string[] = []) =>
  normalize({ text: [...before, first, second, third, ...after].join('\n\n') })
const clean = [first, second, third].join('\n\n')

describe('the pages of authors', () => {
  const url = 'https://valley-herald.com/mara'
  it.each([
    ['are kept', ['Mara Quill', 'Jon Vale'], 'Mara Quill', [{ name: 'Mara Quill', url }]],
    [
      'are kept where the feed adds a desk',
      ['Mara Quill, Harbour Desk'],
      'Mara Quill, Harbour Desk',
      [{ name: 'Mara Quill', url }],
    ],
    ['of other people are left out', ['Jon Vale'], 'Mara Quill', undefined],
  ])('%s', (_, authors, name, expected) => {
    expect(normalize({ authors, authorUrls: [{ name, url }] }).authorUrls).toEqual(expected)
  })
})

describe('the HTML', () => {
  it.each([
    ['the content', { contentHtml: '<p>a</p>', summaryHtml: '<p>b</p>' }, '<p>a</p>'],
    [
      'the description where that is all',
      { summaryHtml: '<p><img src="https://x.example/a.png" /></p>' },
      '<p><img src="https://x.example/a.png" /></p>',
    ],
    ['none where the description is plain', { summaryHtml: '<p>a &lt; b</p><p>c<br />d</p>' }, undefined],
  ])('is %s', (_, html, expected) => {
    expect(normalize(html).contentHtml).toBe(expected)
  })
})

describe('the clean text', () => {
  it.each([
    ['a headline repeated', ['Ferry strike enters second week'], 'repeated-title'],
    ['a headline in other case and quotes', ['FERRY STRIKE “ENTERS” SECOND WEEK'], 'repeated-title'],
    ['a headline followed by the outlet', ['Ferry strike enters second week | Valley Herald'], 'repeated-title'],
    ['a date in words', ['Tuesday 18 November 2025'], 'date-line'],
    ['a date in capitals with a time', ['TUESDAY, NOV 18, 2025 - 07:00 AM'], 'date-line'],
    ['a date in digits', ['18.11.2025'], 'date-line'],
    ['a date with its label', ['Last updated on November 18, 2025 at 9:14 PM EST'], 'date-line'],
    ['a German date', ['Dienstag, 18. November 2025, 07:30 Uhr'], 'date-line'],
    ['a Spanish date', ['18 de noviembre de 2025'], 'date-line'],
    ['a Japanese date', ['2025年11月18日 07:00'], 'date-line'],
    ['a byline', ['By Mara Quill'], 'byline'],
    ['the outlet’s own name', ['Valley Herald'], 'outlet'],
    ['a teaser equal to the first paragraph', [first], 'teaser'],
    ['a teaser cut short', [`${first.slice(0, 90)}…`], 'teaser'],
    ['an agency’s photo credit', ['AFP via Getty Images'], 'credit'],
    ['a photographer’s credit', ['Photo: Ola Brandt / Shutterstock'], 'credit'],
    ['a credit of an unknown name and an agency', ['BPA via Getty Images'], 'credit'],
    ['a credit of an office and an agency', ['Office of the Governor via AP'], 'credit'],
    ['a photographer and an agency', ['Ola Brandt/Getty Images'], 'credit'],
    ['a photographer and two agencies', ['OLA BRANDT / AFP via Getty Images'], 'credit'],
    ['a credit in brackets', ['(Photo by Ola Brandt/Anadolu via Getty Images)'], 'credit'],
    ['a reading time', ['4 min read'], 'date-line|reading-time|listen'],
    ['a kicker', ['BREAKING NEWS'], 'kicker'],
    ['an advertisement', ['ADVERTISEMENT - CONTINUE READING BELOW'], 'advertisement'],
    ['a share button', ['Click to share on Facebook (Opens in new window)'], 'share'],
  ])('removes %s before the article', (_, lines, rule) => {
    const article = withLines(lines)
    expect(article.text).toBe(clean)
    expect(article.removed?.map((removed) => removed.rule)).toEqual([expect.stringMatching(`^(?:${rule})$`)])
    expect(article.removed?.[0]?.text).toBe(lines[0])
    expect(article.lead.startsWith(first)).toBe(true)
  })

  it.each([
    ['a call to subscribe', ['Subscribe to our newsletter to get the best of the harbour in your inbox.'], 'subscribe'],
    ['a call to donate', ['Support independent journalism. Donate today.'], 'subscribe'],
    ['"read more"', ['Read more'], 'read-more'],
    ['"continue reading" with dots', ['Continue reading…'], 'read-more'],
    ['"read more" in German', ['Weiterlesen »'], 'read-more'],
    [
      'WordPress’s last line',
      ['The post Ferry strike enters second week appeared first on Valley Herald.'],
      'appeared-first',
    ],
    ['a source without a link', ['Original Source'], 'original-source'],
    ['tags', ['Tags: ferry, strike, harbour'], 'tags'],
    ['comments', ['9 Comments'], 'comments'],
    ['a heading of another list', ['Related Articles'], 'related'],
    [
      'a notice',
      ['Views expressed are those of the author and do not necessarily reflect the views of this site.'],
      'opinion-notice',
    ],
  ])('removes %s after the article', (_, lines, rule) => {
    const article = withLines([], lines)
    expect(article.text).toBe(clean)
    expect(article.removed).toEqual([{ rule, text: lines[0] }])
  })

  it.each([
    ['Terms of the agreement were not disclosed.'],
    ['They opened the file.'],
    ['Support for the strike is falling, a poll found.'],
    ['Follow the money, the crews say.'],
    ['Listen to the sea, the old captain said.'],
    ['More boats will sail on Friday.'],
    ['In May the board had offered 2 percent.'],
    ['Images: the board published none of its own.'],
    ['Ewood Park'],
    ['Source material on the strike fills forty boxes.'],
  ])('keeps %j', (line) => {
    expect(withLines([], [line]).text).toBe(`${clean}\n\n${line}`)
  })

  it('splits off "continue reading" glued to the last sentence', () => {
    const article = withLines([], ['The board will meet on Friday. Continue reading →'])
    expect(article.text.endsWith('The board will meet on Friday.')).toBe(true)
  })

  it('splits off "appeared first on" glued to the last sentence', () => {
    const article = withLines(
      [],
      ['The board will meet on Friday. The post Ferry strike appeared first on Coastal Review.'],
    )
    expect(article.text.endsWith('The board will meet on Friday.')).toBe(true)
    expect(article.publisher).toBe('Coastal Review')
  })

  it('splits off a byline glued to the first sentence', () => {
    const article = normalize({ text: `Authored by Mara Quill via Coastal Review, ${first}\n\n${second}` })
    expect(article).toMatchObject({
      text: `${first}\n\n${second}`,
      authors: ['Mara Quill'],
      publisher: 'Coastal Review',
    })
  })

  it.each([
    ['A bomber flew close to the country’s bordersUS jets then followed it over the sea.', 'borders. US jets'],
    ['The union called the offer too smallThe board did not answer for two days.', 'small. The board'],
    ['It was over.The crews went home without another word.', 'over. The crews'],
  ])('separates the glued sentences in %j', (line, separated) => {
    expect(withLines([], [line]).text).toContain(separated)
  })

  it.each([
    ['Old McDonald sold his iPhone to a YouTube star in the harbour.'],
    ['They use macOS and watchOS and eBay in the harbour every day.'],
    ['The jQuery library calls getElementById to find the node there.'],
    ['Analysts of BankAmerica and SmithKline spoke at the PaineWebber dinner.'],
    ['Write to Booking.Com and Node.js or the U.S. office there.'],
    ['LeBron met Leonardo DiCaprio and Bill deBlasio near the TikTok office.'],
  ])('leaves the names in %j whole', (line) => {
    expect(withLines([], [line]).text).toContain(line)
  })

  it('removes the captions of figures, but not those of a gallery', () => {
    const caption = 'Crews wait on the quay at dawn, a flask of coffee between them.'
    const contentHtml = `<p>${first}</p><figure><img src="x.jpg"><figcaption>${caption}</figcaption></figure><p>${second}</p>`
    expect(normalize({ contentHtml, text: [first, caption, second].join('\n\n') }).text).toBe(`${first}\n\n${second}`)
    expect(normalize({ contentHtml, text: caption }).text).toBe(caption)
  })

  it('removes a table of contents whose items stand below as headings', () => {
    const text = ['Contents', 'The crews', 'The board', first, 'The crews', second, 'The board', third].join('\n\n')
    expect(normalize({ text }).text).toBe([first, 'The crews', second, 'The board', third].join('\n\n'))
  })

  it('removes a dateline and a kicker, and leaves what they say to the attribution', () => {
    const article = normalize({ text: `BREAKING: OSLO (Reuters) - ${first}\n\n${second}` })
    expect(article).toMatchObject({
      text: `${first}\n\n${second}`,
      removed: [
        { rule: 'kicker', text: 'BREAKING:' },
        { rule: 'dateline', text: 'OSLO (Reuters) -' },
      ],
    })
  })

  it('keeps the breaks between paragraphs and lines', () => {
    const verse = 'The boats lie still,\nthe gulls complain,\nand nothing sails to the islands again.'
    expect(withLines([], [verse]).text).toBe(`${clean}\n\n${verse}`)
  })

  it('reads a megabyte on one line, and a text of boilerplate only', () => {
    expect(normalize({ text: 'word '.repeat(200_000) }).text.length).toBe(999_999)
    expect(normalize({ text: 'The post '.repeat(110_000) }).lead.length).toBeLessThanOrEqual(400)
    expect(normalize({ text: 'aB'.repeat(50_000) }).text.length).toBe(100_000)
    expect(normalize({ text: 'By A\n'.repeat(20_000) }).title).toBe('Ferry strike enters second week')
    expect(
      normalize({ text: '. '.repeat(50_000), contentHtml: '<a href="http://x.org">'.repeat(4_000) }).authors,
    ).toEqual([])
  })
})

describe('the lead', () => {
  it.each([
    ['会议周二在北京开幕，三十国代表出席。会议将持续三天。', '会议周二在北京开幕，三十国代表出席。会议将持续三天。'],
    ['大臣は「橋は閉まる。」と述べた。フェリーは動く。', '大臣は「橋は閉まる。」と述べた。フェリーは動く。'],
    ['The bridge is closed.  The ferry runs.', 'The bridge is closed. The ferry runs.'],
  ])('has a space between two sentences where their script has one: %s', (text, lead) => {
    expect(normalize({ text }).lead).toBe(lead)
  })

  it('has one to three whole sentences and at most 400 characters', () => {
    const { lead } = normalize({})
    expect(lead.length).toBeLessThanOrEqual(400)
    expect(lead).toBe(
      `${first} ${second} “We have been patient for a year,” said Ola Brandt, who speaks for the crews.`,
    )
  })

  it('is cut between words where the first sentence is too long', () => {
    const { lead } = normalize({ text: `${'the harbour and '.repeat(60)}the end.` })
    expect(lead.length).toBeLessThanOrEqual(400)
    expect(lead).toMatch(/(?:the|harbour|and)…$/)
  })

  it('is empty where an entry has only a title', () => {
    expect(normalize({ text: '' })).toMatchObject({ lead: '', text: '' })
    expect(normalize({ text: 'Ferry strike enters second week' })).toMatchObject({ lead: '', text: '' })
  })

  it.each([
    ['1. ', `1. ${first}`],
    ['(1)\n\n', `(1) ${first}`],
    ['1.\n\n', `1. ${first}`],
  ])('does not take the number of a list item, %j, for a sentence', (number, lead) => {
    const text = `${number}${first}\n\n2. ${second}\n\n3.`
    expect(normalize({ text }).lead.startsWith(lead)).toBe(true)
    expect(normalize({ text, title: '' }).title).toMatch(/^The ferry strike entered/)
  })

  it('gives the items of a list as they stand, and never the number of one that does not fit', () => {
    const items = [
      'Ferry strike ends',
      'Watch the tide tables online',
      'Share prices of the port fall',
      'Comments on the green',
    ]
    const list = normalize({ title: 'Links', text: `Four links.\n\n${items.join('\n')}` })
    expect(list.text).toBe(`Four links.\n\n${items.join('\n')}`)
    expect(list.lead).toBe(`Four links. ${items.join('; ')}`)
    const numbered = normalize({ title: 'Links', text: items.map((item, at) => `${at + 1}. ${item}`).join('\n') })
    expect(numbered.lead).toBe(
      '1. Ferry strike ends 2. Watch the tide tables online 3. Share prices of the port fall 4. Comments on the green',
    )
    const line = `Three things: 1. ${first} 2. ${second} 3. ${third}`
    expect(normalize({ title: 'Links', text: line }).lead).toBe(`Three things: 1. ${first} 2. ${second}`)
  })

  it('does not take a wrapped text for a list', () => {
    const text = 'The boats lie still and wait for\nword from the board, which met on\nMonday and said nothing at all.'
    expect(normalize({ title: 'Boats', text }).lead).toBe(text.replaceAll('\n', ' '))
  })

  it('does not end at an abbreviation', () => {
    expect(
      normalize({ text: 'Mr. Brandt met the U.S. envoy on Nov. 18 in the harbour. They spoke for an hour.' }).lead,
    ).toBe('Mr. Brandt met the U.S. envoy on Nov. 18 in the harbour. They spoke for an hour.')
  })
})

describe('the title', () => {
  it.each([
    ['  Ferry \n strike ', 'Ferry strike'],
    ['Ferry strike enters second week - Valley Herald', 'Ferry strike enters second week'],
    ['Ferry strike enters second week | Valley-Herald', 'Ferry strike enters second week'],
    ['Ferry strike enters second week - Coastal Review', 'Ferry strike enters second week - Coastal Review'],
    ['Ferry &amp; strike &#8217;s', 'Ferry & strike ’s'],
    ['Ferry <b>strike</b> goes on', 'Ferry strike goes on'],
    ['If a < b then c > d', 'If a < b then c > d'],
  ])('%j becomes %j', (given, title) => {
    expect(normalize({ title: given }).title).toBe(title)
  })

  it('loses the name of the outlet that the entry gives as its source', () => {
    const article = normalize({
      title: 'Ferry strike goes on - Coastal Review',
      origin: { name: 'Coastal Review', url: 'https://coastalreview.org' },
    })
    expect(article).toMatchObject({
      title: 'Ferry strike goes on',
      publisher: 'Coastal Review',
      publisherUrl: 'https://coastalreview.org/',
      found: { publisher: 'entry-source' },
    })
  })

  it('is made from the text where there is none', () => {
    expect(normalize({ title: undefined, text: 'The boats sail again. All is well in the harbour.' }).title).toBe(
      'The boats sail again.',
    )
  })

  it('is cut at 300 characters', () => {
    expect(normalize({ title: 'harbour '.repeat(80) }).title.length).toBeLessThanOrEqual(300)
  })
})

describe('an entry with nothing to show', () => {
  const nothing = { title: undefined, text: '' }

  it.each<[string, Partial<Entry>]>([
    ['no more than a guid', { ...nothing, guid: 'x' }],
    ['an empty title', { ...nothing, title: '' }],
    ['authors, categories and a date', { ...nothing, authors: ['Ann'], categories: ['x'], publishedAt: '2025-11-18' }],
  ])('is rejected: %s', (_, more) => {
    expect(() => normalize(more)).toThrow(expect.objectContaining({ code: 'parse/empty-entry', sourceId: 'valley' }))
  })

  it.each<[string, Partial<Entry>]>([
    ['a title', { ...nothing, title: 'Ferry strike' }],
    ['a text', { ...nothing, text: 'The ferry strike goes on.' }],
    ['an address', { ...nothing, url: 'https://valley-herald.com/1' }],
    ['a picture', { ...nothing, imageUrl: 'https://valley-herald.com/1.jpg' }],
    ['a file', { ...nothing, enclosures: [{ url: 'https://valley-herald.com/1.mp3' }] }],
  ])('is another than one with %s alone', (_, more) => {
    expect(normalize(more)).toMatchObject({ sourceId: 'valley' })
  })
})

describe('angle brackets in a title', () => {
  it.each([
    ['Salt & <iron>', 'Salt & <iron>'],
    ['Use map<K, V> with care', 'Use map<K, V> with care'],
    ['A <b>bold</b> step', 'A bold step'],
    ['A <b class="x"><i>bold</i></b> step', 'A bold step'],
    ['&lt;em&gt;Bold&lt;/em&gt; &amp; brave', 'Bold & brave'],
    ['Two<br/>lines', 'Two lines'],
    ['One line<br />', 'One line'],
    ['<img src="https://a.org/x.png" alt=""/> Storm', 'Storm'],
    ['Storm <a href="https://a.org/">nears', 'Storm nears'],
    ['Why <img src=""> loads twice', 'Why <img src=""> loads twice'],
    ['How to use <div>', 'How to use <div>'],
    ['How to use <div></div> and </p>', 'How to use <div></div> and </p>'],
    ['The real cost of a <br>', 'The real cost of a <br>'],
    ['Why <b> and <strong> differ', 'Why <b> and <strong> differ'],
    ['A <title type="html"> in Atom', 'A <title type="html"> in Atom'],
  ])('%j becomes %j', (title, tidy) => {
    expect(normalize({ title }).title).toBe(tidy)
  })
})

describe('authors', () => {
  it.each<[string[], string[]]>([
    [['By Mara Quill'], ['Mara Quill']],
    [['mara@example.org (Mara Quill)'], ['Mara Quill']],
    [['Mara Quill <mara@example.org>'], ['Mara Quill']],
    [['Mara Quill, Jon Vale and Ana Cruz'], ['Mara Quill', 'Jon Vale', 'Ana Cruz']],
    [['Quill, Mara'], ['Mara Quill']],
    [['MARA QUILL'], ['Mara Quill']],
    [['Mara Quill', 'mara quill', 'Mara Quill'], ['Mara Quill']],
    [['Mara Quill, Associated Press'], ['Mara Quill']],
    [['Mara Quill | Senior Editor'], ['Mara Quill']],
    [['Mara Quill in Oslo'], ['Mara Quill']],
    [['Gullwatcher'], ['Gullwatcher']],
    [['王小明'], ['王小明']],
    [['Reuters'], []],
    [['AFP'], []],
    [['admin'], []],
    [['Valley Herald'], []],
    [['Herald Staff'], []],
    [['News Desk'], []],
    [['Web Desk'], []],
    [['The Digital Team'], []],
    [['Harbour Team'], []],
    [['Valley Herald News Desk'], []],
    [['Reuters Desk'], []],
    [['desk@example.org (Harbour Desk)'], ['Harbour Desk']],
    [['Harbour Desk', 'Mara Quill'], ['Mara Quill']],
    [['desk@example.org'], []],
    [['https://example.org/ann'], []],
    [[''], []],
  ])('%j are %j', (authors, people) => {
    expect(normalize({ authors }).authors).toEqual(people)
  })

  it('takes a desk with a name of its own only where no person is found', () => {
    const authors = ['Harbour Desk']
    expect(normalize({ authors })).toMatchObject({ authors, found: { authors: 'feed-desk' } })
    expect(normalize({ authors, text: `By Mara Quill\n\n${clean}` }).authors).toEqual(['Mara Quill'])
  })

  it('prefers the writer named in the text to who posted it', () => {
    const article = normalize({
      authors: ['Tyler Poster'],
      text: `Authored by Mara Quill via Coastal Review,\n\n${clean}`,
    })
    expect(article).toMatchObject({
      authors: ['Mara Quill'],
      publisher: 'Coastal Review',
      found: { authors: 'authored-by-via', publisher: 'authored-by-via' },
    })
  })

  it('takes the feed’s list where it agrees with the byline and is longer', () => {
    const article = normalize({ authors: ['Mara Quill', 'Jon Vale'], text: `By Mara Quill\n\n${clean}` })
    expect(article.authors).toEqual(['Mara Quill', 'Jon Vale'])
  })

  it('takes an agency that is named as author for the publisher', () => {
    expect(normalize({ authors: ['Reuters'] })).toMatchObject({
      authors: [],
      publisher: 'Reuters',
      found: { publisher: 'agency-author' },
    })
  })
})

describe('addresses, dates and identity', () => {
  it('keeps the written address beside the canonical one', () => {
    expect(normalize({ url: 'https://www.valley-herald.com/2025/11/18/ferry-strike/?utm_source=rss' })).toMatchObject({
      url: 'https://www.valley-herald.com/2025/11/18/ferry-strike/?utm_source=rss',
      canonicalUrl: 'https://valley-herald.com/2025/11/18/ferry-strike',
    })
  })

  it('takes the publisher’s address from its link, and normalises it', () => {
    const contentHtml = `<p>Authored by Mara Quill via <a href="https://www.coastalreview.org/2025/11/ferry/?utm_source=x">Coastal Review</a>,</p><p>${first}</p>`
    const article = normalize({ contentHtml, text: `Authored by Mara Quill via Coastal Review,\n\n${first}` })
    expect(article.publisherUrl).toBe('https://coastalreview.org/2025/11/ferry')
  })

  it.each([
    [{ publishedAt: '2025-11-18T07:00:00.000Z' }, { publishedAt: '2025-11-18T07:00:00.000Z', dateReason: 'published' }],
    [{ updatedAt: '2025-11-18T07:00:00.000Z' }, { publishedAt: '2025-11-18T07:00:00.000Z', dateReason: 'updated' }],
    [{ publishedAt: '2025-12-24T00:00:00.000Z' }, { publishedAt: '2025-11-19T08:00:00.000Z', dateReason: 'future' }],
  ])('dates %j', (given, expected) => {
    expect(normalize(given)).toMatchObject({ ...expected, firstSeenAt: '2025-11-19T08:00:00.000Z' })
  })

  it('leaves an entry without a date undated', () => {
    expect(normalize({})).not.toHaveProperty('publishedAt')
    expect(normalize({})).not.toHaveProperty('dateReason')
  })

  it('takes its id from guid, else address, else title and text', () => {
    expect(normalize({ guid: 'g1', url: 'https://a.org/x' }).id).toBe(articleId('valley', 'g1'))
    expect(normalize({ url: 'https://www.a.org/x/' }).id).toBe(articleId('valley', 'https://a.org/x'))
    expect(normalize({}).id).toBe(normalize({}).id)
    expect(normalize({}).id).not.toBe(normalize({ title: 'Another title of the same text' }).id)
  })

  it('detects the language where the entry does not state it', () => {
    expect(normalize({ language: undefined }).language).toBe('en')
    expect(normalize({ language: 'en-GB' }).language).toBe('en-GB')
    expect(normalize({ language: 'nb', text: 'Morrow Point, Skarholm.' }).language).toBe('nb')
  })

  it('gives the same article for the same entry', () => {
    expect(normalize({ text: `By Mara Quill\n\n${clean}` })).toEqual(normalize({ text: `By Mara Quill\n\n${clean}` }))
  })
})

describe('contentHash', () => {
  const article = { title: 'Ferry', canonicalUrl: 'https://a.org/x', text: 'Text' }
  it('ignores the scheme', () => {
    expect(contentHash(article)).toBe(contentHash({ ...article, canonicalUrl: 'http://a.org/x' }))
  })
  it.each([[{ title: 'Ferries' }], [{ canonicalUrl: 'https://a.org/y' }], [{ text: 'Text.' }]])(
    'changes with %j',
    (change) => {
      expect(contentHash({ ...article, ...change })).not.toBe(contentHash(article))
    },
  )
})
