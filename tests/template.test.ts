import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { RenderError } from '../src/core/errors.ts'
import {
  checkTemplate,
  compileTemplate,
  lackingWords,
  packagedTemplates,
  readCheckedTemplate,
  readTemplate,
  readWords,
  templateNames,
} from '../src/template.ts'

const fill = async (source: string, values: object, kind: 'html' | 'text' = 'html') =>
  (await compileTemplate(source, 'page.html', kind))(values)

describe('compileTemplate', () => {
  it('fills slots and loops', async () => {
    const source = '{{title}}:{{#each rows}} {{name}}{{#if last}}.{{else}},{{/if}}{{/each}}'
    const rows = [
      { name: 'a', last: false },
      { name: 'b', last: true },
    ]
    expect(await fill(source, { title: 'T', rows })).toBe('T: a, b.')
  })

  it('escapes everything in HTML and nothing in text', async () => {
    const values = { title: `<a href="x" on='y'>&` }
    expect(await fill('{{title}}', values)).toBe('&lt;a href&#x3D;&quot;x&quot; on&#x3D;&#x27;y&#x27;&gt;&amp;')
    expect(await fill('{{title}}', values, 'text')).toBe(values.title)
  })

  it.each([
    { where: 'a slot', source: '{{missing}}' },
    { where: 'a slot of a slot', source: '{{there.missing}}' },
    { where: 'an if', source: '{{#if missing}}a{{/if}}' },
    { where: 'an if within a thing', source: '{{#if there.missing}}a{{/if}}' },
    { where: 'an unless', source: '{{#unless missing}}a{{/unless}}' },
    { where: 'an each', source: '{{#each missing}}a{{/each}}' },
    { where: 'a with', source: '{{#with missing}}a{{/with}}' },
    { where: 'a block without a helper', source: '{{#missing}}a{{/missing}}' },
    { where: 'the inside of an each', source: '{{#each rows}}{{missing}}{{/each}}' },
    { where: 'an if inside an each', source: '{{#each rows}}{{#if missing}}a{{/if}}{{/each}}' },
    { where: 'an each inside an each', source: '{{#each rows}}{{#each missing}}a{{/each}}{{/each}}' },
    { where: 'the outside of an each', source: '{{#each rows}}{{../missing}}{{/each}}' },
    { where: 'an else', source: '{{#if no}}a{{else}}{{missing}}{{/if}}' },
    { where: 'a helper that does not exist', source: '{{shout name}}' },
    { where: 'a partial that does not exist', source: '{{> footer}}' },
    { where: 'what every object inherits', source: '{{constructor}}' },
    { where: 'what every object inherits, in an if', source: '{{#if toString}}a{{/if}}' },
  ])('throws for a name without a value in $where, and names the template', async ({ source }) => {
    const values = { there: {}, rows: [{ name: 'a' }], no: false, name: 'n' }
    const filling = fill(source, values)
    await expect(filling).rejects.toBeInstanceOf(RenderError)
    await expect(filling).rejects.toThrow(/page\.html/)
  })

  it('throws for a list that is none', async () => {
    await expect(fill('{{#each rows}}a{{/each}}', { rows: { a: 1 } })).rejects.toBeInstanceOf(RenderError)
  })

  it.each([
    { what: 'prints unescaped with three braces', source: '{{{title}}}' },
    { what: 'prints unescaped with an ampersand', source: '{{& title}}' },
    { what: 'prints unescaped with an ampersand after a tilde', source: '{{~& title}}' },
    { what: 'is not closed', source: '{{#if title}}a' },
    { what: 'is closed by another', source: '{{#if title}}a{{/each}}' },
  ])('refuses a template that $what', async ({ source }) => {
    await expect(compileTemplate(source, 'page.html', 'html')).rejects.toBeInstanceOf(RenderError)
  })

  it('lets an empty text, a zero and an empty list be values', async () => {
    const values = { text: '', count: 0, rows: [] }
    expect(await fill('{{text}}{{count}}{{#if text}}a{{else}}b{{/if}}{{#each rows}}c{{else}}d{{/each}}', values)).toBe(
      '0bd',
    )
  })

  it('fills pieces that templates share, as strictly', async () => {
    const pieces = { page: '<p>{{title}}</p>{{> @partial-block}}', name: '<b>{{name}}</b>' }
    const of = async (source: string) => await compileTemplate(source, 'page.html', 'html', pieces)
    const fillPage = await of('{{#> page}}{{#each rows}}{{> name}}{{/each}}{{/page}}')
    expect(fillPage({ title: '<T>', rows: [{ name: 'a' }, { name: '&' }] })).toBe(
      '<p>&lt;T&gt;</p><b>a</b><b>&amp;</b>',
    )
    expect(() => fillPage({ title: 'T', rows: [{}] })).toThrow(RenderError)
    expect(() => fillPage({ rows: [] })).toThrow(/template page.html, line 1, could not be filled: "title" is no name/)
    await expect(compileTemplate('{{> x}}', 'page.html', 'html', { x: '{{{title}}}' })).rejects.toThrow(
      /template x.html, line 1, prints/,
    )
  })
})

