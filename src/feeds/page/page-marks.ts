/**
 * Finds the places of a page that show its headline, its authors and its date, by tags, classes, relations and addresses,
 * in one pass over the tree. What they say is read elsewhere.
 */
import {
  ancestorsOfMain,
  isAsideName,
  markWords,
  type PageDocument,
  type PageElement,
  type PageNode,
  SILENT,
  shortText,
} from './page-document.ts'

/** A place of a page. */
export interface Mark {
  /** Its place in the document: the number of elements before it. */
  readonly at: number
  /** How weakly it is marked: 0 is markup made for it. */
  readonly rank: number
  /** What it shows, at most a few lines. */
  readonly text: string
  /** The machine-readable value, where it has one. */
  readonly value?: string
  /** The words before it, such as "Updated" or "By". */
  readonly before?: string
  /** The words after it, such as "Photographer". */
  readonly after?: string
  /** Its texts as the markup separates them, of an author's where there are several. */
  readonly parts?: readonly string[]
}

/** The marked places of a page, each list in the order of the document. */
export interface PageMarks {
  /** First-level headings, others that are marked as the headline (rank 1), and others of the second and third level. */
  readonly headings: readonly Mark[]
  readonly authors: readonly Mark[]
  readonly dates: readonly Mark[]
  /** The places of paragraphs of prose. */
  readonly prose: readonly number[]
}

/** How many places of a kind are read. */
const MAX_MARKS = 120
/** A shorter paragraph may be a byline or a label. */
const MIN_PROSE_CHARACTERS = 100
/** A longer text is no byline or date. */
const MAX_MARK_CHARACTERS = 220
const MAX_HEADING_CHARACTERS = 300

const authorWords =
  / (?:byline|bylines|author|authors|writer|posted by|postedby|submitted by|reporter|contributor|contributors|journalists?|columnist|autor(?:es|en|zy|in|a)?|auteurs?|autore|autori|verfasser|redakteur|forfatter|skribent|yazar|firma|firmante|p author|byl|\w{2,12}(?:author|byline|autor)) /
const notAuthorWords =
  / (?:avatar|image|img|imagen|bild|foto|fotograf|photo|photos|photographer|pic|picture|caption|credit|credits|posts|archive|comment|social|follow|list|count|date|time) /
const forumAuthorWords =
  / (?:username|poster|postauthor|post author|user name|user details|creator|names|nickname|nick|member name|op) /
