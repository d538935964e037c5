/** The page about the feeds, filled into the template `feeds.html`. */
import { legible } from '../../core/shown.ts'
import { absoluteUrl, type Frame, feedsOf, type PagesOptions } from './frame.ts'
import { link, sentence } from './phrase.ts'

/** The values that `feeds.html` asks for, beside those of its frame. */
export function feedsPageValues(options: PagesOptions, { words, links }: Frame): object {
  const addressOf = (path: string): string => absoluteUrl(options, path) ?? links.file(path)
  const opml = options.kind === 'file' ? links.file('sources.opml') : links.page('opml')
  return {
    heading: words.say('feedsHeading'),
    intro: words.say('feedsIntro'),
    allHeading: words.say('allStories'),
    feeds: feedsOf(words).map(({ path, id, format }) => ({
      id,
      label: words.say('feedAddress', { format }),
      address: addressOf(path),
      href: links.file(path),
      open: words.say('openFeed', { format }),
    })),
    topics:
      options.topics.length > 0
        ? [
            {
              heading: words.say('topicFeeds'),
              rows: options.topics.map(({ id, name, folder }) => {
                const feeds = feedsOf(words, folder)
                return {
                  phrase: [link(legible(name), links.topic(id))],
                  address: addressOf(feeds[0]!.path),
                  formats: feeds.map(({ path, format }) => ({ href: links.file(path), words: format })),
                }
              }),
            },
          ]
        : [],
    sourcesHeading: words.say('sourcesHeading'),
    phrase: sentence(words, 'sourcesText', { link: [link(words.say('opmlLink'), opml)] }),
    orderHeading: words.say('whyOrder'),
    order: ['orderText1', 'orderText2', 'orderText3', 'orderText4'].map((key) => ({ words: words.say(key) })),
  }
}
