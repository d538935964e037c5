import { describe, expect, it } from 'vitest'
import { LEAD_REASONS, readLeadReason, readPlaceReason } from '../../../src/core/stories/reasons.ts'

const ID = 'f45c7221fc9890b4e618'

describe('a kept reason of an article is read', () => {
  it.each([
    [
      `the same text as ${ID}: 77 % of the shorter text's phrases, 85 % of its telling words (98 % sure)`,
      { kind: 'wording', of: ID, percent: 77, isTitleSame: false },
    ],
    [
      `the same text as ${ID}: 100 % of the shorter text's phrases, 97 % of its telling words, the same title (99 % sure)`,
      { kind: 'wording', of: ID, percent: 100, isTitleSame: true },
    ],
    [
      // As schema 1 kept it.
      `the same text as ${ID}: 77 % of the shorter text's phrases, 85 % of its telling words (p 1.00)`,
      { kind: 'wording', of: ID, percent: 77, isTitleSame: false },
    ],
    [`the same text as ${ID}: the same address`, { kind: 'address', of: ID }],
    [`the same text as ${ID}: the same guid`, { kind: 'guid', of: ID }],
    [`the same text as ${ID}: the same title`, { kind: 'title', of: ID }],
    [`the same event as ${ID}: likeness .65`, { kind: 'event', of: ID }],
    [`the same event as ${ID}: likeness -0.35`, { kind: 'event', of: ID }],
    [`kept together with ${ID} by hand`, { kind: 'hand', of: ID }],
    ['of another kind', undefined],
    [`the same text as ${ID}: of another kind`, undefined],
  ])('%s', (kept, reason) => {
    expect(readPlaceReason(kept)).toEqual(reason)
  })

  it.each(Object.entries(LEAD_REASONS))('of the lead: %s', (kind, kept) => {
    expect(readLeadReason(kept)).toBe(kind)
  })

  it('of the lead, or not: of another kind', () => {
    expect(readLeadReason('of another kind')).toBeUndefined()
  })
})
