import { describe, expect, it } from 'vitest'
import { submissionOf } from '../../../src/core/article/submission.ts'

const URL = 'https://www.reddit.com/r/tides/comments/1q/x/'
const link = (href: string) => [
  { href: 'https://coast.example/older', text: 'an older one' },
  { href, text: '[link]' },
  { href: URL, text: '[comments]' },
]

describe('a submission', () => {
  it.each([
    ['submitted by /u/tidewatch\n[link] [comments]', 'u/tidewatch'],
    ['Own words.\n\nsubmitted by /u/tidewatch to r/tides\n[link] [12 comments]', 'u/tidewatch'],
    ['Own words. submitted by tidewatch [link] [comments]', 'tidewatch'],
  ])('names its poster in %j', (text, poster) => {
    expect(submissionOf(text, URL, link(URL))).toEqual({ poster })
  })

  it.each([
    ['The petition was submitted by hand. See [link] for [comments] on it.'],
    ['submitted by /u/tidewatch'],
    ['submitted by /u/tidewatch [link] [comments] and more words of mine'],
    [''],
  ])('is not seen in %j', (text) => {
    expect(submissionOf(text, URL, link(URL))).toBeUndefined()
  })

  it.each([
    ['https://coast.example/flood', 'https://coast.example/flood'],
    ['https://old.reddit.com/r/tides/comments/1q/x/', undefined],
    ['https://v.redd.it/abc123', undefined],
    ['https://i.pictures.example/flood.jpg', undefined],
  ])('links %s as %s', (href, linkedUrl) => {
    expect(submissionOf('submitted by /u/tidewatch\n[link] [comments]', URL, link(href))?.linkedUrl).toBe(linkedUrl)
  })
})
