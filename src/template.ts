/**
 * Fills templates with values, strictly: a name without a value is an error everywhere, and everything is escaped. Templates
 * have slots and loops, no logic. The only template language is Handlebars.
 */
import type Handlebars from 'handlebars'
import { RenderError } from './core/errors.ts'

/** Returns the template's text for these values. Throws RenderError that names the template and the missing name. */
export type Fill = (values: object) => string

/** What a template generates: HTML escapes `&`, `<`, `>`, `"`, `'`, `=` and the backtick; text escapes nothing. */
type FillKind = 'html' | 'text'

/** Names that `strict` does not report because every object inherits them; they would print nothing. */
const INHERITED = new RegExp(
  `\\{\\{(?:[^}]*[\\s./#^(~])?(${Object.getOwnPropertyNames(Object.prototype).join('|')})[\\s}).~]`,
)

let engine: Promise<typeof Handlebars> | undefined

/**
 * Compiles a template, which can then be filled any number of times. `name` is used in messages, usually the file name.
 * Throws RenderError when the template is invalid or has `{{{ }}}` or `{{& }}`, which would print values unescaped.
 */
export async function compileTemplate(source: string, name: string, kind: FillKind): Promise<Fill> {
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
  const handlebars = await (engine ??= loadEngine())
  // `strict` does not check the arguments of `each`, `if` and `with`; the helpers of loadEngine do.
  const template = guarded(name, () => {
    handlebars.parse(source) // compile() alone reports an invalid template only when it is filled
    return handlebars.compile(source, { strict: true, noEscape: kind === 'text' })
  })
  return (values) => guarded(name, () => template(values))
}

/** A Handlebars instance whose block helpers throw on an absent value instead of skipping. Importing it takes 50 ms. */
async function loadEngine(): Promise<typeof Handlebars> {
  const handlebars = (await import('handlebars')).default.create()
  for (const name of ['each', 'if', 'unless', 'with'] as const) {
    const original = handlebars.helpers[name] as Handlebars.HelperDelegate
    handlebars.registerHelper(name, function (this: unknown, value: unknown, ...rest: unknown[]) {
      if (value === undefined || value === null) throw new Error(`{{#${name}}} was given a name that has no value`)
      if (name === 'each' && !Array.isArray(value)) throw new Error('{{#each}} was given something that is no list')
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
