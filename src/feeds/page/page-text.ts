/**
 * Makes the text of a page: removes what its markup says is no text of it, reads the main part whole, and chooses between
 * that and what Readability found. Bias: an article is what Readability finds, which is strict; where that is only a small share of
 * the main part (documentation, threads, products, lists), the main part is the text.
 */
import { LOWERED, RAISED } from '../markup/apart.ts'
import {
  ancestorsOfMain,
  isAsideName,
  markWords,
  type PageDocument,
  type PageElement,
  type PageNode,
  SILENT,
} from './page-document.ts'

/** Elements that are paragraphs of their own. */
const BLOCKS = new Set(
  'P H1 H2 H3 H4 H5 H6 LI BLOCKQUOTE PRE FIGCAPTION TR DT DD DIV SECTION ARTICLE UL OL DL TABLE MAIN HEADER FOOTER ASIDE NAV ADDRESS DETAILS SUMMARY FIGURE CAPTION HR'.split(
    ' ',
  ),
)
/** Text that is struck out, and how much of it is left out. */
const STRUCK = new Set(['DEL', 'S', 'STRIKE'])
const MAX_STRUCK_CHARACTERS = 1_000
/** A removed element holds at most this share of the page's text; what holds more is the page, whatever its class says. */
const MAX_REMOVED_SHARE = 0.4
/** A heading is shorter. */
const MAX_HEADING_CHARACTERS = 300

/** A text and how much of it stands in links. */
interface Block {
  readonly text: string
  readonly linked: number
  readonly isHeading: boolean
}

/** What is known of the page before its text is read. */
interface PageKind {
  /** The answers below a post are its text, too. */
  readonly isForum: boolean
  /** Lists of other pages are its text. */
  readonly isOverview: boolean
  /** The captions of pictures are its text. */
  readonly isGallery: boolean
}

/** Removes from the page what is no text of it: marks at headings, tables of contents, and what stands beside the article. */
export function removeBoilerplate(document: PageDocument, kind: PageKind): void {
  const main = ancestorsOfMain(document)
  const sizes = textSizes(document.body)
  const most = MAX_REMOVED_SHARE * (sizes.get(document.body) ?? 0)
  const removed: PageElement[] = []
  const stack: { readonly node: PageNode; readonly inArticle: boolean }[] = [{ node: document.body, inArticle: false }]
  while (stack.length > 0) {
    const { node, inArticle } = stack.pop()!
    if (node.nodeType !== 1) continue
    const element = node as PageElement
    const name = node.nodeName.toUpperCase()
    if (SILENT.has(name)) continue
    const words = markWords(element)
    const size = sizes.get(node) ?? 0
    if (!main.has(node) && size <= most && isBoilerplate({ element, name, words, size, inArticle }, kind)) {
      removed.push(element)
      continue
    }
    const isArticle = inArticle || name === 'ARTICLE' || name === 'MAIN'
    for (let child = node.lastChild; child !== null; child = child.previousSibling)
      stack.push({ node: child, inArticle: isArticle })
  }
  for (const element of removed) element.remove()
}

/** A text with one blank for several. A single one is not replaced, which would take most of the time. */
const folded = (text: string): string => text.replace(/[^\S ]\s*| \s+/g, ' ')

/** The number of characters of text in each element, with blanks folded. */
function textSizes(root: PageNode): Map<PageNode, number> {
  const sizes = new Map<PageNode, number>()
  const stack: { readonly node: PageNode; readonly isEnd: boolean }[] = [{ node: root, isEnd: false }]
  while (stack.length > 0) {
    const { node, isEnd } = stack.pop()!
    if (isEnd) {
      const { parentNode } = node
      if (parentNode !== null) sizes.set(parentNode, (sizes.get(parentNode) ?? 0) + sizes.get(node)!)
      continue
    }
    if (node.nodeType === 3 && node.parentNode !== null) {
      const size = folded(node.textContent ?? '').length
      sizes.set(node.parentNode, (sizes.get(node.parentNode) ?? 0) + (size === 1 ? 0 : size))
    }
    if (node.nodeType !== 1 || SILENT.has(node.nodeName.toUpperCase())) continue
    sizes.set(node, 0)
    stack.push({ node, isEnd: true })
    for (let child = node.lastChild; child !== null; child = child.previousSibling)
      stack.push({ node: child, isEnd: false })
  }
  return sizes
}

