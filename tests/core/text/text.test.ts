import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  countWords,
  cuttingPlace,
  detectLanguage,
  foldText,
  hash52,
  paragraphs,
  sentences,
  stem,
  words,
} from '../../../src/core/text/text.ts'
import { anyText } from '../../support/articles.ts'

describe('foldText', () => {
  it.each([
    ['makes letters lower case and removes their accents', 'Ångström ÉCOLE Łódź', 'angstrom ecole lodz'],
    ['spells out letters that Unicode does not decompose', 'Straße Ærø Þór Đà', 'strasse aero thor da'],
    ['writes quotes and dashes in their ASCII form', '“a” ‘b’ «c» — d–e', '"a" \'b\' "c" - d-e'],
    [
      'decomposes ligatures, full-width and other compatibility characters',
      'ﬁle № Ⅷ ｆｕｌｌ …',
      'file no viii full ...',
    ],
    ['makes each run of white space one space', ' a \t\n\u00a0 b\u2028c ', 'a b c'],
    ['removes invisible characters', 'co\u00adop\u200b\u200de\u202e\ufeff\ufe0f', 'coope'],
    ['keeps й, which is another letter than и', 'Свой ёж', 'свой еж'],
    ['removes Hebrew and Arabic vowel points', 'שָׁלוֹם مُحَمَّد أحمد', 'שלום محمد احمد'],
    ['keeps the vowel signs of Indic scripts', 'हिन्दी', 'हिन्दी'],
    ['keeps Korean syllables whole', '한국어', '한국어'],
  ])('%s', (_, text, folded) => {
    expect(foldText(text)).toBe(folded)
  })

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
        const folded = foldText(text)
        expect(foldText(folded)).toBe(folded)
      }),
      { numRuns: 300 },
    )
  })
})

describe('words', () => {
  it.each([
    ['are folded', 'The Fox, the fox!', ['the', 'fox', 'the', 'fox']],
    ['join the letters of U.S. and J.R.R.', 'U.S. troops; J.R.R. Hale', ['us', 'troops', 'jrr', 'hale']],
    ['are separated by a full stop between words', 'end.Next one', ['end', 'next', 'one']],
    ['lose the possessive s', "Russia's and Brellin’s", ['russia', 'and', 'brellin']],
    ['are separated at an apostrophe', "l'OTAN don't", ['l', 'otan', 'don', 't']],
    ['keep numbers whole', '1,750 and 9.75, 20.', ['1750', 'and', '9.75', '20']],
    ['may mix letters and digits', 'B1-B and F16', ['b1', 'b', 'and', 'f16']],
    ['are pairs of characters in Chinese', '北京时间', ['北京', '京时', '时间']],
    [
      'are pairs of characters in Japanese, and a single character where it stands alone',
      '東京で 雨',
      ['東京', '京で', '雨'],
    ],
    ['are pairs of characters in Thai', 'ฝนตก', ['ฝน', 'นต', 'ตก']],
    ['are separated by emoji', 'rain😀sun', ['rain', 'sun']],
    ['are absent from a text of punctuation', ' — ', []],
  ])('%s', (_, text, expected) => {
    expect(words(text)).toEqual(expected)
  })

  it('contain no white space and are never empty, whatever the text', () => {
    fc.assert(
      fc.property(anyText(80), (text) => {
        expect(words(text).filter((word) => !/^\S+$/.test(word))).toEqual([])
      }),
      { numRuns: 300 },
    )
  })
})

describe('countWords', () => {
  it.each([
    ['one two  three', 3],
    ["don't stop", 2],
    ['1,750.50 crowns — now', 3],
    ['北京时间今天', 3],
    ['', 0],
  ])('%s', (text, count) => {
    expect(countWords(text)).toBe(count)
  })
})

