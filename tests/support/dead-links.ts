/** The links of a published folder that lead nowhere: pages, feeds in each format, archives and the sitemap. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Parser } from 'htmlparser2'

/**
 * Every link of every file in a folder to a file of it that is not there, as `FILE: LINK`. Relative links count, and those below
 * `siteUrl` (with its last slash), where the folder is served.
 */
export function deadLinks(folder: string, siteUrl = 'https://nowhere.example/'): string[] {
  const files = readdirSync(folder, { recursive: true }).map(String)
  const isThere = (path: string): boolean => {
    const target = join(folder, path)
    return existsSync(target) && (statSync(target).isFile() || existsSync(join(target, 'index.html')))
  }
  return files.flatMap((file) => {
    const links = linksOf(file, () => readFileSync(join(folder, file), 'utf8'))
    return links.flatMap((link) => {
      const local = link.startsWith(siteUrl) ? link.slice(siteUrl.length) : undefined
      if (local === undefined && /^[a-z]+:/i.test(link)) return []
      const path = decodeURIComponent((local ?? link).replace(/[?#].*$/, ''))
      const isSelf = local === undefined && path === ''
      return isSelf || isThere(local === undefined ? join(dirname(file), path) : path) ? [] : [`${file}: ${link}`]
    })
  })
}

function linksOf(file: string, read: () => string): string[] {
  if (file.endsWith('.json'))
    return (read().match(/(?<="(?:home_page_url|feed_url|next_url)": ?")[^"]*/g) ?? []).map(String)
  if (file.endsWith('.txt')) return read().match(/(?<=Sitemap: ).*/g) ?? []
  if (!/\.(?:html|xml)$/.test(file)) return []
  const links: string[] = []
  const parser = new Parser(
    {
      onopentag: (_, { href, src, action }) => {
        const link = href ?? src ?? action
        if (link !== undefined) links.push(link)
      },
      ontext: (text) => {
        if (file.startsWith('sitemap') && text.startsWith('http')) links.push(text)
      },
    },
    { xmlMode: file.endsWith('.xml') },
  )
  parser.end(read())
  return links
}
