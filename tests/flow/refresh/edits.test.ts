/**
 * What a source changes in articles that it lists already: what is published and mailed of it. Over real HTTP, on both
 * databases.
 */
import { beforeEach, describe, expect, it } from 'vitest'
import type { SourceOutcome } from '../../../src/flow/refresh/source.ts'
import type { PassReport } from '../../../src/pipeline.ts'
import { databasesOfRun } from '../../support/databases.ts'
import { type Item, item } from '../../support/make.ts'
import { daily, mentions, useNewspaper } from '../../support/newspaper.ts'

/** An item of a feed with HTML and an enclosure. */
interface Post {
  readonly name: string
  readonly title: string
  readonly html: string
  readonly enclosure?: string
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
const post = ({ name, title, html, enclosure }: Post): string =>
  `<item><title>${escaped(title)}</title><link>https://kiln.example/${name}</link><guid isPermaLink="false">${name}</guid>
  <pubDate>Fri, 20 Nov 2026 09:00:00 GMT</pubDate><description>${escaped(html)}</description><content:encoded>${escaped(html)}</content:encoded>
  ${enclosure === undefined ? '' : `<enclosure url="${escaped(enclosure)}" type="audio/mpeg" length="1000"/>`}</item>`
const channel = (posts: readonly Post[]): string =>
  `<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Kiln</title><link>https://kiln.example/</link>${posts.map(post).join('\n')}</channel></rss>`

describe.each(databasesOfRun)('on $name', (database) => {
  const paper = useNewspaper(database)
  let url: string
  beforeEach(async () => {
    url = `${paper.web.origin}/kiln.xml`
    await paper.configure({ sources: [{ id: 'kiln', url }], digests: [daily()] })
  })

  const serve = (posts: readonly Post[]): void => paper.web.on('/kiln.xml', { body: channel(posts) })
  const outcome = ({ refresh }: PassReport): SourceOutcome => refresh!.outcomes[0]!
  const counts = (report: PassReport) => {
    const one = outcome(report)
    return one.kind === 'modified' ? one.counts : one.kind
  }
  const entryOf = (title: string): string =>
    paper
      .published()
      .split('<entry>')
      .find((text) => text.includes(title))!
  const updatedOf = (title: string): string => /<updated>(.*?)</.exec(entryOf(title))![1]!
  const pending = async (): Promise<number> =>
    (await paper.db.query('SELECT id FROM articles WHERE pending = 1')).length
  /** The evening's edition of a day. */
  const evening = async (day: string) => {
    paper.at(`${day}T18:00:30.000Z`)
    await paper.pass()
    return paper.fresh()
  }

  describe.each(['story', 'article'] as const)('with an entry per %s', (entryPer) => {
    it('publishes corrected addresses of files, links and pictures, dates nothing anew and mails nothing again', async () => {
      await paper.configure({ feed: { content: 'full', entryPer } })
      const posts = (state: 'wrong' | 'right'): Post[] => [
        {
          name: 'e7',
          title: 'Salt and ash',
          html: 'A potter of sixty firings speaks of salt, ash and patience.',
          enclosure: `https://cdn.example/${state}.mp3`,
        },
        {
          name: 'course',
          title: 'Sign up for the course',
          html: `<p>Sign up for the winter course <a href="https://kiln.example/${state}">here</a> until Sunday.</p>`,
        },
        {
          name: 'shed',
          title: 'The shed in snow',
          html: `<p>The drying shed under the first snow.</p><p><img src="https://cdn.example/shed.jpg?sig=${state}"></p>`,
        },
        { name: 'calm', title: 'A calm week', html: 'Nothing burned this week, and nothing broke either.' },
      ]
      serve(posts('wrong'))
      await paper.pass()
      const titles = posts('wrong').map(({ title }) => title)
      const before = titles.map(updatedOf)
      expect(await evening('2026-11-20')).toHaveLength(1)

      paper.at('2026-11-21T08:00:00.000Z')
      serve(posts('right'))
      const report = await paper.pass()
      expect(counts(report)).toMatchObject({ new: 0, edited: 0, same: 4 })
      expect(report.refresh!.grouped).toMatchObject({ new: 0, changed: 0 })
      expect(entryOf('Salt and ash')).toContain('https://cdn.example/right.mp3')
      expect(entryOf('Sign up')).toContain('https://kiln.example/right')
      expect(entryOf('The shed')).toContain('sig=right')
      expect(paper.published()).not.toContain('wrong')
      expect(titles.map(updatedOf)).toEqual(before)
      expect(await evening('2026-11-21')).toEqual([])
    })

    it('takes counters and ages in, and dates anew only what was edited beside them', async () => {
      await paper.configure({ feed: { entryPer } })
      const posts = (nth: number, seats: number): Post[] => [
        {
          name: 'link',
          title: 'A glaze from river clay',
          html: `<p>Points: ${nth * 60}</p><p># Comments: ${nth * 9}</p>`,
        },
        {
          name: 'talk',
          title: 'Wheels or coils',
          html: `sent in by mara to clay<br>${nth * 7} points | <a href="/t">${nth + 1} comments</a>`,
        },
        {
          name: 'note',
          title: 'Kiln shelf stolen',
          html: `A shelf was stolen from the yard at night. Views: ${nth * 420}`,
        },
        {
          name: 'choir',
          title: 'Bowls for the choir',
          html: `Posted ${nth + 1} hours ago. The choir gets its bowls on Sunday.`,
        },
        {
          name: 'hall',
          title: 'The hall is rebuilt',
          html: `The rebuilt hall has ${seats} seats and a new stove, the town said.`,
        },
      ]
      serve(posts(1, 240))
      await paper.pass()
      const titles = posts(1, 240).map(({ title }) => title)
      const before = titles.map(updatedOf)
      paper.later(60)
      serve(posts(2, 240))
      expect(counts(await paper.pass())).toMatchObject({ new: 0, edited: 0, same: 5 })
      expect(titles.map(updatedOf)).toEqual(before)
      expect(entryOf('Kiln shelf')).toContain('Views: 840')
      paper.later(60)
      serve(posts(3, 260))
      expect(counts(await paper.pass())).toMatchObject({ new: 0, edited: 1, same: 4 })
      expect(titles.map(updatedOf)).toEqual([...before.slice(0, 4), '2026-11-20T14:00:00Z'])
      expect(await evening('2026-11-20')).toHaveLength(1)
    })
  })

  it('groups no article again for a counter', async () => {
    const one = (views: number): Post => ({
      name: 'a',
      title: 'Kiln shelf stolen',
      html: `A shelf is gone. Views: ${views}`,
    })
    serve([one(1)])
    await paper.pass()
    const grouped = await paper.db.query('SELECT grouped_at, substance_at, updated_at FROM articles')
    serve([one(2)])
    paper.later(60)
    await paper.pass()
    expect(await pending()).toBe(0)
    expect(await paper.db.query('SELECT grouped_at, substance_at, updated_at FROM articles')).toEqual(grouped)
  })

  it('keeps the text of an article’s page when something else of its entry changes', async () => {
    await paper.configure({ sources: [{ id: 'kiln', url, content: 'page' }], feed: { content: 'full' } })
    const sentences = [
      'The long kiln of Brae was fired on Sunday for the first time in nine years, and the whole town came to see the fire.',
      'Forty potters carried wood through the night, in shifts of an hour, while the oldest of them sat by the door and listened.',
      'Nobody may open it before Thursday, when the bowls of the choir, the tiles of the station and the jars will have cooled.',
    ]
    const link = `${paper.web.origin}/p/fire`
    paper.web.on('/p/fire', {
      headers: { 'content-type': 'text/html' },
      body: `<!doctype html><html lang="en"><head><title>The fire</title></head><body><article><h1>The fire</h1>${sentences.map((line) => `<p>${line}</p>`).join('')}</article></body></html>`,
    })
    const feed = (file: string, teaser: string): void => {
      const entry = post({
        name: 'fire',
        title: 'The fire',
        html: teaser,
        enclosure: `https://cdn.example/${file}.mp3`,
      })
      paper.web.on('/kiln.xml', {
        body: channel([]).replace('</channel>', `${entry.replace('https://kiln.example/fire', link)}</channel>`),
      })
    }
    const stored = async () =>
      (await paper.db.query<Record<string, string>>('SELECT * FROM articles JOIN article_texts ON article_id = id'))[0]!
    const teaser = 'The long kiln of Brae was fired on Sunday.'
    feed('wrong', teaser)
    await paper.pass()
    const before = await stored()
    expect(before['text']).toBe(sentences.join('\n\n'))
    paper.later(60)
    feed('right', teaser)
    expect(counts(await paper.pass())).toMatchObject({ edited: 0, same: 1 })
    const after = await stored()
    for (const column of ['text', 'content_html', 'lead', 'text_hash', 'updated_at', 'authors'])
      expect([column, after[column]]).toEqual([column, before[column]])
    expect(after['details']).toContain('right.mp3')
    paper.later(60)
    feed('right', `${teaser} 23 comments`)
    expect(counts(await paper.pass())).toMatchObject({ edited: 0, same: 1 })
    expect((await stored())['text']).toBe(sentences.join('\n\n'))
    expect((await stored())['updated_at']).toBe(before['updated_at'])
  })

  describe('an id that comes back', () => {
    const entry = (version: string, date: string, text: string): string =>
      `<entry><id>tag:kiln.example,2020:${version}</id><title>Kilnbook ${version}</title><link rel="alternate" href="https://kiln.example/v${version}"/><updated>${date}</updated><content type="html">${text}</content></entry>`
    const old = entry('2.1', '2026-07-20T08:00:00Z', 'Mends the list of glazes on small screens.')
    const draft = entry('3.0', '2026-08-01T08:00:00Z', 'Test, do not read.')
    const real = entry('3.0', '2026-11-15T08:00:00Z', 'Shared shelves, a calendar of firings, and a search for glazes.')
    const releases = (...entries: string[]): void =>
      paper.web.on('/kiln.xml', {
        body: `<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Kilnbook</title><id>tag:kiln.example,2020:r</id><updated>2026-08-01T08:00:00Z</updated>${entries.join('')}</feed>`,
      })
    const idOf = (title: string): string => /<id>(.*?)</.exec(entryOf(title))![1]!

    it.each([
      ['while the old article is still stored', false],
      ['after keepDays', true],
    ])('with another text and date is news, %s, and stays that article', async (_, isPruned) => {
      await paper.configure({ store: { keepDays: 30 }, refresh: { firstFetchDays: 30 } })
      paper.at('2026-08-01T09:00:00.000Z')
      releases(draft, old)
      await paper.pass()
      expect((await evening('2026-08-01')).map((mail) => mentions(mail, { title: 'Kilnbook 3.0' }))).toEqual([true])
      releases(old)
      paper.at('2026-08-02T09:00:00.000Z')
      await paper.pass()
      if (isPruned) {
        // Its story leaves the feed with newer ones, and then the store.
        await paper.configure({ feed: { maxEntries: 1, pageDays: 1 } })
        for (const day of ['2026-09-10', '2026-10-10', '2026-10-20']) await evening(day)
        releases(entry('2.2', '2026-10-20T08:00:00Z', 'Smaller pictures.'), old)
        for (const day of ['2026-10-21', '2026-10-22', '2026-11-14']) await evening(day)
        const stored = await paper.db.query("SELECT id FROM articles WHERE title = 'Kilnbook 3.0'")
        expect(stored).toEqual([])
      }
      await paper.fresh()
      paper.at('2026-11-15T09:00:00.000Z')
      releases(real, old)
      await paper.pass()
      expect(entryOf('Kilnbook 3.0')).toContain('Shared shelves')
      expect(entryOf('Kilnbook 3.0')).toMatch(/<published>2026-11-15T08:00:00Z</)
      const [mail, ...others] = await evening('2026-11-15')
      expect(others).toEqual([])
      expect(mail!.text.split('Shared shelves').length).toBe(2)
      const id = idOf('Shared shelves')
      for (const day of ['2026-11-16', '2026-11-17']) {
        releases(real, old, day)
        expect(await evening(day)).toEqual([])
        expect(idOf('Shared shelves')).toBe(id)
      }
    })
  })

  it('keeps the article, and its id, of a headline that is corrected together with its address', async () => {
    const text =
      'Forty potters of Brae fired the long kiln on Sunday, for the first time in nine years, and the whole town came to see the fire.'
    const misspelt = { name: 'poters-fire', title: 'Poters of Brae fire the long kiln', html: text }
    const corrected = { name: 'potters-fire', title: 'Potters of Brae fire the long kiln', html: text }
    serve([misspelt])
    await paper.pass()
    const id = /<id>(.*?)</.exec(entryOf('Poters'))![1]!
    paper.later(60)
    serve([corrected])
    expect(counts(await paper.pass())).toMatchObject({ new: 0, edited: 1 })
    expect(paper.published()).not.toContain('Poters')
    expect(/<id>(.*?)</.exec(entryOf('Potters'))![1]).toBe(id)
    expect(entryOf('Potters')).toContain('https://kiln.example/potters-fire')
    expect(updatedOf('Potters')).toBe('2026-11-20T13:00:00Z')
    expect(await paper.db.query('SELECT id FROM articles')).toHaveLength(1)
  })

  describe('another version of the program', () => {
    const items = [item(1), item(2)]
    const reworded = (changes: Partial<Item> = {}): Item[] => [
      item(1, { title: 'Read otherwise', text: 'Read otherwise, with 4 sentences less.', ...changes }),
      item(2),
    ]
    const next = { version: '999.0.0' }

    it.each([
      ['that has no version stored', true],
      ['that the version before read', false],
    ])('makes no news of a document %s, however it reads it', async (_, isOld) => {
      paper.serve('kiln', items)
      await paper.pass()
      const before = items.map(({ title }) => updatedOf(title))
      expect(await evening('2026-11-20')).toHaveLength(1)
      if (isOld)
        await paper.db.batch([
          { sql: 'UPDATE sources SET read_by = NULL' },
          { sql: 'UPDATE articles SET rest_hash = NULL' },
        ])
      paper.at('2026-11-21T08:00:00.000Z')
      // The source has changed nothing: to the program this is what another version reads.
      paper.serve('kiln', reworded())
      const report = await paper.pass({}, next)
      expect(counts(report)).toMatchObject({ new: 0, edited: 0, same: 2 })
      expect(report.refresh!.grouped).toMatchObject({ new: 0, changed: 0 })
      expect(entryOf('Read otherwise')).toContain('4 sentences less')
      expect(['Read otherwise', items[1]!.title].map(updatedOf)).toEqual(before)
      paper.at('2026-11-21T18:00:30.000Z')
      await paper.pass({}, next)
      expect(await paper.fresh()).toEqual([])
      expect(await paper.db.query('SELECT read_by FROM sources')).toEqual([{ read_by: '999.0.0' }])
      // From then on an edit is one.
      paper.serve('kiln', reworded({ title: 'Edited' }))
      expect(counts(await paper.pass({}, next))).toMatchObject({ edited: 1 })
      expect(updatedOf('Edited')).toBe('2026-11-21T18:00:30Z')
    })

    it('brings what is new in the first document that it reads', async () => {
      paper.serve('kiln', items)
      await paper.pass()
      await evening('2026-11-20')
      paper.at('2026-11-21T08:00:00.000Z')
      paper.serve('kiln', [item(3, { at: '2026-11-21T07:00:00.000Z' }), ...reworded()])
      expect(counts(await paper.pass({}, next))).toMatchObject({ new: 1, edited: 0 })
      paper.at('2026-11-21T18:00:30.000Z')
      await paper.pass({}, next)
      const [mail] = await paper.fresh()
      expect(mentions(mail!, item(3))).toBe(true)
      expect(mentions(mail!, { title: 'Read otherwise' })).toBe(false)
    })
  })
})
