import { describe, expect, it } from 'vitest'
import { pageLineRule } from '../../../src/core/article/boilerplate-lines.ts'

/** The rule of a line above the article. */
const above = (line: string) => pageLineRule(line, { index: 0, count: 40, before: 0, isInRow: false })
/** The rule of a line in its middle. */
const within = (line: string) => pageLineRule(line, { index: 20, count: 40, before: 20, isInRow: true })

describe('a line above the article', () => {
  it.each([
    ['consent', 'We use cookies to improve your experience. By continuing you agree to their use.'],
    ['consent', 'Wir verwenden Cookies, um Ihnen das beste Erlebnis auf unserer Website zu bieten.'],
    ['consent', 'Ce site utilise des cookies'],
    ['consent', 'Accept all'],
    ['sign-in', 'Sign in to save this article'],
    ['sign-in', 'Déjà abonné ? Connectez-vous'],
    ['sign-in', 'Jetzt anmelden, um den Artikel zu speichern'],
    ['breadcrumb', 'Home > News > World'],
    ['caption', 'Image caption, Lorries wait at the gates'],
    ['caption', '[Image: the gates at dawn]'],
    ['caption', '![The gates](https://x.example/a.jpg)'],
    ['date-line', 'Stand: 3.3.2026, 10:14 Uhr'],
    ['date-line', 'Publié le 3 mars 2026 à 10h14, mis à jour à 11h02'],
    ['date-line', '18 листопада 2026, 10:14'],
    ['reading-time', 'Temps de lecture : 4 min'],
    ['share', 'Share full article'],
    ['browser-mail', 'Problème d’affichage ? Voir dans le navigateur'],
    ['page', 'JavaScript ist in Ihrem Browser deaktiviert'],
    ['share', 'Comparte esta noticia'],
    ['listen', 'Diesen Artikel anhören (4 Min.)'],
    ['listen', 'This video can not be played'],
    ['advertisement', 'La suite après la publicité'],
    ['page', 'Skip to content'],
    ['page', 'Add us as a preferred source on Google'],
    ['browser-mail', 'Having trouble reading this email? View it online.'],
    ['browser-mail', 'Forwarded this email? Subscribe here'],
    ['subscribe', 'Thanks for reading The Lock! Subscribe for free to receive new posts and support my work.'],
    ['forum', 'submitted by /u/lockkeeper'],
    ['forum', '[link] [12 comments]'],
    ['forum', 'Article URL: https://x.example/a'],
    ['forum', '# Comments: 3'],
  ])('is found by the rule %s: %j', (rule, line) => {
    expect(above(line)).toBe(rule)
  })

  it.each([
    'We use cookies, butter and a pinch of salt, the baker explains.',
    'Wir verwenden Cookies nur, wo es sein muss, sagte der Sprecher.',
    'Sign in the window: the café opens again.',
    'Bereits registriert? Diese Frage hören Fahrer jetzt jeden Morgen.',
    'Home > work > home: that was the whole of life here.',
    'Home / away: the club lost to everybody.',
    '1 of 12 bolts had cracked through.',
    'Published in 2026, the atlas shows every lock.',
    'Updated at 10, repealed at 11: no rule has lived shorter.',
    'Share of the costs: the port pays a third.',
    'Partager la facture, voilà ce que le port propose.',
    'Anzeige erstattet hat der Hafen gegen Unbekannt.',
    'Thanks for reading the meter, the port writes.',
    'Points: that is what the keeper calls the rails.',
    'Submitted by post, the petition had nine hundred names.',
    'Skip Lee painted the gates.',
  ])('belongs to it: %j', (line) => {
    expect(above(line)).toBeUndefined()
  })
})

it.each(['The gallery', 'Images', 'Play', '3/5', 'Home > News', 'Share', 'Login'])(
  'a heading or a score in the middle stays: %j',
  (line) => {
    expect(within(line)).toBeUndefined()
  },
)

it('reads long lines of the words of its rules in linear time', () => {
  for (const words of ['already ', 'we use cookies ', 'x is a ', 'A > ', 'view this ', 'javascript '])
    expect(above(words.repeat(400).slice(0, 420))).toBeUndefined()
})
