/**
 * Rules for single sites that serve one article under several hosts or paths. Bias: a site that is not listed here is
 * left alone. Every rule yields an address that the site itself serves.
 */

/** The parts of an address that a host's rule may change; the query is a list of decoded-name, raw-value pairs. */
export interface AddressParts {
  host: string
  path: string
  query: [name: string, value: string][]
}

type HostRule = (parts: AddressParts) => void

const keepOnly = (parts: AddressParts, ...names: readonly string[]): void => {
  parts.query = parts.query.filter(([name]) => names.includes(name))
}
const queryValue = (parts: AddressParts, name: string): string | undefined =>
  parts.query.find(([candidate]) => candidate === name)?.[1]

const youtube: HostRule = (parts) => {
  const inPath = /^\/(?:shorts|embed|live|v|e)\/([\w-]{6,})\/?$/.exec(parts.path)?.[1]
  const id = parts.host === 'youtu.be' ? /^\/([\w-]{6,})\/?$/.exec(parts.path)?.[1] : (inPath ?? watchedId(parts))
  if (parts.host !== 'youtube.com' && id === undefined) return
  parts.host = 'youtube.com'
  if (id !== undefined) {
    parts.path = '/watch'
    parts.query = [['v', id]]
  } else if (parts.path === '/playlist') keepOnly(parts, 'list')
}
const watchedId = (parts: AddressParts): string | undefined =>
  parts.path === '/watch' || parts.path === '/watch/' ? queryValue(parts, 'v') : undefined

const twitter: HostRule = (parts) => {
  parts.host = 'x.com'
  const status = /^\/(?:i\/web|\w+)\/status(?:es)?\/(\d+)/.exec(parts.path)?.[1]
  if (status === undefined) return
  // The number alone identifies the post; the site accepts any account name before it.
  parts.path = `/i/status/${status}`
  parts.query = []
}

const reddit: HostRule = (parts) => {
  if (parts.host === 'redd.it') {
    const short = /^\/(\w+)\/?$/.exec(parts.path)?.[1]
    if (short === undefined) return
    parts.path = `/comments/${short}`
    parts.query = []
  } else {
    const [, post, comment] =
      /^\/(?:(?:r|user|u)\/[\w.-]+\/)?comments\/(\w+)(?:\/[^/]*(?:\/(\w+))?)?/.exec(parts.path) ?? []
    if (post !== undefined) {
      parts.path = comment === undefined ? `/comments/${post}` : `/comments/${post}/_/${comment}`
      parts.query = []
    }
  }
  parts.host = 'reddit.com'
}

const bbc: HostRule = (parts) => {
  if (!/^\/(news|sport|weather|newsround|culture|future|travel|worklife)(\/|$)/.test(parts.path)) return
  parts.host = 'bbc.com'
  parts.path = parts.path.replace(/^\/(news|sport)\/amp\//, '/$1/').replace(/\.amp$/, '')
}

const cnn: HostRule = (parts) => {
  if (/^(edition|us|lite|international|arabic-amp)\.cnn\.com$/.test(parts.host)) parts.host = 'cnn.com'
  if (parts.host !== 'cnn.com') return
  parts.path = parts.path.replace(/^\/cnn\/(?=\d{4}\/)/, '/')
}

const medium: HostRule = (parts) => {
  parts.query = parts.query.filter(([name]) => !/^(source|sk|gi)$/.test(name))
}

const substack: HostRule = (parts) => {
  if (/^\/(p|@|home)/.test(parts.path)) {
    parts.query = parts.query.filter(
      ([name]) => !/^(r|s|publication_id|post_id|triedRedirect|showWelcomeOnShare|isFreemail)$/.test(name),
    )
  }
}

const wikipedia: HostRule = (parts) => {
  const title = queryValue(parts, 'title')
  if (parts.path === '/w/index.php' && title !== undefined && parts.query.length === 1) {
    parts.path = `/wiki/${title.replace(/ |\+/g, '_')}`
    parts.query = []
  }
}

const wallStreetJournal: HostRule = (parts) => {
  if (/^\/(articles|[\w-]+(\/[\w-]+)*\/[\w-]+-[0-9a-f]{8}$)/.test(parts.path)) {
    parts.query = parts.query.filter(([name]) => !/^(mod|st|page|tesla)$/.test(name))
  }
}

const amazon: HostRule = (parts) => {
  const product = /\/(?:dp|gp\/product)\/([A-Z0-9]{10})(?:\/|$)/.exec(parts.path)?.[1]
  if (product === undefined) return
  parts.path = `/dp/${product}`
  parts.query = []
}

/** Rules by registrable domain. */
const rulesByDomain: ReadonlyMap<string, HostRule> = new Map([
  ['youtu.be', youtube],
  ['youtube.com', youtube],
  ['youtube-nocookie.com', youtube],
  ['twitter.com', twitter],
  ['x.com', twitter],
  ['fxtwitter.com', twitter],
  ['vxtwitter.com', twitter],
  ['reddit.com', reddit],
  ['redd.it', reddit],
  ['bbc.com', bbc],
  ['bbc.co.uk', bbc],
  ['cnn.com', cnn],
  ['medium.com', medium],
  ['substack.com', substack],
  ['wikipedia.org', wikipedia],
  ['wsj.com', wallStreetJournal],
  ['amazon.com', amazon],
  ['amazon.co.uk', amazon],
  ['amazon.de', amazon],
])

/** Applies the rule of the site with this registrable domain, where there is one, to the parts of an address. */
export function applyHostRule(domain: string, parts: AddressParts): void {
  rulesByDomain.get(domain)?.(parts)
}
