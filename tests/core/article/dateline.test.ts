import { describe, expect, it } from 'vitest'
import { datelineLength, isKickerLine, kickerLength } from '../../../src/core/article/dateline.ts'

const REST = 'The lock keeper closed the gates on Monday.'
const cut = (line: string, text = line) => line.slice(datelineLength(line, text))

describe('a dateline', () => {
  it.each([
    'LONDON, March 3 (Reuters) - ',
    'PORT-AU-PRINCE, Haiti (AP) — ',
    'WASHINGTON — ',
    'SKARHOLM, Tuesday, 9:40 a.m. — ',
    '【ロンドン＝渡瀬健】',
    'ATHENS (AP) _ ',
    'PARIS—',
    'OSLO, Norway--(BUSINESS WIRE)--',
    'SAN DIEGO, March 3, 2026 /PRNewswire/ -- ',
    'SKARHOLM, Nov. 18 — ',
    'SKARHOLM, Nov. 18 (Skarholm Post) — ',
    'ABUJA, Nov. 18, 2026 (NAN) ',
    'SPRINGFIELD, Ill. (WICS) — ',
    'NEW DELHI: ',
    'London CNN — ',
    '(Reuters) - ',
    '(ANSA) - ROMA, 03 MAR - ',
    'Hamburg/Kiel (dpa/lno) - ',
    'Berlin – ',
    'BERLIN taz | ',
    'Marseille, le 18 novembre (AFP) - ',
    'MADRID, 3 Mar. (EUROPA PRESS) - ',
    'Lisboa, 03 mar 2026 (Lusa) – ',
    'МОСКВА, 3 марта. /ТАСС/. ',
    'Москва. 3 марта. INTERFAX.RU - ',
    'КИЇВ. 18 листопада. УНІАН. ',
  ])('%j is cut from the sentence after it', (dateline) => {
    expect(cut(dateline + REST)).toBe(REST)
    expect(cut(`${dateline}“${REST}”`)).toBe(`“${REST}”`)
  })

  it.each([
    ['[東京 3日 ロイター] - ', '橋が開いた。'],
    ['【札幌共同】', '橋が開いた。'],
    ['新华社北京3月3日电 ', '大桥开放。'],
    ['(서울=연합뉴스) 김민수 기자 = ', '다리가 열렸다.'],
  ])('%j is cut, too', (dateline, rest) => {
    expect(cut(dateline + rest)).toBe(rest)
  })

  it.each(['LONDON, March 3 ', 'A/', 'Ab Cd, ', '(AP'])('is not searched for ever in a line of %j', (words) => {
    expect(cut(words.repeat(20_000))).toBe(words.repeat(20_000))
  })

  it('may be a whole line', () => {
    expect(cut('SKARHOLM, Nov. 18 —')).toBe('')
  })

  it('may name a place that only the text shows to be one', () => {
    const line = `SKARHOLM — ${REST}`
    expect(cut(line)).toBe(line)
    expect(cut(line, `${line} Ships wait off Skarholm, and lorries in Skarholm.`)).toBe(REST)
  })

  it.each([
    'LONDON – the city that never stops building – wants another lock.',
    'Paris, 3 March 1871: the day when the lock froze is forgotten.',
    'Paris, 3 March 1871 – The lock froze.',
    'Paris (the one in Texas) has a lock of its own.',
    'Wien (Österreich) – Eine Schleuse gibt es dort nicht.',
    'Madison (Reuters once described her as tireless) ran the lock.',
    'Rome (AP says it was colder still) woke to snow.',
    'NASA – The agency that counts every coin – sold two boats.',
    'WARNING: The gates may close without notice.',
    'CORRECTION: The lock has two gates, not four.',
    'MARY BEARD – The historian – will open the lock.',
    'Berlin – Die Stadt der Brücken – hat mehr davon als Venedig.',
    'Boston-based engineers have checked the gates.',
    'May 3 - that is the day on which the lock will close.',
    'Roma, 3 marzo: comincia da qui il racconto.',
  ])('%j is none', (line) => {
    expect(cut(line)).toBe(line)
  })
})

describe('a kicker', () => {
  it.each([
    'BREAKING: ',
    'Analysis | ',
    'EXKLUSIV | ',
    '+++ EILMELDUNG +++ ',
    '🚨 BREAKING: ',
    'UPDATE 2 - ',
    'ÚLTIMA HORA | ',
    'СРОЧНО. ',
  ])('%j is cut from the sentence after it', (kicker) => {
    expect(kickerLength(kicker + REST)).toBe(kicker.length)
  })

  it.each([
    'Breaking: that is what bolts do.',
    'Analysis of the gates showed cracks.',
    'LIVE: no, not yet.',
    'BREAKING: ',
  ])('%j has none', (line) => {
    expect(kickerLength(line)).toBe(0)
  })

  it.each([
    ['EILMELDUNG', true],
    ['Opinion | Transport', true],
    ['Local News', true],
    ['En direct', true],
    ['Opinion is divided.', false],
    ['Live music returns', false],
    ['Ewood Park', false],
  ])('%j alone on a line is one: %s', (line, isOne) => {
    expect(isKickerLine(line)).toBe(isOne)
  })
})
