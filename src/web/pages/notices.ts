/** Pages of one message: the end of a subscription, and what went wrong. Filled into the template `notice.html`. */
import { withoutMarks } from '../../core/shown.ts'
import { FRONT } from '../../core/site-paths.ts'
import type { Words } from '../../words.ts'
import type { Frame, PageHead, PagesOptions } from './frame.ts'
import { searchForm } from './lists.ts'
import { link, type Part, sentence, text } from './phrase.ts'

/** A subscription as its page shows it. */
export interface Subscription {
  readonly address: string
  /** The digest's title. */
  readonly digestTitle: string
  /** Whether it has been ended already. */
  readonly isStopped: boolean
}

/** Each page as whole HTML. */
export interface Notices {
  /** Asks for confirmation with a button; or says that the subscription has ended already. */
  unsubscribe(subscription: Subscription): string
  unknownToken(): string
  /** For the unsubscribe link of a test mail. */
  testMail(): string
  notFound(): string
  /** The request cannot be understood. */
  badRequest(): string
  /** Too many requests. */
  tooMany(): string
  addressTooLong(): string
  /** The store does not answer. */
  unreachable(): string
  /** A defect of Broadsheet. */
  defect(): string
  tooLarge(): string
}

interface Notice {
  /** The HTTP status above the title. */
  readonly code?: string
  readonly title: string
  readonly phrase: (frame: Frame) => readonly Part[]
  readonly button?: string
  readonly hasSearch?: boolean
}

/** The messages. `fill` fills the template with the values for a frame. */
export function noticesOf(
  { contact }: PagesOptions,
  words: Words,
  fill: (head: PageHead, values: (frame: Frame) => object) => string,
): Notices {
  const page = ({ code, title, phrase, button, hasSearch = false }: Notice): string =>
    fill({ title, isListed: false }, (frame) => ({
      heading: title,
      phrase: phrase(frame),
      codes: code === undefined ? [] : [{ words: code }],
      forms: hasSearch ? searchForm('', frame) : [],
      buttons: button === undefined ? [] : [{ words: button }],
    }))
  const plain = (key: string, code?: string): string =>
    page({
      title: words.say(key),
      phrase: () => [text(words.say(`${key}Text`))],
      ...(code === undefined ? {} : { code }),
    })

  return {
    unsubscribe({ address, digestTitle, isStopped }) {
      const digest = withoutMarks(digestTitle)
      const phrase = (key: string) => () => [text(words.say(key, { digest, address: withoutMarks(address) }))]
      return isStopped
        ? page({ title: words.say('stopped', { digest }), phrase: phrase('stoppedText') })
        : page({
            title: words.say('stopQuestion', { digest }),
            phrase: phrase('stopText'),
            button: words.say('stopButton'),
          })
    },
    unknownToken: () =>
      page({
        code: '404',
        title: words.say('unknownToken'),
        phrase: () =>
          contact === undefined
            ? [text(words.say('unknownTokenText'))]
            : sentence(words, 'unknownTokenContact', { link: [link(contact, `mailto:${encodeURI(contact)}`)] }),
      }),
    testMail: () => plain('testMail'),
    notFound: () =>
      page({
        code: '404',
        title: words.say('notFound'),
        phrase: ({ links }) =>
          sentence(words, 'notFoundText', { link: [link(words.say('notFoundLink'), links.page(FRONT))] }),
        hasSearch: true,
      }),
    badRequest: () => plain('badRequest', '400'),
    tooMany: () => plain('tooMany', '429'),
    addressTooLong: () => plain('addressTooLong', '414'),
    unreachable: () => plain('unreachable', '503'),
    defect: () => plain('defect', '500'),
    tooLarge: () => plain('tooLarge', '413'),
  }
}
