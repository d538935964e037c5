/** Pages of one message: the end of a subscription, and what went wrong. Filled into the template `notice.html`. */
import { legible, withoutMarks } from '../../core/shown.ts'
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
  /** It goes on; its subscriber has ended it; or the operator has. */
  readonly standing: 'active' | 'left' | 'removed'
}

/** Why a page about a subscription is shown: it was looked at, taken up again, or asked for something that is not clear. */
type Occasion = 'shown' | 'returned' | 'unclear'

/** Each page as whole HTML. */
export interface Notices {
  /** Asks for confirmation with a button; or says that the subscription has ended, with a button that takes it up again. */
  subscription(subscription: Subscription, occasion: Occasion): string
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
  /** Of the form: the field `action` has the value of the one that is pressed. */
  readonly button?: { readonly action: 'leave' | 'return'; readonly words: string }
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
      buttons: button === undefined ? [] : [button],
    }))
  const plain = (key: string, code?: string): string =>
    page({
      title: words.say(key),
      phrase: () => [text(words.say(`${key}Text`))],
      ...(code === undefined ? {} : { code }),
    })
  /** The text of a page, which names whom to write to where that is known. */
  const withContact = (key: string, names: Readonly<Record<string, string>> = {}): readonly Part[] =>
    contact === undefined
      ? [text(words.say(`${key}Text`, names))]
      : sentence(words, `${key}Contact`, { ...names, link: [link(contact, `mailto:${encodeURI(contact)}`)] })

  return {
    subscription({ address, digestTitle, standing }, occasion) {
      const names = { digest: legible(digestTitle), address: withoutMarks(address) }
      const leave = { action: 'leave', words: words.say('stopButton') } as const
      const comeBack = { action: 'return', words: words.say('returnButton') } as const
      const notice = (key: string, button?: Notice['button'], code?: string): string =>
        page({
          title: words.say(key, names),
          phrase: () => [text(words.say(`${key}Text`, names))],
          ...(button === undefined ? {} : { button }),
          ...(code === undefined ? {} : { code }),
        })
      if (standing === 'left') return notice('stopped', comeBack)
      if (standing === 'removed')
        return page({ title: words.say('removed', names), phrase: () => withContact('removed', names) })
      if (occasion === 'shown') return notice('stop', leave)
      return occasion === 'returned' ? notice('returned') : notice('unclear', leave, '400')
    },
    unknownToken: () =>
      page({
        code: '404',
        title: words.say('unknownToken'),
        phrase: () => withContact('unknownToken'),
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
