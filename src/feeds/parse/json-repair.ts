/** JSON that is damaged, cut above all, to what can still be read of it. */

/** What was read of a damaged document, and what was mended, in sentences. */
export interface RepairedJson {
  readonly value: unknown
  readonly repairs: readonly string[]
  /** The document ends before its end. */
  readonly isCut?: boolean
}

/**
 * The value of damaged JSON, or undefined when nothing whole is in it. Mends raw line breaks and control characters in
 * strings and commas before an end; of a cut document keeps every complete object of its list `items`, and what
 * stands before that list.
 */
export function repairJson(text: string): RepairedJson | undefined {
  // Outside strings they are white space, so that blanks do no harm in either place.
  const plain = text.replace(/[\0-\x1f]/g, ' ')
  const tidy = parse(plain) ?? parse(withoutLooseCommas(plain))
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

/** The objects that begin from `from` on, up to the first that does not end. */
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
      // The list's own end.
      if (depth === 0) break
      if (--depth > 0) continue
      const value = parse(withoutLooseCommas(text.slice(start, at + 1)))
      if (value !== undefined) objects.push(value)
    }
  }
  return objects
}

/** Where the string that begins at `at` ends; the text's end when it does not. */
function endOfString(text: string, at: number): number {
  for (let end = at + 1; end < text.length; end++) {
    const code = text.charCodeAt(end)
    if (code === 92) end++
    else if (code === 34) return end
  }
  return text.length
}

/** Without the commas that stand before a closing bracket. */
function withoutLooseCommas(text: string): string {
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
