import { describe, expect, it } from 'vitest'
import { RenderError } from '../../src/core/errors.ts'
import { fillSlots, openSlot } from '../../src/core/slots.ts'

const text = `To ${openSlot('address')}: leave at ${openSlot('unsubscribeUrl')} or write to ${openSlot('address')}.`

describe('fillSlots', () => {
  it('puts every value into its slot, as often as the slot occurs', () => {
    const values = { address: 'ann@example.org', unsubscribeUrl: 'https://m.example/u/1', unused: 'x' }
    expect(fillSlots(text, values)).toBe(
      'To ann@example.org: leave at https://m.example/u/1 or write to ann@example.org.',
    )
  })

  it('does not fill slots inside values', () => {
    const values = { address: `$& $1 {{x}} ${openSlot('unsubscribeUrl')}`, unsubscribeUrl: 'u' }
    expect(fillSlots(`a ${openSlot('address')}`, values)).toBe(`a ${values.address}`)
  })

  it('accepts an empty value', () => {
    expect(fillSlots(`a${openSlot('name')}b`, { name: '' })).toBe('ab')
  })

  it.each([
    { what: 'a slot without a value', filling: () => fillSlots(text, { address: 'a' }) },
    { what: 'a slot named like an inherited property', filling: () => fillSlots(openSlot('toString'), {}) },
    { what: 'a slot that is not closed', filling: () => fillSlots('a \uE000address', { address: 'a' }) },
    { what: 'an invalid name', filling: () => openSlot('a b') },
  ])('throws for $what', ({ filling }) => {
    expect(filling).toThrow(RenderError)
  })

  it('returns a text without slots unchanged', () => {
    expect(fillSlots('plain', {})).toBe('plain')
  })
})
