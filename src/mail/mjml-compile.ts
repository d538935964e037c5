/**
 * A process of its own: MJML on standard input becomes HTML on standard output. mjml takes 98 MB and most of a second to
 * load, and is needed only when a template has changed; so it lives here and ends with the process.
 * Problems go to standard error, one a line, exit code 1.
 */
import { text } from 'node:stream/consumers'
import mjml2html from 'mjml'

try {
  const { html, errors } = await mjml2html(await text(process.stdin), {
    validationLevel: 'strict',
    fonts: {}, // a family that mjml knows would otherwise be fetched from a font service by every reader
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
