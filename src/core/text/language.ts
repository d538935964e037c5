/**
 * Detects the language of a text by its script and its function words. Bias: no answer is better than a wrong one. A
 * wrong language stems words wrongly; without a language they only stay as they are.
 *
 * Not chosen: a statistical detector. The one we tried needs 0.4 s and 90 MB to load its smallest table and loads it
 * asynchronously, while grouping is synchronous and must get the same answer at every call.
 */

/**
 * The most common function words of each language, folded. A word in several lists counts less: its weight
 * is divided by their number.
 */
const FUNCTION_WORDS: Record<string, string> = {
  en: 'the of and to in that is was for it with as his on be at by had not are but from or have an they which one you were her all she there would their we him been has when who will more no if out so said what up its about into than them can only other some could these two may then do first any my now such like our over after also did many before must through back years where much your way down should because each those since still us this says how why being between against during until while',
  de: 'der die und in den von zu das mit sich des auf fur ist im dem nicht ein eine als auch es an werden aus er hat dass sie nach wird bei einer um am sind noch wie einem uber einen so zum war haben nur oder aber vor zur bis mehr durch man sein wurde sei kann gegen vom wenn unter ihre seine hatte sagte wir ich diese dieser schon doch keine seit zwischen jahr jahre muss soll sollen konnen wurden',
  fr: 'de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce il sont avec mais ou son aux d l s n qu c ont leur ete cette ses comme nous elle deux etait meme ces entre fait apres tout bien sans aussi ils on peut vous je lui dont selon depuis avait ans contre etre encore sous alors tres notamment va vont peu autres gouvernement france pays ministre',
  es: 'de la que el en y a los se del las un por con no una su para es al lo como mas o pero sus le ha me si sin sobre este ya entre cuando todo esta ser son dos tambien fue habia era muy anos hasta desde nos mi porque solo han yo hay vez puede todos asi ni parte tiene segun uno donde bien tiempo tras lunes viernes mismo ese ahora cada e vida otro despues te otros aunque esa eso hace otra gobierno durante dijo contra',
  pt: 'de a o que e do da em um para com nao uma os no se na por mais as dos como mas ao ele das seu sua ou quando muito nos ja eu tambem so pelo pela ate isso ela entre depois sem mesmo aos seus quem nas me esse eles voce essa num nem suas meu minha numa pelos elas qual lhe foi sao ser tem ha anos disse sobre segundo ainda apos foram pode dois contra governo',
  it: 'di e il la che in un a per non una sono con si da come le del dei al nel piu della ha anche ma ci lo alla i gli delle o se dal sul questo ed tra stato dopo nella degli essere hanno anni suo due era sua ai loro fatto all dell dalla sulla cosi quando sia fra gia prima contro chi stata cui nei nelle perche ancora tutti secondo molto ogni legge governo nuova nuovo',
  nl: 'de van het een en in is dat op te zijn met voor die niet aan er om ook als dan maar bij of uit nog naar door over ze zich hij wordt heeft wat tot worden deze we kan hebben geen werd meer was jaar veel al moet zo haar hun tegen onder toch zou ik na dit werden volgens omdat wel heb had zal alleen twee andere tussen',
  sv: 'och i att det som en pa ar av for med den till inte har de om ett han men var sig fran vi sa kan man nar ar under efter eller nu ska mot hade vid hon ut aven sedan skulle blir mycket ar dar dem alla sin utan upp mer over mellan bara sager enligt kommer varit andra finns genom flera igen',
  da: 'og i at det er en til af pa for med der de den ikke som har et han var om men sig fra vi kan havde efter ved ogsa blev eller nu jeg hun sa under skal vil mod siger ud over bliver mere da ma hvor nar andre alle sin vaere have blevet to ind mellem selv aar ifolge igen politiet',
  no: 'og i det er pa som en til av for at med den har de ikke om et han var men seg fra vi kan etter ved ogsa ble eller na jeg hun sa under skal vil mot sier ut over blir mer da ma hvor nar andre alle sin vaere hadde blitt to inn mellom selv ar ifolge fikk bare der opp norge',
  fi: 'ja on ei se etta han oli joka mutta ovat myos kun tai niin kuin vain jo hanen mukaan sen siita nyt ole voi vuonna mitaan olla tama jos sita kanssa sitten ollut eivat joita heidan jotka ennen viela vuoden noin yli kaksi mika olisi kuitenkin sanoi sanoo jalkeen suomen',
  hu: 'a az es hogy nem is egy meg volt csak de ez mar ha el mint azt aki meg szerint majd vagy lesz ki most kell sem minden nagyon utan mert ezt ami fel be en o lehet olyan tobb ket ban nak nek kozott ezer fog pedig sok magyar lett igen ezek amely',
  ro: 'de si in a la cu pe nu ca o este un din care pentru mai sa au fost al se ce sunt dar prin dupa fi lui am sau cel fara cand care iar ani cele ale intre doua catre ei despre numai astfel acest aceasta foarte fiind despre poate avut unei unui romania potrivit',
  cs: 'a se v na je ze s z do o to i za ve pro ale by podle k po jsou jako jeho roce si od uz byl az jen nebo co tak aby kdyz pri jeste bude take let jsem pred ktery ktere byla ma jejich proti mezi rekl bylo muze pod nez jak vsak',
  sk: 'a sa v na je ze s z do o to aj za vo pre ale by podla k po su ako jeho roku si od uz bol az len alebo co tak aby ked pri este bude tiez rokov som pred ktory ktore bola ma ich proti medzi povedal bolo moze pod nez vsak',
  pl: 'w i na z sie nie do to ze jest o a jak po co od za przez dla tak ale przy juz byl jego roku oraz ma jego tylko jej ich czy przed sa aby mnie byla tego ktory ktore ktora lub pod moze bedzie tym jako jednak bez gdy jeszcze lat zostal byly nad mowi',
  sl: 'je in v na se da za so ki pa z ne po ni s tudi bi o kot ali od pri do ko to ga ze sem bil le ima leta bo med bila pred bilo lahko samo vec tem niso njegov zaradi kjer vendar kako letih pravi sta naj',
  hr: 'je i u na se da za su od koji s ne a o iz kako to te sto po bi koja ce ali samo godine koje bio biti rekao nije prema nakon jer vise ili moze bilo do pri kao jos sam kod bez godina svi oko dok bila hrvatske',
  tr: 've bir bu da de icin ile cok olarak gibi daha ne o var ise en kadar sonra olan ki ancak ya her mi degil diye ama oldugu yeni iki veya gore olan kendi dedi ilk zaman tarafindan etti oldu turkiye yil olduk nasil once buyuk sekilde ayrica',
  id: 'yang dan di itu dengan untuk tidak ini dari dalam akan pada juga saya ke karena tersebut bisa ada mereka lebih kata tahun sudah atau saat oleh menjadi orang ia telah adalah seperti sebagai para harus dua kami kita hari lagi setelah bahwa secara antara masih dapat',
  vi: 'cua va la co cac trong cho duoc khong mot voi nhung da nguoi den nay tu tai ve nam khi nhu nhieu phai con ra se vao cung theo o noi chi sau lai hon hai bi viec tren ngay doi nam',
  ca: 'de la i el que a en els del les un per una al amb no es va mes dels com ha seu seva aquest aquesta son tambe ser pero fins entre pel anys perque quan segons han molt sobre si ja on sense despres era havia dos tot fet lo hi pels estat',
  eu: 'eta da ez du izan dira ere bat baina hori egin dute zen dituen den behar zuen baino izango bere berri beste gehiago dela dituzte horrek duen ezin euskal bi egiten hau zituen gero arte artean',
  ga: 'an na agus ar i a le is go do ta ag bhi sin ni se leis nach seo ach mar mo sa air don no as iad aige faoi sna acu bhfuil raibh gur ata den uair lena chun bliain eile duine',
  et: 'ja on ei et see oli kui ka mis aga kes ning oma seda siis selle nii veel voi tema olla pole ole aasta mida kuid nad juba saab ainult parast utles vaga kaks eesti',
  lv: 'un ir no ar par ka uz tas bija kas ari bet vai gada to pie lai ne tika latvijas ka ta vel so tikai pec del nav savu varetu sis var jau lidz kuru',
  lt: 'ir kad i is su o yra tai kaip bet buvo metu uz apie nuo per jau ne jo dar ar kuris tik labai pagal taip savo po jie kai jis bus lietuvos kuri dvi nera du vel penktadieni',
  ru: 'и в не на я быть он с что а по это она этот к но они мы весь который из у то за свои год от так о для ты же все тот мочь вы человек такой его сказать только или еще бы себя один как уже до время если сам когда другои вот говорить наш мои знать стать при чтобы дело жизнь кто первыи очень два день ее новыи рука даже во со раз где там под можно ну какои после их работа без самыи потом надо хотеть ли слово идти большои должен место иметь ничто был была были было того том также сообщил россии около',
  uk: 'і в у не на що з до та за як він але це його для від про року так є по які буде вона який були був був або ще вже було її при також після цього під україни зі чи щоб він ми їх можна цей коли може через де лише',
  bg: 'на и да се в за от е с не че са по ще като това си му до при бе а към след който които или но беше още само има бъде има може тази този неговата която което със във вече няма пред през без между обаче заяви българия',
  sr: 'је и у да се на за су од ће са не који а о из као то што по би која али само године које био нијe према након јер више или може било до при још код без сви',
  fa: 'و در به از که این را با است برای ان می یک تا بر خود هم شده ها شد های کرد گفت اما نیز باید بود پس دو ایران کند دارد اند بین سال',
  ar: 'في من على الي ان التي عن الذي مع هذا ما قال هذه بعد لا كان او كما بين قد كل عام لم الا ذلك وقد وقال ايضا حتي خلال يوم هو هي كانت عند قبل لكن غير به',
  ur: 'کے کی میں ہے اور سے کا کو اس نے پر یہ کہ ہیں ایک بھی جو کر تھا ان گیا نہیں لیے تو ہو وہ کیا تھی ہی پاکستان',
}

