import { describe, expect, it } from 'vitest'
import { normalizeEntry } from '../../../src/core/article/normalize.ts'
import { readHtml } from '../../../src/feeds/markup/html.ts'

const AT = new Date('2026-03-03T00:00:00.000Z')
const source = { id: 's', url: 'https://lock-post.example/feed' }
const PROSE = 'The harbour bridge reopened to lorries on Monday after nine weeks of repairs to its northern span.'
const LAST = 'Engineers replaced forty bolts and painted the railings, the port authority said on Tuesday.'

/** The clean text of an entry of this HTML. */
function textOf(html: string): string {
  const { text, html: contentHtml } = readHtml(html, { url: 'https://lock-post.example/a' })
  const entry = {
    guid: 'g',
    title: 'A heading of its own',
    text,
    contentHtml,
    authors: [],
    categories: [],
    enclosures: [],
  }
  return normalizeEntry(entry, source, AT).text
}
const paragraphs = (...lines: string[]): string => lines.map((line) => `<p>${line}</p>`).join('')

describe('a line of the article stays', () => {
  it.each([
    'This website must ask before it sets cookies, a court found in a case about consent.',
    'Wir backen Cookies ohne Zucker, ein Erlebnis für Kinder.',
    'The site uses cookies to bait the rats, a method of the last century.',
    'We use cookies to improve the mood of the crew.',
    'The Lighthouse is reader-supported. It closes in June after forty years.',
    'Thank you for reading the small print. If you sign, you pay for the boat.',
    'Today’s issue is free.',
    'JavaScript must be enabled slowly: the new engine needs time to warm.',
    'JavaScript is required in schools from June.',
    'Your browser is not supported by the court',
    'You must sign in blood, says the contract',
    'Get a free account of the war from the archive of letters.',
    'Not a member of the EU?',
    'Schon ein Konto bei der Sparkasse?',
    'Hai già un conto in Svizzera?',
    'Vous êtes abonné au gaz ?',
    'Уже есть аккаунт у каждого пятого?',
    'Entrar para ganhar.',
    'Einloggen, um Steuern zu zahlen.',
    'Connexion pour tous.',
    'Gift from above',
    'Messenger from above',
    'Facebook is down',
    'Facebook and Instagram',
    'Print edition',
    'Save the post',
    'Reklama na Facebooku',
    'Das Foto',
    'Die Werbung',
    'La photo',
    '24/7',
    '9/11',
    '1/3',
    'Home / Away',
    'Accueil / Migrants',
    'Start &gt; Ziel',
    'Sharing is free.',
    'Saved by the app',
    'Play on',
    'Save more',
    'Compartir más',
    'Wir verwenden Butter und Cookies',
  ])('at the beginning and at the end: %j', (line) => {
    const plain = line.replace('&gt;', '>')
    expect(textOf(paragraphs(line, PROSE, LAST))).toContain(plain)
    expect(textOf(paragraphs(PROSE, LAST, line))).toContain(plain)
  })

  it.each([
    [['TikTok', 'Instagram', 'Facebook', 'Twitter']],
    [['Open the menu', 'Share', 'Print', 'Save image']],
    [['12 votes', '9 votes', '40 points']],
    [['1 of 3', '2 of 3', '3 of 3']],
    [['Buy the boat', 'Login', 'Photo']],
  ])('as an item of the list %j', (items) => {
    const list = `<ul>${items.map((item) => `<li>${item}</li>`).join('')}</ul>`
    expect(textOf(list)).toBe(items.join('\n'))
    expect(textOf(`<p>${PROSE}</p>${list}<p>${LAST}</p>`)).toBe(`${PROSE}\n\n${items.join('\n')}\n\n${LAST}`)
  })

  it('where a table has nothing but such words', () => {
    const html =
      '<table><tr><td>Photo</td><td>Video</td></tr><tr><td>Save</td><td>Print</td></tr><tr><td>12/05/2026</td><td>10:30</td></tr></table>'
    expect(textOf(html)).toBe('Photo Video\nSave Print\n12/05/2026 10:30')
  })

  it('as a heading of questions and answers', () => {
    const html = `<p>${PROSE}</p><h3>Register</h3><p>${LAST}</p><h3>Login</h3><p>Sharing is free.</p>`
    for (const word of ['Register', 'Login', 'Sharing is free.']) expect(textOf(html)).toContain(word)
  })

  it('in code, whatever it holds', () => {
    const code = '{\n "a": [\n 1\n ]\n}\nlogin\n[link]\nshare\n![alt](url)\nsave\nsave'
    const kept = code.replaceAll('\n ', '\n')
    expect(textOf(`<p>${PROSE}</p><pre>${code}</pre><p>${LAST}</p>`)).toBe(`${PROSE}\n\n${kept}\n\n${LAST}`)
  })
})

describe('no dateline is cut', () => {
  it.each([
    ['AUSTIN: What did you think?', 'MOORE: It was long and I slept.', 'AUSTIN: And then?'],
    ['PHOENIX: Where were you?', 'SYDNEY: At sea.', 'PHOENIX: Alone?'],
    ['BERLIN: 12 Grad, Regen', 'HAMBURG: 10 Grad, Wind', 'KIEL: 9 Grad'],
    ['PARIS: 34 %', 'LYON: 31 %', 'NICE: 12 %'],
    ['LONDON — The index fell.', 'PARIS — The index rose.', 'TOKYO — The index stood still.'],
    [
      'LONDON — The index of the largest hundred companies fell by a tenth on Monday.',
      'PARIS — The index rose by a third.',
    ],
    ['Berlin, 3 May 2026 – Arena', 'Hamburg, 4 May 2026 – Dock', 'Kiel, 5 May 2026 – Pier'],
    ['Liverpool - Everton ends in a draw.'],
    ['Roma – Lazio finisce due a uno dopo novanta minuti di pioggia e di vento.'],
    ['Milano - Inter e Juve pareggiano.'],
    ['Madrid – Barcelona en dos horas.'],
    ['Wien – Budapest in drei Stunden: der neue Zug fährt ab Mai jeden Tag um acht.'],
    ['Москва – Петербург за три часа.'],
    ['Berlin – Hauptstadt der Mieter.'],
    ['LIVERPOOL - EVERTON 2-1.'],
    ['LONDON, 3 May 2026 – ROME, 4 May 2026. The painter sent one letter a day, and this is the first of them.'],
    ['CNN — The network that invented the rolling day — cuts 200 jobs.'],
    ['AP - Advanced Placement - exams begin on Monday in all the schools of the county.'],
    ['BBC - Strictly returns to the screen in autumn with a new jury and an old hall.'],
    ['新华社记者电话采访了市长。'],
    ['新华社的电视台昨日开播。'],
    ['人民网友关心的电动车补贴今天公布。'],
    ['新华社记者王明从北京发来的电报说，大桥开放。'],
  ])('%j', (...lines) => {
    expect(textOf(paragraphs(...lines))).toBe(lines.join('\n\n'))
  })
})
