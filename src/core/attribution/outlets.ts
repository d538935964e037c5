/**
 * Tables and tests for names of outlets, agencies, desks, places and people, which distinguish a person from an outlet in
 * a byline. Bias: a table only settles what a line already says; none adds an author or a publisher.
 */

/** The names of outlets by registrable domain, for links that name none. Each item is a domain, a space and the name. */
const outletTable = `
abcnews.go.com ABC News|abc.net.au ABC News|adn.com Anchorage Daily News|aeon.co Aeon|afp.com AFP|aljazeera.com Al Jazeera
allafrica.com AllAfrica|antiwar.com Antiwar.com|ap.org The Associated Press|apnews.com The Associated Press
arstechnica.com Ars Technica|asahi.com The Asahi Shimbun|asiatimes.com Asia Times|axios.com Axios|baltimoresun.com The Baltimore Sun
bbc.com BBC News|bbc.co.uk BBC News|bellingcat.com Bellingcat|bloomberg.com Bloomberg|bostonglobe.com The Boston Globe
breitbart.com Breitbart|businessinsider.com Business Insider|buzzfeednews.com BuzzFeed News|calmatters.org CalMatters
caixin.com Caixin|cbc.ca CBC News|cbsnews.com CBS News|channelnewsasia.com CNA|chicagotribune.com Chicago Tribune|cnbc.com CNBC
cnet.com CNET|cnn.com CNN|commondreams.org Common Dreams|consortiumnews.com Consortium News|corriere.it Corriere della Sera
counterpunch.org CounterPunch|csmonitor.com The Christian Science Monitor|currentaffairs.org Current Affairs
dailymail.co.uk Daily Mail|dawn.com Dawn|deadline.com Deadline|defenseone.com Defense One|defensenews.com Defense News
democracynow.org Democracy Now!|derstandard.at Der Standard|dw.com Deutsche Welle|economist.com The Economist|elpais.com El País
elmundo.es El Mundo|engadget.com Engadget|euractiv.com Euractiv|euronews.com Euronews|fair.org FAIR|faz.net FAZ
fivethirtyeight.com FiveThirtyEight|forbes.com Forbes|foreignaffairs.com Foreign Affairs|foreignpolicy.com Foreign Policy
fortune.com Fortune|foxnews.com Fox News|france24.com France 24|ft.com Financial Times|futurism.com Futurism
gizmodo.com Gizmodo|grist.org Grist|haaretz.com Haaretz|hakaimagazine.com Hakai Magazine|hbr.org Harvard Business Review
hindustantimes.com Hindustan Times|huffpost.com HuffPost|huffingtonpost.com HuffPost|icij.org ICIJ
independent.co.uk The Independent|indianexpress.com The Indian Express|insideclimatenews.org Inside Climate News
insidehighered.com Inside Higher Ed|interfax.com Interfax|irishtimes.com The Irish Times|jacobin.com Jacobin
japantimes.co.jp The Japan Times|jpost.com The Jerusalem Post|kffhealthnews.org KFF Health News|khn.org Kaiser Health News
knowablemagazine.org Knowable Magazine|kyivindependent.com The Kyiv Independent|kyodonews.net Kyodo News|latimes.com Los Angeles Times
lawfaremedia.org Lawfare|lefigaro.fr Le Figaro|lemonde.fr Le Monde|liberation.fr Libération|libertarianinstitute.org The Libertarian Institute
marketwatch.com MarketWatch|meduza.io Meduza|meidastouch.com MeidasTouch|miamiherald.com Miami Herald|middleeasteye.net Middle East Eye
mintpressnews.com MintPress News|mises.org Mises Institute|mondediplo.com Le Monde diplomatique|mongabay.com Mongabay
motherjones.com Mother Jones|nationalgeographic.com National Geographic|nationalinterest.org The National Interest
nationalreview.com National Review|nature.com Nature|nbcnews.com NBC News|newatlas.com New Atlas|newscientist.com New Scientist
newsweek.com Newsweek|newyorker.com The New Yorker|nhk.or.jp NHK|npr.org NPR|nrc.nl NRC|nybooks.com The New York Review of Books
nypost.com New York Post|nytimes.com The New York Times|nzherald.co.nz The New Zealand Herald|nzz.ch NZZ|oilprice.com OilPrice.com
opendemocracy.net openDemocracy|orf.at ORF|pbs.org PBS|phys.org Phys.org|politico.com Politico|politico.eu Politico Europe
popsci.com Popular Science|propublica.org ProPublica|quantamagazine.org Quanta Magazine|quillette.com Quillette
rappler.com Rappler|realclearpolitics.com RealClearPolitics|reason.com Reason|repubblica.it la Repubblica
responsiblestatecraft.org Responsible Statecraft|restofworld.org Rest of World|reuters.com Reuters|revealnews.org Reveal
rferl.org RFE/RL|rfi.fr RFI|rollingstone.com Rolling Stone|rte.ie RTÉ|salon.com Salon|science.org Science
sciencealert.com ScienceAlert|sciencenews.org Science News|scientificamerican.com Scientific American|scmp.com South China Morning Post
scroll.in Scroll.in|seattletimes.com The Seattle Times|semafor.com Semafor|sfchronicle.com San Francisco Chronicle|skynews.com.au Sky News Australia
slate.com Slate|smh.com.au The Sydney Morning Herald|smithsonianmag.com Smithsonian Magazine|spectator.co.uk The Spectator
spectrum.ieee.org IEEE Spectrum|spiegel.de Der Spiegel|statnews.com STAT|straitstimes.com The Straits Times|sueddeutsche.de Süddeutsche Zeitung
svd.se Svenska Dagbladet|tagesschau.de tagesschau|taz.de taz|techcrunch.com TechCrunch|technologyreview.com MIT Technology Review
telegraph.co.uk The Telegraph|texastribune.org The Texas Tribune|the-scientist.com The Scientist|theamericanconservative.com The American Conservative
theatlantic.com The Atlantic|thecipherbrief.com The Cipher Brief|theconversation.com The Conversation|thecradle.co The Cradle
thedailybeast.com The Daily Beast|thediplomat.com The Diplomat|theepochtimes.com The Epoch Times|thefederalist.com The Federalist
theglobeandmail.com The Globe and Mail|thegrayzone.com The Grayzone|theguardian.com The Guardian|thehill.com The Hill|thehindu.com The Hindu
theintercept.com The Intercept|themarkup.org The Markup|themoscowtimes.com The Moscow Times|thenation.com The Nation
theregister.com The Register|thestar.com Toronto Star|thetimes.co.uk The Times|theverge.com The Verge|thewire.in The Wire
time.com Time|timesofindia.indiatimes.com The Times of India|timesofisrael.com The Times of Israel|truthout.org Truthout
undark.org Undark|unherd.com UnHerd|upi.com UPI|usatoday.com USA Today|vice.com Vice|voanews.com Voice of America
volkskrant.nl de Volkskrant|vox.com Vox|warontherocks.com War on the Rocks|washingtonexaminer.com Washington Examiner
washingtonpost.com The Washington Post|washingtontimes.com The Washington Times|welt.de Die Welt|wired.com Wired
worldpoliticsreview.com World Politics Review|wsj.com The Wall Street Journal|wsws.org World Socialist Web Site
xinhuanet.com Xinhua|yaleenvironment360.org Yale Environment 360|zdnet.com ZDNET|zeit.de Die Zeit|zerohedge.com ZeroHedge`

