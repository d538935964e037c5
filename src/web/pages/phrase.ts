/** Sentences with links and names in them, as the template `phrase.html` prints them. */
import type { Words } from '../../words.ts'

/** A piece of a sentence: its text, then at most one link, name or name in bold, isolated from the direction around it. */
export interface Part {
  readonly words: string
  readonly links: readonly { readonly href: string; readonly words: string }[]
  readonly names: readonly { readonly words: string }[]
  readonly strong: readonly { readonly words: string }[]
}

const NOTHING: Part = { words: '', links: [], names: [], strong: [] }

/** A text of ours. */
export const text = (words: string): Part => ({ ...NOTHING, words })

/** A link; without an address the name alone. */
export const link = (words: string, href: string | undefined): Part =>
  href ? { ...NOTHING, links: [{ href, words }] } : { ...NOTHING, names: [{ words }] }

/** A name in bold. */
export const strong = (words: string): Part => ({ ...NOTHING, strong: [{ words }] })

/**
 * The sentence of a key with the values in place of its `{names}`, texts or parts. Throws RenderError for a key or name that
 * does not exist.
 */
export function sentence(
  words: Words,
  key: string,
  values: Readonly<Record<string, string | readonly Part[]>>,
): readonly Part[] {
  const marked = Object.entries(values).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : `\0${name}\0`,
  ])
  return words
    .say(key, Object.fromEntries(marked) as Record<string, string>)
    .split('\0')
    .flatMap((piece, i) => (i % 2 === 0 ? text(piece) : (values[piece] as readonly Part[])))
}

/** `A, B and C`. */
export function list(words: Words, items: readonly Part[]): readonly Part[] {
  const joints = words.joints(items.length)
  return items.flatMap((item, i) => (joints[i] === '' ? item : [text(joints[i]!), item]))
}
