/** The page of `digest --preview` that shows every variant of an edition side by side, in the ways it may look. */
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DigestConfig } from '../config.ts'
import { fillSlots } from '../core/slots.ts'
import { makeFolder } from '../files.ts'
import type { PreviewDeps } from '../flow/deps.ts'
import { slotsOf } from '../flow/digest/freeze.ts'
import type { Recipient } from '../flow/digest/recipients.ts'
import { TEST_TOKEN } from '../flow/digest/tokens.ts'
import { compileTemplate, packagedTemplates, readTemplate } from '../template.ts'
import { counted } from './layout.ts'

/** One variant with its slots open, and who gets it. */
export interface ShownVariant {
  /** One of those who get it. */
  readonly recipient: Recipient
  readonly recipients: number
  readonly stories: number
  readonly subject: string
  readonly html: string
  readonly text: string
}

/** In place of everybody's address. */
export const READER = 'reader@example.org'

/** Variants shown, those with the most recipients first; more would be a page that nobody looks through. */
const MOST_VARIANTS = 12

/** The folder of the frames, beside the page. */
const FRAMES = 'frames'

const DARK = /\(prefers-color-scheme:\s*dark\)/g

/** The ways a variant is shown; each is made from the HTML of the mail by plain replacement, whatever the browser prefers. */
const LOOKS = [
  { look: 'light', of: (html: string) => html.replace(DARK, '(min-width:99999px)') },
  { look: 'dark', of: (html: string) => html.replace(DARK, '(min-width:0)') },
  {
    look: 'no-images',
    of: (html: string) => light(html).replace(/(<img\b[^>]*?\ssrc=")[^"]*/g, '$1data:,'),
  },
  { look: 'no-styles', of: (html: string) => html.replace(/<style\b[\s\S]*?<\/style>/g, '') },
] as const
const light = LOOKS[0].of

const VIEWS: readonly { name: string; look: (typeof LOOKS)[number]['look']; kind: string; size: 'narrow' | 'wide' }[] =
  [
    { name: 'Phone, light', look: 'light', kind: 'light', size: 'narrow' },
    { name: 'Phone, dark', look: 'dark', kind: 'dark', size: 'narrow' },
    { name: 'Phone, no images', look: 'no-images', kind: 'light', size: 'narrow' },
    { name: 'Phone, no head styles', look: 'no-styles', kind: 'light', size: 'narrow' },
    { name: 'Desktop, light', look: 'light', kind: 'light', size: 'wide' },
    { name: 'Desktop, dark', look: 'dark', kind: 'dark', size: 'wide' },
  ]

/**
 * Writes `index.html` and the frames that it shows into a folder; they load nothing but what the mail does, and name nobody. Throws
 * RenderError, and what writing throws.
 */
export async function writeVariants(
  folder: string,
  deps: PreviewDeps,
  digest: DigestConfig,
  { variants, summary }: { readonly variants: readonly ShownVariant[]; readonly summary: string },
): Promise<void> {
  const frames = join(folder, FRAMES)
  await rm(frames, { recursive: true, force: true })
  makeFolder(frames)
  const shown = variants.toSorted((a, b) => b.recipients - a.recipients).slice(0, MOST_VARIANTS)
  const filled = []
  for (const [nth, one] of shown.entries()) {
    const slots = await slotsOf(deps, digest, { ...one.recipient, address: READER }, { token: TEST_TOKEN })
    const html = fillSlots(one.html, slots.html)
    const file = (look: string) => `${nth + 1}-${look}.html`
    for (const { look, of } of LOOKS) await writeFile(join(frames, file(look)), of(html))
    const name = nameOf(one, deps, digest)
    filled.push({
      name,
      subject: one.subject,
      size: `${counted(one.stories, 'story', 'stories')}; ${(Buffer.byteLength(html) / 1024).toFixed(0)} KB of HTML`,
      views: VIEWS.map(({ name: view, look, kind, size }) => ({
        name: view,
        kind,
        size,
        label: `${name}: ${view}`,
        file: `${FRAMES}/${file(look)}`,
      })),
      textLabel: `${name}: text part`,
      text: fillSlots(one.text, slots.text),
    })
  }
  const fill = await compileTemplate(await readTemplate(packagedTemplates, 'preview.html'), 'preview.html', 'html')
  const left = variants.length - shown.length
  const page = fill({
    title: digest.title,
    summary,
    variants: filled,
    more: left > 0 ? [{ words: `${counted(left, 'more variant')}, each for fewer subscribers` }] : [],
  })
  await writeFile(join(folder, 'index.html'), page)
}

/** `World and Climate, London time: 3 subscribers`. */
function nameOf({ recipient, recipients }: ShownVariant, { config }: PreviewDeps, digest: DigestConfig): string {
  const nameById = new Map(config.topics.map(({ id, name }) => [id, name]))
  const ids = recipient.topics.length > 0 ? recipient.topics : digest.topics
  const topics =
    ids.length === 0 ? 'Every topic' : new Intl.ListFormat('en').format(ids.map((id) => nameById.get(id) ?? id))
  return `${topics}, ${recipient.schedule.timeZone}: ${counted(recipients, 'subscriber')}`
}
