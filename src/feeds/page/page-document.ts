/** A web page as a tree: the part of the DOM that is used here, and what its parts are for. */

/** The part of the DOM that is used here, since the project is compiled without the DOM's types. */
export interface PageNode {
  readonly nodeName: string
  readonly nodeType: number
  readonly textContent: string | null
  readonly lastChild: PageNode | null
  readonly previousSibling: PageNode | null
  readonly nextSibling: PageNode | null
  readonly parentNode: PageNode | null
}
export interface PageElement extends PageNode {
  readonly innerHTML: string
  getAttribute(name: string): string | null
  querySelector(selector: string): PageElement | null
  remove(): void
}
export interface PageDocument {
  readonly body: PageElement
  readonly documentElement: PageElement | null
  querySelector(selector: string): PageElement | null
  querySelectorAll(selector: string): Iterable<PageElement>
}

/**
 * A page is cut after this many UTF-16 units or tags: an article is always in the first megabytes. A page of this size takes 1
 * to 2 s of CPU and up to 120 MB (measured with paragraphs of three words, links and spans).
 */
const MAX_HTML_CHARACTERS = 2_000_000
const MAX_TAGS = 40_000
/** Deeper pages are read for their metadata only: Readability's time grows with the square of the depth. No article nests that deep. */
const MAX_DEPTH = 250
/** What stands deeper than this is counted, each element with the levels beyond; more than this in all is too deep. */
const USUAL_DEPTH = 60
const MAX_EXCESS = 150_000
/** Longer classes and ids are cut. */
const MAX_CLASS_CHARACTERS = 300

/** The page, cut at these limits. */
export function cutPage(html: string): string {
  let end = -1
  for (let tags = 0; tags <= MAX_TAGS; tags++) {
    end = html.indexOf('<', end + 1)
    if (end < 0 || end > MAX_HTML_CHARACTERS) return html.slice(0, MAX_HTML_CHARACTERS)
  }
  return html.slice(0, end)
}

/** Whether an element has more than MAX_DEPTH ancestors, or too many elements have too many. Uses its own stack, since recursion could overflow. */
export function isTooDeep(document: PageDocument): boolean {
  if (document.documentElement === null) return false
  const stack: { readonly node: PageNode; readonly depth: number }[] = [
    // In a page without html and body tags this is its first element.
    { node: document.documentElement, depth: 0 },
  ]
  let excess = 0
  while (stack.length > 0) {
    const { node, depth } = stack.pop()!
    excess += Math.max(0, depth - USUAL_DEPTH)
    if (depth > MAX_DEPTH || excess > MAX_EXCESS) return true
    for (let child = node.lastChild; child !== null; child = child.previousSibling) {
      if (child.nodeType === 1) stack.push({ node: child, depth: depth + 1 })
    }
  }
  return false
}

/** The words of an element's classes and id, each between blanks: ` entry author ` for `class="entryAuthor"`. */
export function markWords(element: PageElement): string {
  const marks = `${element.getAttribute('class') ?? ''} ${element.getAttribute('id') ?? ''}`
  if (marks === ' ') return ''
  const words = marks
    .slice(0, MAX_CLASS_CHARACTERS)
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replace(/[^a-z\d]+/g, ' ')
    .trim()
  return ` ${words} `
}

/** Elements whose text is no text of the page. */
export const SILENT = new Set('SCRIPT STYLE NOSCRIPT TEMPLATE SVG IFRAME OBJECT SELECT TEXTAREA HEAD'.split(' '))

/** What has these words in its class or id stands beside the article: lists of other pages, comments, calls, notices. */
const asideWords =
  / (?:comments?(?! (?:open|closed|off|disabled) )|commentlist|webmentions?|u comment|h cite|facepile|pingbacks?|trackbacks?|respond|disqus|related|recommend(?:ed|ations?)|recirc|similar|sidebar|breadcrumbs?|newsletters?|subscribe|cookies?|consent|gdpr|popular|trending|latest|discussion|reply|replies|outbrain|taboola|modal|popup|overlay|navbar|nav|navigation|menu|submenu|pagination|pager|prev next|share|sharing|sharedaddy|addtoany|social|adsbygoogle|advert(?:isement)?|sponsored|read more|more (?:stories|articles|posts|news|from)|most read|up next|also like|suggested|site (?:header|footer)|page footer|skip link) /
/** Before one of those words: the page as a whole is said to have it, or not. */
const negated =
  / (?:no|has|with|without|hide|hides|is) (?=(?:comments?|sidebar|nav|navigation|menu|share|sharing|social|related|newsletter|breadcrumbs?) )/g

/** The answers of a thread are its text. */
const answerWords = / (?:comments?|reply|replies|discussion|answers?) /

/** Whether the words of a class say that an element stands beside the article, or the thread. */
export const isAsideName = (words: string, isForum: boolean): boolean =>
  words !== '' && asideWords.test(words.replace(negated, ' has-')) && !(isForum && answerWords.test(words))

/**
 * The elements that hold the page's heading or main part, and so are never beside it, whatever their class says.
 * Bias: they are found by the markup that is made for it.
 */
export function ancestorsOfMain(document: PageDocument): ReadonlySet<PageNode> {
  const found = new Set<PageNode>()
  let count = 0
  for (const element of document.querySelectorAll(
    'h1, main, [role="main"], [itemprop~="articleBody"], .entry-content',
  )) {
    if (++count > 50) break
    for (let node: PageNode | null = element; node !== null && !found.has(node); node = node.parentNode) found.add(node)
  }
  return found
}

/** The text of a node with blanks folded, lines at breaks and blocks; undefined where it is longer than `max` characters. */
export function shortText(root: PageNode, max: number): string | undefined {
  let text = ''
  let visits = 0
  const stack: (PageNode | string)[] = [root]
  while (stack.length > 0) {
    const node = stack.pop()!
    if (typeof node === 'string') {
      text += node
      continue
    }
    if (++visits > 400 || text.length > 2 * max) return undefined
    if (node.nodeType === 3) {
      text += (node.textContent ?? '').slice(0, 2 * max).replace(/\s+/g, ' ')
      continue
    }
    if (node.nodeType !== 1 || SILENT.has(node.nodeName.toUpperCase())) continue
    const isLine = /^(?:P|DIV|LI|UL|BR|H[1-6]|TR|TD|DT|DD|SECTION|TIME)$/i.test(node.nodeName)
    if (isLine) text += '\n'
    if (isLine) stack.push('\n')
    for (let child = node.lastChild; child !== null; child = child.previousSibling) stack.push(child)
  }
  const folded = text
    .replace(/[ \t\u00a0]+/g, ' ')
    .replace(/ ?\n[ \n]*/g, '\n')
    .trim()
  return folded.length > max ? undefined : folded
}
