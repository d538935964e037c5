/**
 * Words that say which one of a series a title is, and words that head a series: days, months, counts; "episode",
 * "briefing", "erratum". They distinguish one issue from the next and say nothing about what happened.
 */

/** The number of the weekday, 0-6 from Monday, in the languages of the large feeds; folded, lower case. */
const WEEKDAYS = [
  'monday mon montag lundi lunes lunedi maandag segunda segunda-feira понедельник poniedzialek mandag mandag isnin senin',
  'tuesday tue tues dienstag mardi martes martedi dinsdag terca вторник wtorek tirsdag tisdag selasa',
  'wednesday wed mittwoch mercredi miercoles mercoledi woensdag quarta среда среду sroda onsdag rabu',
  'thursday thu thurs donnerstag jeudi jueves giovedi donderdag quinta четверг czwartek torsdag kamis',
  'friday fri freitag vendredi viernes venerdi vrijdag sexta пятница пятницу piatek fredag jumat',
  'saturday sat samstag sonnabend samedi sabado sabato zaterdag суббота субботу sobota lordag sabtu',
  'sunday sun sonntag dimanche domingo domenica zondag воскресенье niedziela sondag minggu',
]

const MONTHS =
  'january february march april may june july august september october november december jan feb mar apr jun jul aug sept oct nov dec ' +
  'januar februar marz mai juni juli oktober dezember janvier fevrier mars avril juin juillet aout septembre octobre novembre decembre ' +
  'enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre ' +
  'janeiro fevereiro marco maio junho julho setembro outubro novembro dezembro januari februari maart mei augustus ' +
  'января февраля марта апреля мая июня июля августа сентября октября ноября декабря январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь'

const COUNTS =
  'one two three four five six seven eight nine ten eleven twelve first second third fourth fifth sixth seventh eighth ninth tenth ' +
  'ein eins zwei drei vier funf sechs sieben acht neun zehn elf zwolf erste erster ersten zweite zweiter zweiten dritte dritter dritten vierte ' +
  'deux trois quatre cinq six sept huit neuf dix onze douze premier premiere deuxieme troisieme ' +
  'dos tres cuatro cinco seis siete ocho nueve diez once doce primera primer segundo tercera tercer ' +
  'due tre quattro cinque sei sette otto nove dieci undici dodici prima primo secondo terza terzo ' +
  'dois duas quatro sete oito dez onze doze primeiro primeira segunda terceiro terceira ' +
  'twee drie vier vijf zes zeven acht negen tien elf twaalf eerste tweede derde ' +
  'один одна два две три четыре пять шесть семь восемь девять десять двое трое четверо первый второй третий ' +
  'ii iii iv vi vii viii ix xi xii'

/** Words before a number that make it the number of a thing: another number is another thing. */
const COUNTED =
  'no nr num number episode ep chapter part pt stage round week day match game race lap heat volume vol issue edition season series lesson ' +
  'folge teil ausgabe etappe runde spieltag woche tag kapitel nummer etape episode partie numero journee semaine jour manche tome saison ' +
  'etapa episodio parte jornada semana dia ronda capitulo edicion tappa puntata giornata settimana giorno parte edizione numero ' +
  'rodada capitulo edicao aflevering deel ronde speelronde etappe nummer выпуск серия часть этап тур день неделя номер глава эпизод сезон ' +
  'cve version release draw concurso sorteo ziehung tirage extraction bulletin report circular advisory notice lot flight route highway room'

