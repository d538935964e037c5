/**
 * Finds the name of the site that shows a page: in its metadata, at the end of its title, in its header and in its copyright
 * line. Bias: what several places agree on is the name; of places that disagree, one that is made for the name wins. A
 * parent company, a theme or a system is named in one place only and late.
 */
import { isDistributor, isDomain, nameKey } from '../../core/attribution/outlets.ts'
import { isHomePage } from '../../core/url/url.ts'
import { markWords, type PageDocument, type PageElement, type PageNode, shortText } from './page-document.ts'

/** The names that a page shows as its site's, each list in the order of the document. */
export interface ShownNames {
  /** In a logo, and in the links of the header that lead to the front page. */
  readonly headers: readonly string[]
  /** After a copyright sign and a year. */
  readonly copyrights: readonly string[]
}

/** Where a name can stand, and how far it is trusted there. */
const TRUST = {
  'og:site_name': 5,
  journal: 6,
  application: 3,
  publisher: 3,
  website: 4,
  titleEnd: 3,
  titlePart: 0.5,
  header: 3,
  copyright: 1,
} as const
/** How far a name is trusted more where the address has it. */
const TRUST_IN_ADDRESS = 2
/** A longer text is no name. */
const MAX_NAME_CHARACTERS = 60
/** How many places of a kind are read. */
const MAX_PLACES = 60
const MAX_SHOWN = 6

/** A name that metadata declare, and where. */
export interface SiteName {
  readonly name: string
  readonly place: keyof typeof TRUST
}

/** The names in the header and the copyright lines of the page at `url`. */
export function readShownNames(document: PageDocument, url: string): ShownNames {
  const headers = new Set<string>()
  let count = 0
  for (const element of document.querySelectorAll('a, [class*="logo"], [class*="site"], [id*="logo"], [id*="site"]')) {
    if (headers.size >= MAX_SHOWN || ++count > 20 * MAX_PLACES) break
    if (!isOfHeader(element, url)) continue
    for (const name of [shortText(element, MAX_NAME_CHARACTERS), pictureText(element)])
      if (name !== undefined && isName(tidyName(name))) headers.add(tidyName(name))
  }
  return { headers: [...headers], copyrights: copyrightsIn(document) }
}

const logoWords =
  / (?:logo|site title|site name|sitename|sitetitle|blog title|blog name|site logo|custom logo|navbar brand|brand|masthead (?:logo|title|name)) /

/** Whether an element is the site's logo or name, or a link of its header to the front page. */
function isOfHeader(element: PageElement, url: string): boolean {
  const words = markWords(element)
  if (element.nodeName.toUpperCase() !== 'A')
    return logoWords.test(words) && !/ (?:partner|sponsor|footer) /.test(words)
  const href = element.getAttribute('href') ?? ''
  if (href === '' || href.startsWith('#')) return false
  const target = URL.parse(href, url)
  return target !== null && target.host === URL.parse(url)?.host && target.hash === '' && isHomePage(target.href)
}

const pictureText = (element: PageElement): string | undefined =>
  element.querySelector('img[alt]')?.getAttribute('alt') ??
  element.querySelector('svg title')?.textContent ??
  element.getAttribute('title') ??
  undefined

