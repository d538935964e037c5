/** `broadsheet eject templates`: copies templates and words, to be changed. */

import { constants, statSync } from 'node:fs'
import { copyFile, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { nearestName } from '../config/nearest.ts'
import { ConfigError, StoreError } from '../core/errors.ts'
import { primaryTag } from '../core/language-tag.ts'
import { makeFolder } from '../files.ts'
import { packagedTemplates, templateNames } from '../template.ts'
import { type CommandContext, loadContextConfig } from './context.ts'
import { answer } from './layout.ts'

/**
 * Copies the named files, or all with the words of the configured language, into `templates/` beside the configuration; what is there
 * already is kept, unless `--overwrite` is given. Throws ConfigError for a name that is none, StoreError where nothing can be written.
 */
export async function runTemplates(context: CommandContext): Promise<number> {
  const { templatesFolder, language } = await loadContextConfig(context)
  // The page of a preview is for the operator alone.
  const packaged = (await templateNames(packagedTemplates)).filter((name) => name !== 'preview.html')
  const names = context.args.length > 0 ? chosen(context.args, packaged) : inLanguage(packaged, language)
  if ((await realpath(templatesFolder).catch(() => '')) === (await realpath(packagedTemplates)))
    throw new ConfigError([
      {
        path: 'templates',
        sentence: `beside this configuration is the folder of the package itself (${templatesFolder}); move the configuration elsewhere`,
      },
    ])
  make(templatesFolder)
  const written: string[] = []
  const kept: string[] = []
  for (const name of names) {
    const isNew = await copy(name, templatesFolder, context.options['overwrite'] === true)
    ;(isNew ? written : kept).push(name)
  }
  return answer(context, 'eject templates', { folder: templatesFolder, written, kept }, () => [
    ...(written.length > 0 ? [`Written into ${templatesFolder}:`, ...written.map((name) => `  ${name}`)] : []),
    ...(kept.length > 0
      ? [
          `Kept, since ${kept.length === 1 ? 'it is' : 'they are'} there already: ${kept.join(', ')}.`,
          'To replace what you have there: --overwrite.',
        ]
      : []),
    ...(written.length > 0
      ? [
          '',
          'Change what you like, and delete what you do not change: the packaged file is',
          'used for each that is not there, and upgrades reach it.',
          'Look at a change: broadsheet digest --preview preview --anew',
        ]
      : []),
  ])
}

/** The files named by a person. Throws ConfigError with all that are none. */
function chosen(args: readonly string[], packaged: readonly string[]): string[] {
  const mistakes = args
    .filter((name) => !packaged.includes(name))
    .map((name) => {
      const meant = nearestName(name, new Set(packaged))
      const hint = meant === undefined ? `there is: ${packaged.join(', ')}` : `did you mean ${meant}?`
      return { path: 'FILE', sentence: `no template is called '${name}'; ${hint}` }
    })
  if (mistakes.length > 0) throw new ConfigError(mistakes)
  return [...new Set(args)]
}

/** All files but the words of other languages; English where there are none in this one. */
function inLanguage(packaged: readonly string[], language: string): string[] {
  const primary = primaryTag(language)
  const own = packaged.includes(`words.${primary}.json`) ? primary : 'en'
  return packaged.filter((name) => !/^(?:words|page)\.\w+\.json$/.test(name) || name.split('.')[1] === own)
}

/** Makes the folder. Throws StoreError. */
function make(folder: string): void {
  try {
    makeFolder(folder)
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    if (code === 'EEXIST') throw unwritable(`${folder} is there, but it is no folder; move it away.`, cause)
    throw unwritable(`The folder ${folder} cannot be made (${code}); make it a folder that can be written.`, cause)
  }
}

/** Copies one file; returns whether it was written. Throws StoreError. */
async function copy(name: string, folder: string, overwrites: boolean): Promise<boolean> {
  const path = join(folder, name)
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) throw unwritable(`${path} is a folder; move it away.`)
  try {
    await copyFile(join(packagedTemplates, name), path, overwrites ? 0 : constants.COPYFILE_EXCL)
    return true
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    if (code === 'EEXIST' && !overwrites) return false
    throw unwritable(`${path} cannot be written (${code}); make ${folder} a folder that can be written.`, cause)
  }
}

const unwritable = (message: string, cause?: unknown): StoreError =>
  new StoreError(message, { code: 'store/unreachable', cause })
