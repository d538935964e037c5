import { describe, expect, it } from 'vitest'
import { proxyFor } from '../../../src/feeds/http/address.ts'

describe('proxyFor', () => {
  const proxy = 'http://proxy.example:3128'
  it.each([
    ['https://example.org/', { proxy }, proxy],
    ['http://example.org/', { proxy }, proxy],
    ['https://example.org/', { httpsProxy: proxy }, proxy],
    ['http://example.org/', { httpsProxy: proxy }, undefined],
    ['https://example.org/', { proxy: 'http://configured:1', httpsProxy: proxy }, proxy],
    ['http://example.org/', { proxy: 'http://configured:1', httpsProxy: proxy }, 'http://configured:1'],
    ['https://example.org/', {}, undefined],
    ['https://example.org/', { proxy: '', httpsProxy: '' }, undefined],
    ['https://example.org/', { proxy, noProxy: 'example.org' }, undefined],
    ['https://www.example.org/', { proxy, noProxy: 'other.org, example.org' }, undefined],
    ['https://www.example.org/', { proxy, noProxy: '.EXAMPLE.org' }, undefined],
    ['https://www.example.org/', { proxy, noProxy: '*.example.org' }, undefined],
    ['https://badexample.org/', { proxy, noProxy: 'example.org' }, proxy],
    ['https://example.org/', { proxy, noProxy: 'example.org:443' }, undefined],
    ['https://example.org/', { proxy, noProxy: 'example.org:8443' }, proxy],
    ['http://127.0.0.1:8090/', { proxy, noProxy: 'localhost,127.0.0.1,[::1]' }, undefined],
    ['http://[::1]:8090/', { proxy, noProxy: 'localhost,127.0.0.1,[::1]' }, undefined],
    ['https://example.org/', { proxy, noProxy: '*' }, undefined],
    ['https://example.org/', { proxy, noProxy: ' , ' }, proxy],
  ])('for %s with %j is %s', (url, rules, expected) => {
    expect(proxyFor(new URL(url), rules)).toBe(expected)
  })
})
