import { describe, expect, it } from 'vitest'
import { readFeedAuthors } from '../../../src/core/attribution/feed-authors.ts'

const read = (author: string, ownName = 'Valley Herald') => readFeedAuthors([author], ownName)

describe('an author element names its people', () => {
  it.each<[string, string[]]>([
    // lists
    ['Mara Quill; Jon Vale', ['Mara Quill', 'Jon Vale']],
    ['Mara Quill + Jon Vale', ['Mara Quill', 'Jon Vale']],
    ['Quill, Mara; Vale, Jon', ['Mara Quill', 'Jon Vale']],
    ['Xi Wang, Li Na', ['Xi Wang', 'Li Na']],
    ['Mara Quill in Berlin and Jon Vale in Oslo', ['Mara Quill', 'Jon Vale']],
    ['Mara Quill et al.', ['Mara Quill']],
    ['Quill, Mara, Vale, Jon, Crane, Ana', ['Mara Quill', 'Jon Vale', 'Ana Crane']],
    ['Mara Quill and agencies', ['Mara Quill']],
    // order and capitals
    ['van der Meulen, Joost', ['Joost van der Meulen']],
    ['Di Stefano, Alfredo', ['Alfredo Di Stefano']],
    ['QUILL Mara', ['Mara Quill']],
    ['LE GALL Thibaud', ['Thibaud Le Gall']],
    ['Quill, M., Vale, J. B.', ['M. Quill', 'J. B. Vale']],
    ['Élodie MARCHE', ['Élodie Marche']],
    ['GÜLŞEN AKIN', ['Gülşen Akın']],
    // titles, roles and affiliations
    ['Dr. Mara Quill, University of Skarholm', ['Mara Quill']],
    ['Mara Quill, Health Editor, and Jon Vale, Data Reporter', ['Mara Quill', 'Jon Vale']],
    ['Mara Quill Staff Writer', ['Mara Quill']],
    ['Mara Quill (Guest Contributor)', ['Mara Quill']],
    ['Mara Quill | Opinion', ['Mara Quill']],
    ['Mara Quill for Valley Herald', ['Mara Quill']],
    ['Mara Quill, Department of Energy, Fossil Fuels', ['Mara Quill']],
    ['Mara Quill, CEO, Kelp Foods', ['Mara Quill']],
    ['Mara Quill, Business Desk', ['Mara Quill']],
    ['Professor Mara Quill OBE', ['Mara Quill']],
    ['Kelp Quarterly (Mara Quill)', ['Mara Quill']],
    ['Valley Herald: Mara Quill', ['Mara Quill']],
    ['Harold Vane, Jr.', ['Harold Vane Jr.']],
    ['Jr., Harold', ['Harold Jr.']],
    ['Valley Herald/Mara Quill', ['Mara Quill']],
    ['Valley Herald and Mara Quill', ['Mara Quill']],
    ['The Valley Herald, Mara Quill and Jon Vale', ['Mara Quill', 'Jon Vale']],
    ['Mara Quill—Valley Herald', ['Mara Quill']],
    ['President Mara Quill', ['Mara Quill']],
    ['President Quill', ['President Quill']],
    ['Valley Herald Staff/Mara Quill', ['Mara Quill']],
    ['Bürgermeister Jon Vale', ['Jon Vale']],
    ['Mara Quill, Ray Media', ['Mara Quill']],
    // words before and after
    ['Erstellt von Mara Quill', ['Mara Quill']],
    ['Publié par Mara Quill le 16 novembre 2026', ['Mara Quill']],
    ['a cura di Mara Quill', ['Mara Quill']],
    ['Texte : Mara Quill', ['Mara Quill']],
    ['De notre correspondant Mara Le Quill', ['Mara Le Quill']],
    ['Submitted by Mara Quill on Mon, 11/16/2026 - 08:30', ['Mara Quill']],
    ['Words by Mara Quill, photos by Jon Vale', ['Mara Quill']],
    ['Mara Quill (Text), Jon Vale (Fotos)', ['Mara Quill']],
    // names of other forms
    ['Madhumita', ['Madhumita']],
    ['dj_keel', ['dj_keel']],
    ['/u/keelhaul', ['u/keelhaul']],
    ['Brian@Stone', ['Brian@Stone']],
    ['bell crane', ['bell crane']],
    ['MD Rahman', ['MD Rahman']],
    ['Siân ap Rhys', ['Siân ap Rhys']],
    ['Santiago Ramón y Cajal', ['Santiago Ramón y Cajal']],
    ['Ana Paula dos Santos e Silva', ['Ana Paula dos Santos e Silva']],
    ['Inês Carvalhal e Rui Moutinho', ['Inês Carvalhal', 'Rui Moutinho']],
    ['Grace Post', ['Grace Post']],
    ['Will Times', ['Will Times']],
    ['Sam Council', ['Sam Council']],
    ['Mary Ann Council', ['Mary Ann Council']],
    ['Ola J. Press', ['Ola J. Press']],
    ['Times, Will', ['Will Times']],
    ['Ola Press', ['Ola Press']],
    ['Ray Media', ['Ray Media']],
    ['Roy Records', ['Roy Records']],
    ['Max Zeitung', ['Max Zeitung']],
    ['Chase Bank', ['Chase Bank']],
    ['Will Times and Mara Quill', ['Will Times', 'Mara Quill']],
    ['Sam & Max', ['Sam & Max']],
    ['Max und Moritz', ['Max und Moritz']],
    ['Åsa och Lars', ['Åsa och Lars']],
    ['Simon & Garfunkel', ['Simon & Garfunkel']],
    ['Peter, Paul and Mary', ['Peter, Paul and Mary']],
    ['50 Cent', ['50 Cent']],
    ['María de los Ángeles Arroyo', ['María de los Ángeles Arroyo']],
    ['Wiebke zur Heide', ['Wiebke zur Heide']],
    ['Иван Петров и Вера Ланская', ['Иван Петров', 'Вера Ланская']],
    ['本报记者 王小明、李海燕', ['王小明', '李海燕']],
    ['田中太郎 記者', ['田中太郎']],
    ['김철수·이영희 기자', ['김철수', '이영희']],
    ['بقلم: محمد علي', ['محمد علي']],
  ])('%j', (author, people) => {
    expect(read(author).people).toEqual(people)
  })

  it('keeps thirteen authors, in one element or in many', () => {
    const people = Array.from({ length: 13 }, (_, at) => `Mara Quill-${'ABCDEFGHIJKLM'[at]}`)
    expect(readFeedAuthors([people.join(', ')], undefined).people).toEqual(people)
    expect(readFeedAuthors(people, undefined).people).toEqual(people)
  })
})

