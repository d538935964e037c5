/** Descriptions of the rules for authors, publishers, removed lines and dates, which `explain` shows with each rule. */
import type { DateReason } from '../model.ts'
import descriptions from './reasons.json' with { type: 'json' }

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
export const describeAuthorRule = (rule: string): string => describe(descriptions.authors, rule)
/** Describes how the publisher was found. */
export const describePublisherRule = (rule: string): string => describe(descriptions.publishers, rule)
/** Describes what a removed line was; the name of some rules says it. */
export const describeRemovedRule = (rule: string): string => describe(descriptions.removed, rule)
/** Describes why an article has its date. */
export const describeDateReason = (reason: DateReason): string => DATE_REASONS[reason]