/** What heads a series, a list or a notice. A title of these alone names a form, not an event. */
const SERIAL =
  'episode ep podcast newsletter briefing brief briefs bulletin digest roundup round-up wrap recap recaps rundown headlines highlights summary overview ' +
  'morning evening afternoon midday daily weekly monthly fortnightly today tonight tomorrow yesterday day week month weekend year hour hours ' +
  'photo photos picture pictures image images video videos gallery cartoon quote word song track album recipe poem tip thought verse joke fact ' +
  'links link reading reads read watch listen best top new news latest update updates live blog open thread discussion diary notes note notebook letters letter mailbag inbox ' +
  'editorial board masthead contents issue edition volume number part chapter erratum errata corrigendum correction corrections clarification clarifications retraction retracted expression concern announcement announcements notice notices ' +
  'obituary obituaries deaths death funeral memoriam birthdays anniversaries births weather forecast outlook tides traffic roadworks horoscope horoscopes crossword sudoku puzzle puzzles quiz wordle answers answer hints hint clues lottery lotto draw numbers winning results result scores score standings fixtures schedule listings tv guide programme program ' +
  'job jobs vacancy vacancies hiring careers career deal deals offer offers sale sales coupon coupons discount discounts bargain bargains gift guide ' +
  'release releases released version changelog maintenance scheduled planned unplanned outage incident status resolved investigating degraded performance service minor bugfix fixes bug patch security advisory advisories ' +
  'agenda minutes meeting calendar events event market markets stocks shares close closing open opening report reports situation review reviews column opinion analysis comment commentary interview editor editors welcome introduction about info information press statement statements transcript call earnings quarter ' +
  'stage round match matchday game preview previews lineup lineups team things know need start senior junior engineer developer manager assistant intern internship remote wanted m w d ' +
  'ausgabe folge podcast newsletter nachrichten kurzmeldungen uberblick wochenruckblick ruckblick presseschau wetter wetterbericht vorhersage lottozahlen lotto gewinnzahlen ziehung horoskop kreuzwortratsel ratsel quiz tagesthemen tagesschau morgen abend mittag tag woche monat heute gestern bild foto fotos bilder zitat video liveticker ticker live stellenangebote stellenangebot stelle stellen angebote angebot rabatt berichtigung korrektur erratum editorial impressum inhalt leserbriefe termine veranstaltungen traueranzeigen todesanzeigen nachruf verkehr wartung wartungsarbeiten storung ergebnisse tabelle spielplan fernsehprogramm bericht wichtigste wichtigsten ' +
  'revue presse meteo previsions bulletin infos actualite actualites journal matinale jour semaine mois matin soir photo photos image citation recette agenda programme tele horoscope mots croises sudoku loto resultats tirage offres offre emploi emplois soldes promo promotions bons plans avis deces necrologie carnet erratum rectificatif editorial sommaire numero episode maintenance programmee etat trafic direct essentiel retenir ' +
  'resumen boletin noticias titulares claves dia semana mes manana tarde noche foto fotos imagen frase receta tiempo pronostico meteorologico horoscopo crucigrama loteria sorteo resultados numeros ganadores ofertas oferta empleo empleos descuentos fe erratas correccion editorial sumario numero episodio mantenimiento programado agenda cartelera programacion obituario obituarios esquelas directo ultima hora vivo ' +
  'rassegna stampa notizie notiziario meteo previsioni oroscopo cruciverba lotto estrazione estrazioni superenalotto risultati offerte lavoro sconti errata corrige editoriale sommario numero puntata manutenzione programmata oggi domani settimana giorno mese mattina sera foto immagine frase ricetta diretta necrologi ' +
  'resumo boletim noticias manchetes destaques dia semana mes manha tarde noite foto fotos imagem frase receita tempo previsao horoscopo palavras cruzadas loteria sorteio resultados ofertas oferta vagas vaga emprego descontos errata editorial sumario numero episodio manutencao programada agenda obituario ' +
  'nieuws nieuwsbrief overzicht samenvatting weer weerbericht verwachting horoscoop kruiswoord puzzel lotto trekking uitslagen uitslag stand programma vacature vacatures aanbieding aanbiedingen korting erratum rectificatie redactioneel inhoud nummer aflevering onderhoud gepland storing dag week maand ochtend avond foto beeld recept vandaag morgen overlijdens ' +
  'выпуск серия подкаст рассылка дайджест обзор итоги новости главное сводка утро утренний вечер вечерний день дня неделя недели месяц месяца фото видео цитата рецепт погода прогноз гороскоп кроссворд лотерея тираж результаты вакансии вакансия работа скидки акции опечатка исправление редакция содержание номер эпизод обслуживание плановые технические работы программа передач некролог сегодня завтра афиша расписание курс валют'

const setOf = (words: string): ReadonlySet<string> => new Set(words.split(' '))

const months = setOf(MONTHS)
const counts = setOf(COUNTS)
const counted = setOf(COUNTED)
const serial = setOf(SERIAL)
const weekdays = new Map(WEEKDAYS.flatMap((words, day) => words.split(' ').map((word) => [word, day] as const)))

/** What a word of a title is, in bits. */
export const NAME = 1
export const NUMBER = 2
export const DATE = 4
export const SERIAL_WORD = 8
/** Written with a capital, and not the first word. */
export const CAPITAL = 16
/** A word that counts what stands beside it: "Episode 12", "12. Folge". */
export const COUNTING = 32

/** The weekday that a folded word in lower case names, 0-6; undefined: none. */
export const weekdayOf = (word: string): number | undefined => weekdays.get(word)

/** The bits that follow from a folded word in lower case alone. */
export function kindOfWord(word: string): number {
  const isNumber = /\p{Nd}/u.test(word) || counts.has(word)
  return (
    (isNumber ? NUMBER : 0) |
    (weekdays.has(word) || months.has(word) ? DATE : 0) |
    (serial.has(word) ? SERIAL_WORD : 0) |
    (counted.has(word) ? COUNTING : 0)
  )
}