/** Letters that only one of the languages in a script uses; each is a strong sign. Matched before folding. */
const DISTINCTIVE_LETTERS: readonly (readonly [string, RegExp])[] = [
  ['de', /ß/],
  ['es', /[ñ¿¡]/],
  ['pt', /[ãõ]/],
  ['pl', /[ąęśźż]|ł/],
  ['tr', /[ğış]/],
  ['ro', /[țşșă]/],
  ['hu', /[őű]/],
  ['cs', /[ěřů]/],
  ['vi', /[ơưạảấầậắặếềệốồộớờợứừự]/],
  ['uk', /[їєґ]/],
  ['ru', /[ыэё]/],
  ['lv', /[ģķļņ]/],
  ['lt', /[ėįų]/],
  ['ur', /[ٹڈڑےں]/],
  ['fa', /[پچژگ]/],
]

/** Scripts that belong to one language, or nearly so. */
const SCRIPTS: readonly (readonly [string, RegExp])[] = [
  ['ja', /[\p{Script=Hiragana}\p{Script=Katakana}]/gu],
  ['ko', /\p{Script=Hangul}/gu],
  ['zh', /\p{Script=Han}/gu],
  ['th', /\p{Script=Thai}/gu],
  ['el', /\p{Script=Greek}/gu],
  ['he', /\p{Script=Hebrew}/gu],
  ['hy', /\p{Script=Armenian}/gu],
  ['ka', /\p{Script=Georgian}/gu],
  ['hi', /\p{Script=Devanagari}/gu],
  ['bn', /\p{Script=Bengali}/gu],
  ['ta', /\p{Script=Tamil}/gu],
  ['te', /\p{Script=Telugu}/gu],
  ['my', /\p{Script=Myanmar}/gu],
  ['km', /\p{Script=Khmer}/gu],
  ['lo', /\p{Script=Lao}/gu],
]
const LETTERS = /\p{L}/gu
const KANA = /[\p{Script=Hiragana}\p{Script=Katakana}]/u
const NOT_LATIN_1 = /[^\x00-\u02ff\u2000-\u20cf]/

