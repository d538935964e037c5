/**
 * The reasons why a story has a topic. They are kept as sentences, which the command line and the library give as they are; pages
 * say them in their own language, and read them for it.
 */
import type { TopicReason } from '../model.ts'

/** `"NATO" 2 times in the lead (2.06)`, `"cut" near "jobs" in the title (3)`; in old stores without the score. */
const PHRASE = /^(".*")(?: \d+ times)? in the (title|lead|text)(?: \((-?)[\d.]+\))?$/s
const NONE = /^none of (".*")(?: \([\d.]+\))?$/s
const PLACES = ['title', 'lead', 'text'] as const

/**
 * What the kept reasons of one topic say, as `topics.ts`, `rules.ts` and `topic-model.ts` write them. Each word stands in the
 * first place in which it was found, and what speaks against the topic is left out.
 */
export function readTopicReasons(kept: readonly string[]): readonly TopicReason[] {
  const byPlace = { title: new Set<string>(), lead: new Set<string>(), text: new Set<string>() }
  const others: TopicReason[] = []
  for (const text of kept) {
    const [, label, place, minus] = PHRASE.exec(text) ?? []
    if (label === undefined) others.push(...readOther(text))
    else if (minus !== '-') for (const word of wordsIn(label, '" near "')) byPlace[place as 'title'].add(word)
  }
  const seen = new Set<string>()
  const found = PLACES.flatMap((kind): TopicReason[] => {
    const words = [...byPlace[kind]].filter((word) => !seen.has(word))
    for (const word of words) seen.add(word)
    return words.length > 0 ? [{ kind, words }] : []
  })
  return [...found, ...others]
}

function readOther(text: string): TopicReason[] {
  const none = NONE.exec(text)?.[1]
  if (none !== undefined) return [{ kind: 'none', words: wordsIn(none, '", "') }]
  if (text.startsWith('taught: "')) return [{ kind: 'learned', words: wordsIn(text.slice('taught: '.length), '", "') }]
  if (text === 'like examples taught') return [{ kind: 'learned', words: [] }]
  if (text === 'taught of this very article') return [{ kind: 'taught' }]
  if (text.startsWith('every article of ')) return [{ kind: 'source', name: text.slice('every article of '.length) }]
  return []
}

const wordsIn = (quoted: string, between: string): string[] => quoted.slice(1, -1).split(between)
