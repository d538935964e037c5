import { describe, expect, it } from 'vitest'
import { RenderError } from '../src/core/errors.ts'
import { compileTemplate } from '../src/template.ts'

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
    expect(() => fillPage({ rows: [] })).toThrow(/"title" not defined/)
    await expect(compileTemplate('{{> x}}', 'page.html', 'html', { x: '{{{title}}}' })).rejects.toThrow(
      /template x prints/,
    )
  })
})
