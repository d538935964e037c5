import { describe, expect, it } from 'vitest'
import { isSameLanguage, primaryTag } from '../../src/core/language-tag.ts'

describe('the language of a tag', () => {
  it.each([
    ['en', 'en'],
    ['EN', 'en'],
    ['pt-BR', 'pt'],
    ['pt_BR', 'pt'],
    ['zh-Hant-TW', 'zh'],
    ['yue', 'yue'],
    ['', ''],
  ])('has no script and region: %j', (tag, language) => {
    expect(primaryTag(tag)).toBe(language)
  })

  it('is compared without them', () => {
    expect(isSameLanguage('en-GB', 'en_US')).toBe(true)
    expect(isSameLanguage('nb', 'no')).toBe(false)
  })
})
