/** The counter's few pages, filled from `templates/page.html` with the words of `templates/page.LANGUAGE.json`. */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { RenderError } from '../core/errors.ts'
import type { Instant } from '../core/model.ts'
import { compileTemplate } from '../template.ts'
import type { PublishedDocument } from './documents.ts'

/** What every page says of the newspaper. */
export interface PagesOptions {
  readonly templatesFolder: string
  /** The newspaper's. */
  readonly title: string
  /** BCP 47; English stands in where the folder has no words in it. */
  readonly language: string
  /** Where the counter is reached, path and all; unset: at the root of whatever host is asked. */
  readonly counterUrl?: string
  /** Where the newspaper's name leads; unset: nowhere. */
  readonly homeUrl?: string
  /** A person's address, for who cannot go on alone. */
  readonly contact?: string
  /** The foot of the page: name and postal address, one line. */
  readonly imprint?: string
}

/** A subscription as its page tells it. */
export interface Subscription {
  readonly address: string
  /** The digest's title. */
  readonly digestTitle: string
  /** Whether no further edition goes there already. */
  readonly isStopped: boolean
}

/** Each page as whole HTML. */
export interface Pages {
  /** Asks whether to stop, with the button; or says that it has stopped already. */
  unsubscribe(subscription: Subscription): string
  unknownToken(): string
  /** Behind the way out of a mail that was only a test. */
  testMail(): string
  notFound(): string
  /** The store does not answer. */
  unreachable(): string
  /** A defect of ours. */
  defect(): string
  tooLarge(): string
  readonly style: PublishedDocument
}

interface Piece {
  readonly words: string
  readonly links: readonly Link[]
}
interface Link {
  readonly href: string
  readonly words: string
}

/** Reads the templates once. Throws RenderError for one that is missing, damaged, or asks for a word there is not. */
export async function loadPages(options: PagesOptions): Promise<Pages> {
  const { templatesFolder, title, counterUrl, homeUrl, contact, imprint } = options
  const words = await readWords(templatesFolder, options.language)
  const fill = await compileTemplate(await readTemplate(templatesFolder, 'page.html'), 'page.html', 'html')
  const base = counterUrl === undefined ? '/' : new URL(counterUrl).pathname.replace(/\/*$/, '/')
  const feed: Link = { href: `${base}atom.xml`, words: words.say('feedLink') }

  function page(heading: string, text: readonly Piece[], rest: { code?: string; button?: string } = {}): string {
    return fill({
      language: words.say('language'),
      direction: words.say('direction'),
      skip: words.say('skip'),
      newspaper: title,
      base,
      heading,
      text,
      homes: homeUrl === undefined ? [] : [{ href: homeUrl, words: title }],
      mastheads: homeUrl === undefined ? [{ words: title }] : [],
      codes: rest.code === undefined ? [] : [{ words: rest.code }],
      buttons: rest.button === undefined ? [] : [{ words: rest.button }],
      links: [feed],
      imprint: imprint === undefined ? [] : [{ words: imprint }],
    })
  }
  const plain = (key: string, values?: Values): Piece[] => [{ words: words.say(key, values), links: [] }]
  const withLink = (key: string, link: Link): Piece[] => {
    const [before = '', after = ''] = words.say(key, { link: '\0' }).split('\0')
    return [
      { words: before, links: [link] },
      { words: after, links: [] },
    ]
  }

  const pages: Pages = {
    unsubscribe({ address, digestTitle: digest, isStopped }) {
      if (isStopped) return page(words.say('stopped', { digest }), plain('stoppedText', { address }))
      const button = words.say('stopButton')
      return page(words.say('stopQuestion', { digest }), plain('stopText', { address }), { button })
    },
    unknownToken: () =>
      page(
        words.say('unknownToken'),
        contact === undefined
          ? plain('unknownTokenText')
          : withLink('unknownTokenContact', { href: `mailto:${encodeURI(contact)}`, words: contact }),
        { code: '404' },
      ),
    testMail: () => page(words.say('testMail'), plain('testMailText')),
    notFound: () =>
      page(words.say('notFound'), withLink('notFoundText', { href: feed.href, words: words.say('notFoundLink') }), {
        code: '404',
      }),
    unreachable: () => page(words.say('unreachable'), plain('unreachableText'), { code: '503' }),
    defect: () => page(words.say('defect'), plain('defectText'), { code: '500' }),
    tooLarge: () => page(words.say('tooLarge'), plain('tooLargeText'), { code: '413' }),
    style: styleOf(await readTemplate(templatesFolder, 'style.css')),
  }
  // A word or slot that is missing is found now, not when somebody wants to leave.
  for (const isStopped of [false, true]) pages.unsubscribe({ address: '', digestTitle: '', isStopped })
  for (const name of ['unknownToken', 'testMail', 'notFound', 'unreachable', 'defect', 'tooLarge'] as const)
    pages[name]()
  return pages
}

/** The style sheet changes with the program only: any fixed instant that every machine agrees on serves as its date. */
const STYLE_CHANGED_AT: Instant = '2026-01-01T00:00:00.000Z'

function styleOf(text: string): PublishedDocument {
  const bytes = Buffer.from(text)
  return {
    bytes,
    contentType: 'text/css; charset=utf-8',
    etag: `"${createHash('sha256').update(bytes).digest('hex').slice(0, 20)}"`,
    changedAt: STYLE_CHANGED_AT,
  }
}

type Values = Readonly<Record<string, string>>
interface PageWords {
  say(key: string, values?: Values): string
}

async function readWords(folder: string, language: string): Promise<PageWords> {
  const primary = /^[A-Za-z]{2,8}/.exec(language)?.[0].toLowerCase() ?? 'en'
  const text = await readFile(join(folder, `page.${primary}.json`), 'utf8').catch(() =>
    readTemplate(folder, 'page.en.json'),
  )
  let file: Values
  try {
    file = JSON.parse(text) as Values
  } catch (cause) {
    throw new RenderError(`The words of the pages in ${folder} are no JSON.`, { code: 'render/template', cause })
  }
  return {
    say(key, values = {}) {
      const sentence = Object.hasOwn(file, key) ? file[key] : undefined
      if (typeof sentence !== 'string')
        throw new RenderError(`The words of the pages have no "${key}".`, { code: 'render/template' })
      return sentence.replace(/\{(\w+)\}/g, (_, name: string) => {
        if (Object.hasOwn(values, name)) return values[name]!
        throw new RenderError(`The words of the pages ask for {${name}} in "${key}".`, { code: 'render/template' })
      })
    },
  }
}

async function readTemplate(folder: string, name: string): Promise<string> {
  try {
    return await readFile(join(folder, name), 'utf8')
  } catch (cause) {
    throw new RenderError(`The template ${join(folder, name)} cannot be read.`, { code: 'render/template', cause })
  }
}
