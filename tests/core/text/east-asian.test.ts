import { describe, expect, it } from 'vitest'
import { comparedWords } from '../../../src/core/text/east-asian.ts'

describe('compared words', () => {
  it.each<[string, string, string[]]>([
    ['are those of any other text as they are', '3 million in the U.S.', ['3', 'million', 'in', 'the', 'US']],
    ['lose Korean particles', '정부가 정부는 항구에서 항구까지', ['정부', '정부', '항구', '항구']],
    ['lose the endings of Korean verbs made of nouns', '체포했다 체포된', ['체포', '체포']],
    ['keep two syllables of Korean', '나는 대구의 국가', ['나는', '대구', '국가']],
    ['lose what makes a Korean name a city', '강릉시가 강릉은', ['강릉', '강릉']],
    ['lose a particle behind Latin letters', 'KT는 KT', ['KT', 'KT']],
    ['part a Korean number from what it counts', '5명이 12개를', ['5', '명', '12', '개']],
    ['keep the unit of a Korean date', '2026년 5일부터', ['2026년', '5일']],
    ['read Korean numbers', '3천370만 명, 3370만명은', ['33700000', '명', '33700000', '명']],
    ['read numbers with several large units', '1조2000억원 1조 2천억', ['1200000000000', '원', '1200000000000']],
    ['read Chinese and Japanese numbers', '1.2亿、3百万、1万2千', ['120000000', '3000000', '12000']],
    ['are no pairs with a particle', '港で火事 港口的火灾', ['火事', '港口', '火灾']],
  ])('%s', (_, text, words) => {
    expect(comparedWords(text, 100)).toEqual(words)
  })

  // In quadratic time this would take longer than a test may.
  it.each(['1', '1,', '1.', '1만', '1 만 '])('are read from hostile numbers: %s', (part) => {
    expect(comparedWords(`${part.repeat(50_000)}만`, 4_000).length).toBeLessThanOrEqual(4_000)
  })
})