it('passes over an element of prose, and one that lists more than 120', () => {
  const prose = 'Mara Quill has watched the gulls of the harbour for thirty years and '.repeat(6)
  const han = Array.from({ length: 300 }, (_, at) => `王${'明海燕华强'[at % 5]}`).join('、')
  expect(readFeedAuthors([prose, han, 'Jon Vale'], undefined).people).toEqual(['Jon Vale'])
})

it('reads no more than 3,000 characters of the authors of an entry', () => {
  const list = (from: string) =>
    Array.from({ length: 60 }, (_, at) => `Mara Quill-${from}${'abcdefghij'[at % 10]}`).join(', ')
  const found = readFeedAuthors(['K', 'L', 'M', 'N', 'O'].map(list), undefined)
  expect(found.people).toHaveLength(30)
})

it('drops the last name of a list that was cut', () => {
  expect(read('Mara Quill, Jon Vale, Ana Cr…').people).toEqual(['Mara Quill', 'Jon Vale'])
})

describe('an author element names an agency or an outlet, which is the publisher', () => {
  it.each<[string, string[], string | undefined]>([
    ['Mara Quill (Reuters)', ['Mara Quill'], 'Reuters'],
    ['Mara Quill [AFP]', ['Mara Quill'], 'AFP'],
    ['Mara QuillReuters', ['Mara Quill'], 'Reuters'],
    ['MARA QUILL/AFP', ['Mara Quill'], 'AFP'],
    ['Mara Quill, dpa', ['Mara Quill'], 'dpa'],
    ['MARA QUILL Associated Press', ['Mara Quill'], 'Associated Press'],
    ['Reuters Staff', [], 'Reuters'],
    ['Valley Herald (dpa)', [], 'dpa'],
    ['The Guardian', [], 'The Guardian'],
    ['新华社记者 李晓晨', ['李晓晨'], '新华社'],
    // It helped, and is not where the text is from.
    ['Mara Quill with Reuters', ['Mara Quill'], undefined],
    ['Valley Herald avec AFP', [], undefined],
    // It sends out what others publish.
    ['PR Newswire', [], undefined],
  ])('%j', (author, people, agency) => {
    const found = read(author)
    expect([found.people, found.agency]).toEqual([people, agency])
  })
})

