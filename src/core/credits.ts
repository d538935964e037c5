/**
 * Lines and links that name who published first ("originally published by", "Source:", "appeared first on"). Bias: only
 * what a line states; a pronoun, a date, a ministry or a picture agency behind such words is no publisher.
 */
import type { Anchor } from './markup.ts'
import { isDomain, isKnownOutlet, nameKey, outletNameOf } from './outlets.ts'
import { outletOfUrl } from './url.ts'

/** What is known of the entry beside its lines. */
export interface AttributionContext {
  readonly anchors: readonly Anchor[]
  /** The outlet that carries the entry: its name and its own domain. */
  readonly ownName?: string
  readonly ownDomain?: string
  /** People the feed names, to know their names where they stand alone on a line. */
  readonly people?: readonly string[]
  readonly language?: string
}

/** A publisher that a line names. */
export interface Credit {
  readonly name: string
  readonly rule: string
  /** Lower wins. */
  readonly rank: number
  /** The address where the line itself holds it. */
  readonly url?: string
}

interface CreditRule {
  readonly rule: string
  readonly rank: number
  readonly pattern: RegExp
}

const piece =
  '(?:article|story|post|piece|essay|report|column|commentary|interview|analysis|op-?ed|item|excerpt|content|blog ?post|text|feature|work|investigation|podcast|newsletter|video|review)'
const place = '(?:by|on|at|in|from|for|with)'
const creditRules: readonly CreditRule[] = [
  {
    rule: 'originally-published',
    rank: 1,
    pattern: new RegExp(
      `^[(\\[]?(?:note: )?(?:this|the(?: following| above)?|a version of this|an? (?:earlier|longer|shorter) version of this) ?(?:\\w+ )?(?:${piece} )?(?:is|was|has been|had been)?\\s*(?:originally|first|previously|also)\\s+(?:been )?(?:published|appeared|posted|ran|run|featured|produced|reported|written|aired|printed|released) ${place} (.+)$`,
      'i',
    ),
  },
  {
    rule: 'originally-published',
    rank: 1,
    pattern: new RegExp(
      `^[(\\[]?(?:originally|first) (?:published|posted|appeared|printed)(?: here)?,? ${place}:? (.+)$`,
      'i',
    ),
  },
  {
    rule: 'republished-from',
    rank: 1,
    pattern: new RegExp(
      `^[(\\[]?(?:(?:this|the) ${piece} (?:is|was|has been) )?(?:being )?(?:re-?published|re-?printed|re-?posted|cross-?posted|syndicated|reproduced|excerpted|adapted|taken)(?: here)?(?: (?:with|by) (?:kind |the |express )*permission)?(?: courtesy)?,? (?:from|of|by|via|on) (.+)$`,
      'i',
    ),
  },
  {
    rule: 'produced-by',
    rank: 2,
    pattern: new RegExp(
      `^[(\\[]?(?:this|the) ${piece} (?:was|is|has been) (?:published|produced) (?:by|in|on) (.+)$`,
      'i',
    ),
  },
  {
    rule: 'appeared-first',
    rank: 2,
    pattern:
      /^the (?:post|article|story) .{0,240}?(?:appeared first|first appeared|was first published|originally appeared|was originally published) (?:on|in|at|by) (.+)$/i,
  },
  {
    rule: 'read-original',
    rank: 2,
    pattern: new RegExp(
      `^(?:to )?(?:read|see|view|find|continue reading)(?: the)? (?:original|full|whole|complete|entire|rest of the|rest of this)(?: ${piece})?(?: here)? (?:at|on|in|from|by) (.+)$`,
      'i',
    ),
  },
  {
    rule: 'originally-published',
    rank: 1,
    pattern:
      /^(?:dieser (?:artikel|text|beitrag) (?:erschien|wurde) (?:zuerst|zunächst|ursprünglich) (?:bei|in|auf|im)|zuerst erschienen (?:bei|in|auf|im)|cet article (?:a été|est) (?:initialement |d['’]abord )?(?:publié|paru) (?:initialement |d['’]abord )?(?:par|sur|dans)|este artículo (?:fue|se) publicó? ?(?:originalmente )?(?:publicado )?(?:originalmente )?(?:en|por)|publicado originalmente (?:en|por|em)|originalmente publicado (?:em|por|en)|articolo (?:originariamente |originalmente )?pubblicato (?:originariamente |originalmente )?(?:su|da)|dit artikel verscheen (?:eerder|eerst|oorspronkelijk) (?:op|in|bij)) (.+)$/i,
  },
  {
    rule: 'source-line',
    rank: 3,
    pattern:
      /^(?:original |article )?(?:source|quelle|fuente|fonte|bron|källa|kilde|lähde|źródło|zdroj|forrás|kaynak|источник|джерело|来源|來源|出典|출처)\s*[:：]\s*(.+)$/i,
  },
  { rule: 'via-line', rank: 4, pattern: /^[([]?via:? +([^\s].{1,60}?)[)\]]?$/i },
  {
    rule: 'copyright',
    rank: 7,
    pattern:
      /^(?:©|\(c\)|copyright)[\s©]*(?:\d{4}(?: ?[-–] ?\d{4})?,?)? ?(?:by )?(?!\d)(.+?)[\s,.]*(?:\d{4}[\s,.]*)?(?:all rights reserved.*)?$/i,
  },
]

/** One look before fourteen patterns: none fits a line without one of these words. */
const creditHint =
  /publish|appear|print|post|syndicat|excerpt|adapted|taken|produced|featured|original|read |see |view |find |:|：|via|©|\(c\)|copyright|ursprünglich|erschien|publi[ceé]|verscheen|pubblicat|ran |reported|aired|written/i