describe('sentences', () => {
  it.each([
    ['end at end marks', 'One ran. Two sat! Three? Four', ['One ran.', 'Two sat!', 'Three?', 'Four']],
    [
      'continue after titles and initials',
      'Mr. Hale met Dr. J. K. Oyelaran. They spoke.',
      ['Mr. Hale met Dr. J. K. Oyelaran.', 'They spoke.'],
    ],
    [
      'continue after U.S. and in numbers',
      'The U.S. Navy paid $1.5 million. It was late.',
      ['The U.S. Navy paid $1.5 million.', 'It was late.'],
    ],
    ['include the closing quote', '"Go," he said. "Go now." They went.', ['"Go," he said.', '"Go now."', 'They went.']],
    [
      'continue where a small letter follows',
      'It rose 5 p.m. local time. Then it fell.',
      ['It rose 5 p.m. local time.', 'Then it fell.'],
    ],
    ['end at paragraphs', 'No mark\n\nNext', ['No mark', 'Next']],
    [
      'hold the number of a list item',
      'This week. 1. The dentist … 2. The bridge. (3) A cat',
      ['This week.', '1. The dentist …', '2. The bridge.', '(3) A cat'],
    ],
    [
      'end before the first number of a list',
      'Three things: 1. The dentist 2. The bridge 3. A cat',
      ['Three things:', '1. The dentist', '2. The bridge', '3. A cat'],
    ],
    ['end at a number that begins no list', 'He scored 1. It rained.', ['He scored 1.', 'It rained.']],
    ['continue after No. before a number only', 'No. 5 said no. Ann left.', ['No. 5 said no.', 'Ann left.']],
    [
      'end at a word of one vowel',
      'Det er landet vi bor i. Her er det stille.',
      ['Det er landet vi bor i.', 'Her er det stille.'],
    ],
    ['end at a verb of one vowel', 'O mundo como ele é. A obra abriu.', ['O mundo como ele é.', 'A obra abriu.']],
    [
      'end at a verb of one vowel in Cyrillic',
      'Часът е пет и половина е. Вали.',
      ['Часът е пет и половина е.', 'Вали.'],
    ],
    [
      'end at a number before a word that is no noun',
      'Heute bis 25. Der Eintritt ist frei.',
      ['Heute bis 25.', 'Der Eintritt ist frei.'],
    ],
    ['end at an age', 'I am 30. My cat is 3.', ['I am 30.', 'My cat is 3.']],
    ['need no space in Chinese', '他走了。我也走了。', ['他走了。', '我也走了。']],
  ])('%s', (_, text, expected) => {
    expect(sentences(text)).toEqual(expected)
  })

  it.each([
    'The train left St. Louis.',
    'The hall on Ave. C is shut.',
    'Viele Orte, z. B. Hamburg.',
    'Am 5. Mai verlor der 1. FC Köln.',
    'Der Umsatz stieg um 5 Mio. Euro.',
    'Il sig. Rossi e la dott. Bianchi.',
    'EE. UU. Trump dijo que no.',
    'В 1999 г. Москва росла.',
    'Na ul. Długiej, m.in. Kraków.',
    'Bl.a. Malmö, kl. 5 PM.',
  ])('continue after an abbreviation: %s', (sentence) => {
    expect(sentences(`${sentence} Nothing else.`)).toEqual([sentence, 'Nothing else.'])
  })

  it('lose no word', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('a', 'Mr.', 'B.', '1.', '2.', ':', '...', '"', 'end.', '\n\n', '?', '“Go.”', '。'), {
          maxLength: 40,
        }),
        (parts) => {
          const text = parts.join(' ')
          expect(sentences(text).join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''))
        },
      ),
    )
  })

  it('are cut where a text has no end mark', () => {
    const found = sentences('word '.repeat(20_000))
    expect(found.length).toBeGreaterThan(20)
    expect(Math.max(...found.map((sentence) => sentence.length))).toBeLessThan(4_100)
  })
})

describe('paragraphs', () => {
  it.each([
    ['are separated by empty lines and keep their line breaks', 'a\nb\n \n\nc', ['a\nb', 'c']],
    ['are lines where no line is empty', 'a\r\nb\u2028c', ['a', 'b', 'c']],
    ['are none in white space', ' \n\n ', []],
  ])('%s', (_, text, expected) => {
    expect(paragraphs(text)).toEqual(expected)
  })
})

describe('hash52', () => {
  it('never changes', () => {
    expect(hash52('abc')).toBe(556323267775629)
  })

  it('fits 52 bits, and differs for 100,000 different texts', () => {
    const seen = new Set<number>()
    for (let i = 0; i < 100_000; i++) {
      const hash = hash52(`text ${i}`)
      seen.add(hash)
      if (!(Number.isSafeInteger(hash) && hash >= 0 && hash < 2 ** 52)) throw new Error(`${hash} is out of range`)
    }
    expect(seen.size).toBe(100_000)
  })
})

describe('stem', () => {
  it.each([
    ['ferries', 'en', 'ferri'],
    ['ferry', 'en', 'ferri'],
    ['ferries', 'en-GB', 'ferri'],
    ['regierungen', 'de', 'regier'],
    ['canciones', 'es', 'cancion'],
    ['правительства', 'ru', 'правительств'],
    ['ferries', 'xx', 'ferries'],
    ['ferries', undefined, 'ferries'],
    ['covid19s', 'en', 'covid19s'],
    ['it', 'en', 'it'],
  ])('of %s in %s is %s', (word, language, expected) => {
    expect(stem(word, language)).toBe(expected)
  })
})

