import { expect, it } from 'vitest'
import { nearestName } from '../../src/config/nearest.ts'

it.each([
  ['tpoics', 'topics'],
  ['TITLE', 'title'],
  ['titel', 'title'],
  ['page', 'pages'],
  ['frobnicate', undefined],
  ['x', undefined],
  ['t'.repeat(100_000), undefined],
])('takes %.10s for %s', (word, meant) => {
  expect(nearestName(word, ['title', 'topics', 'sources', 'pages'])).toBe(meant)
})
