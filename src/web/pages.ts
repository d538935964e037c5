/**
 * The pages of the web server, filled from `templates/page.html` with the sentences of `templates/page.LANGUAGE.json`.
 */
import type { Instant } from '../core/model.ts'
import { etagOf } from '../files.ts'
import { compileTemplate, readTemplate, readWords } from '../template.ts'
import type { PublishedDocument } from './documents.ts'

/** What every page shows about the newspaper. */
export interface PagesOptions {
  readonly templatesFolder: string
  /** The newspaper's title. */
  readonly title: string
  /** BCP 47; English is used where the folder has no sentences in this language. */
  readonly language: string
  /** The public URL of the web server, with its path; absent: the root of the requested host. */
  readonly counterUrl?: string
  /** What the newspaper's name links to; absent: nothing. */
  readonly homeUrl?: string
  /** The mail address of a person who can help. */
  readonly contact?: string
  /** The footer of the page: name and postal address, one line. */
  readonly imprint?: string
}

/** A subscription as its page shows it. */
export interface Subscription {
  readonly address: string
  /** The digest's title. */
  readonly digestTitle: string
  /** Whether it has been ended already. */
  readonly isStopped: boolean
}

/** Each page as whole HTML. */
interface Pages {
  /** Asks for confirmation with a button; or says that the subscription has ended already. */
  unsubscribe(subscription: Subscription): string
  unknownToken(): string
  /** For the unsubscribe link of a test mail. */
  testMail(): string
  notFound(): string
  /** The store does not answer. */
  unreachable(): string
  /** A defect of Broadsheet. */
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

/**
 * The pages, their templates read once. Throws RenderError for a template that is missing, damaged, or asks for a
 * missing sentence.
 */
export async function loadPages(options: PagesOptions): Promise<Pages> {
  const { templatesFolder, title, counterUrl, homeUrl, contact, imprint } = options
  const words = await readWords(templatesFolder, 'page', options.language)
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
  const plain = (key: string, values?: Readonly<Record<string, string>>): Piece[] => [
    { words: words.say(key, values), links: [] },
  ]
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
  // Every page is filled once, so that a missing sentence or slot is found now and not when somebody wants to
  // unsubscribe.
  for (const isStopped of [false, true]) pages.unsubscribe({ address: '', digestTitle: '', isStopped })
  for (const name of ['unknownToken', 'testMail', 'notFound', 'unreachable', 'defect', 'tooLarge'] as const)
    pages[name]()
  return pages
}

/**
 * The style sheet changes only with the program, so any fixed instant that is the same on all machines can be its date.
 */
const STYLE_CHANGED_AT: Instant = '2026-01-01T00:00:00.000Z'

const styleOf = (text: string): PublishedDocument => ({
  bytes: Buffer.from(text),
  contentType: 'text/css; charset=utf-8',
  etag: etagOf(text),
  changedAt: STYLE_CHANGED_AT,
})