describe('detectLanguage', () => {
  it.each([
    ['en', 'The harbour council said on Monday that no ferry would sail at night until it has radar.'],
    ['de', 'Der Rat hat am Montag beschlossen, dass nachts keine Fähre mehr fahren darf, bis sie Radar hat.'],
    ['fr', 'Le conseil du port a décidé lundi que les bateaux ne partiront plus la nuit sans radar.'],
    ['es', 'El consejo del puerto decidió el lunes que los barcos no saldrán de noche sin radar.'],
    ['pt', 'O conselho do porto decidiu na segunda-feira que os barcos não vão sair à noite sem radar.'],
    ['it', 'Il consiglio del porto ha deciso lunedì che le barche non partiranno più di notte senza radar.'],
    ['nl', 'De havenraad heeft maandag besloten dat de veerboten niet meer in het donker mogen varen.'],
    ['sv', 'Hamnrådet beslutade på måndagen att färjorna inte får gå på natten utan radar.'],
    ['pl', 'Rada portu zdecydowała w poniedziałek, że promy nie będą pływać nocą bez radaru.'],
    ['tr', 'Liman meclisi pazartesi günü, radar olmadan gece vapurlarının kalkmayacağına karar verdi.'],
    ['ru', 'Совет порта решил в понедельник, что паромы не будут ходить ночью без радара.'],
    ['uk', 'Рада порту вирішила в понеділок, що пороми не ходитимуть вночі без радара.'],
    ['ar', 'قرر مجلس الميناء يوم الاثنين أن العبارات لن تبحر في الليل من دون رادار.'],
    ['el', 'Το συμβούλιο του λιμανιού αποφάσισε τη Δευτέρα.'],
    ['ja', '港湾評議会は月曜日、夜間のフェリーを停止することを決めた。'],
    ['zh', '港口委员会周一决定停止夜间渡轮。'],
    ['ko', '항만 위원회는 월요일에 야간 여객선을 중단하기로 결정했다.'],
    ['hi', 'बंदरगाह परिषद ने सोमवार को रात की नौकाएँ रोकने का निर्णय लिया।'],
  ])('finds %s', (language, text) => {
    expect(detectLanguage(text)).toBe(language)
  })

  it.each(['', '1,234.56', 'Xylophon Quartz', '😀'])('does not guess at "%s"', (text) => {
    expect(detectLanguage(text)).toBeUndefined()
  })
})

describe('hostile texts', () => {
  const size = 300_000
  it.each([
    ['one letter', 'a'.repeat(size)],
    ['full stops', '. '.repeat(size / 2)],
    ['initials', 'A.'.repeat(size / 2)],
    ['quotes', '"'.repeat(size)],
    ['empty lines', '\n \n'.repeat(size / 3)],
    ['stacked combining marks', `a${'\u0301'.repeat(size)}`],
    ['digits and commas', '1,'.repeat(size / 2)],
    ['lone surrogates', '\ud83d'.repeat(size)],
  ])('made of %s are read to the end', (_, text) => {
    expect(
      words(text).length + sentences(text).length + paragraphs(text).length + countWords(text),
    ).toBeGreaterThanOrEqual(0)
    expect(foldText(text).length).toBeLessThanOrEqual(text.length * 3)
  })
})

describe('cuttingPlace', () => {
  it.each([
    ['an emoji of several people', '👩‍👩‍👧'],
    ['a flag', '🇩🇪'],
    ['a flag of a region', '🏴󠁧󠁢󠁳󠁣󠁴󠁿'],
    ['a skin tone', '👍🏽'],
    ['a letter with marks', 'o\u0308\u0323'],
    ['a syllable of Hangul in parts', '\u1112\u1161\u11ab'],
    ['a character outside of the first plane', '𠮷'],
    ['a line break', '\r\n'],
  ])('never lies within %s', (_, one) => {
    const text = one.repeat(5)
    for (let at = 0; at <= text.length; at++) expect([at, cuttingPlace(text, at)]).toEqual([at, at - (at % one.length)])
  })

  it('lies between letters, at the end, and within what no reader would take for one character', () => {
    expect([cuttingPlace('abc', 1), cuttingPlace('abc', 9)]).toEqual([1, 3])
    expect(cuttingPlace(`a${'\u0301'.repeat(5_000)}`, 4_000)).toBe(4_000)
    expect(cuttingPlace(`a${'\u{1d167}'.repeat(5_000)}`, 4_000)).toBe(3_999)
  })
})