const languages = Object.keys(FUNCTION_WORDS)

/** For each function word the languages that have it (by index), and its weight: 1 divided by their number. */
const votesByWord = new Map<string, { readonly languages: number[]; weight: number }>()
languages.forEach((language, index) => {
  for (const word of new Set(FUNCTION_WORDS[language]!.split(' '))) {
    const votes = votesByWord.get(word) ?? { languages: [], weight: 1 }
    votes.languages.push(index)
    votes.weight = 1 / votes.languages.length
    votesByWord.set(word, votes)
  }
})

/** Whether a folded word is a function word of some language; such a word says nothing about a text's subject. */
export const isFunctionWord = (word: string): boolean => votesByWord.has(word)

const MAX_WORDS = 200
const MAX_CHARACTERS = 1_500
/** The weight of distinctive letters, in function words. */
const LETTER_WEIGHT = 0.8
/** By what factor the best language must beat the next. */
const LEAD_FACTOR = 1.15
const NOT_ASCII = /[^\x00-\x7f]/

/** The language of a text, from its folded words and the text as written; undefined where the signs are too few or mixed. */
export function languageOf(words: readonly string[], text: string): string | undefined {
  const sample = text.length > MAX_CHARACTERS ? text.slice(0, MAX_CHARACTERS) : text
  const scripted = NOT_LATIN_1.test(sample) ? languageOfScript(sample) : undefined
  if (scripted !== undefined) return scripted
  const scores = new Float64Array(languages.length)
  const read = Math.min(words.length, MAX_WORDS)
  for (let i = 0; i < read; i++) {
    const votes = votesByWord.get(words[i]!)
    if (votes === undefined) continue
    for (const index of votes.languages) scores[index]! += votes.weight
  }
  if (NOT_ASCII.test(sample)) {
    const lower = sample.toLowerCase()
    for (const [language, letters] of DISTINCTIVE_LETTERS) {
      if (letters.test(lower)) scores[languages.indexOf(language)]! += LETTER_WEIGHT
    }
  }
  let best = 0
  let second = -1
  for (let i = 1; i < scores.length; i++) {
    if (scores[i]! > scores[best]!) {
      second = best
      best = i
    } else if (second < 0 || scores[i]! > scores[second]!) second = i
  }
  // A title of five words has one or two function words, a text of forty words has fifteen.
  const isEnough = scores[best]! >= 0.45 + Math.min(read, 100) * 0.02
  return isEnough && scores[best]! >= scores[second]! * LEAD_FACTOR ? languages[best] : undefined
}

