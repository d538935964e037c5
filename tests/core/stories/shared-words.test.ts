import { describe, expect, it } from 'vitest'
import { sharedWords } from '../../../src/core/stories/shared-words.ts'

const one = (title: string, lead: string, language?: string) => ({ title, lead, ...(language && { language }) })

describe('the words that two articles share', () => {
  it.each([
    [
      'are the rarest three, as the first one writes them',
      one('Road to Nether Hollin reopens', 'Storm Ottoline drowned two people and a tractor on Tuesday.'),
      one('Two dead in floods', 'Storm Ottoline has drowned two near Nether Hollin.'),
      ['Nether Hollin', 'Storm Ottoline', 'drowned'],
    ],
    [
      'have other forms in the other',
      one('Malaria trials succeed', ''),
      one('A trial against malaria', '', 'en-GB'),
      ['Malaria', 'trials'],
    ],
    [
      'are named once, without a possessive',
      one('Kharkiv’s trams are back', 'Kharkiv is glad.'),
      one('Kharkiv is lit again', ''),
      ['Kharkiv'],
    ],
    [
      'are found in German',
      one('Die Meerenge von Merrow ist offen', 'Lotsen fahren wieder.', 'de'),
      one('Merrow: Schiffe dürfen durch die Meerenge', '', 'de'),
      ['Meerenge', 'Merrow'],
    ],
    ['are found in Arabic', one('إعادة فتح مضيق ميرو', '', 'ar'), one('مضيق ميرو مفتوح', '', 'ar'), ['مضيق ميرو']],
    [
      'are not numbers, days or what every article has',
      one('Eleven new on Monday', 'The year 2026.'),
      one('Eleven new on Monday', 'The year 2026.'),
      [],
    ],
    ['are none where nothing is the same', one('A bridge', ''), one('A strike', ''), []],
  ])('%s', (_, first, second, words) => {
    expect(sharedWords(first, second)).toEqual(words)
  })

  it('are at most three words in a row of a headline that both have', () => {
    const title = 'Kestrel pilots merrow convoy strait harbour tide'
    expect(sharedWords(one(title, ''), one(title, ''))).toEqual([
      'Kestrel pilots merrow',
      'convoy strait harbour',
      'tide',
    ])
  })

  it('are none of texts without words', () => {
    expect(sharedWords(one('', ''), one('🙂 …', ''))).toEqual([])
  })
})