const markName =
  / (?:headerlink|header anchor|heading anchor|heading link|anchor ?link|anchorjs|permalink|mw editsection|editsection|edit section|section link|hash link|octicon|reference|noprint|screen reader text|sr only|visually ?hidden) /
const isMark = (name: string, words: string): boolean =>
  (name === 'A' || name === 'SPAN' || name === 'SUP') && markName.test(words)
/** Lines about the article: its section, its counters, its writer's rank in the forum. */
const detailWords =
  / (?:(?:entry|post|article) (?:meta|info|tags|tools|footer)|links inline|postprofile|post profile|user info card|post taglist|cat links|tags links|print link) /
const creditWords =
  / (?:(?:photo|image|picture|media|foto|bild) (?:credit|credits|byline|caption|autor|author)|credit) /
const tocWords =
  / (?:toc|table of contents|tableofcontents|contents list|ez toc container|inhaltsverzeichnis|sommaire) /

/** The mark of a footnote is shorter. */
const MAX_REFERENCE_CHARACTERS = 6

/** Whether a text of a credit's length is a whole sentence, and not about a picture. */
const isSentence = (text: string): boolean => {
  const line = text.replace(/\s+/g, ' ').trim()
  return /^["“«]?\p{Lu}.*\p{L}[.!?]["”»]?$/u.test(line) && line.split(' ').length >= 7 && !pictureWords.test(line)
}
const pictureWords = /©|photo|image|picture|courtesy|getty|foto|bild|crédit|illustration|\//i

interface Place {
  readonly element: PageElement
  readonly name: string
  readonly words: string
  /** Characters of text in it. */
  readonly size: number
  readonly inArticle: boolean
}

function isBoilerplate(
  { element, name, words, size, inArticle }: Place,
  { isForum, isOverview, isGallery }: PageKind,
): boolean {
  if (isMark(name, words))
    return / permalink /.test(words) ? size <= 12 : !/ reference /.test(words) || size <= MAX_REFERENCE_CHARACTERS
  if (name === 'A') return isHeadingMark(element) || (/ (?:button|btn) /.test(words) && size < 60)
  if (name === 'NAV' || name === 'DIALOG' || name === 'BUTTON' || isHidden(element)) return true
  if (detailWords.test(words)) return size < 400
  if (creditWords.test(words))
    return size < 120 && !(isGallery && / caption /.test(words)) && !isSentence(element.textContent ?? '')
  if (callWords.test(words)) return size < 350
  if (countWords.test(words)) return size < MAX_COUNT_CHARACTERS
  if (name === 'FORM') return size < 600
  if (name === 'FOOTER') return !inArticle || size < 300
  if (name === 'HEADER' || name === 'ASIDE') return !inArticle && size < 1_500
  if (tocWords.test(words) || element.getAttribute('role') === 'doc-toc') return true
  if ((name === 'UL' || name === 'OL') && size < 20_000 && isContents(element, size)) return true
  return isAsideName(words, isForum) && !(isOverview && overviewWords.test(words))
}

/** On a front page or in a shop these are what it shows. */
const overviewWords =
  / (?:related|recommend(?:ed|ations?)?|similar|popular|trending|latest|suggested|most read|more (?:stories|articles|posts|news)) /

/** Small boxes that ask for something or count: a sign-up, a poll, a rating, a notice about affiliates. */
const callWords =
  / (?:sign ?up|optin|opt in|paywall|regwall|promo|cta|call to action|donat(?:e|ion|ions)|support us|membership|polls?|survey|quiz|affiliate|disclosure|report ad|whois ?online|who is online|stat block|back ?to ?top|to top|app download|download app|compare quotes|postrow meta|userinfo|user info|poster info|author info extra|message user) /

