import { readdirSync, readFileSync } from 'node:fs'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { configSchema } from '../../src/config/schema.ts'
import { documentedObjects, filledPage } from '../../tools/configuration-doc.ts'

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
const page = read('docs/configuration.md')
const objects = documentedObjects(read('src/config/user-config.ts'))
/** The interface of each table with the first example below it. */
const examples = [
  ...page.matchAll(/^<!-- keys of (\w+) -->[\s\S]*?^<!-- end -->[\s\S]*?^```ts\n([\s\S]*?)^```$/gm),
].map(([, name, code]) => ({ name: name!, code: code! }))

describe('docs/configuration.md', () => {
  it('says what the comments of user-config.ts say; if it does not, run: node tools/configuration-doc.ts', () => {
    expect(page).toBe(filledPage(page, objects))
  })

  it('explains every key, and gives the default of those that may be left out', () => {
    const bare = [...objects].flatMap(([object, { keys }]) =>
      keys
        .filter(({ meaning, isRequired, byDefault, type }) => {
          const isExplained = meaning !== '' || objects.has(type)
          // A condition that is not set is not asked.
          const isCondition = object === 'UserFilter' || object === 'UserFilterRule'
          const mayHaveNone = isRequired || isCondition || objects.has(type)
          return !isExplained || !(mayHaveNone || byDefault !== undefined)
        })
        .map(({ name }) => `${object}.${name}`),
    )
    expect(bare).toEqual([])
  })

  it.each(examples)('shows every key of $name in an example that the schema accepts', ({ name, code }) => {
    const keys = objects.get(name)!.keys
    expect(keys.filter((key) => !new RegExp(`\\b${key.name}: `).test(code)).map((key) => key.name)).toEqual([])
    const fragment = /defineConfig\(\{\n([\s\S]*)\n\}\)/.exec(code)?.[1] ?? code
    const config = new Function('readFileSync', `return { title: 'Any', ${fragment} }`)(() => 'PEM')
    expect(v.safeParse(configSchema, config).issues).toBeUndefined()
  })

  it('gives every object of the configuration an example', () => {
    expect(examples.map(({ name }) => name)).toEqual([...objects.keys()])
  })

  it('gives the defaults that the schema has', () => {
    const written = { title: 'T', sources: [{ url: 'a.xml' }], digests: [{ id: 'a', at: '07:00' }], web: {} }
    const filled = v.parse(configSchema, written)
    const { store, sources, refresh, fetch, stories, feed, digests, mail, web } = filled
    const places = {
      UserConfig: filled,
      UserStore: store,
      UserSource: sources[0],
      UserRefresh: refresh,
      UserFetch: fetch,
      UserStories: stories,
      UserFeed: feed,
      UserDigest: digests[0],
      UserMail: mail,
      UserWeb: web,
    }
    const wrong = Object.entries(places).flatMap(([object, place]) =>
      objects.get(object)!.keys.flatMap(({ name, isRequired, byDefault = '' }) => {
        const value = (place as Record<string, unknown>)[name]
        // In a comment a cron expression would end it.
        if (isRequired || name === 'schedule' || !['number', 'string', 'boolean'].includes(typeof value)) return []
        const inWords = typeof value === 'string' ? `\`'${value}'\`` : String(value)
        return byDefault.replaceAll(',', '').startsWith(inWords)
          ? []
          : [`${object}.${name}: ${byDefault}, not ${inWords}`]
      }),
    )
    expect(wrong).toEqual([])
  })

  it('names every variable of ours', () => {
    const files = readdirSync(new URL('../../src', import.meta.url), { recursive: true, encoding: 'utf8' })
    const code = files.filter((file) => /\.(ts|js)$/.test(file)).map((file) => read(`src/${file}`))
    const names = code.flatMap((text) =>
      [...text.matchAll(/(?:env\[|read\()'(BROADSHEET_\w+)'/g)].map(([, name]) => name!),
    )
    expect(names).toEqual(expect.arrayContaining(['BROADSHEET_CONFIG', 'BROADSHEET_STORE']))
    expect(names.filter((name) => !page.includes(`\`${name}\``))).toEqual([])
  })
})

describe('the parser of the comments', () => {
  it('refuses a line that it does not understand', () => {
    const source = '/** A thing. */\ninterface UserThing {\n  /** Text. */\n  readonly a: string\n  b(): void\n}\n'
    expect(() => documentedObjects(source)).toThrow('UserThing has lines that are no documented key: b(): void')
  })
})
