import { describe, expect, it } from 'vitest'
import { RenderError } from '../../src/core/errors.ts'
import { fillSlots, openSlot } from '../../src/core/slots.ts'

const text = `To ${openSlot('address')}: leave at ${openSlot('unsubscribeUrl')} or write to ${openSlot('address')}.`

describe('fillSlots', () => {
  it('puts every value where its slot was left open, as often as it stands there', () => {
    const values = { address: 'ann@example.org', unsubscribeUrl: 'https://m.example/u/1', unused: 'x' }
    expect(fillSlots(text, values)).toBe(
      'To ann@example.org: leave at https://m.example/u/1 or write to ann@example.org.',
    )
  })

  it('never looks into a value again, whatever stands in it', () => {
    const values = { address: `$& $1 {{x}} ${openSlot('unsubscribeUrl')}`, unsubscribeUrl: 'u' }
    expect(fillSlots(`a ${openSlot('address')}`, values)).toBe(`a ${values.address}`)
  })

  it('takes an empty value for a value', () => {
    expect(fillSlots(`a${openSlot('name')}b`, { name: '' })).toBe('ab')
  })

  it.each([
    { what: 'a slot without a value', filling: () => fillSlots(text, { address: 'a' }) },
    { what: 'a slot named like what objects inherit', filling: () => fillSlots(openSlot('toString'), {}) },
    { what: 'a mark that is never closed', filling: () => fillSlots('a \uE000address', { address: 'a' }) },
    { what: 'a name that is none', filling: () => openSlot('a b') },
  ])('throws for $what', ({ filling }) => {
    expect(filling).toThrow(RenderError)
  })

  it('leaves a text without slots as it is', () => {
    expect(fillSlots('plain', {})).toBe('plain')
  })
})
