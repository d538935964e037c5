import { describe, expect, it } from 'vitest'
import { readAttribution } from '../../../src/core/attribution/attribution.ts'
import type { AttributionContext } from '../../../src/core/attribution/credits.ts'

const context: AttributionContext = {
  anchors: [
    { href: 'https://www.coastalreview.org/2025/ferry?utm_source=x', text: 'Coastal Review' },
    { href: 'https://valley-herald.com/about', text: 'About us' },
  ],
  ownName: 'Valley Herald',
  ownDomain: 'valley-herald.com',
}
const prose = [
  'The ferry strike entered its second week on Tuesday as talks broke off without agreement.',
  'Nobody at the port expected the boats to sail before the weekend.',
]
const read = (line: string, more: Partial<AttributionContext> = {}) =>
  readAttribution([line, ...prose], { ...context, ...more })

describe('readAttribution: authors', () => {
  it.each<[string, string[], string | undefined]>([
    // line, authors, publisher
    ['Authored by Mara Quill via Coastal Review,', ['Mara Quill'], 'Coastal Review'],
    ['Authored by Mara Quill via,', ['Mara Quill'], undefined],
    ['Authored by Mara Quill via', ['Mara Quill'], undefined],
    ['Submitted by Techno Gull via Tideline Institute', ['Techno Gull'], 'Tideline Institute'],
    ['Written by Mara Quill for Tideline', ['Mara Quill'], 'Tideline'],
    ['By Mara Quill', ['Mara Quill'], undefined],
    ['BY MARA QUILL', ['Mara Quill'], undefined],
    ["By LUKE O'NEILL", ["Luke O'Neill"], undefined],
    ['By: Mara Quill', ['Mara Quill'], undefined],
    ['By Mara Quill and Jon Vale', ['Mara Quill', 'Jon Vale'], undefined],
    ['By Mara Quill, Jon Vale and Ana de la Cruz', ['Mara Quill', 'Jon Vale', 'Ana de la Cruz'], undefined],
    ['By Mara Quill, Senior Correspondent', ['Mara Quill'], undefined],
    ['By Mara Quill in Brussels', ['Mara Quill'], undefined],
    ['By Mara Quill, Brussels', ['Mara Quill'], undefined],
    ['By Dr. Mara Quill, PhD', ['Mara Quill'], undefined],
    ['By Mara Quill @maraquill', ['Mara Quill'], undefined],
    ['By Mara Quill • November 18, 2025', ['Mara Quill'], undefined],
    ['By Mara Quill | 18 Nov 2025', ['Mara Quill'], undefined],
    ['Posted by Mara Quill on November 18, 2025', ['Mara Quill'], undefined],
    ['By Mara Quill | Tideline', ['Mara Quill'], 'Tideline'],
    ['By Mara Quill – Coastal Review', ['Mara Quill'], 'Coastal Review'],
    ['By Mara Quill, Common Dreams', ['Mara Quill'], 'Common Dreams'],
    ['By Mara Quill of the Coastal Review', ['Mara Quill'], 'Coastal Review'],
    ['By Mara Quill, Oslo Correspondent, Coastal Review', ['Mara Quill'], 'Coastal Review'],
    ['By Mara Quill, Valley Herald', ['Mara Quill'], undefined],
    ['Mara Quill, Coastal Review', ['Mara Quill'], 'Coastal Review'],
    ['Reporting by Mara Quill in Oslo; Editing by Jon Vale', ['Mara Quill'], undefined],
    ['Text: Mara Quill', ['Mara Quill'], undefined],
    ['By Mara Quill (Reuters)', ['Mara Quill'], 'Reuters'],
    ['By Mara Quill [AFP]', ['Mara Quill'], 'AFP'],
    ['By Mara QuillReuters', ['Mara Quill'], 'Reuters'],
    ['By MARA QUILL/AFP', ['Mara Quill'], 'AFP'],
    ['By Mara Quill and agencies', ['Mara Quill'], undefined],
    ['By Harold Vane, Jr.', ['Harold Vane Jr.'], undefined],
    ['By Mara Quill (Text) and Jon Vale (Photos)', ['Mara Quill'], undefined],
    ['Erstellt von Mara Quill am 16. November 2026', ['Mara Quill'], undefined],
    ['Écrit par Mara Quill', ['Mara Quill'], undefined],
    ['Publicado por: Mara Quill', ['Mara Quill'], undefined],
    ['Geschreven door Mara Quill op 16 november 2026', ['Mara Quill'], undefined],
    ['Skrevet av Mara Quill', ['Mara Quill'], undefined],
    ['Veröffentlicht am 16. November 2026 von Mara Quill', ['Mara Quill'], undefined],
    ['Publié le 16 novembre 2026 par Mara Quill', ['Mara Quill'], undefined],
    ['Eingestellt von Mara Quill um 10:15', ['Mara Quill'], undefined],
    ['Tekst i zdjęcia: Mara Quill', ['Mara Quill'], undefined],
    ['By Mara Quill (Skarholm)', ['Mara Quill'], undefined],
    ['By Mara Quill PhD', ['Mara Quill'], undefined],
    ['By Mara Quill, University of Skarholm, The Conversation', ['Mara Quill'], 'The Conversation'],
    ['By Emily White', ['Emily White'], undefined],
    ['submitted by /u/keelhaul [link] [comments]', ['u/keelhaul'], undefined],
    ['بقلم: محمد علي', ['محمد علي'], undefined],
    ['文/王小明', ['王小明'], undefined],
    ['Автор: Иван Петров', ['Иван Петров'], undefined],
    // an agency, a desk or the outlet itself, but no person
    ['By Reuters', [], 'Reuters'],
    ['By Reuters Staff', [], 'Reuters'],
    ['By Valley Herald', [], undefined],
    ['Posted by admin', [], undefined],
    ['Veröffentlicht von admin', [], undefined],
    ['By the Harbour Editorial Board', [], undefined],
    ['By University of Skarholm', [], undefined],
    // no byline at all
    ['By the time the ferry left, everyone was aboard', [], undefined],
    ['By contrast, Germany', [], undefined],
    ['By Popular Demand', [], undefined],
    ['Photo by Mara Quill', [], undefined],
    ['Mara Quill, Public domain, via Wikimedia Commons', [], undefined],
    ['Mara Quill/Getty Images', [], undefined],
    ['MARA QUILL/AFP VIA GETTY IMAGES', [], undefined],
    ['Veröffentlicht von der Stadt', [], undefined],
    ['By Mara Quill, Jon Vale, dj_keel and Xi', [], undefined],
    ['Illustration by Mara Quill for Coastal Review', [], undefined],
    ['Mara Quill, London', [], undefined],
    ['Paris, France', [], undefined],
    ['Angela Merkel, Chancellor', [], undefined],
    ['Mara Quill is a reporter at Coastal Review.', [], undefined],
  ])('reads %j', (line, authors, publisher) => {
    const found = read(line)
    expect([found.authors, found.publisher]).toEqual([authors, publisher])
  })

  it.each([
    ['Von Jürgen Klein', 'de', ['Jürgen Klein']],
    ['Por María Gómez', 'es', ['María Gómez']],
    ['Par Élise Dubois et Marc Petit', 'fr', ['Élise Dubois', 'Marc Petit']],
    ['Di Marco Bianchi', 'it', ['Marco Bianchi']],
    ['Di Marco Bianchi', 'en', []],
    ['Von Trapp Family', 'en', []],
  ])('reads %j in a text in %s', (line, language, authors) => {
    expect(read(line, { language }).authors).toEqual(authors)
  })

  it('keeps thirteen people of one byline', () => {
    const people = Array.from({ length: 13 }, (_, at) => `Mara Hollander-Quill-${'ABCDEFGHIJKLM'[at]}`)
    expect(read(`By ${people.slice(0, 12).join(', ')} and ${people[12]}`).authors).toEqual(people)
  })

  it('prefers the byline of a repost to a plain one', () => {
    const lines = ['By Ann Poster', 'Authored by Mara Quill via Coastal Review,', ...prose]
    expect(readAttribution(lines, context)).toMatchObject({ authors: ['Mara Quill'], authorsRule: 'authored-by-via' })
  })

  it('finds a byline among the last lines and not in the middle of a long text', () => {
    const body = Array.from({ length: 60 }, (_, at) => `Paragraph ${at} of a long report on the harbour.`)
    expect(readAttribution([...body, 'By Mara Quill'], context).authors).toEqual(['Mara Quill'])
    expect(readAttribution([...body, 'By Mara Quill', ...body], context).authors).toEqual([])
  })
})