function languageOfScript(sample: string): string | undefined {
  const letters = sample.match(LETTERS)?.length ?? 0
  if (letters === 0) return undefined
  for (const [language, script] of SCRIPTS) {
    const share = (sample.match(script)?.length ?? 0) / letters
    // Japanese is mostly Han with some kana, so a tenth is enough; any other script must be a large part of the text.
    if (share >= (language === 'ja' ? 0.1 : 0.4)) return language
  }
  return undefined
}

// ---- a declared language

/** The language of a BCP 47 tag without script and region: `pt` of `pt-BR`. */
export const primaryTag = (tag: string): string =>
  tag.length === 2 ? tag.toLowerCase() : tag.split(/[-_]/)[0]!.toLowerCase()

/**
 * Languages whose function words are mostly those of another that has a list here. A text in one of them looks like the
 * other, and agrees with either tag.
 */
const LIKE: Record<string, string> = {
  nb: 'no',
  nn: 'no',
  iw: 'he',
  in: 'id',
  ji: 'yi',
  ms: 'id',
  bs: 'hr',
  sh: 'hr',
  af: 'nl',
  fy: 'nl',
  gl: 'pt',
  mk: 'bg',
}

/** Languages that share so many function words that a few of the other's say nothing. */
const CLOSE = [
  'no da sv',
  'pt es gl ca it',
  'hr sr sl bg mk',
  'id ms',
  'cs sk pl',
  'nl af de',
  'ru uk bg sr',
  'fa ar ur',
]
const closeTo = CLOSE.map((group) => new Set(group.split(' ')))

