/** Recovers what can be read of invalid JSON, mostly of truncated documents. */

/** What was recovered. */
interface RepairedJson {
  readonly value: unknown
  /** Sentences for the operator. */
  readonly repairs: readonly string[]
  /** Whether the document is truncated. */
  readonly isCut?: boolean
}

/**
 * The value of invalid JSON, or undefined when nothing in it is complete. Repairs line breaks and control characters in
 * strings, and commas before a closing bracket. Of a truncated document it keeps every complete object of the list
 * `items`, and the fields before that list.
 */
export function repairJson(text: string): RepairedJson | undefined {
  // Control characters become blanks. Outside strings that changes nothing, where they are white space or invalid.
  const plain = text.replace(/[\0-\x1f]/g, ' ')
  const tidy = parse(plain) ?? parse(withoutTrailingCommas(plain))
  if (tidy !== undefined) return { value: tidy, repairs: ['The JSON held characters that JSON must not hold.'] }
  const list = /"items"\s*:\s*\[/.exec(plain)
  if (!list) return undefined
  const items = completeObjects(plain, list.index + list[0].length)
  if (items.length === 0) return undefined
  const head = parse(`${plain.slice(0, list.index + list[0].length)}]}`)
  return {
    value: { ...(typeof head === 'object' ? head : {}), items },
    repairs: ['The document was cut: its last entry is incomplete and was left out.'],
    isCut: true,
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The complete objects from offset `from` on, up to the end of their list or to the first object that does not end. */
function completeObjects(text: string, from: number): unknown[] {
  const objects: unknown[] = []
  let depth = 0
  let start = -1
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 34) at = endOfString(text, at)
    else if (code === 123 || code === 91) {
      if (depth++ === 0) start = at
    } else if (code === 125 || code === 93) {
      // The end of the list.
      if (depth === 0) break
      if (--depth > 0) continue
      const value = parse(withoutTrailingCommas(text.slice(start, at + 1)))
      if (value !== undefined) objects.push(value)
    }
  }
  return objects
}

/** The offset of the quote that ends the string beginning at `at`; the text's length when there is none. */
function endOfString(text: string, at: number): number {
  for (let end = at + 1; end < text.length; end++) {
    const code = text.charCodeAt(end)
    if (code === 92) end++
    else if (code === 34) return end
  }
  return text.length
}

/** The text without commas before a closing bracket. */
function withoutTrailingCommas(text: string): string {
  let tidy = ''
  let from = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 34) at = endOfString(text, at)
    else if (code === 44) {
      let next = at + 1
      while (next < text.length && text.charCodeAt(next) <= 32) next++
      if (text[next] === '}' || text[next] === ']') {
        tidy += text.slice(from, at)
        from = at + 1
      }
      at = next - 1
    }
  }
  return tidy + text.slice(from)
}