const outletNameByDomain: ReadonlyMap<string, string> = new Map(
  outletTable
    .trim()
    .split(/[|\n]/)
    .map((line) => {
      const space = line.indexOf(' ')
      return [line.slice(0, space), line.slice(space + 1)] as const
    }),
)

/** The name of an outlet by its registrable domain; undefined where it is not in the table. */
export const outletNameOf = (domain: string): string | undefined => outletNameByDomain.get(domain)

const leadingArticle = /^(?:the|la|le|el|der|die|das)\s+/

/** The form in which names are compared: lower case, without accents, spaces, punctuation and leading article. */
export function nameKey(name: string): string {
  if (!/[^\x00-\x7f]/.test(name)) {
    return name
      .toLowerCase()
      .replace(leadingArticle, '')
      .replace(/[^a-z0-9]+/g, '')
  }
  return name
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(leadingArticle, '')
    .replace(/[^\p{L}\p{N}]+/gu, '')
}
const keysOf = (list: string): ReadonlySet<string> => new Set(list.split(/[|\n]/).map((name) => nameKey(name)))

const outletKeys: ReadonlySet<string> = new Set([...outletNameByDomain.values()].map(nameKey))

/** News agencies, which may be the first publisher and are never a person. */
const agencyKeys = keysOf(
  `AP|Associated Press|AFP|Agence France-Presse|Agence France Presse|Reuters|Thomson Reuters|UPI|United Press International|dpa|Deutsche Presse-Agentur
ANSA|EFE|Xinhua|TASS|Interfax|RIA Novosti|PTI|Press Trust of India|ANI|IANS|Kyodo|Kyodo News|Jiji Press|Yonhap|Bernama|Antara|Anadolu Agency|AA
Press Association|PA Media|PA|Canadian Press|The Canadian Press|AAP|Australian Associated Press|Bloomberg|Bloomberg News|Dow Jones|Dow Jones Newswires
APA|SDA|Keystone-SDA|ATS|Belga|ANP|NTB|TT|Ritzau|STT|PAP|CTK|MTI|Agerpres|BTA|Lusa|Tanjug|Hina|STA|Ukrinform|UNIAN|BelTA|IRNA|WAM|SPA|KUNA|MENA
Tribune News Service|TNS|States Newsroom|StatePoint|Business Wire|PR Newswire|GlobeNewswire|Newsfile|Inter Press Service|IPS|AFP Relaxnews|Getty Images|Getty|Shutterstock|iStock|Alamy`,
)

