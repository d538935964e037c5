/**
 * Slots are the places in a frozen edition for the values of one subscriber. A slot is its name between two U+E000, a
 * private-use character that no source's text can contain, because it is stripped where bytes are decoded.
 */
import { RenderError } from './errors.ts'

/** The character that opens and closes a slot. Code that takes in text from outside must strip it. */
export const SLOT_MARK = '\uE000'

const NAME = /^[a-z][A-Za-z0-9]*$/

/** The slot for the value called `name`, to be put into a text. Throws RenderError for an invalid name. */
export function openSlot(name: string): string {
  if (!NAME.test(name)) throw new RenderError(`A slot cannot be called "${name}".`, { code: 'render/slot' })
  return SLOT_MARK + name + SLOT_MARK
}

/**
 * The text with every slot replaced by its value, in one pass: a value is not searched for slots. Values are inserted as
 * they are, so those for HTML must be escaped already. Throws RenderError for a slot without a value and for a slot that
 * is not closed.
 */
export function fillSlots(text: string, values: Readonly<Record<string, string>>): string {
  const parts = text.split(SLOT_MARK)
  if (parts.length % 2 === 0) throw new RenderError('A slot was opened and never closed.', { code: 'render/slot' })
  for (let i = 1; i < parts.length; i += 2) {
    const name = parts[i]!
    const value = Object.hasOwn(values, name) ? values[name] : undefined
    if (value === undefined) throw new RenderError(`The slot "${name}" has no value.`, { code: 'render/slot' })
    parts[i] = value
  }
  return parts.join('')
}
