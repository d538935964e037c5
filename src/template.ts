/**
 * A template and its values to text, strictly: a name that the values do not have is an error wherever it stands, and
 * everything is escaped. Templates have slots and loops, no logic; the one template language is Handlebars.
 */
import type Handlebars from 'handlebars'
import { RenderError } from './core/errors.ts'

/** Gives the text of one template for these values. Throws RenderError naming the template and what it lacks. */
export type Fill = (values: object) => string

/** What kind of text a template makes: HTML escapes `& < > " ' = and the backtick`, text escapes nothing. */
export type FillKind = 'html' | 'text'

/** Names that `strict` takes for present because every object inherits them; they would print nothing. */
const INHERITED = new RegExp(
  `\\{\\{(?:[^}]*[\\s./#^(~])?(${Object.getOwnPropertyNames(Object.prototype).join('|')})[\\s}).~]`,
)

let engine: Promise<typeof Handlebars> | undefined

/**
 * The template, ready to be filled any number of times. `name` is what messages call it, usually its file name.
 * Throws RenderError when the template is damaged, or holds `{{{ }}}` or `{{& }}`, which would print values unescaped.
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
  // `strict` leaves a value's absence inside `each`, `if` and `with` to the helper, hence those of loadEngine.
  const template = guarded(name, () => {
    handlebars.parse(source) // compile() alone would report a damaged template only when it is filled
    return handlebars.compile(source, { strict: true, noEscape: kind === 'text' })
  })
  return (values) => guarded(name, () => template(values))
}

/** Handlebars of our own, heavy to import (50 ms), whose block helpers throw on an absent value instead of skipping. */
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
