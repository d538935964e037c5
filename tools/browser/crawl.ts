/** Follows every link of a site, served or in a folder, and says what is wrong with its pages. */
import { readFile, stat } from 'node:fs/promises'
import { request } from 'node:http'
import { fileURLToPath } from 'node:url'
import { brotliDecompressSync, gzipSync } from 'node:zlib'
import { Parser } from 'htmlparser2'

/** The most pages whose links are followed; the rest is only asked for. */
const MAX_READ = 250
/** A page may weigh so much on the wire. */
const MAX_PAGE_BYTES = 30 * 1024

interface Answer {
  readonly status: number
  readonly type: string
  readonly body: string
  readonly compressedBytes: number
}

interface Page {
  readonly title: string
  readonly ids: ReadonlySet<string>
  readonly links: readonly string[]
  /** Where the page says it is at home. */
  readonly canonical?: string
  readonly faults: readonly string[]
}

export interface Crawled {
  /** The title of every page that was read, by its address. */
  readonly titles: ReadonlyMap<string, string>
  readonly faults: readonly string[]
}

/**
 * Starts at `start`, a page over http or in a folder (file:), and follows what stays below its folder. A link that leads out
 * may lead to the web only; one of `others`, such as the web server of a static site, is not followed.
 */
export async function crawl(start: string, others: readonly string[] = []): Promise<Crawled> {
  const base = new URL('.', start).href
  const faults: string[] = []
  const pages = new Map<string, Page>()
  /** Where each address was first linked. */
  const queue = new Map([[start, 'the start']])
  const fragments: { url: string; fragment: string; from: string }[] = []
  for (const [url, from] of queue) {
    const answer = await load(url)
    if (answer.status !== 200) {
      faults.push(`${url}: answers ${answer.status}, linked from ${from}`)
      continue
    }
    if (!answer.type.startsWith('text/html')) continue
    if (answer.compressedBytes > MAX_PAGE_BYTES)
      faults.push(`${url}: weighs ${answer.compressedBytes} bytes compressed`)
    if (pages.size === MAX_READ) continue
    const page = readPage(answer.body)
    // The web server answers a file's name with the page that it has below a shorter one.
    if (page.canonical === url && pages.has(url.replace(/\.html$/, ''))) continue
    pages.set(url, page)
    faults.push(...page.faults.map((fault) => `${url}: ${fault}`))
    for (const link of page.links) {
      const target = URL.parse(link, url)
      if (target === null) faults.push(`${url}: has a link that is none: ${link}`)
      else if (target.href.startsWith(base)) {
        if (target.hash !== '') fragments.push({ url: withoutHash(target), fragment: target.hash.slice(1), from: url })
        if (!queue.has(withoutHash(target))) queue.set(withoutHash(target), url)
      } else if (!/^(https?|mailto):$/.test(target.protocol) || (link.startsWith('/') && !link.startsWith('//')))
        faults.push(`${url}: leads out of the site to ${link}`)
      else if (/^http:\/\/127\./.test(target.href) && !others.some((other) => target.href.startsWith(other)))
        faults.push(`${url}: leads to ${link}`)
    }
  }
  for (const { url, fragment, from } of fragments) {
    const page = pages.get(url)
    if (page !== undefined && !page.ids.has(decodeURIComponent(fragment)))
      faults.push(`${from}: there is no #${fragment} in ${url}`)
  }
  const titles = new Map([...pages].map(([url, { title }]) => [url, title]))
  for (const [title, urls] of Map.groupBy(titles.keys(), (url) => titles.get(url)))
    if (urls.length > 1) faults.push(`${urls.slice(0, 3).join(' and ')} have the same title: ${title}`)
  return { titles, faults }
}

function withoutHash(url: URL): string {
  const copy = new URL(url)
  copy.hash = ''
  return copy.href
}

async function load(url: string): Promise<Answer> {
  if (url.startsWith('file:')) {
    const path = fileURLToPath(url.replace(/\?.*$/, ''))
    const isFile = await stat(path).then(
      (found) => found.isFile(),
      () => false,
    )
    const bytes = isFile ? await readFile(path) : Buffer.alloc(0)
    const type = /\.html$/.test(path) ? 'text/html' : 'other'
    return { status: isFile ? 200 : 404, type, body: bytes.toString(), compressedBytes: gzipSync(bytes).length }
  }
  return new Promise((resolve, reject) => {
    request(url, { headers: { 'accept-encoding': 'br' } }, (response) => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part))
      response.once('error', reject)
      response.once('end', () => {
        const sent = Buffer.concat(parts)
        const isPacked = response.headers['content-encoding'] === 'br'
        resolve({
          status: response.statusCode ?? 0,
          type: response.headers['content-type'] ?? '',
          body: (isPacked ? brotliDecompressSync(sent) : sent).toString(),
          compressedBytes: isPacked ? sent.length : gzipSync(sent).length,
        })
      })
    })
      .once('error', reject)
      .end()
  })
}

/** What a page is made of; its faults are those that no browser shows. */
function readPage(html: string): Page {
  const ids = new Set<string>()
  const links: string[] = []
  let canonical: string | undefined
  const faults: string[] = []
  const levels: number[] = []
  let title = ''
  let isInTitle = false
  const parser = new Parser({
    onopentag(name, attributes) {
      isInTitle = name === 'title'
      const { id, href, src, action, rel } = attributes
      if (rel === 'canonical') canonical = href
      if (id !== undefined) {
        if (ids.has(id)) faults.push(`has the id ${id} twice`)
        ids.add(id)
      }
      for (const link of [href, src, action]) if (link !== undefined) links.push(link)
      if (/^h[1-6]$/.test(name)) {
        const level = Number(name[1])
        if (level > (levels.at(-1) ?? 0) + 1) faults.push(`goes from heading ${levels.at(-1) ?? 0} to ${level}`)
        levels.push(level)
      }
      if (name === 'html' && !attributes['lang']) faults.push('has no language')
      if (name === 'script' || name === 'style' || name === 'iframe') faults.push(`has a ${name}`)
      for (const attribute of Object.keys(attributes))
        if (/^on|^style$/.test(attribute)) faults.push(`has the attribute ${attribute}`)
      if (name === 'img' && !(attributes['width'] && attributes['height'])) faults.push(`shows ${src} without a size`)
    },
    ontext(text) {
      if (isInTitle) title += text
    },
    onclosetag(name) {
      if (name === 'title') isInTitle = false
    },
  })
  parser.end(html)
  if (title.trim() === '') faults.push('has no title')
  if (levels.filter((level) => level === 1).length !== 1) faults.push('has not one heading of the first level')
  return { title, ids, links, ...(canonical === undefined ? {} : { canonical }), faults }
}