/** Languages that are written in several alphabets, so that another alphabet contradicts nothing. */
const SEVERAL_ALPHABETS = new Set('sr bs sh hr az uz kk ky tk tg tt ku pa ks sd mn ug ms ha dz crh cnr ro'.split(' '))

/** The scripts whose share in a text tells that it is not in a language of another script. */
const WRITTEN_IN: readonly (readonly [RegExp, RegExp])[] = (
  [
    ['Latin', 'Latn'],
    ['Cyrillic', 'Cyrl'],
    ['Greek', 'Grek'],
    ['Arabic', 'Arab'],
    ['Hebrew', 'Hebr'],
    ['Devanagari', 'Deva'],
    ['Bengali', 'Beng'],
    ['Tamil', 'Taml'],
    ['Telugu', 'Telu'],
    ['Gujarati', 'Gujr'],
    ['Gurmukhi', 'Guru'],
    ['Kannada', 'Knda'],
    ['Malayalam', 'Mlym'],
    ['Sinhala', 'Sinh'],
    ['Thai', 'Thai'],
    ['Lao', 'Laoo'],
    ['Khmer', 'Khmr'],
    ['Myanmar', 'Mymr'],
    ['Georgian', 'Geor'],
    ['Armenian', 'Armn'],
    ['Ethiopic', 'Ethi'],
    ['Hangul', 'Kore'],
    ['Han}\\p{Script=Hiragana}\\p{Script=Katakana', 'Han[st]|Jpan'],
  ] as const
).map(([name, code]) => [new RegExp(`[\\p{Script=${name}}]`, 'gu'), new RegExp(`^(?:${code})$`)] as const)

/** A text with fewer letters in another script may be a name. */
const MIN_LETTERS = 12
/** In a text of another script hardly a letter is of the declared language's own; names in Latin letters stand everywhere. */
const MIN_SHARE_OF_SCRIPT = 0.8
const MAX_SHARE_OF_OWN_SCRIPT = 0.05
/** A Japanese text of so many letters has kana, and a Chinese one has none. */
const MIN_LETTERS_WITH_KANA = 40
/** A shorter text has too few function words to contradict anybody. */
const MIN_WORDS = 20
/** How many function words the other language must have that the declared one has not; between close ones more. */
const MIN_OWN_WORDS = 5
const MIN_OWN_WORDS_OF_CLOSE = 8
/** How many of the declared language there may be for one of the other. */
const MAX_WORDS_OF_DECLARED = 0.2
const MAX_WORDS_OF_DECLARED_CLOSE = 0.1

const wordSets = new Map<string, ReadonlySet<string>>()
function wordsOf(language: string): ReadonlySet<string> | undefined {
  let known = wordSets.get(language)
  if (known === undefined) {
    const list = FUNCTION_WORDS[language]
    if (list === undefined) return undefined
    wordSets.set(language, (known = new Set(list.split(' '))))
  }
  return known
}

/**
 * The language of a text that its publisher has declared as `declared` (a BCP 47 tag): that tag, unless the text clearly
 * contradicts it, and then what the text shows; undefined where that is doubtful. Bias: the declaration stands in doubt. It
 * is contradicted
 *
 * - by the script, where nearly all letters are of one that the language is not written in. A text in Latin letters must
 *   show a language besides, since names and titles of works stand in Latin letters everywhere;
 * - by the function words, where we know those of both languages: in a text of twenty words or more, several that only the
 *   other has and hardly any that only the declared one has. Between close languages more is asked.
 *
 * A region (`en-GB`) stays. Seen: themes for blogs that leave `en-us` in every feed.
 */
