/**
 * Reads templates and their words, and fills templates with values, strictly: a name without a value is an error everywhere,
 * and everything is escaped. Templates have slots and loops, no logic. The only template language is Handlebars.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type Handlebars from 'handlebars'
import { RenderError } from './core/errors.ts'
import { primaryTag } from './core/language-tag.ts'

/** Returns the template's text for these values. Throws RenderError that names the template and the missing name. */
export type Fill = (values: object) => string

/** What a template generates: HTML escapes `&`, `<`, `>`, `"`, `'`, `=` and the backtick; text escapes nothing. */
type FillKind = 'html' | 'text'

/** Names that `strict` does not report because every object inherits them; they would print nothing. */
const INHERITED = new RegExp(
  `\\{\\{(?:[^}]*[\\s./#^(~])?(${Object.getOwnPropertyNames(Object.prototype).join('|')})[\\s}).~]`,
)

let engine: Promise<typeof Handlebars> | undefined

/** The templates compiled so far: a process fills the same few over and over. */
const compiled = new Map<string, HandlebarsTemplateDelegate>()

/**
 * Compiles a template, which can then be filled any number of times. `name` is used in messages, usually the file name.
 * `{{> story}}` in it is the piece of that name; `{{#> page}}…{{/page}}` fills the place `{{> @partial-block}}` of a piece.
 * Throws RenderError when the template or a piece is invalid or has `{{{ }}}` or `{{& }}`, which would print values unescaped.
 */
export async function compileTemplate(
  source: string,
  name: string,
  kind: FillKind,
  pieces: Readonly<Record<string, string>> = {},
): Promise<Fill> {
  const handlebars = await (engine ??= loadEngine())
  const compile = (source: string, name: string): HandlebarsTemplateDelegate => {
    const known = compiled.get(`${kind} ${source}`)
    if (known !== undefined) return known
    check(source, name)
    // `strict` does not check the arguments of `each`, `if` and `with`; the helpers of loadEngine do. A text that is parsed here
    // is found invalid now, and not when it is filled.
    const template = guarded(name, () =>
      handlebars.compile(handlebars.parse(source), { strict: true, noEscape: kind === 'text' }),
    )
    compiled.set(`${kind} ${source}`, template)
    return template
  }
  const template = compile(source, name)
  const partials = Object.fromEntries(Object.entries(pieces).map(([piece, text]) => [piece, compile(text, piece)]))
  return (values) => guarded(name, () => template(values, { partials }))
}

function check(source: string, name: string): void {
  if (/\{\{\{|\{\{~?&/.test(source)) {
    throw new RenderError(
      `The template ${name} prints a value unescaped ({{{ }}} or {{& }}). Write {{ }}: everything is escaped.`,
      { code: 'render/template' },
    )
  }
  const inherited = INHERITED.exec(source)?.[1]
  if (inherited) {
    throw new RenderError(`The template ${name} asks for "${inherited}", which every object has and no values may.`, {
      code: 'render/template',
    })
  }
}

/** The escaper of HTML templates, for values that are filled in later. */
export async function loadEscaper(): Promise<(text: string) => string> {
  const { escapeExpression } = await (engine ??= loadEngine())
  return escapeExpression
}

/** A Handlebars instance whose block helpers throw on an absent value instead of skipping. Importing it takes 50 ms. */
async function loadEngine(): Promise<typeof Handlebars> {
  const handlebars = (await import('handlebars')).default.create()
  for (const name of ['each', 'if', 'unless', 'with'] as const) {
    const original = handlebars.helpers[name] as Handlebars.HelperDelegate
    handlebars.registerHelper(name, function (this: unknown, value: unknown, ...rest: unknown[]) {
      if (value === undefined || value === null) throw new Error(`{{#${name}}} was given a name that has no value`)
      if (name === 'each' && !Array.isArray(value)) throw new Error('{{#each}} was given something that is not a list')
      return original.call(this, value, ...rest)
    })
  }
  return handlebars
}

function guarded<T>(name: string, work: () => T): T {
  try {
    return work()
  } catch (cause) {
    const what = cause instanceof Error ? cause.message.split('\n')[0] : String(cause)
    throw new RenderError(`The template ${name} could not be filled: ${what}.`, { code: 'render/template', cause })
  }
}

/** The text of a template in the folder. Throws RenderError with the path when it cannot be read. */
export async function readTemplate(folder: string, name: string): Promise<string> {
  try {
    return await readFile(join(folder, name), 'utf8')
  } catch (cause) {
    throw new RenderError(`The template ${join(folder, name)} cannot be read.`, { code: 'render/template', cause })
  }
}

type Values = Readonly<Record<string, string>>

/** Sentences by key, in one language. */
export interface WordsFile {
  /** The file's text, which shows whether it has changed. */
  readonly text: string
  /** Whether it is in the language asked for; else it is in English. */
  readonly isFound: boolean
  has(key: string): boolean
  /**
   * The sentence of a key with its `{names}` replaced; where the key has plurals, that of a CLDR category. Throws RenderError
   * for a key or name that does not exist.
   */
  say(key: string, values?: Values, category?: string): string
}

/**
 * The sentences of a language (BCP 47) from `NAME.LANGUAGE.json`, where the folder has none those of `NAME.en.json`: text in
 * two languages is worse than text in the wrong one. Throws RenderError when the file cannot be read.
 */
export async function readWords(folder: string, name: 'words' | 'page', language: string): Promise<WordsFile> {
  const primary = primaryTag(language)
  const own = /^[a-z]{2,8}$/.test(primary) ? join(folder, `${name}.${primary}.json`) : ''
  const found = await readFile(own, 'utf8').catch(() => undefined)
  const text = found ?? (await readTemplate(folder, `${name}.en.json`))
  const path = found === undefined ? join(folder, `${name}.en.json`) : own
  const fault = (what: string, cause?: unknown) =>
    new RenderError(`The words file ${path} ${what}.`, { code: 'render/template', cause })
  let file: Readonly<Record<string, string | Values>>
  try {
    file = JSON.parse(text) as typeof file
  } catch (cause) {
    throw fault(`is no JSON: ${(cause as Error).message}`, cause)
  }
  return {
    text,
    isFound: found !== undefined,
    has: (key) => Object.hasOwn(file, key),
    say(key, values = {}, category) {
      const entry = Object.hasOwn(file, key) ? file[key] : undefined
      if (entry === undefined) throw fault(`has no "${key}"`)
      if (typeof entry !== 'string' && category === undefined)
        throw fault(`has plurals in "${key}", where one sentence is needed`)
      const sentence = typeof entry === 'string' ? entry : (entry[category!] ?? entry['other'] ?? '')
      return sentence.replace(/\{(\w+)\}/g, (_, name: string) => {
        if (Object.hasOwn(values, name)) return values[name]!
        throw fault(`asks for {${name}} in "${key}", which has no such value`)
      })
    },
  }
}