/** A line of all sorts of things about the article, among them perhaps the author's name. */
const metaWords = / (?:meta|metadata|info|details|byline|postmetadata|dateline) /
/** Addresses of the pages of authors. */
const authorPath =
  /\/(?:authors?|writers?|by|bylines?|contributors?|columnists?|reporters?|journalists?|journalistes?|autor(?:en|es|in)?|auteurs?|autore|autori|redakteur)\/[^/?#]{2,}/i
/** Addresses of the pages of people, who may have written the page or be shown on it. */
const personPath = /\/(?:people|person|profiles?|redaktion|staff|team|bio|user|@[\w.-]+)(?:\/[^/?#]{3,}|$)/i
const forumPath =
  /\/(?:u|users?|members?|profiles?|people)\/(?!(?:log(?:in|out)|sign[_-]?(?:in|up)|register|new|edit|settings|password|list|all|online|search)\b)[^/?#]+|(?:memberlist|member|profile|space)\.php\?.{0,80}?\b(?:mode=viewprofile|u(?:id|ser|serid)?=\d|id=\d)|member\.php\/\d|action=profile;?&?.{0,20}u=\d/i
const publishedWords =
  / (?:published|pubdate|pub date|publish date|publication date|entry date|post date|dt published|date published|article date|posted on|postdate|published time|publish time|date posted) /
const dateWords =
  / (?:date|dates|time|datetime|timestamp|dateline|posted|created|datum|fecha|data|meta|metadata|byline|info|infos|submitted|published|pubdate|postmetadata|\w{2,12}(?:date|datum|datetime)) /
const updatedWords =
  / (?:updated|update|lastupdate|candidate|mandate|validate|modified|lastmod|last edited|edited|expires|event) /
const byWord =
  /^(?:[-–—•|]\s*)?(?:by|von|par|por|di|door|av|af|(?:texte?s?|texto|testo|tekst)(?: (?:y|et|e|en|und|och|og) (?:fotos?|photos?|foto's|bild))?|autore?s?|autorin|auteurs?|author|words by|written by|posted by|story by|erstellt von|veröffentlicht von|geschrieben von|publié par|rédigé par|écrit par|publicado por|escrito por|scritto da|a cura di|geschreven door|skrivet av|napisał|автор|文|作者|記者|记者|執筆)(?:[:：]|\s|$)/i

/** "March 3rd, 2006 by Nell" */
const datedBy = /\p{Nd}{4}[^.]{0,20}\s(?:by|von|par|por|di|door|av|af)\s+\p{Lu}/u

/** The marked places of a page. `isForum`: names of users are authors, too. */
export function readMarks(document: PageDocument, isForum: boolean): PageMarks {
  const headings: Mark[] = []
  const authors: Mark[] = []
  const dates: Mark[] = []
  const prose: number[] = []
  let at = 0
  const main = ancestorsOfMain(document)
  const add = (marks: Mark[], element: PageNode, rank: number, value?: string): void => {
    if (marks.length >= MAX_MARKS) return
    const text = shortText(element, marks === headings ? MAX_HEADING_CHARACTERS : MAX_MARK_CHARACTERS)
    if (text === undefined && rank < 2 && marks === authors) {
      const [inner] = firstLines(element)
      if (inner !== undefined) marks.push({ at, rank: 2, text: inner })
      return
    }
    if (text === undefined || (text === '' && value === undefined)) return
    const before = marks === headings ? '' : textBeside(element, 'previousSibling')
    const after = marks === authors ? textBeside(element, 'nextSibling') : ''
    const parts = marks === authors ? textParts(element) : []
    marks.push({
      at,
      rank,
      text,
      ...(value === undefined ? {} : { value }),
      ...(before === '' ? {} : { before }),
      ...(after === '' ? {} : { after }),
      ...(parts.length < 2 ? {} : { parts }),
    })
  }
  const stack: { readonly node: PageNode; readonly inArticle: boolean }[] = [
    { node: document.documentElement ?? document.body, inArticle: false },
  ]
  while (stack.length > 0) {
    const { node, inArticle } = stack.pop()!
    if (node.nodeType === 3) {
      const text = node.textContent ?? ''
      readTextNode(node, text, (marks, place, rank) => add(marks === 'authors' ? authors : dates, place, rank))
      continue
    }
    const name = node.nodeName.toUpperCase()
    if (node.nodeType !== 1 || SILENT.has(name)) continue
    at++
    const element = node as PageElement
    const words = markWords(element)
    if (!main.has(node) && (isAside(name, words, inArticle, isForum) || isOfReaders(element, name, words, isForum)))
      continue
    if (name === 'H1' || (/^H[2-4]$|^SPAN$|^P$|^DIV$/.test(name) && isHeadline(element, words)))
      add(headings, element, name === 'H1' ? 0 : 1)
    else if (/^H[23]$/.test(name)) add(headings, element, 2)
    if (name === 'P' && prose.length < MAX_MARKS && (node.textContent ?? '').trim().length >= MIN_PROSE_CHARACTERS)
      prose.push(at)
    const author = authorRank(element, name, words, isForum)
    if (author !== undefined) add(authors, nameElement(element), author, element.getAttribute('content') ?? undefined)
    const date = dateRank(element, name, words)
    if (date !== undefined) add(dates, element, date, dateValue(element, name))
    const isArticle = inArticle || name === 'ARTICLE' || name === 'MAIN'
    for (let child = node.lastChild; child !== null; child = child.previousSibling)
      stack.push({ node: child, inArticle: isArticle })
  }
  return { headings, authors, dates, prose }
}

/** The element inside another that holds only the name. */
const nameElement = (element: PageElement): PageElement =>
  element.getAttribute('itemprop') === null ? element : (element.querySelector('[itemprop~="name"]') ?? element)

/** Text that announces an author or holds a year, with no mark around it. */
function readTextNode(
  node: PageNode,
  text: string,
  add: (marks: 'authors' | 'dates', place: PageNode, rank: number) => void,
): void {
  if (text.length > 400) return
  const trimmed = text.trim()
  if (trimmed === '') return
  if (trimmed.length <= 120 && (byWord.test(trimmed) || datedBy.test(trimmed)))
    add('authors', node.parentNode ?? node, 4)
  if (trimmed.length <= 120 && /(?:\p{Nd}{4}|\p{Nd}{1,2}[./]\p{Nd}{1,2}[./]\p{Nd}{2})/u.test(trimmed))
    add('dates', node, 3)
}

/** The last words before a node or the first after it, in what stands beside it. */
function textBeside(node: PageNode, side: 'previousSibling' | 'nextSibling'): string {
  let sibling = node[side]
  for (let steps = 0; sibling !== null && steps < 3; steps++) {
    const text = sibling.nodeType === 3 ? (sibling.textContent ?? '') : (shortText(sibling, 60) ?? '')
    const bare = text.trim()
    if (bare !== '') return side === 'previousSibling' ? bare.slice(-60) : bare.slice(0, 60)
    sibling = sibling[side]
  }
  return ''
}

const MAX_PARTS = 10

/** The texts under a node, one for each text node. */
function textParts(element: PageNode): string[] {
  const found: string[] = []
  let seen = 0
  const stack: PageNode[] = [element]
  while (stack.length > 0 && seen++ < 60 && found.length < MAX_PARTS) {
    const node = stack.pop()!
    if (node.nodeType === 3) {
      const text = (node.textContent ?? '').slice(0, MAX_MARK_CHARACTERS).replace(/\s+/g, ' ').trim()
      if (text !== '') found.push(text)
    } else if (node.nodeType === 1 && !SILENT.has(node.nodeName.toUpperCase()))
      for (let child = node.lastChild; child !== null; child = child.previousSibling) stack.push(child)
  }
  return found
}

/** The first lines of an element that has too much text to be a byline: a box about the author begins with the name. */
function firstLines(element: PageNode): string[] {
  let seen = 0
  const stack: PageNode[] = [element]
  while (stack.length > 0 && seen++ < 20) {
    const node = stack.pop()!
    if (node.nodeType === 3 && (node.textContent ?? '').trim().length > 3) {
      const text = (node.textContent ?? '').trim()
      return text.length <= 60 ? [text] : []
    }
    for (let child = node.lastChild; child !== null; child = child.previousSibling) stack.push(child)
  }
  return []
}

function isAside(name: string, words: string, inArticle: boolean, isForum: boolean): boolean {
  if (name === 'NAV' || name === 'FORM' || name === 'DIALOG' || (name === 'ASIDE' && !/ author/.test(words)))
    return true
  if (name === 'FIGURE' || name === 'FIGCAPTION' || (name === 'FOOTER' && !inArticle)) return true
  return isAsideName(words, isForum) && name !== 'BODY' && name !== 'HTML'
}

const readersWords =
  / (?:testimonials?|pull ?quote|reviews|review list|customer reviews?|user reviews?|reactions|responses|ratings) /

/** Whether an element quotes somebody or shows what readers and customers wrote. */
const isOfReaders = (element: PageElement, name: string, words: string, isForum: boolean): boolean =>
  name === 'BLOCKQUOTE' ||
  (!isForum &&
    (readersWords.test(words) ||
      /(?:^|\s)(?:reviews?|comments?)(?:\s|$)/i.test(element.getAttribute('itemprop') ?? '')))

const isHeadline = (element: PageElement, words: string): boolean =>
  /\bheadline\b/.test(element.getAttribute('itemprop') ?? '') ||
  / (?:entry title|post title|article title|headline|page title|p name|topic title|thread title|titulo|title entry) /.test(
    words,
  )

function authorRank(element: PageElement, name: string, words: string, isForum: boolean): number | undefined {
  if (/(?:^|\s)author(?:\s|$)/i.test(element.getAttribute('rel') ?? '') && name === 'A') return 0
  if (/(?:^|\s)(?:author|creator)(?:\s|$)/i.test(element.getAttribute('itemprop') ?? '')) return 0
  if (/ (?:p author|author vcard|vcard author) /.test(words)) return 0
  if (/ (?:fn|h card) /.test(words) && !/ org /.test(words) && name !== 'BODY') return 1
  if (authorWords.test(words) && !notAuthorWords.test(words)) return 1
  const href = name === 'A' ? (element.getAttribute('href') ?? '') : ''
  if (href !== '' && authorPath.test(href)) return 2
  if (href !== '' && personPath.test(href)) return 5
  if (isForum && ((href !== '' && forumPath.test(href)) || forumAuthorWords.test(words))) return 2
  return metaWords.test(words) ? 3 : undefined
}

function dateRank(element: PageElement, name: string, words: string): number | undefined {
  const itemprop = element.getAttribute('itemprop') ?? ''
  if (updatedWords.test(words) && !publishedWords.test(words)) return undefined
  if (/\bdatemodified\b/i.test(itemprop)) return undefined
  if (/\bdatepublished\b/i.test(itemprop)) return 0
  if (/\bdatecreated\b/i.test(itemprop)) return 1
  if (name === 'TIME') return element.getAttribute('pubdate') !== null || publishedWords.test(words) ? 0 : 1
  if (publishedWords.test(words)) return name === 'ABBR' ? 0 : 1
  return dateWords.test(words) ? 2 : undefined
}

function dateValue(element: PageElement, name: string): string | undefined {
  const value = element.getAttribute('datetime') ?? element.getAttribute('content')
  if (value) return value
  return name === 'ABBR' || name === 'SPAN' || name === 'A' ? (element.getAttribute('title') ?? undefined) : undefined
}
