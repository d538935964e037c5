/**
 * An edition to the subject, the HTML and the text of its mail, the subscriber's own slots left open: rendered once for
 * each variant, frozen, and filled for each delivery by plain replacement.
 */
import type { Edition } from '../core/model.ts'
import { compileTemplate, type Fill } from '../template.ts'
import { wrapText } from './plain.ts'
import { loadShell, readTemplate } from './shell.ts'
import { textViewOf } from './text-view.ts'
import { type EditionView, type Telling, type ViewOptions, viewOf } from './view.ts'
import { loadWords, WEEKDAYS, type Weekday, type Words } from './words.ts'

/** What is frozen of an edition. Slots open in `html` and `text`: those of `slotValues`; none in `subject`. */
export interface RenderedEdition {
  readonly subject: string
  readonly html: string
  readonly text: string
}

export interface RenderOptions extends ViewOptions {
  /** Holds digest.mjml, digest.txt and words.LANGUAGE.json. */
  readonly templatesFolder: string
  /** For compiled shells, each under the hash of its template; may be deleted at any time or not be writable. */
  readonly cacheFolder: string
}

/** Gmail cuts a mail off at 102 KB of decoded HTML, the way out with it; the slots still to be filled take a little. */
const MOST_HTML_BYTES = 100_000

/** From the whole telling to the barest, for editions that would be cut off. */
const TELLINGS: readonly Telling[] = [
  { leadLength: 280, carriers: 5 },
  { leadLength: 140, carriers: 3 },
  { leadLength: 0, carriers: 2 },
  { leadLength: 0, carriers: 0 },
]

/**
 * The mail of an edition, both parts from one view: the same stories and links in the same order. An edition without
 * stories becomes a short note. HTML over 100 kB is told more briefly, story by story, before it is given back.
 * Throws RenderError for a template or words file that is missing, damaged or asks for what does not exist.
 */
export async function renderEdition(edition: Edition, options: RenderOptions): Promise<RenderedEdition> {
  const { templatesFolder, cacheFolder } = options
  const words = await loadWords(templatesFolder, edition.language, edition.timeZone)
  const fillHtml = await loadShell(templatesFolder, 'digest.mjml', cacheFolder)
  const fillText = await loadText(templatesFolder, 'digest.txt')
  let view: EditionView | undefined
  let html = ''
  for (const telling of TELLINGS) {
    view = viewOf(edition, words, options, telling)
    html = fillHtml(view)
    if (Buffer.byteLength(html) <= MOST_HTML_BYTES) break
  }
  return { subject: view!.subject, html, text: tidyText(fillText(textViewOf(view!, words))) }
}

/** Who a delivery goes to and on which terms: all that the footer says of it. */
export interface SlotSubscriber {
  readonly address: string
  /** The days and hours of the subscriber's own schedule, else the digest's. */
  readonly days: readonly Weekday[]
  /** `07:00`. */
  readonly at: readonly string[]
  readonly timeZone: string
  /** The names of the topics asked for; empty: every topic. */
  readonly topics: readonly string[]
  /** The address that lets this subscriber leave, where a counter is configured. */
  readonly unsubscribeUrl?: string
}

/** One delivery's values for the slots of a rendered edition, to be frozen with it. */
export interface SlotValues {
  /** For `RenderedEdition.html`: escaped. */
  readonly html: Readonly<Record<string, string>>
  /** For `RenderedEdition.text`: plain. */
  readonly text: Readonly<Record<string, string>>
}

/**
 * The values of every slot for one subscriber, once escaped for the HTML and once plain: `address`, `schedule` ("on
 * weekdays at 07:00, London time"), `topics` (a sentence), `unsubscribeUrl` ('' without a counter; then no rendered
 * edition asks for it). Throws RenderError when the words cannot be read.
 */
export async function slotValues(
  subscriber: SlotSubscriber,
  options: { readonly templatesFolder: string; readonly language: string },
): Promise<SlotValues> {
  const words = await loadWords(options.templatesFolder, options.language, subscriber.timeZone)
  const text = {
    address: subscriber.address,
    schedule: scheduleInWords(subscriber, words),
    topics:
      subscriber.topics.length > 0
        ? words.count('yourTopics', subscriber.topics.length, { topics: subscriber.topics.join(', ') })
        : words.say('everyTopic'),
    unsubscribeUrl: subscriber.unsubscribeUrl ?? '',
  }
  const html = Object.fromEntries(Object.entries(text).map(([name, value]) => [name, escapeHtml(value)]))
  return { html, text: { ...text, topics: wrapText(text.topics) } }
}

/** `on weekdays at 07:00, London time`; `every day at 07:00 and 18:00, UTC`. */
function scheduleInWords({ days, at, timeZone }: SlotSubscriber, words: Words): string {
  const on = WEEKDAYS.filter((day) => days.includes(day))
  const name = on.join(' ')
  const daysInWords =
    on.length === 7 || on.length === 0
      ? words.say('everyDay')
      : name === 'mon tue wed thu fri'
        ? words.say('weekdays')
        : name === 'sat sun'
          ? words.say('weekends')
          : words.say('onDays', { days: words.list(on.map(words.weekday)) })
  const city = timeZone.split('/').at(-1)!.replaceAll('_', ' ')
  const zone = timeZone.includes('/') && !timeZone.startsWith('Etc/') ? words.say('zone', { city }) : city
  return words.say('schedule', { days: daysInWords, times: words.list([...at].sort()), zone })
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character]!)
}

let textTemplate: { readonly source: string; readonly fill: Promise<Fill> } | undefined

async function loadText(folder: string, name: string): Promise<Fill> {
  const source = await readTemplate(folder, name)
  if (textTemplate?.source !== source) textTemplate = { source, fill: compileTemplate(source, name, 'text') }
  return textTemplate.fill
}

/** No space at a line's end, never two empty lines, one line end at the end. */
function tidyText(text: string): string {
  return `${text
    .replace(/[ \t]+\n/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()}\n`
}
