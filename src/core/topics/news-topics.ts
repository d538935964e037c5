/**
 * A ready catalogue of topics: the 17 top-level IPTC Media Topics (CC BY 4.0, iptc.org) with their ids, found by English
 * phrases of our own. Bias: a missed topic is better than a wrong one. Each of these words also occurs in other subjects,
 * so a topic needs a phrase in the title or several in the text (`minScore`). Phrases match by their stems, and those in
 * capitals only in capitals.
 */
import type { Phrase, Rule, Topic } from '../model.ts'

/** Reached by a phrase in the title, or by one in the lead and another one. */
const MIN_SCORE = 2.5

function newsTopic(id: string, name: string, iptc: string, phrases: string, none: readonly Phrase[] = []): Topic {
  const any = phrases
    .split('|')
    .map((phrase) => phrase.trim())
    .filter(Boolean)
  return { id, name, iptc, any, none, languages: ['en'], minScore: MIN_SCORE }
}

/**
 * The topics with rules for one more language, by topic id. For articles in that language they replace the topic's own:
 * `topics: addLanguage(newsTopics, 'de', { politics: { any: ['Wahl', 'Bundestag'] } })`.
 */
export const addLanguage = (
  topics: readonly Topic[],
  language: string,
  rulesById: Readonly<Record<string, Rule>>,
): Topic[] =>
  topics.map((topic) => {
    const rule = rulesById[topic.id]
    return rule === undefined ? topic : { ...topic, inLanguage: { ...topic.inLanguage, [language]: rule } }
  })