/** What a line credits; `name` is what stands behind its words, untrimmed. Undefined where the line is no credit. */
export function readCredit(
  line: string,
): { readonly name: string; readonly rule: string; readonly rank: number } | undefined {
  if (!creditHint.test(line)) return undefined
  for (const { rule, rank, pattern } of creditRules) {
    const name = pattern.exec(line)?.[1]
    if (name !== undefined) return { name, rule, rank }
  }
  return undefined
}

/** A credit as a publisher: tidy, named, not the carrying outlet itself; undefined where no outlet is left. */
export function creditOf(
  { name, rule, rank }: { readonly name: string; readonly rule: string; readonly rank: number },
  context: AttributionContext,
): Credit | undefined {
  const address = /^\(?(https?:\/\/[^\s)]+)/i.exec(name.trim())?.[1]
  if (address !== undefined) {
    const domain = outletOfUrl(address)
    if (domain === undefined || domain === context.ownDomain) return undefined
    return { name: outletNameOf(domain) ?? domain, rule, rank, url: address }
  }
  const outlet = outletName(name, context)
  if (outlet === undefined) return undefined
  // "Source: Ministry of Transport" says where figures come from.
  const isWeak =
    rule === 'source-line' &&
    /\b(?:ministry|department|bureau|statistics|office|police|government|court|census|survey|company|data|commission|committee|world bank|imf|who|eurostat|authors?|own|staff)\b/i.test(
      outlet,
    )
  return isWeak && !isLinked(outlet, context) ? undefined : { name: outlet, rule, rank }
}

/** Whether a link of the text stands behind exactly this name. */
export function isLinked(name: string, context: AttributionContext): boolean {
  if (context.anchors.length === 0) return false
  const key = nameKey(name)
  return context.anchors.some((anchor) => nameKey(anchor.text) === key)
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
  /[,;]\s|[.!]\s+(?=\p{Lu}|$)|\s(?:under|on (?:\w+day|jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)|with (?:permission|the)|and (?:is|was|has|appears|has been)|as part|in partnership|in collaboration|where|which|here|at https?:|by \p{Lu})\b|\son \d|\s*[:|]\s|\n/iu
const leadIn =
  /^(?:(?:the )?(?:web ?site|blog|site|newspaper|magazine) (?:of )?|(?:our|its|their|a) (?:\w+ )?(?:partners?|affiliate|sister (?:site|paper|publication|title)),? (?:at )?|the (?=\p{Lu}[\p{L}]+ \p{Lu}))/u

/** The name at the beginning of a text that goes on: cut where a sentence, a clause, a date or a licence begins. */
export function cutOutlet(text: string): string | undefined {
  const cut = text
    .slice(0, 300)
    .replace(/^\s+/, '')
    .replace(leadIn, '')
    .replace(/\s*\((?:link|here|opens in new window|[^)]*https?:[^)]*)\)/gi, '')
    .split(clauseEnd)[0]!
    .replace(/^[\s"“”'‘’«»([]+|[\s"“”'‘’«»)\],;:!…–—-]+$/gu, '')
    .replace(/\.$/, '')
    .trim()
  if (cut.length < 2 || cut.length > 60 || cut.split(' ').length > 8) return undefined
  return cut
}

const noOutlet =
  /^(?:our|this|that|his|her|their|my|us|here|it|me|you|a|an|permission|facebook|twitter|x|instagram|youtube|telegram|email|e-mail|linkedin|whatsapp|apple news|google news|\d+|\d.*(?:19|20)\d\d|(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\.? ?\d*)$|^(?:our|this|that|his|her|their|my) /i
const pictureAgency =
  /^(?:getty images?|getty|shutterstock|istock|alamy|unsplash|pixabay|pexels|flickr|wikimedia(?: commons)?|ap photo|adobe stock)\b/i

/** Whether a name is a picture agency's: who stands before it took the picture. */
export const isPictureAgency = (name: string): boolean => pictureAgency.test(name)

/** An outlet's name as we give it; undefined for the carrying outlet itself and for what is no name. */
export function outletName(text: string, context: AttributionContext): string | undefined {
  const name = cutOutlet(text)
  if (name === undefined || noOutlet.test(name) || pictureAgency.test(name) || isOwn(name, context)) return undefined
  const isNameLike = /^[\p{Lu}\p{Lo}\d]|^\p{Ll}+\p{Lu}/u.test(name)
  if (!isNameLike && !isDomain(name) && !isKnownOutlet(name) && !isLinked(name, context)) return undefined
  return name
}

/** The first credit, by the name that another line, or our table, has for a bare address. */
export function inWords(credits: readonly Credit[]): Credit | undefined {
  const [first] = credits
  if (first === undefined || !isDomain(first.name)) return first
  const domain = outletOfUrl(`https://${first.name.replace(/^https?:\/\//i, '')}`) ?? first.name
  const label = nameKey(domain.split('.')[0] ?? '')
  const inLine = credits.find(({ name }) => !isDomain(name) && nameKey(name) === label)
  return { ...first, name: inLine?.name ?? outletNameOf(domain) ?? first.name }
}

/** The link behind an outlet's name: the words themselves, else a link to the domain they name. */
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

/** A link that says it leads to the original, on another site: the outlet is that site. */
export function sourceLink(context: AttributionContext): Credit | undefined {
  for (const anchor of context.anchors) {
    if (!sourceLinkPattern.test(anchor.text) || isOwnLink(anchor, context)) continue
    const domain = outletOfUrl(anchor.href)
    if (domain !== undefined) {
      return { name: outletNameOf(domain) ?? domain, rule: 'source-link', rank: 6, url: anchor.href }
    }
  }
  return undefined
}
