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
    '<footer><p>Kestrel Wire · Tuesday</p><ul><li>Gull: <a href="/n">As Gull has it</a></li></ul></footer>',
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

  it.each([
    ['Only $4.<sup>99</sup> a pound', 'Only $4.99 a pound'],
    ['2,<sup>49</sup> Euro', '2,49 Euro'],
    ['3.<sup>50</sup> €', '3.50 €'],
    ['So they said.</p><p><sup>14</sup>C decays', 'So they said.\n\n¹⁴C decays'],
    ['cut 10<sup>1</sup>/<sub>2</sub> planks', 'cut 10 1/2 planks'],
    ['The options are <a href="#ref-a">a</a>, <a href="#ref-b">b</a>', 'The options are a, b'],
    ['<a href="/c#reform">9</a> laws', '9 laws'],
    ['Grade <a href="/grades#note">A</a>', 'Grade A'],
    ['Hash <a href="https://x.example/tag#x">#</a>bridge', 'Hash #bridge'],
    ['<del>The whole correction.</del>', 'The whole correction.'],
    ['<s>1. Buy the boat</s><br><s>2. Sell it</s>', '1. Buy the boat\n2. Sell it'],
    ['<span style="line-height:1;opacity:1;">Sentence.</span>', 'Sentence.'],
    ['<span style="overflow:hidden;opacity:1">Sentence.</span>', 'Sentence.'],
  ])('keeps prices, isotopes, words of links and lone struck text of %j', (html, plain) => {
    expect(text(`<p>${html}</p>`)).toBe(plain)
  })

  it.each([
    ['<ul><li><s>Dark mode</s> shipped</li><li><del>Bread</del></li></ul>', 'Dark mode shipped\nBread'],
    ['<nav><p>The entry stands here.</p></nav>', 'The entry stands here.'],
    ['<div hidden>All of the entry.</div>', 'All of the entry.'],
    ['<div style="display:none">All of the entry.</div>', 'All of the entry.'],
    ['<div style="opacity:0;visibility:hidden">All of the entry.</div>', 'All of the entry.'],
    ['<p class="wp-caption-text">The gates</p><p class="wp-caption-text">The lock</p>', 'The gates\n\nThe lock'],
    ['<p class="image-caption">The joke of the comic</p><p>By Ann</p>', 'The joke of the comic\n\nBy Ann'],
    ['<p class="kicker">The council approved the plan.</p><p>It did.</p>', 'The council approved the plan.\n\nIt did.'],
  ])('keeps lists, sentences, and what is all of a text: %j', (html, plain) => {
    expect(text(html)).toBe(plain)
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
