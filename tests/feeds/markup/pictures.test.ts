/** Which image of a text is its picture, and what is known of it. */
import { expect, it, vi } from 'vitest'
import { readHtml } from '../../../src/feeds/markup/html.ts'
import { pictureName } from '../../../src/feeds/markup/pictures.ts'
import rows from '../../fixtures/markup/pictures.json' with { type: 'json' }

const pictureOf = (html: string) => readHtml(html, { url: 'https://quay.example.org/2026/a' }).picture
const PIER = 'https://i.example/pier.jpg'

it.each(rows.decorations)('is no %s', (_, image) => {
  expect(pictureOf(`<p>${image}<img src="${PIER}"></p>`)).toEqual({ url: PIER })
})

it.each(rows.pictures)('may have an address like that of decoration: %s', (address) => {
  expect(pictureOf(`<img src="${address}"><img src="${PIER}">`)?.url).toBe(address)
})

it.each(rows.renditions)('is the widest rendition %s', (_, html, path, width) => {
  expect(pictureOf(`${html}`)).toMatchObject({ url: `https://i.example${path}`, ...(width && { width }) })
})

it.each(rows.alternatives)('has %s', (_, attributes, alt) => {
  expect(pictureOf(`<img src="${PIER}" ${attributes}>`)?.alt).toBe(alt ?? undefined)
})

it('is found where HTML is read by sanitize-html, too', () => {
  expect(pictureOf(`<video></video><img src="${PIER}" alt="Pier &amp; quay">`)).toEqual({
    url: PIER,
    alt: 'Pier & quay',
  })
})

it('is not sought in what no browser shows', () => {
  expect(pictureOf(`<template><img src="${PIER}"></template><!-- <img src="${PIER}"> -->`)).toBeUndefined()
})

it('is read without a word on the console', () => {
  const log = vi.spyOn(console, 'log')
  pictureOf('<img srcset="/a.png wide, /b.png -1w, /c.png 1w 2w">')
  expect(log).not.toHaveBeenCalled()
})

it.each(['2000.jpg', 'hqdefault.jpg', 'image.jpg', 'original-1.png', '1200x630.jpg'])(
  'is another one in another folder where its name is a common one: %s',
  (name) => {
    expect(pictureName(`https://i.example/a/${name}?w=2`)).toBe(pictureName(`https://i.example/a/${name}?w=1`))
    expect(pictureName(`https://i.example/a/${name}`)).not.toBe(pictureName(`https://i.example/b/${name}`))
  },
)