/** Agencies with a short name that is not written in capitals. */
const ownCase = /^(?:dpa|Ansa|Tass|Efe|Lusa)$/

/** Whether a name is a news agency's. */
export function isAgency(name: string): boolean {
  const key = nameKey(name)
  // "Pa." is Pennsylvania, "PA" an agency.
  return agencyKeys.has(key) && (key.length > 4 || name === name.toUpperCase() || ownCase.test(name))
}

/** Whether a name is a known outlet's or agency's, or an address. */
export function isKnownOutlet(name: string): boolean {
  const key = nameKey(name)
  return outletKeys.has(key) || isAgency(name) || isDomain(name)
}

/** Whether a text is a bare domain (`antiwar.com`). */
export const isDomain = (name: string): boolean =>
  /^(?:https?:\/\/)?(?:[a-z0-9-]{1,63}\.){1,4}(?:com|org|net|info|news|co|io|me|tv|eu|uk|us|ca|au|in|de|fr|es|it|nl|ch|at|se|no|dk|fi|pl|cz|ru|ua|jp|cn|kr|br|mx|ie|nz|za|media|press|today|world|live|blog|example)$/i.test(
    name,
  )

/** Words of outlets' names in other languages: in German, Dutch and Nordic ones the end of a word, else a whole word. */
const foreignOutletWord =
  /\p{L}(?:zeitung|bote|blatt|kurier|anzeiger|rundschau|nachrichten|presse|magazin|post|courant|bode|bladet|tidningen|posten|avisen)$|(?:^|[\s'’])(?:phare|faro|farol|dépêche|voix|écho|echo|quotidien|correo|heraldo|prensa|noticias|correio|folha|estado|notícias|corriere|stampa|notizie|głos|kurier|dziennik|вестник|газета|новости|известия|правда)(?:$|[\s'’,.])/iu