/** Their words are also a review's or a chapter's, so that only a line or less is left out. */
const countWords = / (?:feedback|helpful|rating|ratings|star rating|stars|like count|likes|claps) /
const MAX_COUNT_CHARACTERS = 45

/** Whether an element is not shown. */
const isHidden = (element: PageElement): boolean =>
  element.getAttribute('hidden') !== null ||
  /(?:^|[;\s])(?:display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden)/i.test(
    (element.getAttribute('style') ?? '').slice(0, 300),
  )

/** Whether a link is only the sign at a heading that leads to itself. */
const isHeadingMark = (element: PageElement): boolean => {
  if (!/#/.test(element.getAttribute('href') ?? '')) return false
  return /^(?:¶|#|§|🔗|\[?(?:edit|permalink|link|bearbeiten|modifier|editar)\]?|anchor|direct link)$/i.test(
    (element.textContent ?? '')
      .slice(0, 40)
      .replace(/[\s\u200b]+/g, ' ')
      .trim(),
  )
}

/** Whether a list only leads to parts of the same page. `size`: its characters. */
function isContents(list: PageElement, size: number): boolean {
  let links = 0
  let linked = 0
  let visits = 0
  const stack: PageNode[] = [list]
  while (stack.length > 0) {
    const node = stack.pop()!
    if (++visits > 2_000) return false
    if (node.nodeName.toUpperCase() === 'A') {
      if (!((node as PageElement).getAttribute('href') ?? '').startsWith('#')) return false
      links++
      linked += (node.textContent ?? '').length
      continue
    }
    for (let child = node.lastChild; child !== null; child = child.previousSibling) stack.push(child)
  }
  return links >= 3 && linked >= 0.7 * size
}

/** The main part of a page. */
interface MainPart {
  readonly html: string
  readonly text: string
  /** Whether an element made for it holds it; else it is the whole body. */
  readonly isMarked: boolean
}

/** The main part as the markup shows it, else the body, without lists of links; of a gallery with its captions. */
export function mainPart(document: PageDocument, hasCaptions: boolean): MainPart {
  const root = mainElement(document)
  return {
    html: root.innerHTML,
    text: textOf(root, hasCaptions ? 'captions' : 'sparse'),
    isMarked: root !== document.body,
  }
}

/** A page with this many captions can be a gallery. */
const MIN_CAPTIONS = 4
const MIN_CAPTION_CHARACTERS = 40
/** In a gallery the captions have at least this many characters for each in paragraphs. */
const MIN_CAPTION_SHARE = 0.6

/** Whether a page is a gallery of pictures, whose captions are its text. Call it before anything is removed. */
export function isGallery(document: PageDocument): boolean {
  const lengths = (selector: string): number[] =>
    [...document.querySelectorAll(selector)]
      .slice(0, 300)
      .map((element) => folded(element.textContent ?? '').trim().length)
  const captions = lengths('figcaption, [class*="caption"]').filter((length) => length >= MIN_CAPTION_CHARACTERS)
  const sum = (all: readonly number[]): number => all.reduce((total, one) => total + one, 0)
  return captions.length >= MIN_CAPTIONS && sum(captions) >= MIN_CAPTION_SHARE * sum(lengths('p'))
}

/** A shorter paragraph may be a label, a teaser or a button. */
const MIN_PROSE_CHARACTERS = 60
/** With less prose than this a main part is compared as a whole. */
const MIN_COMPARED_CHARACTERS = 200

/** How much of the prose of a main part a text has; of a main part with little prose, how much of all its text. */
export function shareOfMain(text: string, main: string): number {
  const blocks = main.split(/\n+/)
  const prose = blocks.filter(({ length }) => length >= MIN_PROSE_CHARACTERS)
  const compared = lengthOf(prose) >= MIN_COMPARED_CHARACTERS ? prose : blocks
  const found = new Set(text.split(/\n+/))
  return main === '' ? 1 : lengthOf(compared.filter((block) => found.has(block))) / lengthOf(compared)
}

const lengthOf = (blocks: readonly string[]): number => blocks.reduce((sum, { length }) => sum + length, 0)

function mainElement(document: PageDocument): PageElement {
  const body = document.body
  for (const selector of [
    '[itemprop~="articleBody"]',
    'main',
    '[role="main"]',
    'article',
    '#content',
    '#main',
    '.content',
  ]) {
    const found = [...document.querySelectorAll(selector)].slice(0, 40)
    const [first] = found
    // Of several the first is no more the page's than the others.
    if (
      first !== undefined &&
      found.length === 1 &&
      (first.textContent ?? '').length > 0.25 * (body.textContent ?? '').length
    )
      return first
  }
  return body
}

/**
 * The text under an element, each block as a paragraph, without captions. `sparse`: also without blocks and lists that consist
 * of links, which lead to other pages. `captions`: the same with captions.
 */
export function textOf(root: PageNode, kind: 'whole' | 'sparse' | 'captions' = 'whole'): string {
  const blocks = blocksOf(root, kind === 'captions')
  const kept = kind === 'whole' ? blocks : withoutLinkLists(blocks)
  return kept.map(({ text }) => text).join('\n\n')
}

function blocksOf(root: PageNode, hasCaptions: boolean): Block[] {
  const found: Block[] = []
  let open = ''
  /** The last characters of it; the whole would be copied for each question. */
  let end = ''
  /** What is struck out in the block: its text where it has no other. */
  let struck = ''
  let linked = 0
  let links = 0
  let linkCount = 0
  let items = 0
  let preformatted = 0
  let heading = false
  const append = (text: string): void => {
    open += text
    end = (text.length < END_CHARACTERS ? end + text : text).slice(-END_CHARACTERS)
  }
  const close = (): void => {
    const text = open.trim() === '' ? struck : open
    const block = blockOf(text, { linked, linkCount, isItem: items > 0, isHeading: heading }, preformatted > 0)
    if (block !== undefined) found.push(block)
    open = ''
    end = ''
    struck = ''
    linked = 0
    linkCount = 0
    heading = false
  }
  // Its own stack, since a page may nest deeper than recursion allows.
  const stack: { readonly node: PageNode; readonly isEnd: boolean }[] = [{ node: root, isEnd: false }]
  while (stack.length > 0) {
    const { node, isEnd } = stack.pop()!
    const name = node.nodeName.toUpperCase()
    if (isEnd) {
      if (name === 'A') links--
      else if (name === 'TD' || name === 'TH') append(' ')
      else close()
      if (name === 'LI') items--
      if (name === 'PRE') preformatted--
      continue
    }
    if (node.nodeType === 3) {
      const text = (node.textContent ?? '').replaceAll(PREFORMATTED, '')
      const added = preformatted > 0 ? text : folded(text)
      append(added)
      if (links > 0) linked += added.length
      continue
    }
    if (node.nodeType !== 1 || SILENT.has(name) || (name === 'FIGCAPTION' && !hasCaptions)) continue
    if (STRUCK.has(name)) {
      const text = node.textContent ?? ''
      if (text.length <= MAX_STRUCK_CHARACTERS) {
        if (struck.length <= MAX_STRUCK_CHARACTERS) struck += text
        continue
      }
    }
    const inline = inlineText(node, name, end)
    if (inline !== undefined) {
      append(inline)
      continue
    }
    if (BLOCKS.has(name)) {
      close()
      heading = /^H[1-6]$/.test(name)
      stack.push({ node, isEnd: true })
    } else if (name === 'A' || name === 'TD' || name === 'TH') {
      if (name === 'A') {
        links++
        linkCount++
      } else append(' ')
      stack.push({ node, isEnd: true })
    }
    if (name === 'LI') items++
    if (name === 'PRE') preformatted++
    for (let child = node.lastChild; child !== null; child = child.previousSibling)
      stack.push({ node: child, isEnd: false })
  }
  close()
  return found
}

/** A block of this text; undefined for none, and for a bar of links ("Home | Archive | Contact"). */
function blockOf(
  written: string,
  { linkCount, isItem, ...rest }: Omit<Block, 'text'> & { readonly linkCount: number; readonly isItem: boolean },
  isPreformatted: boolean,
): Block | undefined {
  const line = written
    .replace(/[^\S\n ][^\S\n]*| [^\S\n]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .trim()
  const isBar = linkCount > 1 && line.length < 200 && rest.linked >= 0.8 * line.length && !isItem
  if (line === '' || isBar) return undefined
  const isHeading = rest.isHeading && line.length < MAX_HEADING_CHARACTERS
  return { ...rest, text: isPreformatted ? asPreformatted(line) : line, isHeading }
}

/** Stands before and after preformatted text, which is no prose: its lines are not tested. Texts do not hold it. */
const PREFORMATTED = '\ue000'
const asPreformatted = (text: string): string => PREFORMATTED + text.replace(/\n{2,}/g, '\n') + PREFORMATTED

/** A text with a word in place of each preformatted block, and a function that puts the blocks back into what is left of it. */
export function withoutPreformatted(text: string): {
  readonly text: string
  readonly restore: (rest: string) => string
} {
  const blocks: string[] = []
  const prose = text
    .split(PREFORMATTED)
    .map((part, at) => (at % 2 === 0 ? part : `${PREFORMATTED}Code${blocks.push(part) - 1}${PREFORMATTED}`))
    .join('')
  const restore = (rest: string): string =>
    rest.replace(/\ue000Code(\d{1,6})\ue000/g, (_, number: string) => blocks[Number(number)] ?? '')
  return { text: prose, restore }
}

/** The text of a break, a picture, or a raised or lowered number after `end`; undefined where an element's own text is read. */
function inlineText(node: PageNode, name: string, end: string): string | undefined {
  if (name === 'BR') return '\n'
  if (name === 'IMG') return emojiOf(node as PageElement)
  return name === 'SUP' || name === 'SUB' ? raisedText(node, name, end) : undefined
}

/** A picture of an emoji is text. */
function emojiOf(image: PageElement): string {
  const alt = image.getAttribute('alt') ?? ''
  return alt.length <= 12 && /\p{Extended_Pictographic}/u.test(alt) ? alt : ''
}

/** How much of the text before a raised number is read. */
const END_CHARACTERS = 12
const currencyBefore = /[$€£¥]\s?\d{1,6}$/
const currencyAfter = /^\s?(?:€|\$|£|euros?\b|eur\b|dollars?\b|pounds?\b|zł|kr\b|francs?\b|chf\b|franken\b)/i

/** A raised or lowered number in the characters made for it: 10⁶ would else read as 106. Undefined for anything else. */
function raisedText(node: PageNode, name: string, end: string): string | undefined {
  const text = (node.textContent ?? '').slice(0, 8).trim()
  // The number of a footnote leads to it.
  if (name === 'SUP' && /^[[(]?\d{1,3}[\])]?$/.test(text) && (node as PageElement).querySelector('a') !== null)
    return ''
  if (text === '' || text.length > 5 || !/[\p{L}\p{N})]$/u.test(end)) return undefined
  if (name === 'SUP' && /^\d{1,2}$/.test(text) && /\d$/.test(end)) {
    const next = node.nextSibling?.nodeType === 3 ? (node.nextSibling.textContent ?? '').slice(0, 12) : ''
    // Ten and a half
    if (/^\s?[/⁄]/.test(next)) return ` ${text}`
    if (text.length === 2 && (currencyBefore.test(end) || currencyAfter.test(next))) return `.${text}`
  }
  const signs = name === 'SUP' ? RAISED : LOWERED
  const isNumber = name === 'SUP' ? /^[\d+−n-]+$/.test(text) : /^[\d+−-]+$/.test(text)
  return isNumber ? [...text].map((sign) => signs.get(sign)).join('') : undefined
}

/** How many blocks of links in a row are a list of other pages. */
const LINK_RUN = 3
/** A longer text in a link is prose, in a link that lacks its end tag. */
const MAX_LINK_CHARACTERS = 200

/** The blocks without runs of those that consist of a link, unless each is introduced or explained by other text. */
function withoutLinkLists(blocks: readonly Block[]): Block[] {
  const isLink = ({ text, linked, isHeading }: Block): boolean =>
    !isHeading && text.length < MAX_LINK_CHARACTERS && linked >= 0.8 * text.length
  const kept: Block[] = []
  for (let at = 0; at < blocks.length; ) {
    let end = at
    while (end < blocks.length && isLink(blocks[end]!)) end++
    if (end - at < LINK_RUN) {
      kept.push(...blocks.slice(at, Math.max(end, at + 1)))
      at = Math.max(end, at + 1)
    } else at = end
  }
  return kept
}

// ---- lines that end a page or stand around its text

/** Headings of what ends a press release. */
const releaseEnd =
  /^(?:(?:cautionary (?:note|statement)s? (?:regarding|about|concerning|on) )?(?:forward[- ]looking (?:statements?|information))(?: disclaimer)?|safe harbou?r(?: statement)?|(?:media|press|investor|news|pr|public|company)(?: (?:&|and|\/) (?:media|investor|press)(?: relations)?)? (?:contacts?|inquiries|enquiries|relations)(?: (?:contacts?|information|details))?|contacts?(?: (?:information|details))?(?: for (?:media|press|journalists))?|for (?:more|further|additional) (?:information|details)(?:,? (?:please )?(?:contact|visit))?|notes? (?:to|for) editors?|pressekontakt|kontakt(?: für (?:medien|presse|journalisten))?|contacts? (?:presse|médias?)|contacto (?:de |para )?(?:prensa|medios)|contatt[oi] stampa|contato para (?:a )?imprensa|perscontact|presskontakt|boilerplate|source)\s*[:：]?$/i
const aboutLine =
  /^(?:About|ABOUT|Über|À propos d(?:e|u|es)|Acerca de|Sobre|Informazioni su|Over|Om) (?:the |a |o |l['’])?\p{Lu}/u
/** Headings of what ends a paper or its abstract. */
const paperEnd =
  /^(?:references?|bibliography|works cited|literature cited|how to cite(?: this (?:article|paper))?|cite (?:this|as)|citations?|downloads?|download citation|article (?:metrics|details|information)|metrics|issue|section|licen[cs]e|copyright|funding|acknowledge?ments|conflicts? of interest|competing interests|author biograph(?:y|ies)|literatur(?:verzeichnis)?|références|bibliographie|referencias|referências|riferimenti|bibliografia)\s*[:：]?$/i
/** Keywords, with or on the line above them. */
const keywordsLine =
  /^(?:key ?words|palabras clave|palavras-chave|mots[- ]clés|schlüsselwörter|schlagwörter|parole chiave)\s*(?:$|[:：—-]\s*(\S.{0,400})?$)/i
/** Single lines with which a page asks, counts or leads back. */
const pageLine =
  /^(?:(?:was|is|did you find) th(?:is|e) (?:page|article|answer|content|information|guide|post|review)?\s?(?:helpful|useful)?.{0,12}\?.{0,30}|(?:war|ist) diese[rs]? (?:seite|artikel|beitrag) hilfreich.{0,30}|cette page vous a-t-elle.{0,30}|¿te (?:ha sido|resultó|fue) útil.{0,40}|(?:back|return) to (?:the )?(?:index|top|top of page|home|home page|contents|archive|list|news|overview|search results)|zurück (?:zur|zum) .{3,24}|retour (?:à|au|aux) .{3,24}|volver (?:a|al|arriba).{0,24}|torna (?:su|a|all).{0,24}|voltar (?:ao|para o) .{3,24}|(?:next|previous|prev|older|newer) (?:page|month|post|article|story|entry|issue|chapter|photo|slide)s?\s?[»>→]?|\d{1,6} (?:likes?|claps|shares?|views|reads|upvotes)|(?:rate|vote for) this (?:recipe|article|page|post|story).{0,20}|(?:valora|califica|vota) est[ae] (?:receta|artículo|página).{0,20}|bewerte(?:n sie)? diese[sn]? .{3,30}|report (?:this )?(?:ad|a typo|an? error|a problem)|(?:we|this (?:post|page|article)|some links|as an amazon associate).{0,60}(?:may earn|earn|contains?).{0,24}(?:commission|affiliate|qualifying purchases).{0,80}|great! check your inbox.{0,40}|check your (?:inbox|e-?mail) .{0,50}(?:confirm|link).{0,30}|expert reviewed|fact[- ]checked|poll of the (?:day|week|month)|(?:help us|help keep us) keep(?: us)? going.{0,20}|support (?:us|our (?:work|journalism)).{0,20}|watch (?:the )?video|watch (?:now|live|more)\s?[:»>]?.{0,20}|(?:assista ao|vea el|mira el|guarda il|regardez la|video ansehen|zum) v[ií]d[ée]o.{0,60})[.!:»>→]*$/i
const creditLine =
  /^(?:fotos?|photos?|bild(?:er)?|fot\.|foto(?:grafie|grafía)?|zdjęcia|image|picture|фото|写真|사진)(?: (?:credit|by|von|de|di))?\s?[:：]\s?\S.{1,80}$/iu
const releaseAddress =
  /\/(?:press|media|news)-?(?:releases?|room)\b|\/newsroom\/|\/(?:presse|prensa|imprensa)(?:mitteilung(?:en)?)?\//i
/** What ends a text begins in its second half, of a press release after its first third. */
const END_FROM = { release: 0.35, about: 0.5, paper: 0.2 }

/**
 * A page's text without the lines that ask, count or lead back, and without what ends a press release or a paper: its
 * contacts, cautions, references. Bias: only lines that are nothing else; of other pages' ends nothing is cut.
 */
export function withoutEndMatter(
  text: string,
  { isPaper = false }: { readonly isPaper?: boolean },
  url: string,
): string {
  const blocks = text.split(/\n{2,}/)
  const kept = blocks.filter((block) => block.length > 200 || !(pageLine.test(block) || creditLine.test(block)))
  const total = lengthOf(kept)
  const isRelease =
    releaseAddress.test(url) || kept.some((block) => block.length < 60 && /^(?:media|press) contacts?\b/i.test(block))
  let before = 0
  for (const [at, block] of kept.entries()) {
    const share = before / total
    const line = block.split('\n')[0]!
    const isEnd =
      line.length <= 80 &&
      ((share >= END_FROM.release &&
        releaseEnd.test(line) &&
        (isRelease || /looking|safe harb|media|press|presse/i.test(line))) ||
        (isRelease && share >= END_FROM.about && aboutLine.test(line) && !/[.!?]$/.test(line)) ||
        (isPaper && share >= END_FROM.paper && paperEnd.test(line)))
    if (isEnd) return withoutKeywords(kept.slice(0, at), isPaper).join('\n\n')
    before += block.length
  }
  return withoutKeywords(kept, isPaper).join('\n\n')
}

function withoutKeywords(blocks: readonly string[], isPaper: boolean): readonly string[] {
  const at = isPaper ? blocks.findIndex((block) => block.length < 500 && keywordsLine.test(block)) : -1
  if (at < 0) return blocks
  const isAlone = keywordsLine.exec(blocks[at]!)?.[1] === undefined
  const count = isAlone && (blocks[at + 1]?.length ?? 500) < 400 ? 2 : 1
  return [...blocks.slice(0, at), ...blocks.slice(at + count)]
}
