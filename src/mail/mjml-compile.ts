/**
 * Compiles MJML from standard input to HTML on standard output; problems go to standard error, in one line, with exit code 1.
 * It is a process of its own because mjml takes 98 MB and most of a second to load, and is needed only when a template has
 * changed: the memory is freed when the process ends.
 */
import { text } from 'node:stream/consumers'
import mjml2html from 'mjml'

try {
  const { html, errors } = await mjml2html(await text(process.stdin), {
    validationLevel: 'strict',
    fonts: {}, // otherwise every recipient's mail client would fetch the families that mjml knows from a font service
    minify: false,
    beautify: false,
    keepComments: false,
  })
  if (errors.length > 0) fail(errors.map(saying))
  else process.stdout.write(html)
} catch (error) {
  // `strict` throws what is wrong in a list.
  const { errors = [] } = error as { readonly errors?: readonly Problem[] }
  fail(errors.length > 0 ? errors.map(saying) : [error instanceof Error ? error.message : String(error)])
}

interface Problem {
  readonly line: number
  readonly tagName: string
  readonly message: string
}

function saying({ line, tagName, message }: Problem): string {
  return `line ${line}, <${tagName}>: ${message}`
}

function fail(problems: readonly string[]): void {
  console.error(problems.join('; '))
  process.exitCode = 1
}
