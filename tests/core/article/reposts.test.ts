/**
 * Reposts in eleven languages, and sentences that only look like lines of a repost. In `tests/fixtures/reposts.json` a line
 * that begins with `~` is boilerplate, `…1` stands for a text of `bodies`, and `[words](address)` for a link. The expected
 * authors, publisher and text were written by hand, before the code.
 */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { leadOf } from '../../../src/core/article/article-text.ts'
import { normalizeEntry } from '../../../src/core/article/normalize.ts'
import { entry } from '../../support/make.ts'

interface Repost {
  readonly lines: readonly string[]
  readonly authors?: readonly string[]
  readonly publisher?: string
  /** The authors that the feed names. */
  readonly feed?: readonly string[]
  /** The carrying outlet's name and domain, where they matter. */
  readonly own?: string
  readonly domain?: string
}

const { bodies, reposts } = JSON.parse(
  readFileSync(new URL('../../fixtures/reposts.json', import.meta.url), 'utf8'),
) as {
  bodies: Readonly<Record<string, readonly string[]>>
  reposts: readonly Repost[]
}

const link = /\[([^\]]+)\]\((https?:[^)]+)\)/g
const plain = (line: string): string => line.replace(link, '$1')
const html = (line: string): string => `<p>${line.replaceAll('&', '&amp;').replace(link, '<a href="$2">$1</a>')}</p>`

function read({ lines, feed = [], own = 'The Reposter', domain = 'reposter.example' }: Repost) {
  const whole = lines.flatMap((line) => bodies[line] ?? [line])
  const given = whole.map((line) => line.replace(/^~/, ''))
  const article = normalizeEntry(
    entry({
      title: 'What the islands make of it',
      url: `https://${domain}/2026/03/islands`,
      authors: feed,
      contentHtml: given.map(html).join('\n'),
      text: given.map(plain).join('\n\n'),
    }),
    { id: 'reposter', url: `https://${domain}/feed`, name: own },
    new Date('2026-11-20T12:00:00.000Z'),
  )
  const text = whole
    .filter((line) => !line.startsWith('~'))
    .map(plain)
    .join('\n\n')
  return { article, text }
}

describe('a repost', () => {
  it.each(reposts.map((repost) => [repost.lines.join(' ¶ ').slice(0, 110), repost] as const))('%s', (_, repost) => {
    const { article, text } = read(repost)
    expect({ authors: article.authors, publisher: article.publisher, text: article.text, lead: article.lead }).toEqual({
      authors: repost.authors ?? [],
      publisher: repost.publisher,
      text,
      lead: leadOf(text),
    })
  })
})