const copyrightLine =
  /(?:©|\(c\)|copyright|&copy;)[\s:]{0,3}(?:(?:©|\(c\)|copyright)\s{0,3})?(?:by\s)?(?:(?:19|20)\d\d(?:\s?[-–—/]\s?(?:19|20)?\d\d)?[\s,.:]{0,3})?(?:by\s|the copyright of\s|–\s|-\s)?(\p{L}[^.|•·©\n(]{1,60}?)(?:,?\s(?:19|20)\d\d.{0,20})?(?:\s?[.|•·©\n(]|,\s|\s[-–—]\s|\sall rights|\salle rechte|\stous droits|\stodos los|\stodos os|\stutti i|$)/iu

/** How many elements around a copyright sign may hold the rest of its line. */
const LINE_LEVELS = 4

/** The innermost elements around each copyright sign: reading the text of all elements would take long. */
function aroundCopyrightSigns(document: PageDocument): ReadonlySet<PageNode> {
  const found = new Set<PageNode>()
  const stack: PageNode[] = [document.body]
  while (stack.length > 0) {
    const node = stack.pop()!
    if (node.nodeType === 3 && /©|copyright|\(c\)/i.test(node.textContent ?? ''))
      for (let [around, level] = [node.parentNode, 0]; around !== null && level < LINE_LEVELS; level++) {
        found.add(around)
        around = around.parentNode
      }
    for (let child = node.lastChild; child !== null; child = child.previousSibling) stack.push(child)
  }
  return found
}

/** The names in the last copyright lines of a page. */
function copyrightsIn(document: PageDocument): string[] {
  const found: string[] = []
  const near = aroundCopyrightSigns(document)
  if (near.size === 0) return found
  const elements = [...document.querySelectorAll('p, div, span, small, li, td, footer, center, address')]
  for (const element of elements.slice(-300)) {
    if (found.length >= MAX_SHOWN) break
    const text = near.has(element) ? shortText(element, 300) : undefined
    if (text === undefined || !/©|copyright|\(c\)/i.test(text) || !/(?:19|20)\d\d/.test(text)) continue
    const name = tidyName(copyrightLine.exec(text)?.[1] ?? '')
    if (isName(name) && !/^(?:the )?authors?\b|^(?:all|the) rights|^alle rechte/i.test(name)) found.push(name)
  }
  return found
}

/** Words for the front page and other things, which stand where a name would. */
const noName =
  /^(?:home ?page|home|main ?page|index|start|startseite|hauptseite|zur startseite|accueil|inicio|início|home ?pagina|homepage|forside|hem|etusivu|strona główna|domů|главная|ホーム|トップ|首页|홈|logo|menu|back|zurück|retour|volver|blog|news|the blog|website|site|welcome|untitled|my (?:site|blog|website)|your site|board index|forums?|foren-übersicht|forum|portal|login|log in|sign in|subscribe|wordpress|blogger|ghost|drupal|joomla!?|squarespace|wix(?:\.com)?|typepad|hugo|jekyll|discourse|phpbb|mediawiki|sphinx|read the docs|the authors?|authors?|online|en|de|fr|es|it|english|deutsch|français|español)$/i

const isName = (name: string): boolean =>
  name.length > 1 &&
  name.length <= MAX_NAME_CHARACTERS &&
  /\p{L}{2}/u.test(name) &&
  !noName.test(name) &&
  !/^(?:https?:|www\.|@)|^(?:powered|hosted|published|built|made) (?:by|with)|creative commons|^cc by|all rights|cookie|skip to/i.test(
    name,
  ) &&
  !isDistributor(name)

/** A name without the words for a logo and the front page around it. */
const tidyName = (name: string): string =>
  name
    .replace(/\s+/g, ' ')
    .trim()
    .replace(
      /^(?:(?:go|back|return) to (?:the )?|zurück zu |retour à |logo (?:of |von |de |di |da )?(?:the (?=\p{Ll}))?|(?:home|homepage|startseite|accueil|inicio) ?[-–—|:›»] ?)/iu,
      '',
    )
    .replace(/[\s,–—|:›»-]{1,3}(?:(?:site |header )?logo|logotype|home ?page|home|startseite|accueil)$/i, '')
    .replace(/(?:\s+(?:v?\d+(?:\.[\dx]+){1,3}|latest|stable))?\s+(?:documentation|docs)$/i, '')
    .replace(/^["“«'‘]|["”»'’]$/g, '')
    .trim()

const separator =
  /\s+(?:[-–—|•·»«›‹/<>~]|::|\|\||\/\/)\s+|\s*[|｜:：]\s*|,?\s+(?:author|archives?) (?:at|on)\s+|\s+(?=@\s)|(?<=[^\x00-\u02ff])(?:_+|-{1,2})(?=[^\x00-\u02ff])/giu

/** The parts of a text between its separators, at most nine. */
const partsOf = (text: string): string[] => text.split(separator).slice(0, 9).map(tidyName)

/** What is known of a site. */
interface SiteFacts {
  readonly declared: readonly SiteName[]
  readonly shown: ShownNames
  /** The title of the page's article and the title element. */
  readonly title: string
  readonly titleElement?: string
  readonly host: string
}

/** The site's name; undefined where nothing names it but its address. */
export function siteNameOf(facts: SiteFacts): string | undefined {
  const places: SiteName[] = [
    ...facts.declared.map(({ name, place }): SiteName => ({ name: tidyName(name), place })),
    ...titleNames(facts.titleElement ?? '', facts.title),
    ...facts.shown.headers.map((name): SiteName => ({ name, place: 'header' })),
    ...facts.shown.copyrights.map((name): SiteName => ({ name, place: 'copyright' })),
  ].filter(({ name }) => isName(name) && !isDomain(name) && nameKey(name) !== nameKey(facts.title))
  // "Valley Herald — News from the valley": the part that another place has alone is the name.
  const keys = new Set(places.map(({ name }) => nameKey(name)))
  const labels = facts.host
    .replace(/^www\./, '')
    .split('.')
    .slice(0, -1)
    .map(nameKey)
  const shortened = places.map(({ name, place }) => {
    const parts = partsOf(name)
    const alone =
      parts.length < 2
        ? undefined
        : parts.find((part) => isName(part) && (keys.has(nameKey(part)) || labels.includes(nameKey(part))))
    return { name: alone ?? name, place }
  })
  const trusts = new Map<string, { readonly name: string; trust: number; readonly seen: Set<string> }>()
  for (const { name, place } of shortened) {
    const key = nameKey(name)
    const found = trusts.get(key) ?? { name, trust: isInAddress(key, labels) ? TRUST_IN_ADDRESS : 0, seen: new Set() }
    // Ten links with the same words are one place.
    if (!found.seen.has(place)) found.trust += TRUST[place]
    found.seen.add(place)
    trusts.set(key, found)
  }
  let best: { readonly name: string; trust: number } | undefined
  for (const one of trusts.values()) if (one.trust > (best?.trust ?? 0.9)) best = one
  return best?.name
}

/** Whether a label of the host has a name or the other way round. */
const isInAddress = (key: string, labels: readonly string[]): boolean =>
  labels.some(
    (label) =>
      (label.length > 3 && (key.startsWith(label) || key.includes(label))) || (key.length > 3 && label.includes(key)),
  )

/** The parts of the title element that are not the article's title. */
function titleNames(element: string, title: string): SiteName[] {
  const parts = partsOf(element)
  if (parts.length < 2) return []
  const key = nameKey(title)
  const isOfTitle = (part: string): boolean =>
    nameKey(part) === '' || key.includes(nameKey(part)) || nameKey(part).includes(key)
  const names = parts.filter((part) => !isOfTitle(part))
  const isKnown = key !== '' && names.length < parts.length
  return names.map((name, at): SiteName => {
    const isEnd = at === names.length - 1
    return { name, place: isKnown && isEnd ? 'titleEnd' : 'titlePart' }
  })
}
