import { expect, it } from 'vitest'
import { daily, useNewspaper } from '../../support/newspaper.ts'

const paper = useNewspaper()
const FORUM = 'https://www.reddit.com/r/lighthouses'

/** An entry as a forum's feed has it: the poster's own text, or none, above who submitted what. */
const entry = (id: string, title: string, link: string, own = ''): string => {
  const discussion = `${FORUM}/comments/${id}/x/`
  const html = `${own && `<!-- SC_OFF --><div class="md"><p>${own}</p></div><!-- SC_ON -->`} &#32; submitted by &#32; <a href="https://www.reddit.com/user/lampkeeper"> /u/lampkeeper </a> <br/> <span><a href="${link || discussion}">[link]</a></span> &#32; <span><a href="${discussion}">[comments]</a></span>`
  const escaped = html.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  return `<entry><author><name>/u/lampkeeper</name></author><id>t3_${id}</id><title>${title}</title>
    <link href="${discussion}"/><updated>2026-11-20T09:30:00Z</updated><content type="html">${escaped}</content></entry>`
}

const ASKED = 'Which grease keeps a lens turning through a salty winter? Mine squeaks at night.'

it('shows a forum’s posts without what the forum writes below them, and links the article that a post links to', async () => {
  const entries = [
    entry('1q', 'Grease for a turning lens', '', ASKED),
    entry('1r', 'The last keeper of Gull Rock retires', 'https://coast.example/keeper-retires'),
  ]
  paper.web.on('/forum.xml', {
    body: `<feed xmlns="http://www.w3.org/2005/Atom"><title>lighthouses</title><id>/r/lighthouses</id>
      <updated>2026-11-20T09:30:00Z</updated><link href="${FORUM}/"/>${entries.join('')}</feed>`,
    headers: { 'content-type': 'application/atom+xml' },
  })
  await paper.configure({
    sources: [{ id: 'forum', url: `${paper.web.origin}/forum.xml` }],
    digests: [daily({ firstEdition: 'now' })],
  })
  await paper.pass()
  const rows = await paper.db.query<{ title: string; url: string; lead: string; authors: string }>(
    'SELECT title, url, lead, authors FROM articles ORDER BY title',
  )
  expect(rows.map(({ url, lead }) => [url, lead])).toEqual([
    [`${FORUM}/comments/1q/x/`, ASKED],
    ['https://coast.example/keeper-retires', ''],
  ])
  expect(rows.every(({ authors }) => authors.includes('u/lampkeeper') && !authors.includes('lighthouses'))).toBe(true)
  const published = paper.published()
  expect(published).toContain('href="https://coast.example/keeper-retires"')
  const [sent] = await paper.outbox()
  expect(sent!.text).toContain(ASKED)
  for (const document of [published, sent!.text, sent!.bytes.toString()])
    expect(document).not.toMatch(/submitted by|\[link\]|\[comments\]/)
})