describe('a mistake in a template', () => {
  const values = { title: 'T', rows: [{ name: 'a' }], no: 'text' }
  it.each([
    ['an unknown name', 'a\n{{title}}\nb {{titel}}', 'line 3, could not be filled: "titel" is no name'],
    ['an unknown name in a loop', '{{#each rows}}\n{{name}}\n{{nam}}\n{{/each}}', 'line 3, could not be filled: "nam"'],
    [
      'an unknown list',
      'a\n\n{{#each row}}{{/each}}',
      'line 3, could not be filled: {{#each}} was given a name that has no value, in {{#each row}}',
    ],
    [
      'a list that is none',
      'a\n{{#each no}}{{/each}}',
      'line 2, could not be filled: {{#each}} was given something that is not a list, in {{#each no}}',
    ],
    ['an unknown piece', 'a\n{{> footer}}', 'could not be filled: {{> footer}} names no piece'],
    ['an unclosed block', 'a\n{{#each rows}}\n{{name}}\n', 'line 2, has a block {{#each rows}} that is not closed'],
    [
      'an inner unclosed block',
      '{{#each rows}}\n{{#if name}}\n{{/each}}',
      'could not be filled: the block {{#if}} is closed by {{/each}}',
    ],
    ['a tag without its end', 'a\n{{title', 'line 2, has a tag that does not end in }}: {{title.'],
    ['a tag with half of its end', 'a\n{{title} b\n{{no}}', 'line 2, has a tag that does not end in }}: {{title}.'],
    [
      'a tag that another one follows',
      '{{title}}\n{{no\n{{title}}',
      'line 2, has a tag that does not end in }}: {{no.',
    ],
    ['an end too many', '{{#each rows}}{{/each}}\n{{/each}}', 'line 2, has {{/each}}, which ends no block.'],
    ['an else too many', 'a\n{{else}}', 'line 2, has {{else}} outside of a block.'],
    ['an unescaped value', 'a\nb\n{{{title}}}', 'line 3, prints a value unescaped'],
    ['what every object has', 'a\n{{constructor}}', 'line 2, asks for "constructor"'],
  ])('%s is said with file, line and slot', async (_, source, says) => {
    await expect(fill(source, values)).rejects.toThrow(
      `The template page.html${says.startsWith('line') ? `, ${says}` : ''}`,
    )
    await expect(fill(source, values)).rejects.toThrow(says)
  })

  it('in a piece is said with the name of the piece, in the block that it surrounds with that of the template', async () => {
    const pieces = { page: '<p>\n{{title}}</p>\n{{> @partial-block}}', name: '\n{{name}}' }
    const of = (source: string) => compileTemplate(source, 'list.html', 'html', pieces)
    expect(await of('{{#> page}}\n{{/page}}').then((fill) => () => fill({}))).toThrow('page.html, line 2, ')
    expect(await of('{{> name}}').then((fill) => () => fill({}))).toThrow('name.html, line 2, ')
    expect(await of('{{#> page}}\n\n{{titel}}{{/page}}').then((fill) => () => fill(values))).toThrow(
      'list.html, line 3, ',
    )
  })

  it('is said with the line of the text that a person wrote, where it was made into another', async () => {
    const original = '<a>\n{{title}}\n</a>\n<b>\n{{title}}\n{{titel}}\n</b>'
    const made = '<table><tr><td>{{title}}</td><td>{{title}}{{titel}}</td></tr></table>'
    const filled = await compileTemplate(made, 'digest.mjml', 'html', {}, original)
    expect(() => filled({ title: 'T' })).toThrow('The template digest.mjml, line 6, could not be filled: "titel"')
    await expect(checkTemplate('a\n{{#if title}}', 'digest.mjml')).rejects.toThrow(
      'digest.mjml, line 2, has a block {{#if title}}',
    )
  })
})

