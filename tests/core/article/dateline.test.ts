import { describe, expect, it } from 'vitest'
import { datelineLength, isKickerLine, kickerLength } from '../../../src/core/article/dateline.ts'

const REST = 'The lock keeper closed the gates on Monday morning for a week.'
const cut = (line: string, next: readonly string[] = []) => line.slice(datelineLength(line, next))

describe('a dateline', () => {
  it.each([
    'LONDON, March 3 (Reuters) - ',
    'PORT-AU-PRINCE, Haiti (AP) — ',
    'WASHINGTON — ',
    '【ロンドン＝渡瀬健】',
    'ATHENS (AP) _ ',
    'OSLO, Norway--(BUSINESS WIRE)--',
    'SAN DIEGO, March 3, 2026 /PRNewswire/ -- ',
    'SKARHOLM, Nov. 18 — ',
    '(Reuters) - ',
    '(ANSA) - ROMA, 03 MAR - ',
    'ROMA, 03 MAR - ',
    'Hamburg/Kiel (dpa/lno) - ',
    'Marseille, le 18 novembre (AFP) - ',
    'Paris, 3 mars (AFP) – ',
    'MADRID, 3 mar (EFE).- ',
    'MADRID, 3 Mar. (EUROPA PRESS) - ',
    'Lisboa, 03 mar 2026 (Lusa) – ',
    'МОСКВА, 3 марта. /ТАСС/. ',
  ])('%j is cut from the sentence after it', (dateline) => {
    expect(cut(dateline + REST)).toBe(REST)
    expect(cut(`${dateline}“${REST}”`)).toBe(`“${REST}”`)
  })

  it.each([
    ['[東京 3日 ロイター] - ', '橋が開いた。'],
    ['【札幌共同】', '橋が開いた。'],
    ['新华社北京3月3日电 ', '大桥开放。'],
    ['（新华社北京3月3日电）', '大桥开放。'],
    ['(서울=연합뉴스) 김민수 기자 = ', '다리가 열렸다.'],
  ])('%j is cut, too', (dateline, rest) => {
    expect(cut(dateline + rest)).toBe(rest)
  })

  it.each(['LONDON, March 3 ', 'A/', 'Ab Cd, ', '(AP', 'LONDON, 3 ', 'A. '])(
    'is not searched for ever in a line of %j',
    (words) => {
      expect(cut(words.repeat(20_000))).toBe(words.repeat(20_000))
    },
  )

  it('may be a whole line with an agency', () => {
    expect(cut('SKARHOLM, Nov. 18 (Reuters) —')).toBe('')
  })

  it('is none where the next lines have the same form', () => {
    const line = `LONDON, March 3 (Reuters) - ${REST}`
    expect(cut(line, [`PARIS, March 3 (Reuters) - ${REST}`])).toBe(line)
  })

  it.each([
    'LONDON – the city that never stops building – wants another lock.',
    'Paris, 3 March 1871: the day when the lock froze is forgotten.',
    'Paris, 3 March 1871 – The lock froze and nobody could cross the river for a week.',
    'Paris (the one in Texas) has a lock of its own.',
    'Wien (Österreich) – Eine Schleuse gibt es dort nicht, und keiner vermisst sie.',
    'Madison (Reuters once described her as tireless) ran the lock.',
    'Rome (AP says it was colder still) woke to snow.',
    'NASA – The agency that counts every coin and forgets none of them sold two boats.',
    'WARNING: The gates may close without notice and without a sound.',
    'NEW DELHI: The gates may close without notice and without a sound.',
    'MARY BEARD – The historian – will open the lock.',
    'SKARHOLM — Nobody knows whether this is a place or a name on the side of a boat.',
    'Berlin – Die Stadt der Brücken hat davon mehr als Venedig und mehr als Amsterdam.',
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
