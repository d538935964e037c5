/**
 * Reads templates and their words, and fills templates with values, strictly: a name without a value is an error everywhere,
 * and everything is escaped. Templates have slots and loops, no logic. The only template language is Handlebars.
 *
 * Each file is read from a folder of the operator's first, and from the package where that has none of its name. So a mistake in
 * one is said with its file, line and slot.
 */
import { isUtf8 } from 'node:buffer'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
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
 * `original` is the text that a person wrote, where `source` was made from it: lines are those of it.
 * Throws RenderError when the template or a piece is invalid or has `{{{ }}}` or `{{& }}`, which would print values unescaped.
 */
export async function compileTemplate(
  source: string,
  name: string,
  kind: FillKind,
  pieces: Readonly<Record<string, string>> = {},
  original = source,
): Promise<Fill> {
  const handlebars = await (engine ??= loadEngine())
  const compile = (place: Place): HandlebarsTemplateDelegate => {
    const { source } = place
    const known = compiled.get(`${kind} ${source}`)
    if (known !== undefined) return known
    check(place)
    // `strict` does not check the arguments of `each`, `if` and `with`; the helpers of loadEngine do. A text that is parsed here
    // is found invalid now, and not when it is filled.
    const template = guarded(place, () =>
      handlebars.compile(handlebars.parse(source), { strict: true, noEscape: kind === 'text' }),
    )
    compiled.set(`${kind} ${source}`, template)
    return template
  }
  const main: Place = { source, name, original }
  const template = compile(main)
  const partials = Object.fromEntries(
    Object.entries(pieces).map(([piece, text]) => {
      const place = { source: text, name: `${piece}.html`, original: text }
      return [piece, pieceOf(compile(place), place, main)]
    }),
  )
  return (values) => guarded(main, () => template(values, { partials }))
}

/** Checks the blocks of a template that is made into another before it is compiled. Throws RenderError. */
export async function checkTemplate(source: string, name: string): Promise<void> {
  const handlebars = await (engine ??= loadEngine())
  const place = { source, name, original: source }
  check(place)
  guarded(place, () => handlebars.parse(source))
}

/** A template as it is compiled, and as a person wrote it. */
interface Place {
  readonly source: string
  readonly name: string
  readonly original: string
}

/** A piece whose faults are said with its own name, and those of the block that fills its place with the name of the template. */
function pieceOf(template: HandlebarsTemplateDelegate, place: Place, main: Place): HandlebarsTemplateDelegate {
  return (values, options) => {
    const data = options?.data as Record<string, unknown> | undefined
    const block = data?.['partial-block'] as HandlebarsTemplateDelegate | undefined
    if (data !== undefined && block !== undefined)
      data['partial-block'] = (...given: Parameters<typeof block>) => guarded(main, () => block(...given))
    return guarded(place, () => template(values, options))
  }
}

