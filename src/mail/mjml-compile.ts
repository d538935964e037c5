/**
 * Compiles MJML from standard input to HTML on standard output; problems go to standard error, one a line, with exit code 1.
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
  for (const { formattedMessage } of errors) console.error(formattedMessage)
  if (errors.length > 0) process.exitCode = 1
  else process.stdout.write(html)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
