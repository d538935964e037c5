/**
 * Reads the lines and links that name the first publisher ("originally published by", "Source:", "appeared first on").
 * Bias: no publisher is better than one that no line states. A pronoun, a date, a ministry or a picture agency after such
 * words is no publisher.
 */

import { isDateLine } from '../text/date-words.ts'
import type { Anchor } from '../text/html-scan.ts'
import { outletOfUrl } from '../url/url.ts'
import type { NamedCredit } from './credit-rules.ts'
import { isDomain, isKnownOutlet, isPersonName, nameKey, outletNameOf } from './outlets.ts'

/** What is known about an entry besides its lines. */
export interface AttributionContext {
  readonly anchors: readonly Anchor[]
  /** The name and the domain of the outlet that carries the entry. */
  readonly ownName?: string
  readonly ownDomain?: string
  /** The authors that the feed names, so that they are recognised where a name stands alone on a line. */
  readonly people?: readonly string[]
  readonly language?: string
}

/** A publisher that a line names. */
export interface Credit {
  readonly name: string
  readonly rule: string
  /** Lower wins; a source link is asked for only where no line names a publisher. */
  readonly rank: number
  /** The address, where the line itself contains it. */
  readonly url?: string
}

/** The publisher that a credit line names, with its usual name; undefined where it names none or the carrying outlet. */
export function creditOf({ name, rule, rank, isProse }: NamedCredit, context: AttributionContext): Credit | undefined {
  const written = /^\(?(https?:\/\/[^\s)]+)/i.exec(name.trim())?.[1]
  const address =
    written ?? (name === 'here' ? context.anchors.find(({ text }) => /\bhere$/i.test(text))?.href : undefined)
  if (address !== undefined) {
    const domain = outletOfUrl(address)
    if (domain === undefined || domain === context.ownDomain) return undefined
    return { name: outletNameOf(domain) ?? domain, rule, rank, url: address }
  }
  // "Original article: HEADLINE" with a link: the outlet is the linked site.
  const linked = name.split(' ').length > 3 ? linkWithText(name, context) : undefined
  const site = linked === undefined ? undefined : outletOfUrl(linked.href)
  if (linked !== undefined && site !== undefined && site !== context.ownDomain)
    return { name: outletNameOf(site) ?? site, rule, rank, url: linked.href }
  // "Written by ANN LEE for OUTLET"
  const [, who = '', whom = ''] = /^(.{4,40}?) for (.+)$/.exec(name) ?? []
  const outlet = outletName(isPersonName(who) ? whom : name, context, isProse)
  // "Via Veneto was closed": after so short a word the rest of the line must be a name and nothing else.
  if (outlet === undefined || (rule === 'via-line' && outlet !== cutOutlet(name))) return undefined
  // "Source: Ministry of Transport" names where figures come from.
  const isWeak =
    (rule === 'source-line' || rule === 'produced-by') &&
    /\b(?:ministry|department|bureau|statistics|office|police|government|court|census|survey|company|data|commission|committee|world bank|imf|who|eurostat|insee|authors?|own|staff)\b|ministeri|ministère|minist[éè]rio|министерств|bundesamt|statisti|gobierno|policía|polizei|stadtverwaltung/i.test(
      outlet,
    )
  return isWeak && !isLinked(outlet, context) ? undefined : { name: outlet, rule, rank }
}

/** How many characters may follow a name that is no outlet: enough for a licence, a date or a full stop. */
const MAX_REST_CHARACTERS = 14

/**
 * Whether a line is a credit although no outlet can be read from it: it names a date, the carrying outlet, a picture
 * agency or an account. Otherwise its words only begin a sentence of the article.
 */