function check(place: Place): void {
  const unescaped = /\{\{\{|\{\{~?&/.exec(place.source)
  if (unescaped !== null)
    throw fault(
      place,
      lineAt(place, unescaped.index),
      'prints a value unescaped ({{{ }}} or {{& }}). Write {{ }}: everything is escaped',
    )
  const inherited = INHERITED.exec(place.source)
  if (inherited !== null)
    throw fault(
      place,
      lineAt(place, inherited.index),
      `asks for "${inherited[1]}", which every object has and no values may`,
    )
}

/** The template's fault in a sentence; `line` is counted from 1. */
const fault = ({ name }: Pick<Place, 'name'>, line: number | undefined, what: string, cause?: unknown): RenderError =>
  new RenderError(`The template ${name}${line === undefined ? '' : `, line ${line},`} ${what}.`, {
    code: 'render/template',
    cause,
  })

/** The line of the original for a position in the source; undefined where the original has no such tag. */
function lineAt({ source, original }: Place, index: number): number | undefined {
  if (source === original) return lineOf(source, index)
  const from = source.lastIndexOf('{{', index + 1)
  const until = source.indexOf('}}', index)
  if (from === -1 || until === -1) return undefined
  const tag = source.slice(from, until + 2)
  // The same tag may stand in several places: the original has them in the same order.
  let at = original.indexOf(tag)
  for (let before = source.indexOf(tag); before !== -1 && before < from; before = source.indexOf(tag, before + 1)) {
    const next = original.indexOf(tag, at + 1)
    if (next === -1) break
    at = next
  }
  return at === -1 ? undefined : lineOf(original, at)
}

/** The line that a position is in, from 1. */
export const lineOf = (text: string, index: number): number => text.slice(0, index).split('\n').length

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
      const { loc } = rest.at(-1) as { loc?: Location }
      if (value === undefined || value === null)
        throw new TagError(`{{#${name}}} was given a name that has no value`, loc)
      if (name === 'each' && !Array.isArray(value))
        throw new TagError('{{#each}} was given something that is not a list', loc)
      return original.call(this, value, ...rest)
    })
  }
  return handlebars
}

interface Location {
  readonly start: { readonly line: number; readonly column: number }
}

/** A fault of a tag, with its place in the source. */
class TagError extends Error {
  readonly lineNumber: number | undefined
  readonly column: number | undefined
  constructor(message: string, loc: Location | undefined) {
    super(message)
    this.lineNumber = loc?.start.line
    this.column = loc?.start.column
  }
}

/** The result of `work` on a template; what Handlebars throws becomes a RenderError that names file, line and slot. */
function guarded<T>(place: Place, work: () => T): T {
  try {
    return work()
  } catch (cause) {
    if (cause instanceof RenderError) throw cause
    const { message, lineNumber, column = 0 } = cause as Error & { lineNumber?: number; column?: number }
    const line = lineNumber ?? numberIn(/^(?:Parse|Lexical) error on line (\d+)/, message)
    const mistake = line === undefined || lineNumber !== undefined ? undefined : mistakeIn(place.source)
    if (mistake !== undefined) throw fault(place, lineAt(place, mistake.index), mistake.what, cause)
    const at = line === undefined ? undefined : lineAt(place, indexOf(place.source, line, column))
    throw fault(place, at, `could not be filled: ${sayings(message, tagAt(place.source, line, column))}`, cause)
  }
}

const numberIn = (pattern: RegExp, text: string): number | undefined => {
  const [, digits] = pattern.exec(text) ?? []
  return digits === undefined ? undefined : Number(digits)
}

const withoutValue = (name: string): string => `"${name}" is no name that has a value there`

/** What Handlebars says, in words for whoever changed the template. */
function sayings(message: string, tag: string): string {
  const [, name] = /^"([^"]+)" not defined/.exec(message) ?? []
  if (name !== undefined) return withoutValue(name)
  const [, missing] = /^Missing helper: "([^"]+)"/.exec(message) ?? []
  if (missing !== undefined) return withoutValue(missing)
  const [, piece] = /^The partial (\S+) could not be found/.exec(message) ?? []
  if (piece !== undefined) return `{{> ${piece}}} names no piece`
  const [, open, closing] = /^(\S+) doesn't match (\S+)/.exec(message) ?? []
  if (open !== undefined) return `the block {{#${open}}} is closed by {{/${closing}}}`
  // Of a parse error, the last line says what was expected.
  const lines = message.split('\n')
  const what = /^Parse error/.test(message) ? lines.at(-1)! : lines[0]!.replace(/ - \d+:\d+$/, '')
  return tag === '' ? what : `${what}, in ${tag}`
}

/** The index of a line, from 1, and a column, from 0. */
function indexOf(source: string, line: number, column: number): number {
  let at = 0
  for (let n = 1; n < line; n++) at = source.indexOf('\n', at) + 1
  return at + column
}

/** The tag at a place; empty where there is none. */
function tagAt(source: string, line: number | undefined, column: number): string {
  if (line === undefined) return ''
  const index = indexOf(source, line, column)
  const from = source.lastIndexOf('{{', index + 1)
  const until = source.indexOf('}}', index)
  return from === -1 || until === -1 || until - from > 200 ? '' : source.slice(from, until + 2)
}

