/** The configurations that `init` writes; their comments explain them to whoever opens the file. */

/** The answers that go into a configuration. */
export interface InitAnswers {
  readonly timeZone: string
  /** The mail address of the digest's subscriber. */
  readonly to: string
  /** The mail address that sends it. */
  readonly sender: string
  /** When the digest is sent, `07:00`. */
  readonly at: string
  /** How this program is called beside the configuration: `npx broadsheet`. */
  readonly program: string
}

/** A text as a TypeScript literal. */
const quoted = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`

/** The title of a configuration of one's own; nobody is asked for one, since it is easily changed. */
export const OWN_TITLE = 'Morning Broadsheet'

/**
 * The configuration for the user's own list, sources.opml. Its digest is not the sample's: so the first edition comes at once, too,
 * where the sample was run before.
 */
export function ownConfig({ timeZone, to, sender, at, program }: InitAnswers): string {
  return `import { defineConfig } from 'broadsheet'

// Your newspaper. Change anything here and run \`${program} run\` again; a mistake is reported with its place, and nothing
// is changed.
// Your editor explains every key: point at it; or read docs/configuration.md of the package.
export default defineConfig({
  title: ${quoted(OWN_TITLE)},
  timeZone: ${quoted(timeZone)},

  // The feeds. A folder in sources.opml is a topic. To add more: ${program} sources add URL, or import FILE
  sources: [
    { opml: 'sources.opml' },
    // 'https://example.com/rss',
    // { url: 'https://example.org/atom', name: 'The Wire', intervalMinutes: 60 },
  ],

  // Topics to look for in every article, whatever its source.
  topics: [
    // { id: 'climate', name: 'Climate', any: ['climate', 'global warming', { near: ['sea', 'level'], words: 3 }] },
  ],

  // What you never want to see.
  filters: [
    // { drop: { any: ['sponsored', 'advertorial'] } },
  ],

  // Each run writes the combined feed into public/. The URL at which you serve that folder:
  // siteUrl: 'https://news.example.org',

  digests: [
    {
      id: 'daily',
      title: 'Good morning',
      at: ${quoted(at)},
      // days: ['mon', 'tue', 'wed', 'thu', 'fri'],
      firstEdition: 'now', // one edition at the first run; from then on at the hour above
      subscribers: [${quoted(to)}],
    },
  ],

  mail: {
    // The address that your mail server lets you send from.
    from: { name: ${quoted(OWN_TITLE)}, address: ${quoted(sender)} },
    // The mail server is named in the file .env beside this one:  BROADSHEET_SMTP_URL=smtp://user:password@mail.example.org:587
    // Without it, mail is written to outbox/ as .eml files: open one with your mail program.
  },

  // \`${program} start\` serves the feeds and the unsubscribe pages. Its public URL, so that one click leaves a digest:
  // web: { port: 8080 },
  // counterUrl: 'https://mail.example.org',
})
`
}

/**
 * Whether a configuration reads the sample newsroom and nothing else. Bias: one that has any address of the web, or a list, is its
 * operator's own.
 */
export function isSample(config: string): boolean {
  const code = withoutComments(config)
  return /'samples\/feeds\//.test(code) && !/https?:\/\/|\bopml\b/.test(code)
}

/** The code with blanks in place of its comments. */
const withoutComments = (config: string): string =>
  config.replace(/\/\*[\s\S]*?\*\/|(^|\s)\/\/.*/g, (comment) => comment.replace(/\S/g, ' '))

/**
 * The configuration of the sample newsroom with the answers put in: they replace the first time zone, time, subscriber and sender
 * in the code, not those in comments. Its title stays: it says that this is a sample. Throws RangeError when one is missing.
 */
export function sampleConfig(shipped: string, { timeZone, to, sender, at, program }: InitAnswers): string {
  const text = "'(?:[^'\\\\\\n]|\\\\.)*'"
  const places: readonly (readonly [RegExp, string])[] = [
    [new RegExp(`(\\btimeZone: )${text}`), quoted(timeZone)],
    [new RegExp(`(\\bat: )${text}`), quoted(at)],
    [new RegExp(`(\\bsubscribers: \\[\\s*)${text}`), quoted(to)],
    [new RegExp(`(\\bfrom: \\{ name: ${text}, address: )${text}`), quoted(sender)],
  ]
  const named = shipped.replace(/\bbroadsheet(?= (?:run|start|import|sources|init)\b)/g, program)
  return places.reduce((config, [place, value]) => {
    const match = place.exec(withoutComments(config))
    if (match === null) throw new RangeError(`The shipped configuration has no place for ${place.source}`)
    const start = match.index + match[1]!.length
    return config.slice(0, start) + value + config.slice(match.index + match[0].length)
  }, named)
}