export function languageDeclared(declared: string, words: readonly string[], text: string): string | undefined {
  const sample = text.length > MAX_CHARACTERS ? text.slice(0, MAX_CHARACTERS) : text
  const primary = primaryTag(declared)
  // ISO 639-2: undetermined, several, none, uncoded. They declare nothing.
  if (/^(?:und|mul|zxx|mis)$/.test(primary)) return languageOf(words, text)
  const shown = languageOf(words, sample)
  if (shown !== undefined && (shown === primary || shown === LIKE[primary])) return declared
  if (isOtherScript(declared, primary, sample, shown)) return shown
  if (shown === undefined) return declared
  // Serbian, Bosnian and Montenegrin in Latin letters look like Croatian.
  const like = shown === 'hr' && primary === 'sr' ? 'hr' : (LIKE[primary] ?? primary)
  const [theirs, own] = [wordsOf(shown), wordsOf(like)]
  if (shown === like || theirs === undefined || own === undefined) return declared
  const read = Math.min(words.length, MAX_WORDS)
  if (read < MIN_WORDS) return declared
  let onlyTheirs = 0
  let onlyOwn = 0
  for (let i = 0; i < read; i++) {
    const isTheirs = theirs.has(words[i]!)
    const isOwn = own.has(words[i]!)
    if (isTheirs && !isOwn) onlyTheirs++
    else if (isOwn && !isTheirs) onlyOwn++
  }
  const areClose = closeTo.some((group) => group.has(shown) && (group.has(primary) || group.has(like)))
  const isContradicted = areClose
    ? onlyTheirs >= MIN_OWN_WORDS_OF_CLOSE && onlyOwn <= MAX_WORDS_OF_DECLARED_CLOSE * onlyTheirs
    : onlyTheirs >= MIN_OWN_WORDS && onlyOwn <= MAX_WORDS_OF_DECLARED * onlyTheirs
  return isContradicted ? shown : declared
}

/** Whether a text is written in a script that the declared language is not written in. `shown` is what the text shows. */
function isOtherScript(declared: string, primary: string, sample: string, shown: string | undefined): boolean {
  const script = scriptOf(declared)
  if (script === undefined) return false
  const letters = sample.match(LETTERS)?.length ?? 0
  if (letters < MIN_LETTERS) return false
  if (/^(?:Han[st]|Jpan)$/.test(script) && (shown === 'ja' || shown === 'zh'))
    return shown === 'ja'
      ? script !== 'Jpan'
      : script === 'Jpan' && letters >= MIN_LETTERS_WITH_KANA && !KANA.test(sample)
  let own = 0
  let most = 0
  let isLatin = false
  let isAlphabet = false
  for (const [letter, codes] of WRITTEN_IN) {
    const count = sample.match(letter)?.length ?? 0
    if (count === 0) continue
    if (codes.test(script)) own += count
    else if (count > most) {
      most = count
      isLatin = codes.test('Latn')
      isAlphabet = isLatin || codes.test('Cyrl') || codes.test('Arab')
    }
  }
  if (most < MIN_SHARE_OF_SCRIPT * letters || own > MAX_SHARE_OF_OWN_SCRIPT * letters) return false
  if (isAlphabet && SEVERAL_ALPHABETS.has(primary)) return false
  return !isLatin || shown !== undefined
}

const scripts = new Map<string, string | undefined>()

/** The ISO 15924 code of the script that a language is mostly written in; undefined where it is not known. */
function scriptOf(tag: string): string | undefined {
  if (scripts.has(tag)) return scripts.get(tag)
  let script: string | undefined
  try {
    script = new Intl.Locale(tag.replaceAll('_', '-')).maximize().script
  } catch {
    // Not a language tag: it says nothing about a script.
  }
  if (scripts.size < 500) scripts.set(tag, script)
  return script
}