describe('readAttribution: first publisher', () => {
  it.each([
    ['This article was originally published by Coastal Review.', 'Coastal Review', 'originally-published'],
    [
      'This article was originally published on Coastal Review and is republished under a licence.',
      'Coastal Review',
      'originally-published',
    ],
    ['This story originally appeared in Tideline, a magazine about harbours.', 'Tideline', 'originally-published'],
    ['This story was first published by our partner Tideline.', 'Tideline', 'originally-published'],
    ['First published by Coastal Review on 18 November 2025', 'Coastal Review', 'originally-published'],
    ['Originally published at coastalreview.org', 'coastalreview.org', 'originally-published'],
    ['This article first appeared on grist.org', 'Grist', 'originally-published'],
    [
      'This article is republished from The Conversation under a licence. Read the original.',
      'The Conversation',
      'republished-from',
    ],
    ['Reprinted with permission from Coastal Review.', 'Coastal Review', 'republished-from'],
    ['The post Ferry strike goes on appeared first on Coastal Review.', 'Coastal Review', 'appeared-first'],
    ['Read the original article at Coastal Review', 'Coastal Review', 'read-original'],
    ['Source: Coastal Review', 'Coastal Review', 'source-line'],
    ['Source: Coastal Review via PR Newswire', 'Coastal Review', 'source-line'],
    ['Source: https://www.coastalreview.org/x', 'coastalreview.org', 'source-line'],
    ['Via Coastal Review', 'Coastal Review', 'via-line'],
    ['© Coastal Review. All rights reserved.', 'Coastal Review', 'copyright'],
    ['Dieser Artikel erschien zuerst bei Küstenblatt.', 'Küstenblatt', 'originally-published'],
  ])('reads %j', (line, publisher, rule) => {
    const found = read(line)
    expect([found.publisher, found.publisherRule]).toEqual([publisher, rule])
  })

  it.each([
    ['This article was originally published here.'],
    ['Originally published in 2019'],
    ['Originally published on November 3, 2019'],
    ['The post Ferry strike goes on appeared first on Valley Herald.'],
    ['© 2025 Valley Herald. All rights reserved.'],
    ['Source: Ministry of Transport'],
    ['Source: Getty Images'],
    ['Source: Mara Quill/Alamy'],
    ['Source: PR Newswire'],
    ['© Mara Quill / Getty'],
    ['© Mara Quill/dpa'],
    ['© Mara Quill'],
    ['Originally posted in News'],
    ['Via RSS'],
    ['Posted in Politics'],
    ['Hosted by Buzzsprout'],
    ['Republished with permission.'],
    ['via @coastal'],
    ['Follow us on Facebook'],
  ])('finds no publisher in %j', (line) => {
    expect(read(line).publisher).toBeUndefined()
  })

  it('takes the publisher’s link from the outlet’s name', () => {
    expect(read('Authored by Mara Quill via Coastal Review,').publisherUrl).toBe(
      'https://www.coastalreview.org/2025/ferry?utm_source=x',
    )
  })

  it('takes the site of a link to the original as the publisher', () => {
    const anchors = [{ href: 'https://grist.org/ferry', text: 'Original Source' }]
    expect(read('Original Source', { anchors })).toMatchObject({
      publisher: 'Grist',
      publisherRule: 'source-link',
      publisherUrl: 'https://grist.org/ferry',
    })
  })

  it('does not take a source link for the outlet that is missing after "via"', () => {
    const anchors = [{ href: 'https://grist.org/ferry', text: 'Original Source' }]
    expect(read('Authored by Mara Quill via,', { anchors }).publisher).toBeUndefined()
  })

  it('does not take a link to the source’s own site for another outlet', () => {
    const anchors = [{ href: 'https://www.valley-herald.com/ferry', text: 'Original Source' }]
    expect(read('Original Source', { anchors }).publisher).toBeUndefined()
  })

  it('prefers the outlet of the byline to a copyright line', () => {
    const lines = ['Authored by Mara Quill via Tideline,', ...prose, '© Coastal Review. All rights reserved.']
    expect(readAttribution(lines, context).publisher).toBe('Tideline')
  })

  it('takes the name for a bare domain from another line', () => {
    const lines = ['By Mara Quill | Coastal Review', ...prose, 'This article first appeared on coastalreview.org']
    expect(readAttribution(lines, context).publisher).toBe('Coastal Review')
  })
})