/** A tag, no comment, that does not end before another one or the text. */
const BROKEN_TAG = /\{\{(?!~?!)[^{}]*(?:\}(?!\})|\{|$)/
const BLOCK_TAG = /\{\{~?([#/]|\^(?=\s*[\w@.]))[^{}]*\}\}/g
const ELSE_TAG = /\{\{~?\s*(?:else\b[^{}]*|\^\s*~?)\}\}/

/**
 * Why a text is no template, for the mistakes that people make: a tag that does not end, the end of a block that has no beginning,
 * the innermost block that is open at the end, an `else` in no block. Undefined for others.
 */
function mistakeIn(source: string): { readonly what: string; readonly index: number } | undefined {
  const broken = BROKEN_TAG.exec(source)
  if (broken !== null) {
    const written = /^[^\r\n]{0,60}/.exec(broken[0])![0].replace(/\{$/, '')
    return { index: broken.index, what: `has a tag that does not end in }}: ${written.trim()}` }
  }
  const open: { readonly tag: string; readonly index: number }[] = []
  for (const { 0: tag, 1: kind, index } of source.matchAll(BLOCK_TAG)) {
    if (kind !== '/') open.push({ tag, index })
    else if (open.pop() === undefined) return { index, what: `has ${tag}, which ends no block` }
  }
  const last = open.at(-1)
  if (last !== undefined) return { index: last.index, what: `has a block ${last.tag} that is not closed` }
  const otherwise = open.length === 0 ? ELSE_TAG.exec(source) : null
  return otherwise === null ? undefined : { index: otherwise.index, what: `has ${otherwise[0]} outside of a block` }
}

/** The folder of the templates that the package has. */
export const packagedTemplates = fileURLToPath(new URL('../templates', import.meta.url))

/**
 * The text of a template: of the file in the folder, or of the packaged one where the folder has none of that name. Throws
 * RenderError with the path when it cannot be read or is empty, as a file is while it is being saved.
 */
export async function readTemplate(folder: string, name: string): Promise<string> {
  const text = (await readOwn(folder, name)) ?? (await readOwn(packagedTemplates, name))
  if (text?.trim() === '' && !name.endsWith('.css'))
    throw new RenderError(
      `The template ${join(folder, name)} is empty. A comment says that this is meant: {{! nothing }}.`,
      {
        code: 'render/template',
      },
    )
  if (text !== undefined) return text
  throw new RenderError(`The template ${join(packagedTemplates, name)} cannot be read.`, { code: 'render/template' })
}

/** Values that templates have and no packaged one prints. */
const UNPRINTED = ['start', 'mark', 'heading']

/** What every template may name. */
const BUILT_IN = ['each', 'if', 'unless', 'with', 'lookup', 'this', 'root', 'index', 'first', 'last', 'key']

/** The names that packaged templates of mail or of pages ask for, by their kind. */
const packagedNames = new Map<'mail' | 'pages', Promise<ReadonlySet<string>>>()

/**
 * The text of a template, as `readTemplate` returns it, whose blocks and names are right. A name that no packaged template of mail, or
 * of pages, asks for is a mistake, found at once: also in a loop that has nothing to repeat today. Throws RenderError.
 */
export async function readCheckedTemplate(folder: string, name: string): Promise<string> {
  const text = await readTemplate(folder, name)
  if (text === (await readOwn(packagedTemplates, name))) return text
  const kind = name.startsWith('digest.') ? 'mail' : 'pages'
  await checkTemplate(text, name)
  if (!packagedNames.has(kind)) packagedNames.set(kind, namesOf(kind))
  const known = await packagedNames.get(kind)!
  for (const { name: written, line } of await namesIn(text))
    if (!known.has(written)) throw fault({ name }, line, `could not be filled: ${withoutValue(written)}`)
  return text
}

async function namesOf(kind: 'mail' | 'pages'): Promise<ReadonlySet<string>> {
  const files = (await readdir(packagedTemplates)).filter((file) =>
    kind === 'mail' ? /^digest\.(?:mjml|txt)$/.test(file) : file.endsWith('.html'),
  )
  const texts = await Promise.all(files.map((file) => readTemplate(packagedTemplates, file)))
  const named = await Promise.all(texts.map(namesIn))
  return new Set([...UNPRINTED, ...BUILT_IN, ...named.flat().map(({ name }) => name)])
}

/** The names that a valid template asks for, with their lines. Names that it gives itself are left out. */
async function namesIn(source: string): Promise<readonly { readonly name: string; readonly line: number }[]> {
  const { parse, Visitor } = (await import('handlebars')).default
  const found: { readonly name: string; readonly line: number }[] = []
  const given = new Set<string>()
  class Names extends Visitor {
    override PathExpression({ parts, loc }: hbs.AST.PathExpression): void {
      for (const name of parts) found.push({ name, line: loc.start.line })
    }
    override Program(program: hbs.AST.Program): void {
      for (const name of program.blockParams ?? []) given.add(name)
      super.Program(program)
    }
    override Hash(hash: hbs.AST.Hash): void {
      for (const { key } of hash.pairs) given.add(key)
      super.Hash(hash)
    }
    // Its own name is that of a piece.
    override PartialStatement({ params, hash }: hbs.AST.PartialStatement): void {
      for (const node of [...params, ...(hash === undefined ? [] : [hash])]) this.accept(node)
    }
    override PartialBlockStatement({ params, hash, program }: hbs.AST.PartialBlockStatement): void {
      for (const node of [...params, ...(hash === undefined ? [] : [hash]), program]) this.accept(node)
    }
  }
  new Names().accept(parse(source))
  return found.filter(({ name }) => !given.has(name))
}

/** The text of a file in a folder, without a byte order mark, its lines ended by LF; undefined where there is none. Throws RenderError. */
async function readOwn(folder: string, name: string): Promise<string | undefined> {
  const fault = (what: string, cause?: unknown) =>
    new RenderError(`The template ${join(folder, name)} ${what}.`, { code: 'render/template', cause })
  let bytes: Uint8Array
  try {
    bytes = await readFile(join(folder, name))
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw fault(`cannot be read${code === 'EISDIR' ? ': it is a folder' : ` (${code})`}`, cause)
  }
  // UTF-16 of English is valid UTF-8 with a zero byte behind each letter.
  if (bytes.includes(0) || !isUtf8(bytes)) throw fault('is no UTF-8 text; save it in UTF-8')
  return new TextDecoder().decode(bytes).replaceAll('\r\n', '\n')
}

/** What a file of words is called. */
const WORDS_NAME = /^(words|page)\.[a-z]{2,8}\.json$/

/** The names of all templates that are read from a folder or the package, in order; other files of the folder are not ours. */
export async function templateNames(folder: string): Promise<string[]> {
  const own = await readdir(folder).catch(() => [])
  const packaged = await readdir(packagedTemplates)
  return [...new Set([...packaged, ...own.filter((name) => WORDS_NAME.test(name))])].sort()
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

type Sentences = Readonly<Record<string, string | Values>>

/** The words of one file. */
interface Words {
  readonly path: string
  readonly text: string
  readonly sentences: Sentences
}

/**
 * The sentences of a language (BCP 47) from `NAME.LANGUAGE.json`. One that the folder's file lacks is the packaged one of that
 * language, then the English. Where there is no file in the language all are English: text in two languages is worse than text in
 * the wrong one. Throws RenderError when a file cannot be read or is no words file.
 */
export async function readWords(folder: string, name: 'words' | 'page', language: string): Promise<WordsFile> {
  const primary = primaryTag(language)
  const own = /^[a-z]{2,8}$/.test(primary) ? await wordsOf(folder, `${name}.${primary}.json`) : []
  const english = own.length > 0 && primary === 'en' ? [] : await wordsOf(folder, `${name}.en.json`)
  const files = [...own, ...english]
  if (files.length === 0) await readTemplate(folder, `${name}.en.json`)
  const fault = ({ path, text }: Words, key: string, what: string): RenderError => {
    const index = text.indexOf(JSON.stringify(key))
    const line = index === -1 ? '' : `, line ${lineOf(text, index)},`
    return new RenderError(`The words file ${path}${line} ${what}.`, { code: 'render/template' })
  }
  return {
    text: files.map(({ text }) => text).join('\0'),
    isFound: own.length > 0,
    has: (key) => (own.length > 0 ? own : english).some(({ sentences }) => Object.hasOwn(sentences, key)),
    say(key, values = {}, category) {
      const file = files.find(({ sentences }) => Object.hasOwn(sentences, key))
      if (file === undefined) throw fault(files[0]!, key, `has no "${key}"`)
      const entry = file.sentences[key]!
      if (typeof entry !== 'string' && category === undefined)
        throw fault(file, key, `has plurals in "${key}", where one sentence is needed`)
      const sentence = typeof entry === 'string' ? entry : (entry[category!] ?? entry['other'] ?? '')
      return sentence.replace(/\{(\w+)\}/g, (_, name: string) => {
        if (Object.hasOwn(values, name)) return values[name]!
        throw fault(file, key, `asks for {${name}} in "${key}", which has no such value`)
      })
    },
  }
}

/** The files of that name: the folder's, then the packaged one. Throws RenderError. */
async function wordsOf(folder: string, name: string): Promise<Words[]> {
  const files: Words[] = []
  for (const place of new Set([folder, packagedTemplates])) {
    const text = await readOwn(place, name)
    if (text !== undefined)
      files.push({ path: join(place, name), text, sentences: sentencesOf(text, join(place, name)) })
  }
  return files
}

/** The sentences of a file. Throws RenderError with the line. */
function sentencesOf(text: string, path: string): Sentences {
  const known = parsed.get(text)
  if (known !== undefined) return known
  const fault = (line: number | undefined, what: string, cause?: unknown) =>
    new RenderError(`The words file ${path}${line === undefined ? '' : `, line ${line},`} ${what}.`, {
      code: 'render/template',
      cause,
    })
  let file: unknown
  try {
    file = JSON.parse(text)
  } catch (cause) {
    const { message } = cause as Error
    const line = lineOf(text, numberIn(/at position (\d+)/, message) ?? unexpectedIn(text))
    throw fault(line, `is no JSON: ${message.replace(/ in JSON at position.*$|, (?:\.{3})?"[\s\S]*$/, '')}`, cause)
  }
  if (typeof file !== 'object' || file === null || Array.isArray(file))
    throw fault(undefined, 'holds no sentences by name; write { "name": "sentence" }')
  for (const [key, entry] of Object.entries(file)) {
    const what = mistakeInEntry(key, entry)
    if (what !== undefined) throw fault(lineOf(text, Math.max(0, text.indexOf(JSON.stringify(key)))), what)
  }
  parsed.set(text, file as Sentences)
  return file as Sentences
}

/** The plural categories (CLDR). */
const PLURAL = /^(?:zero|one|two|few|many|other)$/

/** Why a key of a words file cannot have this value; undefined where it can. */
function mistakeInEntry(key: string, entry: unknown): string | undefined {
  if (typeof entry === 'string') {
    if (key === 'direction' && entry !== 'ltr' && entry !== 'rtl')
      return `has "${entry}" in "direction"; write ltr or rtl`
    if (key === 'dates' && !isLanguageTag(entry)) return `has no language in "dates"; write one as in en-GB`
    return undefined
  }
  const isObject = typeof entry === 'object' && entry !== null && !Array.isArray(entry)
  const forms = isObject ? Object.entries(entry) : []
  // The words of numbers, in letters, by the number: a language may have none.
  const isNumbers = isObject && key === 'numbers'
  if ((forms.length === 0 && !isNumbers) || forms.some(([, sentence]) => typeof sentence !== 'string'))
    return `has no sentence in "${key}"; write a text in quotation marks, or plurals { "one": …, "other": … }`
  if (isNumbers) return undefined
  const odd = forms.find(([name]) => !PLURAL.test(name))
  if (odd !== undefined)
    return `has "${odd[0]}" in "${key}", which is no plural; there are zero, one, two, few, many and other`
  return forms.some(([name]) => name === 'other')
    ? undefined
    : `has no "other" in "${key}", the plural for all that no other names`
}

function isLanguageTag(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text).length > 0
  } catch {
    return false
  }
}

/** Where a text has a token that JSON does not expect, whose message names no position: no shorter beginning of it has one. */
function unexpectedIn(text: string): number {
  let [from, until] = [0, text.length]
  while (from < until) {
    const middle = (from + until) >> 1
    let isThere = false
    try {
      JSON.parse(text.slice(0, middle + 1))
    } catch (error) {
      isThere = /^Unexpected token/.test((error as Error).message)
    }
    if (isThere) until = middle
    else from = middle + 1
  }
  return from
}

/** Words by the text of their file: a process reads the same few over and over. */
const parsed = new Map<string, Sentences>()

/** A words file of the folder's that lacks sentences, which come from the package. */
export interface LackingWords {
  /** Its name: `words.de.json`. */
  readonly file: string
  readonly keys: readonly string[]
}

/** Checks that sentences ask for no other values than the packaged ones, which have the same in each language. Throws RenderError. */
function checkSlots({ path, text, sentences }: Words, packaged: Sentences): void {
  const slotsOf = (entry: string | Values): string[] =>
    (typeof entry === 'string' ? [entry] : Object.values(entry)).flatMap((one) => one.match(/\{\w+\}/g) ?? [])
  for (const [key, entry] of Object.entries(sentences)) {
    const known = packaged[key]
    if (known === undefined) continue
    const given = new Set([...slotsOf(known), ...(typeof known === 'string' ? [] : ['{count}', '{number}'])])
    const odd = slotsOf(entry).find((slot) => !given.has(slot))
    if (odd !== undefined)
      throw new RenderError(
        `The words file ${path}, line ${lineOf(text, text.indexOf(JSON.stringify(key)))}, asks for ${odd} in "${key}", which has no such value.`,
        { code: 'render/template' },
      )
  }
}

/** The words files of a folder in a language that lack sentences. Throws RenderError, also where one asks for a value that it is not given. */
export async function lackingWords(folder: string, language: string): Promise<LackingWords[]> {
  if (folder === packagedTemplates) return []
  const lacking: LackingWords[] = []
  for (const name of ['words', 'page'] as const) {
    const file = `${name}.${primaryTag(language)}.json`
    const text = await readOwn(folder, file)
    if (text === undefined) continue
    const path = join(folder, file)
    const own = sentencesOf(text, path)
    const [english] = await wordsOf(packagedTemplates, `${name}.en.json`)
    checkSlots({ path, text, sentences: own }, english!.sentences)
    const keys = Object.keys(english!.sentences).filter((key) => !Object.hasOwn(own, key))
    if (keys.length > 0) lacking.push({ file, keys })
  }
  return lacking
}