describe('the folder of own templates', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'broadsheet-templates-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text)

  it('is used first, file by file, and the package for the rest', async () => {
    write('story.html', 'own {{title}}')
    write('notes.txt', 'not ours')
    expect(await readTemplate(folder, 'story.html')).toBe('own {{title}}')
    expect(await readTemplate(folder, 'page.html')).toBe(await readTemplate(packagedTemplates, 'page.html'))
    write('words.it.json', '{}')
    const names = await templateNames(folder)
    expect(names).toEqual([...new Set([...(await templateNames(packagedTemplates)), 'words.it.json'])].sort())
    expect(await templateNames(join(folder, 'none'))).toEqual(await templateNames(packagedTemplates))
  })

  it('is refused where a file in it cannot be read', async () => {
    mkdirSync(join(folder, 'page.html'))
    await expect(readTemplate(folder, 'page.html')).rejects.toThrow(
      `${join(folder, 'page.html')} cannot be read: it is a folder.`,
    )
    await expect(readTemplate(folder, 'none.html')).rejects.toThrow('none.html cannot be read')
  })

  it.each([
    ['UTF-16', Buffer.from('\ufeffa {{title}}', 'utf16le')],
    ['UTF-16 without a mark', Buffer.from('a {{title}}', 'utf16le')],
    ['Latin-1', Buffer.from('Zürich {{title}}', 'latin1')],
    ['binary', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0])],
  ])('is refused where a file in it is no UTF-8: %s', async (_, bytes) => {
    for (const name of ['story.html', 'style.css', 'words.en.json']) {
      writeFileSync(join(folder, name), bytes)
      await expect(readTemplate(folder, name)).rejects.toThrow(`${join(folder, name)} is no UTF-8 text`)
    }
    await expect(readWords(folder, 'words', 'en')).rejects.toThrow('words.en.json is no UTF-8 text')
  })

  it('may have a byte order mark and lines that end in CR LF, which are not printed', async () => {
    write('story.html', '\ufeff{{title}}\r\n')
    expect(await readTemplate(folder, 'story.html')).toBe('{{title}}\n')
    write('words.en.json', '\ufeff{\r\n"by": "from {authors}" }')
    expect((await readWords(folder, 'words', 'en')).say('by', { authors: 'X' })).toBe('from X')
  })

  it('is refused where a template in it is empty, unless a comment says that this is meant', async () => {
    write('story.html', ' \n')
    await expect(readTemplate(folder, 'story.html')).rejects.toThrow(`${join(folder, 'story.html')} is empty.`)
    write('story.html', '{{! nothing }}')
    expect(await readTemplate(folder, 'story.html')).toBe('{{! nothing }}')
    write('style.css', '')
    expect(await readTemplate(folder, 'style.css')).toBe('')
  })

  it.each([
    ['story.html', 'a\n{{#each folds}}\n{{wrods}}\n{{/each}}', 'story.html, line 3, could not be filled: "wrods"'],
    ['digest.mjml', '{{#each news}}\n{{bagde}}\n{{/each}}', 'digest.mjml, line 2, could not be filled: "bagde"'],
    [
      'digest.txt',
      '\n{{#if preheader}}{{unsubscribeURL}}{{/if}}',
      'digest.txt, line 2, could not be filled: "unsubscribeURL"',
    ],
    ['page.html', '{{#each services}}{{@root.titel}}{{/each}}', 'page.html, line 1, could not be filled: "titel"'],
  ])(
    'finds a name that no packaged template has at once, although nothing may ask for it today: in %s',
    async (name, text, says) => {
      write(name, text)
      await expect(readCheckedTemplate(folder, name)).rejects.toThrow(
        `The template ${says} is no name that has a value there.`,
      )
    },
  )

  it.each([
    [
      'story.html',
      '{{#each folds as |fold n|}}{{n}} {{fold.lines}} {{@index}} {{@root.words}} {{this}} {{../title}}{{/each}}',
    ],
    ['digest.mjml', '{{#with digestTitle}}{{lookup this "x"}}{{/with}}{{start}}{{! anything }}'],
    ['list.html', '{{#> page}}{{> phrase part="x"}}{{part}}{{/page}}'],
    ['front.html', 'no name at all'],
  ])('takes the names of packaged templates, and those that a template gives itself: in %s', async (name, text) => {
    write(name, text)
    expect(await readCheckedTemplate(folder, name)).toBe(text)
  })

  it('takes every packaged template', async () => {
    for (const name of await templateNames(packagedTemplates)) {
      if (name.endsWith('.json') || name.endsWith('.css') || name === 'preview.html') continue
      const text = await readTemplate(packagedTemplates, name)
      write(name, text)
      expect(await readCheckedTemplate(folder, name)).toBe(text)
    }
  })

  it.each([
    ['de', '{ "by": "durch {authors}" }', 'durch X', 'Mehr zu früheren Geschichten'],
    ['en-GB', '{ "by": "from {authors}" }', 'from X', 'More on earlier stories'],
    ['it', '{ "by": "di {authors}" }', 'di X', 'More on earlier stories'],
  ])('takes words that its file lacks from the package: in %s', async (language, text, own, other) => {
    write(`words.${language.slice(0, 2)}.json`, text)
    const words = await readWords(folder, 'words', language)
    expect([words.isFound, words.say('by', { authors: 'X' }), words.say('laterCoverage')]).toEqual([true, own, other])
    const lacking = await lackingWords(folder, language)
    expect(lacking.map(({ file }) => file)).toEqual([`words.${language.slice(0, 2)}.json`])
    expect(lacking[0]!.keys).toContain('laterCoverage')
    expect(lacking[0]!.keys).not.toContain('by')
  })

  it('is refused at once where a sentence asks for a value that it is not given', async () => {
    write('words.de.json', '{\n "updated": "Neu",\n "stories": { "one": "eine", "other": "{cuont} Meldungen" }\n}')
    await expect(lackingWords(folder, 'de')).rejects.toThrow(
      `${join(folder, 'words.de.json')}, line 3, asks for {cuont} in "stories", which has no such value`,
    )
    write('words.de.json', '{ "stories": "{number} oder {count}" }')
    expect(await lackingWords(folder, 'de')).toHaveLength(1)
  })

  it('lacks nothing where it is empty or has copies', async () => {
    expect(await lackingWords(folder, 'de')).toEqual([])
    write('words.de.json', await readTemplate(packagedTemplates, 'words.de.json'))
    expect(await lackingWords(folder, 'de')).toEqual([])
    expect(await lackingWords(packagedTemplates, 'de')).toEqual([])
  })

  it.each([
    ['a comma too few', '{\n "by": "x"\n "list": "y"\n}', "line 3, is no JSON: Expected ','"],
    ['a comma too many', '{\n "by": "x",\n}', 'line 3, is no JSON'],
    ['a word without quotation marks', '{\n "by": "x",\n "a": y\n}', "line 3, is no JSON: Unexpected token 'y'."],
    ['no end', '{\n "by": "x"', 'line 2, is no JSON'],
    ['a number', '{\n "by": "x",\n "a": 5\n}', 'line 3, has no sentence in "a"'],
    ['a list', '{\n "by": ["x"] }', 'line 2, has no sentence in "by"'],
    ['no object', '[]', 'holds no sentences'],
    ['no plurals', '{\n "by": {} }', 'line 2, has no sentence in "by"'],
    [
      'a misspelt plural',
      '{\n\n "by": { "oen": "x", "other": "y" } }',
      'line 3, has "oen" in "by", which is no plural',
    ],
    ['no plural for the rest', '{\n "by": { "one": "x" } }', 'line 2, has no "other" in "by"'],
    ['a direction that is none', '{\n "direction": "left" }', 'line 2, has "left" in "direction"; write ltr or rtl'],
    ['dates of no language', '{\n "dates": "<b>" }', 'line 2, has no language in "dates"'],
  ])('says the line of a words file with %s', async (_, text, says) => {
    write('words.de.json', text)
    await expect(readWords(folder, 'words', 'de')).rejects.toBeInstanceOf(RenderError)
    await expect(readWords(folder, 'words', 'de')).rejects.toThrow(says)
  })

  it('says the line of a sentence that asks for what it is not given', async () => {
    write('words.de.json', '{\n "updated": "Neu",\n "by": "von {author}"\n}')
    const words = await readWords(folder, 'words', 'de')
    expect(() => words.say('by', { authors: 'X' })).toThrow(
      `${join(folder, 'words.de.json')}, line 3, asks for {author} in "by"`,
    )
  })
})
