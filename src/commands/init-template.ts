/** What `init` writes: a configuration that works, and explains itself to whoever opens it. */

/** The answers a configuration is made of. */
export interface InitAnswers {
  readonly title: string
  readonly timeZone: string
  /** Where the digest goes. */
  readonly to: string
  /** `07:00` */
  readonly at: string
}

/** A text as TypeScript writes it. */
const quoted = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`

/** The configuration for a list of one's own, sources.opml. */
export function ownConfig({ title, timeZone, to, at }: InitAnswers): string {
  return `import { defineConfig } from 'broadsheet'

// Your newspaper. Change anything here and run \`broadsheet run\` again; a mistake is named with its place, and nothing is touched.
// Every key is explained in your editor: point at it.
export default defineConfig({
  title: ${quoted(title)},
  timeZone: ${quoted(timeZone)},

  // What is read. A folder in sources.opml is a topic. More of them: broadsheet import FILE
  sources: [
    { opml: 'sources.opml' },
    // 'https://example.com/rss',
    // { url: 'https://example.org/atom', name: 'The Wire', intervalMinutes: 60 },
  ],

  // Subjects to look for in every article, whatever its source.
  topics: [
    // { id: 'climate', name: 'Climate', any: ['climate', 'global warming', { near: ['sea', 'level'], words: 3 }] },
  ],

  // What you never want to see.
  filters: [
    // { drop: { any: ['sponsored', 'advertorial'] } },
  ],

  // The combined feed lies in public/ after each run. Where you serve that folder:
  // siteUrl: 'https://news.example.org',

  digests: [
    {
      id: 'morning',
      title: 'Good morning',
      at: ${quoted(at)},
      // days: ['mon', 'tue', 'wed', 'thu', 'fri'],
      firstEdition: 'now', // one edition at the first run; from then on at the hour above
      subscribers: [${quoted(to)}],
    },
  ],

  mail: {
    // The address that your mail server lets you send from.
    from: { name: ${quoted(title)}, address: ${quoted(to)} },
    // Without a server, mail lies as .eml files in outbox/: open one with your mail program. To send it, write into a
    // file named .env beside this one:  BROADSHEET_SMTP_URL=smtp://user:password@mail.example.org:587
  },

  // The feeds, served by \`broadsheet start\`. Where that is reached from outside, so that a digest can be left with one click:
  // web: { port: 8080 },
  // counterUrl: 'https://mail.example.org',
})
`
}

/**
 * The shipped configuration of the sample newsroom with the answers in their places: the first title, zone, hour and
 * subscriber that stand in code, not in a comment. Throws RangeError when it has no such place.
 */
export function sampleConfig(shipped: string, { title, timeZone, to, at }: InitAnswers): string {
  const text = "'(?:[^'\\\\\\n]|\\\\.)*'"
  const places: readonly (readonly [RegExp, string])[] = [
    [new RegExp(`(\\btitle: )${text}`), quoted(title)],
    [new RegExp(`(\\btimeZone: )${text}`), quoted(timeZone)],
    [new RegExp(`(\\bat: )${text}`), quoted(at)],
    [new RegExp(`(\\bsubscribers: \\[\\s*)${text}`), quoted(to)],
  ]
  return places.reduce((config, [place, value]) => {
    const code = config.replace(/\/\*[\s\S]*?\*\/|(^|\s)\/\/.*/g, (comment) => comment.replace(/\S/g, ' '))
    const match = place.exec(code)
    if (match === null) throw new RangeError(`The shipped configuration has no place for ${place.source}`)
    const start = match.index + match[1]!.length
    return config.slice(0, start) + value + config.slice(match.index + match[0].length)
  }, shipped)
}