const outletWord =
  /(?:^|[\s'’-])(?:news|newspapers?|times|post|herald|tribune|chronicle|gazette|journal|daily|weekly|monthly|quarterly|review|magazine|observer|guardian|telegraph|independent|mirror|courier|dispatch|examiner|inquirer|sentinel|standard|bulletin|register|record|reporter|leader|monitor|insider|today|press|presse|wire|newswire|network|media|radio|television|tv|broadcasting|institute|foundation|center|centre|council|university|college|society|association|organi[sz]ation|project|initiative|blog|report|reports|digest|online|globe|zeitung|tageblatt|rundschau|nachrichten|allgemeine|diario|periódico|jornal|giornale|gazzetta|courrier|dagblad|krant|agency|agence|agencia|agentur|service|services|publishing|publications|books|podcast|channel|company|inc|ltd|llc|corp|group|advocate|patriot|conversation|intercept|diplomat|economist|spectator|scientist|science|sciences|watch|alert|hub|lab|labs|forum|policy|affairs|politics|statecraft|underground|free press|public|nation|atlantic|verge|register|mag|zine|gazeta|pravda)(?:$|[\s'’,.!-])/i

/** Whether a name contains a word that is common in names of outlets and institutions but not of people. */
export const soundsLikeOutlet = (name: string): boolean => outletWord.test(name) || foreignOutletWord.test(name)

/** Desks and placeholders, which outlets write where no person is named. */
const deskPattern =
  /^(?:the\s+)?(?:admin|administrator|webmaster|root|user\d*|author|guest(?: (?:author|post|blogger|contributor|writer|column(?:ist)?))?|anonymous|unknown|none|n\/a|null|undefined|web ?desk|news ?desk|newsroom|news room|desk|staff|team|editors?|editorial(?: (?:board|team|staff|desk))?|contributors?|correspondents?|reporters?|redaktion|die redaktion|rédaction|la rédaction|redacción|redacao|redação|da redação|redazione|la redazione|redactie|redaksjonen|redaktionen|toimitus|редакция|編集部|编辑部|by|staff (?:writers?|reporters?)|news staff|(?:staff and )?wire (?:reports?|services?|staff)|staff reports?|news service reports?|agencies|agency|news agencies|press release|sponsored(?: content)?|partner content|advertisement|digital (?:desk|team)|special to .{1,40})$/i

/** Whether a name is that of a desk or a placeholder, and not of a person. */
export const isDesk = (name: string): boolean =>
  deskPattern.test(name.trim()) ||
  /\b(?:staff|desk|newsroom|editorial board|editorial team|editors|news team|web team|redaktion|redacción|rédaction|correspondents|agencies)$/i.test(
    name.trim(),
  )

/** Whether a text contains a word for somebody's role. */
export const isRole = (text: string): boolean =>
  /\b(?:correspondent|reporter|editor|writer|columnist|contributor|producer|anchor|staff|journalist|director|fellow|professor|lecturer|researcher|analyst|author|president|chair|founder|ph\.?d\.?|m\.?d\.?|bureau|chief|intern|photographer|special to)\b|(?<!\p{L})(?:redakteur|korrespondent|journalist|dziennikar|korespondent|periodist|corresponsal|enviad[oa] especial|redactor|rédact|correspondante?|journaliste|envoyée? spécial|jornalista|repórter|corrispondente|inviat[oa]|giornalista|verslaggever|redacteur|корреспондент|журналист)/iu.test(
    text,
  )

