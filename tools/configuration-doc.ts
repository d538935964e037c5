/**
 * Fills the tables of docs/configuration.md from the comments in src/config/user-config.ts.
 *
 *     node tools/configuration-doc.ts    writes the file anew
 *
 * The page itself, its order and its examples are written by hand. A table stands between `<!-- keys of INTERFACE -->` and
 * `<!-- end -->`; the heading above it is where the types of other tables link to.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

const SOURCE = fileURLToPath(new URL('../src/config/user-config.ts', import.meta.url))
const PAGE = fileURLToPath(new URL('../docs/configuration.md', import.meta.url))

/** One key of the configuration, as its comment explains it. */
export interface DocumentedKey {
  readonly name: string
  readonly isRequired: boolean
  /** As TypeScript: `readonly string[]`. */
  readonly type: string
  readonly meaning: string
  readonly byDefault?: string
}

/** An object of the configuration. */
export interface DocumentedObject {
  /** Paragraphs; the first says what it is. */
  readonly meaning: readonly string[]
  readonly keys: readonly DocumentedKey[]
}

/** Units by the end of a key's name. */
const UNITS: readonly (readonly [RegExp, string])[] = [
  [/Ms$/, 'milliseconds'],
  [/Seconds$/, 'seconds'],
  [/[mM]inutes$/, 'minutes'],
  [/Hours$/, 'hours'],
  [/Days$/, 'days'],
  [/Bytes$/, 'bytes'],
]

/** Types that are no objects of the configuration, in words. */
const TYPES: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'number',
  boolean: 'true or false',
  Weekday: "`'mon'` … `'sun'`",
  Phrase: '[phrase](#phrases)',
  Rule: '[rule](#phrases)',
  MailAddress: '`{ name, address }`',
  '{ readonly [name: string]: string | undefined }': 'texts by name',
  'Readonly<Record<string, Rule>>': '[rules](#phrases) by language',
}

/** Every interface of user-config.ts. Throws RangeError on a line that it does not understand: this is no TypeScript parser. */
export function documentedObjects(source: string): Map<string, DocumentedObject> {
  const objects = new Map<string, DocumentedObject>()
  for (const [, comment, name, body] of source.matchAll(
    /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\n(?:export )?interface (\w+)(?: extends \w+)? \{\n([\s\S]*?)\n\}/g,
  )) {
    const keys: DocumentedKey[] = []
    const rest = body!.replace(
      /(?: {2}\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\n)? {2}readonly (\w+)(\??): (.+(?:\n {4}.+)*)(?:\n|$)/g,
      (_, comment: string | undefined, name: string, optional: string, type: string) => {
        const [meaning, byDefault] = paragraphsOf(comment ?? '')
          .join(' ')
          .split(/(?:^| )Default: /)
        keys.push({
          name,
          isRequired: optional === '',
          type: type.replace(/\s+/g, ' '),
          meaning: meaning!,
          ...(byDefault === undefined ? {} : { byDefault: byDefault.replace(/\.$/, '') }),
        })
        return ''
      },
    )
    if (rest.trim() !== '') throw new RangeError(`${name} has lines that are no documented key: ${rest.trim()}`)
    objects.set(name!, { meaning: paragraphsOf(comment!), keys })
  }
  return objects
}

/** The paragraphs of a doc comment, each in one line. */
const paragraphsOf = (comment: string): string[] =>
  comment
    .replace(/^\s*\*[ \t]?/gm, '')
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.replace(/\s+/g, ' ').trim())

/** The page with every table made anew. Throws RangeError when an object has no table, or a table no object. */
export function filledPage(page: string, objects: ReadonlyMap<string, DocumentedObject>): string {
  const links = new Map<string, string>()
  let heading = ''
  for (const [line, object] of page.matchAll(/^#+ .*$|^<!-- keys of (\w+) -->$/gm)) {
    if (object === undefined) heading = line.replace(/^#+ /, '')
    else links.set(object, `[${heading.charAt(0).toLowerCase()}${heading.slice(1)}](#${anchorOf(heading)})`)
  }
  const order = [...links.keys()].join(', ')
  const expected = [...objects.keys()].join(', ')
  if (order !== expected) throw new RangeError(`the page has tables of ${order}; user-config.ts has ${expected}`)
  return page.replace(/(^<!-- keys of (\w+) -->\n)[\s\S]*?(^<!-- end -->$)/gm, (_, start, name: string, end) => {
    return `${start}${tableOf(objects.get(name)!, objects, links)}${end}`
  })
}

/** The anchor that GitHub gives a heading. */
export const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\w\s-]/g, '')
    .replace(/\s/g, '-')

function tableOf(
  { meaning, keys }: DocumentedObject,
  objects: ReadonlyMap<string, DocumentedObject>,
  links: ReadonlyMap<string, string>,
): string {
  const rows = keys.map(({ name, isRequired, type, meaning, byDefault }) => {
    const unit = UNITS.find(([end]) => end.test(name))?.[1]
    const inWords = typeInWords(type, links) + (unit === undefined ? '' : ` of ${unit}`)
    const said = meaning || /^.*?\.(?= |$)/.exec(objects.get(type)?.meaning[0] ?? '')?.[0] || ''
    return [`\`${name}\``, inWords, isRequired ? '**required**' : (byDefault ?? ''), said.replace(/^Required\.\s*/, '')]
  })
  const lines = [['Key', 'Value', 'Default', 'Meaning'], ['---', '---', '---', '---'], ...rows]
  return `${meaning.join('\n\n')}\n\n${lines.map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`).join('')}`
}

/** `readonly (string | UserSource)[]` as `list of text or [a source](#a-source)`. */
function typeInWords(type: string, links: ReadonlyMap<string, string>): string {
  const known = TYPES[type] ?? links.get(type)
  if (known !== undefined) return known
  const list = /^readonly (?:\((.*)\)|(\w+))\[\]$/.exec(type)
  if (list !== null) return `list of ${typeInWords(list[1] ?? list[2]!, links)}`
  const parts = type.split(' | ').filter((part) => part !== 'undefined')
  if (parts.length > 1 || parts[0] !== type) {
    const words = parts.map((part) => typeInWords(part, links))
    return [words.slice(0, -1).join(', '), ...words.slice(-1)].filter(Boolean).join(' or ')
  }
  if (/^'.*'$/.test(type)) return `\`${type}\``
  throw new RangeError(`no words for the type ${type}`)
}

if (import.meta.main) {
  const page = await readFile(PAGE, 'utf8')
  await writeFile(PAGE, filledPage(page, documentedObjects(await readFile(SOURCE, 'utf8'))))
}
