/**
 * Generates `src/core/text/frequency-table.json`: how rare each stem is in the articles of a folder of collections. The table has
 * only numbers: a stem is a 30-bit hash, its rarity one character.
 *
 *     node research/frequency-table.ts FOLDER [train]
 *
 * FOLDER holds `syn-dev`, `wire-dev` and `basil` as `.jsonl.gz` (rows with title, text and cluster). With `train` only
 * the training half of the clusters is read, so that the other half can be used for testing; the shipped table uses all.
 */
import { writeFileSync } from 'node:fs'
import { hash30, RARITY_STEP } from '../src/core/text/frequencies.ts'
import { digitOf, packNumbers } from '../src/core/text/packing.ts'
import { stem, words } from '../src/core/text/text.ts'
import { isTraining, readRows } from '../tools/collections.ts'

/** Stems in fewer articles are left out, since they count as rarest anyway. */
const MIN_ARTICLES = 3

const [folder, part] = process.argv.slice(2)
if (folder === undefined) throw new Error('usage: node research/frequency-table.ts FOLDER [train]')

// One article of each cluster, so that reposts do not make their words common. The general press and the wire count half each;
// otherwise the wire's abbreviations would count as everyday words.
const collections = [
  [
    ...readRows(folder, 'syn-dev').filter((row) => /^orig|^short|^neg-column/.test(row.kind ?? '')),
    ...readRows(folder, 'basil'),
  ],
  readRows(folder, 'wire-dev'),
]
const shares = new Map<string, { share: number; articles: number }>()
for (const rows of collections) {
  const seen = new Set<string>()
  const kept = rows.filter((row) => {
    if (part === 'train' && !isTraining(row)) return false
    if (row.cluster === null) return true
    const isFirst = !seen.has(row.cluster)
    seen.add(row.cluster)
    return isFirst
  })
  for (const row of kept) {
    const stems = new Set(words(`${row.title}\n${row.text}`).map((word) => stem(word, 'en')))
    for (const one of stems) {
      const entry = shares.get(one) ?? { share: 0, articles: 0 }
      entry.share += 1 / kept.length / collections.length
      entry.articles++
      shares.set(one, entry)
    }
  }
}
const rows = [...shares]
  .filter(([stem, { articles }]) => articles >= MIN_ARTICLES && !/\d/.test(stem))
  .map(
    ([stem, { share }]) =>
      [hash30(stem), Math.max(0, Math.min(63, Math.round(-Math.log(share) / RARITY_STEP)))] as const,
  )
  .sort((a, b) => a[0] - b[0])
const packed = rows.map(([hash, steps]) => packNumbers([hash], 5) + digitOf(steps)).join('')
writeFileSync(
  new URL('../src/core/text/frequency-table.json', import.meta.url),
  `${JSON.stringify(
    {
      about: `Made by research/frequency-table.ts: ${rows.length} stems, five digits of hash and one of rarity each.`,
      stems: packed,
    },
    null,
    2,
  )}\n`,
)
console.log(`${rows.length} stems, ${packed.length} characters`)
