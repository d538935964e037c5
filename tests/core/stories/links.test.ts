import { describe, expect, it } from 'vitest'
import { Links } from '../../../src/core/stories/links.ts'

describe('links', () => {
  it('are listed at both ends, each once', () => {
    const links = new Links()
    links.add('a', 'b')
    links.add('c', 'a')
    links.add('a', 'b')
    expect(links.of('a').sort()).toEqual(['b', 'c'])
    expect(links.of('b')).toEqual(['a'])
    expect(links.of('nobody')).toEqual([])
  })

  it('grow to any number', () => {
    const links = new Links()
    for (let i = 0; i < 5_000; i++) for (const step of [1, 7, 90]) links.add(`a${i}`, `a${(i + step) % 5_000}`)
    expect(links.size).toBe(5_000)
    expect(links.of('a100').sort()).toEqual(['a10', 'a101', 'a107', 'a190', 'a93', 'a99'])
  })

  it('are removed with the articles that are not kept', () => {
    const links = new Links()
    for (let i = 0; i < 3_000; i++) links.add(`a${i}`, `a${i + 1}`)
    const some = links.among((id) => id !== 'a7' && id !== 'a2000')
    expect(some.of('a7')).toEqual([])
    expect(some.of('a6')).toEqual(['a5'])
    expect(some.of('a9').sort()).toEqual(['a10', 'a8'])
    some.add('a6', 'a7')
    expect(some.of('a7')).toEqual(['a6'])
  })
})