/** The 17 top-level Media Topics in English: `topics: newsTopics` in feeds.config.ts, or a choice of them. */
export const newsTopics: readonly Topic[] = [
  newsTopic(
    'arts',
    'Arts, culture, entertainment and media',
    'medtop:01000000',
    `film|movie|cinema|actor|actress|film director|box office|Hollywood|Bollywood|Oscars|Academy Award|Emmy|Grammy|
    BAFTA|Cannes film festival|film festival|sequel|music|musician|singer|songwriter|album|concert|band|orchestra|
    opera|symphony|rapper|pop star|rock star|guitarist|pianist|festival|theatre|theater|stage play|playwright|musical|
    Broadway|West End|ballet|dancer|choreographer|painting|painter|sculptor|sculpture|artist|exhibition|gallery|museum|
    curator|novel|novelist|poet|poetry|bookshop|bestseller|Booker Prize|Pulitzer|literature|literary|television series|
    TV series|sitcom|soap opera|reality show|Netflix|HBO|streaming service|broadcaster|newspaper|magazine|journalist|
    journalism|podcast|celebrity|red carpet|comedian|comedy|photographer|architecture|architect|cultural heritage|
    comic book|screenwriter|film premiere|world premiere|box-office|screenwriting|film critic|cast of|documentary|
    drama series|new series|episodes|TV drama|conductor|book publisher|film trailer|movie trailer`,
  ),
  newsTopic(
    'conflict',
    'Conflict, war and peace',
    'medtop:16000000',
    `war|warfare|wartime|troops|soldier|army|military|navy|air force|airstrike|air strike|missile|drone strike|
    drone attack|artillery|bombardment|bombing|bomber|warship|warplane|fighter jet|tank battalion|infantry|battlefield|
    frontline|front line|invasion|invade|occupied territory|ceasefire|cease-fire|truce|peace talks|peace deal|
    peace agreement|peacekeeper|peacekeeping|NATO|militia|militant|insurgent|insurgency|rebel|guerrilla|terrorist|
    terrorism|Islamic State|ISIS|Al Qaeda|Hamas|Hezbollah|Taliban|Houthi|coup|junta|civil war|airspace violation|
    nuclear weapon|weapons|ammunition|hostage|war crime|genocide|massacre|counteroffensive|siege|conscription|
    defence ministry|defense ministry|Pentagon|armed forces|prisoner of war|disarmament|landmine|suicide bomber|
    car bomb|military exercise|war games|military alliance|annexation|heavy shelling|artillery shells|
    general mobilisation|military mobilization|military offensive|ground offensive|armed conflict|air defences|
    air defenses|government forces|rebels|shelling of`,
    ['price war', 'trade war', 'war of words', 'Star Wars', 'bidding war', 'culture war'],
  ),
  newsTopic(
    'crime',
    'Crime, law and justice',
    'medtop:02000000',
    `police|policeman|police officer|arrest|arrested|suspect|murder|manslaughter|homicide|killer|stabbing|stabbed|
    shooting|gunman|robbery|burglary|theft|thief|kidnapping|abduction|rape|sexual assault|assault charge|fraud|
    embezzlement|money laundering|bribery|corruption charge|extortion|smuggling|drug trafficking|cartel|gang|
    organised crime|organized crime|mafia|court|judge|jury|verdict|guilty|acquitted|convicted|conviction|sentenced|
    sentence|prison|jail|inmate|parole|bail|prosecutor|prosecution|indictment|indicted|lawsuit|plaintiff|sued|
    supreme court|appeal court|high court|tribunal|attorney|lawyer|barrister|solicitor|attorney general|legal action|
    injunction|testimony|testify|FBI|Interpol|Scotland Yard|crime|criminal|felony|warrant|extradition|death penalty|
    cybercrime|hacker|vandalism|arson|counterfeit|human trafficking|murder detectives|detective inspector|stood trial|
    murder trial|fraud trial|trial judge|smuggler|cocaine|heroin|drug dealer|customs officers|charged with|
    murder inquiry|stab wounds|pleaded guilty|magistrates|robbed|robber|stolen|post-mortem|goes on trial|went on trial|
    put on trial`,
    ['tennis court', 'court of public opinion', 'basketball court', 'prisoners of war'],
  ),
  newsTopic(
    'disaster',
    'Disaster, accident and emergency incident',
    'medtop:03000000',
    `earthquake|quake|tremor|aftershock|magnitude|tsunami|volcano|eruption|lava|hurricane damage|cyclone|typhoon|
    tornado|flood|flooding|floodwater|flash flood|landslide|mudslide|avalanche|wildfire|bushfire|forest fire|blaze|
    firefighter|drought|famine|plane crash|air crash|train crash|derailment|derailed|bus crash|car crash|road accident|
    collision|shipwreck|ferry sank|capsized|explosion|gas leak|chemical spill|oil spill|building collapse|
    bridge collapse|mine collapse|stampede|disaster|catastrophe|rescuer|rescue workers|survivor|death toll|
    missing people|evacuated|evacuation|emergency services|state of emergency|humanitarian crisis|humanitarian aid|
    Red Cross|relief effort|nuclear accident|rubble|drowned|crowd crush|crushed to death|rescue operation|rescue teams|
    rescuers|collide|collided|fatal crash|crashed into|motorway pile-up|search for survivors|coastguard|fire broke out|
    buildings collapsed|crash site|road crash`,
    ['disaster film', 'disaster movie', 'recipe for disaster'],
  ),
  newsTopic(
    'economy',
    'Economy, business and finance',
    'medtop:04000000',
    `economy|economic growth|economist|GDP|gross domestic product|inflation|consumer prices|deflation|recession|
    interest rate|central bank|Federal Reserve|European Central Bank|Bank of England|monetary policy|stock market|
    shareholder|stock exchange|Wall Street|Nasdaq|Dow Jones|FTSE|S&P 500|investor|investment|bond yield|currency|
    exchange rate|dollar|euro zone|eurozone|cryptocurrency|bitcoin|profit|revenue|earnings|quarterly results|dividend|
    merger|acquisition|takeover|IPO|initial public offering|chief executive|CEO|company|corporate|retailer|sales|
    manufacturer|factory|exports|imports|tariff|trade deficit|trade surplus|trade talks|trade deal|trade war|commodity|
    oil price|OPEC|natural gas price|gold price|wheat|corn|soybean|startup|venture capital|bankruptcy|insolvency|bank|
    lender|loan|mortgage|housing market|house prices|budget deficit|public debt|IMF|World Bank|WTO|supply chain|
    carmaker|automaker|airline|insurer|hedge fund|private equity|antitrust|consumer spending|tax cut|share price|
    share capital|shares rose|shares fell|shares climbed|shares jumped|shares dropped|shares closed|stocks fell|
    stocks rose|stock price|government bonds|bond market|crude oil|crude prices|barrels|petroleum|oil output|
    oil production|oil company|oil field|refinery|energy prices|stake in|percent stake|majority stake|subsidiary|
    assets|acquires|buyout|net profit|net loss|net income|operating profit|pre-tax profit|payout|turnover|prime rate|
    discount rate|lending rate|money market|credit rating|creditors|debts|borrowing|foreign trade|world trade|
    trade balance|trade figures|trade negotiations|trader|harvest|crop|grain|farmers|agriculture|livestock|cattle|
    freight|cargo|industrial output|industrial production|small businesses|business confidence|futures|shipping line|
    shipping company|merchant shipping|container ship|container rates|quarterly profit|quarterly loss|
    quarterly dividend`,
    ['river bank', 'food bank', 'West Bank'],
  ),
  newsTopic(
    'education',
    'Education',
    'medtop:05000000',
    `school|primary school|high school|secondary school|kindergarten|nursery school|preschool|teacher|headteacher|
    head teacher|pupil|student|classroom|curriculum|syllabus|exam|GCSE|A-level|SAT score|school board|school district|
    university|college|campus|professor|lecturer|undergraduate|graduate|degree course|diploma|tuition|tuition fees|
    student loan|student debt|scholarship|admissions|education|educator|education minister|education secretary|
    academic year|homework|literacy|homeschooling|charter school|private school|truancy|teaching union|
    vocational training|apprenticeship|Ivy League|Ofsted|school examination|final examination|exam papers|
    university students|schoolchildren|schooling|nursery|reading scores`,
    ['school of whales', 'old school'],
  ),
  newsTopic(
    'environment',
    'Environment',
    'medtop:06000000',
    `climate change|climate crisis|climate talks|climate summit|global warming|greenhouse gas|emissions|carbon dioxide|
    carbon footprint|net zero|decarbonisation|decarbonization|Paris agreement|COP30|COP29|COP28|IPCC|renewable energy|
    solar power|wind farm|wind power|fossil fuel|coal plant|pollution|air quality|plastic waste|microplastics|
    recycling|landfill|biodiversity|extinction|endangered species|wildlife|conservationist|habitat|ecosystem|
    deforestation|rainforest|Amazon rainforest|reforestation|national park|nature reserve|coral reef|
    ocean acidification|overfishing|glacier|ice sheet|sea level|permafrost|desertification|water scarcity|pesticide|
    bees|environment|environmental|environmentalist|Greenpeace|ecological|toxic waste|contamination|whale|poaching|
    rewilding|nature conservation|wildlife conservation|conservation area|conservation project|sustainable development|
    sustainable farming|household waste|nuclear waste|hazardous waste|waste dump|carbon emissions|coral|bleached|
    illegal logging|wolves`,
    ['business environment', 'work environment', 'learning environment', 'desktop environment'],
  ),
  newsTopic(
    'health',
    'Health',
    'medtop:07000000',
    `health|healthcare|health care|hospital|doctor|nurse|physician|surgeon|surgery|patient|clinic|medical|medicine|
    clinical trial|vaccine|vaccination|vaccinated|immunisation|immunization|virus|coronavirus|COVID-19|pandemic|
    epidemic|outbreak|flu|influenza|measles|malaria|HIV|AIDS|tuberculosis|Ebola|cholera|polio|bird flu|infection|
    antibiotics|cancer|tumour|tumor|chemotherapy|diabetes|obesity|heart disease|heart attack|stroke patients|dementia|
    Alzheimer|Parkinson|mental health|anxiety|autism|suicide prevention|addiction|opioid|fentanyl|vaping|
    alcohol consumption|diet|nutrition|pregnancy|maternity|abortion|fertility|IVF|NHS|World Health Organization|WHO|
    FDA approval|Medicare|Medicaid|health insurance|pharmaceutical|drugmaker|prescription|disease|symptom|diagnosis|
    disability|life expectancy|public health|transplant|therapy|clinical depression|postnatal depression|
    anxiety and depression|smoker|smoking ban|cigarette|tobacco|new drug|side effects|waiting lists|health service|
    nursing|biopsy`,
  ),
  newsTopic(
    'human-interest',
    'Human interest',
    'medtop:08000000',
    `went viral|goes viral|viral video|world record|Guinness World Records|lottery winner|jackpot winner|award ceremony|
    won an award|birthday party|centenarian|oldest person|oldest woman|oldest man|reunited|long-lost|good samaritan|
    heartwarming|pet|pet dog|dog|puppy|cat|kitten|zoo animal|stray|rescued animal|royal wedding|royal family|
    royal baby|wedding|twins|triplets|mystery|bizarre|quirky|prank|hoax|time capsule|message in a bottle|
    treasure found|obituary|eccentric|random act of kindness|good news|found alive|miracle|pays tribute|happy ending|
    world-record attempt|decades later`,
  ),
  newsTopic(
    'labour',
    'Labour',
    'medtop:09000000',
    `trade union|labor union|labour union|union members|strike action|walkout|walk out|industrial action|picket line|
    collective bargaining|vote for strike|rail strike|general strike|pay dispute|pay rise|pay offer|minimum wage|
    living wage|workers|workforce|workplace|employer|employee|employment|unemployment|unemployed|jobless|
    jobless claims|jobs report|jobs|job cuts|job losses|layoff|laid off|redundancy|redundancies|hiring|recruitment|
    gig economy|gig workers|zero-hours|working conditions|working hours|four-day week|remote work|working from home|
    pension dispute|retirement age|child labour|child labor|forced labour|labour market|labor market|
    health and safety at work|vocational|Amazon workers|trade unions|unions said|union leaders|union officials|
    unions vote|union voted|teachers union|wage rise|wage growth|wage talks|wage increase|wage demand|real wages|
    wage claim|union said`,
    ['Labour Party', 'Labour leader', 'Steve Jobs'],
  ),
  newsTopic(
    'lifestyle',
    'Lifestyle and leisure',
    'medtop:10000000',
    `recipe|cooking|cookbook|chef|restaurant|Michelin|cuisine|dish|baking|wine|winery|cocktail|beer|coffee shop|
    food and drink|fashion|fashion designer|fashion week|catwalk|runway show|clothing|model agency|Vogue|perfume|
    make-up|makeup|skincare|beauty tips|hairstyle|jewellery|jewelry|travel|travel tips|tourist|tourism|holidaymaker|
    vacation|holiday destination|hotel|resort|beach|cruise|city break|backpacking|gardening|garden|home decor|
    interior design|DIY|hobby|knitting|board game|video game|gamer|crossword|relationship advice|parenting tips|yoga|
    spa|fitness tips|nightlife|theme park|antiques|bucket list|lifestyle|leisure|weekend getaway|horoscope|
    hiking trail|hiker|campsite|camping trip|online dating|dating app|dating advice|wellness retreat|pruning|
    vegetable garden|flower bed|dinner party`,
  ),
  newsTopic(
    'politics',
    'Politics and government',
    'medtop:11000000',
    `election|elections|electoral|voter|voters|ballot|polling station|opinion poll|referendum|campaign trail|candidate|
    parliament|parliamentary|congress|senate|senator|congressman|congresswoman|House of Representatives|
    House of Commons|House of Lords|MP|MPs|lawmaker|legislator|legislation|bill passed|government|cabinet|
    cabinet minister|coalition|opposition|opposition leader|prime minister|president|vice president|chancellor|
    foreign minister|foreign secretary|secretary of state|home secretary|governor|mayor|city council|White House|
    Downing Street|Kremlin|Capitol Hill|Westminster|Bundestag|Knesset|European Union|EU|European Commission|
    European Parliament|Brexit|United Nations|UN|Security Council|diplomat|diplomacy|diplomatic|ambassador|embassy|
    summit|treaty|sanctions|foreign policy|Republican|Democrat|Conservative Party|Tory|Tories|Labour Party|
    Liberal Democrats|political party|politician|politics|political|democracy|impeachment|no-confidence vote|veto|
    executive order|constitution|constitutional|minister|immigration policy|border policy|human rights|protesters|
    government shutdown|budget vote|red lines|Putin|Zelensky|Xi Jinping|Trump|Biden|government policy|public policy|
    foreign affairs|vote of confidence|ruling party|recount|turnout|committee hearing`,
  ),
  newsTopic(
    'religion',
    'Religion',
    'medtop:12000000',
    `church|cathedral|chapel|parish|priest|bishop|archbishop|cardinal|Pope|Vatican|papal|Catholic|Protestant|Anglican|
    Methodist|Baptist|evangelical|Orthodox church|Christian|Christianity|Easter|Christmas mass|Bible|gospel|theologian|
    theology|monk|nun|monastery|mosque|imam|Muslim|Islam|Islamic|Koran|Quran|Ramadan|Eid|hajj|Mecca|Sunni|Shia|Shiite|
    synagogue|rabbi|Jewish|Judaism|Torah|Passover|Yom Kippur|Hanukkah|Hindu|Hinduism|Diwali|Buddhist|Buddhism|
    Dalai Lama|Sikh|temple|worship|worshipper|prayer|pilgrim|pilgrimage|faith|religion|religious|atheist|blasphemy|
    sermon|clergy|pastor|congregation|saint|baptism|nunnery|synod|vicar|abbot|shrine|pray|diocese`,
    ['Islamic State', 'Dominican Republic', 'high priest of'],
  ),
  newsTopic(
    'science-technology',
    'Science and technology',
    'medtop:13000000',
    `science|scientist|scientists|researcher|researchers|research team|study finds|study published|laboratory|physicist|
    chemist|chemistry|biologist|biology|genetics|gene editing|CRISPR|DNA|genome|fossil|dinosaur|palaeontologist|
    paleontologist|archaeologist|archaeology|astronomer|astronomy|telescope|planet|exoplanet|galaxy|black hole|comet|
    asteroid|NASA|ESA|SpaceX|spacecraft|space station|astronaut|satellite|orbit|lunar|moon landing|quantum|particle|
    CERN|mathematician|artificial intelligence|AI|machine learning|chatbot|ChatGPT|OpenAI|language model|algorithm|
    robot|robotics|software|app|computer|computing|supercomputer|semiconductor|microchip|chipmaker|Nvidia|smartphone|
    iPhone|Android|Google|Microsoft|Facebook|internet|broadband|5G|cybersecurity|data breach|malware|encryption|
    cloud computing|data centre|data center|technology|tech company|social media|self-driving|electric vehicle battery|
    3D printing|virtual reality|open source|Nobel Prize|patent|laboratory experiment|scientific experiment|
    particle physics|quantum physics|Apple Inc|Meta Platforms|Mars rover|planet Mars|rocket launch|space rocket|
    space probe|lander|start-up|hackers|security flaw|species of`,
    ['apple pie', 'rocket salad'],
  ),
  newsTopic(
    'society',
    'Society',
    'medtop:14000000',
    `migration|migrant|immigrant|immigration|refugee|asylum|asylum seeker|ageing population|aging population|population|
    demographic|birth rate|census|childcare|child care|divorce|marriage|same-sex marriage|elderly|old age|young people|
    youth|poverty|poor families|homeless|homelessness|welfare|food bank|inequality|discrimination|racism|racist|sexism|
    gender|gender equality|feminism|feminist|women's rights|LGBT|LGBTQ|gay|lesbian|transgender|ethnic|indigenous|
    Aboriginal|civil rights|charity|volunteer|philanthropy|social care|loneliness|domestic violence|child abuse|
    bullying|housing crisis|affordable housing|social housing|rural life|disability rights|integration of migrants|
    child adoption|adoption of children|family life|family policy|single parents|young families|large families|
    families with children|living alone|lives alone|older people|ethnic minority|welfare benefits|housing benefit|
    gender pay|equal rights|ethnic diversity|community leaders|local community`,
  ),
  newsTopic(
    'sport',
    'Sport',
    'medtop:15000000',
    `football|footballer|soccer|Premier League|Champions League|La Liga|Bundesliga|Serie A|FIFA|UEFA|World Cup|striker|
    midfielder|goalkeeper|penalty shootout|hat-trick|kick-off|half-time|coach|head coach|transfer window|rugby|
    Six Nations|cricket|Test match|wicket|batsman|bowler|tennis|Wimbledon|Grand Slam|US Open|French Open|
    Australian Open|golf|golfer|PGA|Ryder Cup|Formula 1|Formula One|grand prix|MotoGP|NASCAR|cycling race|
    Tour de France|cyclist|athletics|sprinter|marathon|Olympics|Olympic|Paralympic|Winter Games|gold medal|medallist|
    world champion|championship|tournament|league|cup final|final score|playoff|play-off|semi-final|quarter-final|NBA|
    NFL|NHL|MLB|Super Bowl|quarterback|touchdown|basketball|baseball|home run|ice hockey|hockey|boxer|heavyweight|UFC|
    wrestling|swimmer|gymnast|gymnastics|skiing|skier|snowboard|figure skating|horse racing|jockey|doping|stadium|fans|
    referee|VAR|season|teammate|sport|sports|athlete|scored a goal|scored twice|scored the winner|late goal|
    winning goal|own goal|first goal|opening goal|stoppage time|extra time|injury time|relegation|team manager|
    football manager|football supporters|home supporters|away supporters|Ashes series|Ashes Test|US Masters|
    boxing match|boxing champion|boxing title|national squad|first-team squad|top seed|straight sets|batsmen|innings|
    cricketer|bowlers|World Cup race|title race|banned substance|defending champion|swimming championships|freestyle|
    backstroke|handball`,
    ['career coach', 'life coach'],
  ),
  newsTopic(
    'weather',
    'Weather',
    'medtop:17000000',
    `weather|weather forecast|weather warning|meteorologist|Met Office|National Weather Service|temperature|
    temperatures|heatwave|heat wave|cold snap|frost|snow|snowfall|snowstorm|blizzard|ice storm|rain|rainfall|
    heavy rain|downpour|drizzle|thunderstorm|lightning|storm|gale|wind gusts|strong winds|hurricane|tropical storm|
    monsoon|fog|sunshine|sunny spells|humidity|El Niño|La Niña|record high|record low|degrees Celsius|
    degrees Fahrenheit|storm surge|jet stream|polar vortex|flood warning|weather forecaster|forecasters say|
    forecasters expect|hailstones|hailstorm|weather service|warmest day|hottest day|coldest night|metre of snow|
    inches of snow`,
    ['weather the crisis', 'political storm', 'brainstorm', 'perfect storm'],
  ),
]
