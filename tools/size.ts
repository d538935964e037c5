/**
 * `npm run size`: how large the code is. For each folder: files, lines of code (no blank lines, no comments), files with one
 * importer, the longest file and the longest function. `npm run size -- FOLDER` counts another checkout.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'

const root = process.argv[2] ?? '.'

for (const folder of ['src', 'tests', 'tools', 'research'].filter((name) => existsSync(join(root, name)))) {
  const files = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.[tj]s$/.test(path) && !path.includes('fixtures'))
    .map((path) => ({ path: `${folder}/${path}`, text: readFileSync(join(root, folder, path), 'utf8') }))
  const importers = new Map<string, Set<string>>()
  for (const { path, text } of files) {
    for (const [, name] of text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)) {
      const target = posix.normalize(posix.join(dirname(path), name!))
      importers.set(target, (importers.get(target) ?? new Set()).add(path))
    }
  }
  const sizes = files.map(({ path, text }) => ({ path, lines: codeLines(text) }))
  const functions = files.flatMap(({ path, text }) => functionsOf(text).map((one) => ({ path, ...one })))
  const longestFile = sizes.reduce((a, b) => (b.lines > a.lines ? b : a))
  const longestFunction = functions.reduce((a, b) => (b.lines > a.lines ? b : a))
  console.log(`${folder}:
  ${files.length} files, ${sizes.reduce((sum, { lines }) => sum + lines, 0)} lines of code
  ${files.filter(({ path }) => importers.get(path)?.size === 1).length} files with one importer
  longest file: ${longestFile.path}, ${longestFile.lines} lines of code
  longest function: ${longestFunction.path}:${longestFunction.at}, ${longestFunction.lines} lines`)
}

function codeLines(text: string): number {
  const withoutBlocks = text.replace(/\/\*[\s\S]*?\*\//g, '')
  return withoutBlocks.split('\n').filter((line) => line.trim() !== '' && !line.trim().startsWith('//')).length
}

/** Functions by their indentation, which the formatter fixes: from the line that opens one to the brace that closes it. */
function functionsOf(text: string): { readonly at: number; readonly lines: number }[] {
  const lines = text.split('\n')
  const opens = /^(\s*)(?:export )?(?:default )?(?:async )?(?:function\b|const \w+ = (?:async )?(?:\(|<).*=> \{$)/
  return lines.flatMap((line, at) => {
    const indent = opens.exec(line)?.[1]
    if (indent === undefined) return []
    const end = lines.findIndex((other, i) => i > at && other.startsWith(`${indent}}`))
    return end < 0 ? [] : [{ at: at + 1, lines: end - at + 1 }]
  })
}