export function isCreditWithoutOutlet({ name, isProse }: NamedCredit, context: AttributionContext): boolean {
  if (!isProse) return !/^\p{Ll}.{30,}[.!?]$/u.test(name)
  const cut = cutOutlet(name)
  // "Originally published in 1871, the map shows …"
  if (cut === undefined || name.length > cut.length + MAX_REST_CHARACTERS) return false
  return (
    noOutlet.test(cut) ||
    pictureAgency.test(cut) ||
    isOwn(cut, context) ||
    isDateLine(cut) ||
    /^(?:[@(]|(?:partnership|collaboration|cooperation|association) )/i.test(cut)
  )
}

/** Whether the text has a link whose words are exactly this name. */
export const isLinked = (name: string, context: AttributionContext): boolean =>
  linkWithText(name, context) !== undefined

function linkWithText(name: string, context: AttributionContext): Anchor | undefined {
  if (context.anchors.length === 0) return undefined
  const key = nameKey(name)
  return context.anchors.find((anchor) => nameKey(anchor.text) === key)
}

/** Whether a name is the carrying outlet's own. */
export function isOwn(name: string, context: AttributionContext): boolean {
  const key = nameKey(name)
  if (key === '') return false
  const ownKey = nameKey(context.ownName ?? '')
  const ownDomain = context.ownDomain ?? ''
  const label = ownDomain.split('.')[0] ?? ''
  return (
    key === ownKey ||
    (key.length >= 6 && ownKey.startsWith(key)) ||
    key === nameKey(ownDomain) ||
    (label.length > 3 && key === nameKey(label))
  )
}

const clauseEnd =
  /[,;]\s|\s\(|\s\/\s|[.!]\s+(?=\p{Lu}|$)|\s(?:under|on (?:\w+day|(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)[a-z]*)|with (?:permission|the)|and (?:is|was|has|appears|(?:re)?viewed|(?:re)?distributed|(?:re)?published|reproduced|syndicated|edited|made)|as part|in partnership|in collaboration|y se|e é|e foi|ed è|et (?:est|a)|und (?:wird|ist|erscheint)|en (?:is|wordt)|where|which|here|at https?:|by \p{Lu})\b|\son \d|\s*[:|]\s|\n/iu
const leadIn =
  /^(?:(?:an?|the) (?:piece|article|story|report|essay|post|column|feature)s? (?:in|on|by|at|from|for) |(?:the )?(?:[\w'’-]+ ){0,3}(?:issue|edition|number) of |(?:the )?(?:web ?site|blog|site|newspaper|magazine) (?:of )?|(?:our|its|their|a) (?:\w+ )?(?:partner (?:site|outlet|organi[sz]ation|publication|newsroom)s?|partners?|associates?|colleagues|friends|affiliate|sister (?:site|paper|publication|title)),? (?:over )?(?:at )?|(?:журнале?|газете?|издании|сайте|портале?) |(?:[\p{L}]{2,4} )?(?:revista|diario|periódico|revue|magazine|journal|quotidien|rivista|quotidiano|giornale|tijdschrift|krant|zeitschrift|zeitung|magazin|blog|jornal) (?=["«„“])|the (?=\p{Lu}[\p{L}]+ \p{Lu}))/u

/** The outlet's name at the beginning of a text, cut where a sentence, a clause, a date or a licence begins. */
export function cutOutlet(text: string): string | undefined {
  const cut = text
    .slice(0, 300)
    .replace(/^\s+/, '')
    .replace(leadIn, '')
    .replace(leadIn, '')
    .replace(/\s*\((?:link|here|opens in new window|[^)]*https?:[^)]*)\)/gi, '')
    .split(clauseEnd)[0]!
    .replace(/^[\s"“”„'‘’«»《「『([]+|[\s"“”'‘’«»》」』）】)\],;:!…。–—-]+$/gu, '')
    .replace(/\.$/, '')
    .replace(/(?<=\p{Lu}\S*) (?:blog|web ?site|site|newsletter|newspaper)$/u, '')
    .trim()
  if (cut.length < 2 || cut.length > 60 || cut.split(' ').length > 8) return undefined
  return cut
}

const noOutlet =
  /^(?:our|this|that|his|her|their|my|us|here|it|me|you|a|an|permission|facebook|twitter|x|instagram|youtube|telegram|email|e-mail|linkedin|whatsapp|apple news|google news|\d+|\d.*(?:19|20)\d\d|(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\.? ?\d*)$|^(?:our|this|that|his|her|their|my) /i
const pictureAgency =
  /^(?:getty images?|getty|shutterstock|istock|alamy|unsplash|pixabay|pexels|flickr|wikimedia(?: commons)?|ap photo|adobe stock)\b/i

/** Whether a name is that of a picture agency, so that the line is a picture credit. */
export const isPictureAgency = (name: string): boolean => pictureAgency.test(name)

const wordOfName =
  /^(?:["“”'‘’«»(@&]*[\p{Lu}\p{Lo}\d&]|(?:of|the|and|for|de|del|della|delle|dell['’].+|du|des|da|do|dos|di|la|le|les|el|los|las|van|von|vom|der|den|het|und|et|y|e|en|für|im|am|i|z|w|na|og|och|и|в|на)$|\p{Ll}+\p{Lu}|[\p{L}\d-]+\.\p{L}{2,})/u

/** Words with which a credit continues after an outlet's name. */
const continuation =
  /^(?:yesterday|today|last|this|earlier|recently|in|on|under|and|with|as|by|for|at|here|where|when|during|titled|entitled|web ?site|blog|magazine|newspaper|newsletter|erschienen|veröffentlicht|publiziert|am|le|el|em|il|op|gepubliceerd|verschenen|w|в)$/i

/**
 * The name at the beginning of a sentence: its words up to the first that cannot be part of a name. The whole text where
 * those words are only an article; undefined where the sentence does not continue as a credit does.
 */
function capitalisedPart(text: string): string | undefined {
  const words = text.split(' ')
  const end = words.findIndex((word) => !wordOfName.test(word))
  if (end === -1) return text
  const part = words.slice(0, end)
  while (part.length > 0 && /^\p{Ll}/u.test(part.at(-1)!) && !isDomain(part.at(-1)!)) part.pop()
  if (nameKey(part.join(' ')).length < 3) return text
  return continuation.test(words[end]!) ? part.join(' ') : undefined
}

/** The outlet's name that a text begins with; undefined for the carrying outlet itself and for what is no name. */
export function outletName(text: string, context: AttributionContext, isProse = false): string | undefined {
  const cut = cutOutlet(text)
  const name = cut !== undefined && isProse && !isLinked(cut, context) ? capitalisedPart(cut) : cut
  if (name === undefined || noOutlet.test(name) || pictureAgency.test(name) || isOwn(name, context)) return undefined
  const isNameLike = /^[\p{Lu}\p{Lo}\d]|^\p{Ll}+\p{Lu}/u.test(name)
  if (!isNameLike && !isDomain(name) && !isKnownOutlet(name) && !isLinked(name, context)) return undefined
  return name
}

/** The first credit. Where it is a bare domain it gets the name from another line or from the table of outlets. */
export function firstNamedCredit(credits: readonly Credit[]): Credit | undefined {
  const [first] = credits
  if (first === undefined || !isDomain(first.name)) return first
  const domain = outletOfUrl(`https://${first.name.replace(/^https?:\/\//i, '')}`) ?? first.name
  const label = nameKey(domain.split('.')[0] ?? '')
  const inLine = credits.find(({ name }) => !isDomain(name) && nameKey(name) === label)
  return { ...first, name: inLine?.name ?? outletNameOf(domain) ?? first.name }
}

/** The link to an outlet: one with its name as text, else one to its domain; undefined where there is none. */
export function linkOf(name: string, context: AttributionContext): string | undefined {
  const key = nameKey(name)
  const byWords = context.anchors.find((anchor) => nameKey(anchor.text) === key && !isOwnLink(anchor, context))
  if (byWords !== undefined) return byWords.href
  return context.anchors.find((anchor) => {
    if (isOwnLink(anchor, context)) return false
    const domain = outletOfUrl(anchor.href)
    if (domain === undefined) return false
    const names = [domain, domain.split('.')[0] ?? '', outletNameOf(domain) ?? '']
    return names.some((candidate) => nameKey(candidate) === key)
  })?.href
}

const isOwnLink = (anchor: Anchor, context: AttributionContext): boolean =>
  context.ownDomain !== undefined && outletOfUrl(anchor.href) === context.ownDomain

const sourceLinkPattern =
  /^(?:\[?\s*)?(?:original source|original article|original story|original post|original|source|source link|(?:read|see|view) (?:the )?(?:original|source)(?: (?:article|story|post|here))*|link to (?:the )?(?:original|source)(?: article)?)\s*(?:\]\s*)?[.:»→…]*$/i

/** The credit from a link whose text says that it leads to the original, on another site: the outlet is that site. */
export function sourceLink(context: AttributionContext): Credit | undefined {
  for (const anchor of context.anchors) {
    if (!sourceLinkPattern.test(anchor.text) || isOwnLink(anchor, context)) continue
    const domain = outletOfUrl(anchor.href)
    if (domain !== undefined) {
      return {
        name: outletNameOf(domain) ?? domain,
        rule: 'source-link',
        rank: Number.POSITIVE_INFINITY,
        url: anchor.href,
      }
    }
  }
  return undefined
}