describe('a house, a desk or a photographer is nobody:', () => {
  it.each([
    'The Guardian Editorial',
    'Team Data',
    'Data Team',
    'Newsroom',
    'Marketing',
    'European Commission',
    'Department of Energy, Fossil Fuels',
    'NASA Goddard Space Flight Center',
    'Kestrel Software GmbH',
    'Casares Asociados',
    'Berge and Sons',
    'Ernst & Young',
    'Barclays Bank',
    'Jordan Times',
    'Victoria Times',
    'Max Redaktion',
    '20 Minuten',
    '4 May',
    'von Red.',
    'Politics, Culture and Sport',
    'Save the Oysters',
    'CourierTV',
    'Super User',
    'site_admin',
    'editor2',
    'Various Authors',
    'Crime Desk',
    'dpa-infocom',
    'Gendarmerie nationale',
    'Pressemitteilung',
    'DLRG Norden',
    'Kustwacht',
    '港湾局',
    'Kelp FM 98.2',
    'Opinion',
    'Hosted by Buzzsprout',
    'Edited by Mara Quill',
    'Redaktion Hafenrecht-aktuell',
    'SWR Aktuell',
    'Haus der Geschichte',
    'Presseportal',
    'Universität Zürich',
    'Équipe web',
    'Ayuntamiento de Portonuevo',
    'Università di Portonuovo',
    'Gemeente Kadedam',
    'Ministerstwo Rybołówstwa',
    'Пресс-служба порта',
    '港日報編集部',
    '온라인뉴스팀',
    'هيئة التحرير',
    'Photo by Mara Quill on Unsplash',
    'Mara Quill / Getty Images',
  ])('%s', (author) => {
    expect(read(author)).toEqual({ people: [] })
  })
})

describe("the source's own name", () => {
  it.each<[string, string, string[]]>([
    ['Valley Herald', 'Valley Herald', []],
    ['Valley Herald Editorial Board', 'Valley Herald', []],
    ['Odd Harbours', 'Odd Harbours', []],
    ['Sofia News', 'Sofia News', []],
    // A personal site is named after its author.
    ['Jane Moss', 'Jane Moss', ['Jane Moss']],
    ['jane moss', 'Jane Moss', ['jane moss']],
    ['T. S. Moss', 'T. S. Moss', ['T. S. Moss']],
  ])('%s of the source %s', (author, ownName, people) => {
    expect(read(author, ownName).people).toEqual(people)
  })
})

it.each([
  '@'.repeat(2_000),
  '(@.'.repeat(600),
  `${'a '.repeat(900)}b`,
  '<'.repeat(2_000),
  'A, '.repeat(600),
  'by '.repeat(600),
])('reads a hostile element: %.6s', (author) => {
  expect(read(author).people.length).toBeLessThanOrEqual(1)
})