const reporterRole =
  /^(?:[\p{L}&/,.'’-]+ ){0,4}(?:staff writers?|writers?|(?:staff )?reporters?|correspondents?|columnists?|editors?|contributors?|journalists?|bureau chief)$/iu

/** Whether a text is a journalist's role and nothing else: "Staff Writer", "Senior Political Correspondent". */
export const isReporterRole = (text: string): boolean => text.length <= 60 && reporterRole.test(text)

const beats =
  /^(?:the|a|our|senior|junior|chief|breaking|local|sports?|business|political|politics|science|health|foreign|national|city|state|arts|culture|features?|education|crime|courts?|investigative|environment|climate|energy|tech|technology|digital|general|contributing|guest|former|freelance)\b/i

/** The outlet before a role: Harbour Light in "Harbour Light Staff Writer"; undefined in "Breaking News Staff Writer". */
export function outletOfRole(text: string): string | undefined {
  const [, name = '', role = ''] =
    /^(.{3,40}?) (staff (?:writer|reporter)|writer|reporter|correspondent|columnist|editor)s?$/i.exec(text) ?? []
  // "Times Correspondent" may belong to any paper called Times.
  if (isKnownOutlet(name) && (name.includes(' ') || name === name.toUpperCase() || isAgency(name))) return name
  const isName = /^(?:the )?\p{Lu}\S+(?: (?:\p{Lu}\S*|of|the|and|&))+$/u.test(name)
  return /^staff/i.test(role) && isName && !beats.test(name) ? name : undefined
}

const placeKeys = keysOf(
  `Afghanistan|Africa|Alabama|Alaska|Albania|Algeria|Amman|Amsterdam|Ankara|Argentina|Arizona|Arkansas|Armenia|Asia|Athens|Atlanta|Auckland|Australia|Austria|Azerbaijan|Baghdad|Bahrain|Baku|Baltimore|Bangkok|Bangladesh|Barcelona|Beijing|Beirut|Belarus|Belfast|Belgium|Belgrade|Berlin|Bern|Birmingham|Bogota|Bolivia|Boston|Brasilia|Brazil|Britain|Brussels|Bucharest|Budapest|Buenos Aires|Bulgaria|Cairo|Calgary|California|Cambodia|Canada|Canberra|Cape Town|Caracas|Cardiff|Charlotte|Chicago|Chile|China|Cincinnati|Cleveland|Cologne|Colombia|Colombo|Colorado|Connecticut|Copenhagen|Croatia|Cuba|Cyprus|Dallas|Damascus|Delaware|Delhi|Denmark|Denver|Detroit|Dhaka|Doha|Dubai|Dublin|Ecuador|Edinburgh|Egypt|England|Estonia|Ethiopia|Europe|Finland|Florida|France|Frankfurt|Gaza|Gaza City|Geneva|Georgia|Germany|Ghana|Glasgow|Greece|Haiti|Hamburg|Hanoi|Havana|Hawaii|Helsinki|Hong Kong|Houston|Hungary|Iceland|Idaho|Illinois|India|Indiana|Indonesia|Iowa|Iran|Iraq|Ireland|Islamabad|Israel|Istanbul|Italy|Jakarta|Japan|Jerusalem|Johannesburg|Jordan|Kabul|Kansas|Karachi|Kathmandu|Kazakhstan|Kentucky|Kenya|Kharkiv|Kiev|Kuala Lumpur|Kuwait|Kyiv|Lagos|Las Vegas|Latvia|Lebanon|Libya|Lima|Lisbon|Lithuania|Liverpool|London|Los Angeles|Louisiana|Luxembourg|Lviv|Madrid|Maine|Malaysia|Malta|Manchester|Manila|Maryland|Massachusetts|Melbourne|Memphis|Mexico|Mexico City|Miami|Michigan|Milan|Milwaukee|Minneapolis|Minnesota|Minsk|Mississippi|Missouri|Moldova|Mongolia|Montana|Montreal|Morocco|Moscow|Mumbai|Munich|Myanmar|Nairobi|Nashville|Nebraska|Nepal|Netherlands|Nevada|New Delhi|New Hampshire|New Jersey|New Mexico|New Orleans|New York|New York City|New Zealand|Nigeria|North Carolina|North Dakota|North Korea|Northern Ireland|Norway|Odesa|Ohio|Oklahoma|Oman|Oregon|Oslo|Ottawa|Pakistan|Palestine|Panama|Paraguay|Paris|Pennsylvania|Perth|Peru|Philadelphia|Philippines|Phoenix|Pittsburgh|Poland|Portland|Portugal|Prague|Qatar|Quebec|Quito|Ramallah|Reykjavik|Rhode Island|Riga|Rio de Janeiro|Riyadh|Romania|Rome|Russia|Rwanda|Sacramento|San Antonio|San Diego|San Francisco|San Jose|Santiago|Sao Paulo|Sarajevo|Saudi Arabia|Scotland|Seattle|Senegal|Seoul|Serbia|Shanghai|Singapore|Slovakia|Slovenia|Sofia|Somalia|South Africa|South Carolina|South Dakota|South Korea|Spain|Sri Lanka|St. Louis|St. Petersburg|Stockholm|Sudan|Sweden|Switzerland|Sydney|Syria|Taipei|Taiwan|Tallinn|Tanzania|Tbilisi|Tehran|Tel Aviv|Tennessee|Texas|Thailand|Tokyo|Toronto|Tripoli|Tunis|Tunisia|Turkey|UAE|UK|US|USA|Uganda|Ukraine|United Kingdom|United Nations|United States|Uruguay|Utah|Vancouver|Vatican City|Venezuela|Vermont|Vienna|Vietnam|Vilnius|Virginia|Wales|Warsaw|Washington|Washington DC|Washington D.C.|West Virginia|Wisconsin|Wyoming|Yemen|Yerevan|Zagreb|Zambia|Zimbabwe|Zurich`,
)

/** Whether a text is the name of a city, a state or a country that is common in datelines and bylines. */
export const isPlace = (text: string): boolean => placeKeys.has(nameKey(text))

const foldName = (name: string): string =>
  name
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()

const givenNames: ReadonlySet<string> = new Set(
  `aaron abdul abdullah abigail adam adrian ahmad ahmed aisha akira alan albert alejandro alessandro alex alexander alexandra alexei alfred ali alice alicia alison allison amanda amber amelia amir amy ana anastasia anders andre andrea andreas andrei andrew andrés andy angela angus anika anil anita ann anna anne annie anthony antonio arjun arthur arun ashley astrid audrey austin ava barbara beatrice ben benjamin bernard bert beth bill bob boris brad bradley brandon brenda brett brian bridget bruce bruno caitlin cameron camille carl carla carlos carmen carol caroline carolyn casey cassandra catherine cecilia charles charlie charlotte chen chloe chris christian christina christine christopher cindy claire clara claude claudia colin connor craig cynthia daisy dan dana daniel daniela danielle dave david dean deborah debra denis denise dennis derek diana diane diego dieter dmitri dmitry dominic don donald donna dorothy doug douglas dylan eduardo edward eleanor elena eli elias elif elisa elizabeth ella ellen emily emma eric erica erik erin ernest esther ethan eugene eva evan evelyn fatima felix fernando finn fiona florence fran frances francesca francesco francis francisco françois frank fred frederick gabriel gareth gary gavin gemma geoff george georgia gerald gerard gianni gina glenn gloria gordon grace graham greg gregory guillaume gustavo guy hana hanna hannah hans harold harriet harry harvey hassan hazel heather hector heidi helen helena henri henry hiroshi holly howard hugh hugo ian ibrahim igor ines ingrid irene iris isaac isabel isabella ivan ivy jack jackie jacob jacqueline jacques jake jamal james jamie jan jane janet jared jasmine jason javier jay jean jeff jeffrey jenna jennifer jenny jens jeremy jerry jesse jessica jill jim jimmy joan joanna joe joel johan johanna johannes john johnny jon jonas jonathan jordan jorge josé jose joseph josh joshua joyce juan juan-carlos judith judy julia julian juliana julie juliet julio jun justin kai karen karim karin karl kate katherine kathleen kathryn kathy katie katrina keith kelly ken kenji kenneth kevin khalid kim kimberly kirsten klaus kristen kristin kumar kurt kyle lara larry lars laura lauren laurence lawrence lea leah lee leila lena leo leon leonard leslie lewis li liam lilian lily lin linda lindsay lisa liz lloyd lorenzo lori louis louise luca lucas lucia lucía lucy luigi luis luisa luke lydia lynn madeleine maggie magnus mahmoud malcolm marc marcel marco marcus marek margaret maria marie marina mario marion mark marta martha martin martina mary mason mateo matt matteo matthew maureen maurice max maya megan mehmet mei mel melanie melissa mercedes mia michael michel michele michelle miguel mike mikhail milan miriam mohamed mohammad mohammed moira molly monica morgan muhammad mustafa nadia nancy naomi natalia natalie natasha nate nathan neil nell nicholas nick nicola nicolas nicole niels nigel nikita nina noah noel nora norman oleg olga oliver olivia omar oscar pablo pam pamela paola pat patricia patrick paul paula pavel pedro peggy penny peter petra phil philip phillip phoebe pierre piotr priya rachel rafael raj rajesh ralph ramon randy raphael raul ravi ray raymond rebecca rené ricardo richard rick rita rob robert roberta roberto robin rodrigo roger roland roman ron ronald rosa rose rosie ross roy ruby russell ruth ryan sabrina sally sam samantha samir samuel sandra sanjay sara sarah scott sean sebastian sergei sergey seth shane shannon sharon shaun sheila shirley simon sofia sonia sophia sophie stacy stan stefan stefano stella stephanie stephen steve steven stuart sue sunil susan susanna suzanne svetlana sven sylvia taras tamara tania tanya tara tariq tatiana ted teresa terry theo theodore theresa thomas tiffany tim timothy tina todd tom tomas tony tracy travis trevor tristan tyler ursula valentina valerie vanessa vera veronica victor victoria viktor vincent violet virginia vivian vladimir walter wang wanda warren wayne wei wendy werner will william winston xavier yasmin yosef yousef yuki yuri yusuf yves zach zachary zara zoe zoë`
    .split(' ')
    .map(foldName),
)

/** Whether the first word of a name is a common given name. */
export const hasGivenName = (name: string): boolean => givenNames.has(foldName(name.split(/[\s-]/)[0] ?? ''))

const particles = new Set(
  'de van von der den del della di da dos das du la le el al bin ibn ben ter ten y e zu zur af av abu st'.split(' '),
)

/** Words of headings that no person's name contains. */
const notNames = new Set(
  'the and or of in on at to for with from by a an is are was be not no new all any popular demand world war day night week year time how why what when where who this that these those our your his her their its more most first last next best worst top now then how-to default design product comparison contrast far law force air sea land train bus car faith chance accident mistake example us we they it government state house white senate congress court police president minister prime chancellor general secretary said says'.split(
    ' ',
  ),
)

/**
 * Whether a text reads as one person's name. Bias: a missed name is better than a wrong one, so a pseudonym of one word is
 * no name. It has two to six words, capitals at the first and the last, no digit, and no word of an outlet or a desk.
 */
export function isPersonName(whole: string): boolean {
  // Robert “Bob” Hale
  const text = whole.replace(/(?<=\p{L}) [“"‘(]\p{Lu}[\p{L}.]{0,20}[”"’)](?= \p{Lu})/u, '')
  if (text.length > 60 || text.length < 4 || /[\d@:;/|()[\]{}<>"“”!?=+*#]/.test(text)) return false
  const tokens = text.split(/\s+/)
  // "Nguyen Van An": the last word only looks like an English one.
  if (tokens.length > 2 && /^(?:An|In|So|To|Do|On|Be)$/.test(tokens.at(-1)!)) tokens.pop()
  // "Le Phare du Nord" is no person, "Le Corbusier" may be one.
  if (tokens.length > 2 && /^(?:Le|La|Les|El|Los|Las|Il|Lo|O|Os|Der|Die|Das|De|Het)$/.test(tokens[0]!)) return false
  if (tokens.length < 2 || tokens.length > 6 || tokens.some((token) => notNames.has(token.toLowerCase()))) return false
  for (const [at, token] of tokens.entries()) {
    const isEdge = at === 0 || at === tokens.length - 1
    if (particles.has(token.toLowerCase()) && !(isEdge && token === token.toLowerCase() && at !== 0)) continue
    if (!/^(?:[dDlL]['’]|(?:al|el|as|ash|ad|an|ar|at|az|ul|ud|ur)-)?\p{Lu}[\p{L}\p{M}'’.-]*$/u.test(token)) return false
    if (/[\p{L}]\.\p{L}{2,}/u.test(token)) return false
  }
  return (
    !isDesk(text) &&
    !isKnownOutlet(text) &&
    !isPlace(text) &&
    ((!soundsLikeOutlet(text) && !isRole(text)) || hasGivenName(text))
  )
}
