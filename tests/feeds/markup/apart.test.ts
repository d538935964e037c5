import { describe, expect, it } from 'vitest'
import { readHtml } from '../../../src/feeds/markup/html.ts'

const text = (html: string) => readHtml(html, {}).text

describe('the text of HTML', () => {
  it.each([
    ['10<sup>6</sup> grams of CO<sub>2</sub> on 3 m<sup>2</sup>', '10⁶ grams of CO₂ on 3 m²'],
    ['10<sup>−3</sup>, 2<sup>n</sup>, x<sup>a+b</sup>', '10⁻³, 2ⁿ, xa+b'],
    ['the 1<sup>st</sup>, le 1<sup>er</sup>, XX<sup>e</sup>', 'the 1st, le 1er, XXe'],
    ['Lockwell<sup>TM</sup>', 'Lockwell™'],
    ['So they said.<sup>3</sup> And again<sup>[4]</sup>.', 'So they said. And again.'],
    ['A note<sup><a href="#fn1">1</a></sup> and one<a href="#cite_note-2">[2]</a>.', 'A note and one.'],
    ['The report [2] and its map [3]', 'The report [2] and its map [3]'],
  ])('reads raised and lowered digits of %j', (html, plain) => {
    expect(text(`<p>${html}</p>`)).toBe(plain)
  })

  it.each([
    ['costs <s>$50</s> <del>$45</del> $40', 'costs $40'],
    ['It is <strike>never</strike> <ins>always</ins> open', 'It is always open'],
    // Without its end tag it may be the rest of the text.
    ['open <s>until nine</p><p>and later', 'open until nine\n\nand later'],
  ])('leaves out what is struck in %j', (html, plain) => {
    expect(text(`<p>${html}</p>`)).toBe(plain)
  })

  it.each([
    '<div style="display:none;max-height:0">Words of the preview &zwnj;&nbsp;&#847;</div>',
    '<span style="opacity:0;font-size:0">Words of the preview</span>',
    '<div hidden>Words of the preview</div>',
    '<nav><a href="/">Home</a> <a href="/n">News</a></nav>',
    '<ul class="breadcrumbs"><li>Home</li><li>News</li></ul>',
    '<div class="article-kicker">Night desk</div>',
    '<p class="wp-caption-text">The gates at dawn</p>',
    '<p class="tr-caption">The gates at dawn</p>',
    '<div id="toc"><p>Contents</p><ul><li>The gates</li></ul></div>',
    '<span class="screen-reader-text">opens in a new window</span>',
    '<a class="headerlink" href="#gates">¶</a>',
  ])('leaves out %j', (html) => {
    const rest = 'The gates are open, and lorries cross the bridge again after nine weeks of repairs.'
    expect(text(`${html}<p>${rest}</p>`)).toBe(rest)
  })

  it('keeps hidden text that is longer than a preview, and hidden text without its end tag', () => {
    const long = 'The rest of the article opens with a button. '.repeat(20).trim()
    expect(text(`<p>One.</p><div style="display:none"><p>${long}</p></div>`)).toBe(`One.\n\n${long}`)
    expect(text('<p>One.</p><div style="display:none"><p>Two.</p>')).toBe('One.\n\nTwo.')
  })

  it('keeps the words and the tags of links to fragments', () => {
    expect(text('<a href="https://x.example/#c">#gates</a> and <a href="#more">more</a>')).toBe('#gates and more')
  })

  it.each([
    ['<img class="emoji" alt="🚢" src="https://x.example/a.png"> ahoy', '🚢 ahoy'],
    ['sent <img class="emoji" alt=":ship:" src="https://x.example/a.png">!', 'sent :ship:!'],
    ['so <img alt="&#127881;" src="https://x.example/a.png"> happy', 'so 🎉 happy'],
    ['a <img alt="the gates at dawn" src="https://x.example/a.jpg"> b', 'a b'],
    ['a <img alt="5" src="https://x.example/a.jpg"> b', 'a b'],
  ])('reads the emoji of %j', (html, plain) => {
    expect(text(`<p>${html}</p>`)).toBe(plain)
  })
})
