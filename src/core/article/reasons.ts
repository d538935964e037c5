/** Descriptions of the rules for authors, publishers, removed lines and dates, which `explain` shows with each rule. */
import type { DateReason } from '../model.ts'

/** How the authors of an article were found. */
const AUTHOR_RULES: Readonly<Record<string, string>> = {
  'authored-by': 'a line says who wrote it',
  'authored-by-via': 'a line says who wrote it, and for whom',
  by: 'a byline in the text',
  'by-outlet': 'a byline that names an outlet too',
  'feed-author': 'the feed names them',
  'feed-desk': 'the feed names a desk, and the text nobody',
  'name-outlet': 'a line of nothing but name and outlet',
  'page-data': 'its page names them',
  'reporting-by': 'a line says who reported',
}

/** How the original publisher of an article was found. */
const PUBLISHER_RULES: Readonly<Record<string, string>> = {
  'agency-author': 'the feed names an agency as author',
  'appeared-first': 'the text says where it appeared first',
  'authored-by-via': 'the byline says for whom, or via whom',
  'by-outlet': 'the byline names the outlet',
  copyright: 'the copyright line',
  'entry-source': 'the entry names its source',
  'name-outlet': 'a line of nothing but name and outlet',
  'originally-published': 'the text says who published it originally',
  'produced-by': 'the text says who produced it',
  'read-original': 'the text points to the original',
  'republished-from': 'the text says whom it is republished from',
  'source-line': 'a line that names the source',
  'source-link': 'a link that says it leads to the source',
  'via-line': 'a line that says via whom',
}

/** What a removed line was, where the name of the rule does not say it. */
const REMOVED_RULES: Readonly<Record<string, string>> = {
  'about-author': 'about the author',
  'about-outlet': 'about the outlet',
  'agency-inputs': 'agencies that contributed',
  'appeared-first': 'where it appeared first',
  caption: 'caption or credit of a picture',
  comments: 'call to comment',
  corrections: 'where to send corrections',
  contact: 'address to write to',
  'glued-sentence': 'missing space between two sentences',
  'hat-tip': 'thanks for the tip',
  kicker: 'kicker above the text',
  listen: 'call to listen',
  'name-outlet': 'name and outlet',
  'opinion-notice': 'notice that it is opinion',
  'original-source': 'pointer to the original',
  'originally-published': 'who published it originally',
  outlet: "the outlet's own name",
  'produced-by': 'who produced it',
  'read-original': 'pointer to the original',
  recurring: 'stands in other articles of its source too',
  related: 'list of other articles',
  'repeated-title': 'the headline again',
  'republished-from': 'whom it is republished from',
  share: 'call to share',
  subscribe: 'call to subscribe',
  tags: 'list of tags',
  teaser: 'teaser that the text repeats',
  terms: 'terms of use',
  'via-line': 'via whom',
  wall: 'notice that the text is for subscribers',
}

const DATE_REASONS: Readonly<Record<DateReason, string>> = {
  published: 'as its outlet dates it',
  updated: 'its last update: it names no other date',
  page: 'as its page dates it: the feed gives no date',
  'first-seen': 'when it was first seen: it has no date of its own',
  future: 'when it was first seen: its own date lies in the future',
  'oldest-of-source': "as its source's oldest dated entry: it has no date of its own",
}

const describe = (descriptions: Readonly<Record<string, string>>, rule: string): string =>
  descriptions[rule] ?? rule.replaceAll('-', ' ')

/** Describes how the authors were found. */
export const describeAuthorRule = (rule: string): string => describe(AUTHOR_RULES, rule)
/** Describes how the publisher was found. */
export const describePublisherRule = (rule: string): string => describe(PUBLISHER_RULES, rule)
/** Describes what a removed line was. */
export const describeRemovedRule = (rule: string): string => describe(REMOVED_RULES, rule)
/** Describes why an article has its date. */
export const describeDateReason = (reason: DateReason): string => DATE_REASONS[reason]
