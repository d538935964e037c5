/**
 * Regular expressions written in a configuration as `'/pattern/flags'`. They are searched by RE2, in a time that grows only
 * linearly with the text, so that no pattern and no feed can stop a pass. Not chosen: `RegExp`, which needs longer than the
 * world lasts for `(a+)+$` on forty letters. RE2 is loaded (16 ms) only where a pattern is configured.
 */

/** The longest pattern; the contract's number. RE2 itself bounds what repetitions make of it. */
const MAX_PATTERN = 500
/** Characters of a text that are searched. */
const MAX_INPUT = 10_000

/** Flags that change what is found, and those that a person may write but that change nothing here. */
const FLAGS = 'ims'
const IDLE_FLAGS = 'gu'

const SLASHED = /^\/(.+)\/([a-z]*)$/is

/** Whether a text is written as a pattern and not as words: between slashes, with letters at most after them. */
export const isPattern = (written: string): boolean => SLASHED.test(written.trim())

/** Compiles a pattern into a search. Throws an Error whose message says of the pattern what is wrong, and what to write. */
export async function compilePattern(written: string): Promise<(text: string) => boolean> {
  const [, source = '', flags = ''] = SLASHED.exec(written.trim()) ?? []
  if ([...flags].some((flag) => !(FLAGS + IDLE_FLAGS).includes(flag)))
    throw new Error(
      `is read as a regular expression, and "${flags}" after its last slash are no flags; write i, m or s, or leave out the first slash for words`,
    )
  if (source.length > MAX_PATTERN)
    throw new Error(`has ${source.length} characters; write at most ${MAX_PATTERN}, or several patterns in a list`)
  const { RE2JS, RE2JSSyntaxException } = await import('re2js')
  const values = { i: RE2JS.CASE_INSENSITIVE, m: RE2JS.MULTILINE, s: RE2JS.DOTALL }
  try {
    const options = Object.entries(values).reduce((sum, [flag, value]) => sum | (flags.includes(flag) ? value : 0), 0)
    const pattern = RE2JS.compile(source, options)
    if (ANY_TEXTS.every((text) => pattern.test(text)))
      throw new Error('finds every text, also an empty one; take out what may be empty, such as a last |')
    return (text) => pattern.test(text.slice(0, MAX_INPUT))
  } catch (error) {
    if (error instanceof RE2JSSyntaxException) throw new Error(faultOf(error.error, error.input ?? ''))
    throw error
  }
}

/** A pattern that finds these finds everything. */
const ANY_TEXTS = ['', 'aZ0 -é語'.repeat(300)]

/** What is wrong with a pattern, by RE2's own name for it and the part of the pattern that it names. */
function faultOf(name: string, part: string): string {
  const linear = 'which a search in linear time cannot do'
  if (/^\(\?<?[=!]/.test(part))
    return `looks ahead or behind, ${linear}; write what is sought itself, and what must not be there as a filter of its own`
  if (/^\\[1-9k]/.test(part)) return `refers back to a group (${part}), ${linear}; write out what is sought`
  if (/^\\u/.test(part)) return 'has \\u, which RE2 does not know; write the character itself, or \\x{e9}'
  if (/\{/.test(part) && /repe/.test(name))
    return `repeats too often (${shortened(part)}): at most 1,000 times in all, the smaller number first`
  if (/^\\p/i.test(part)) return `names an unknown class (${part}); write one like \\p{L}, \\p{Lu} or \\p{Cyrillic}`
  const where = part === '' ? '' : `, at ${shortened(part)}`
  return `is no regular expression (${name}${where}); its syntax is at https://github.com/google/re2/wiki/Syntax`
}

const shortened = (part: string): string => (part.length <= 40 ? part : `${part.slice(0, 37)}...`)
