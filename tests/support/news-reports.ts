/** Short invented reports: the topics that each must have, and those that it may have, too. */
export interface TopicReport {
  readonly must: string
  readonly may?: string
  readonly title: string
  readonly text: string
}

const report = (must: string, title: string, text: string, may = ''): TopicReport => ({ must, may, title, text })

export const REPORTS_BY_TOPIC: readonly TopicReport[] = [
  // Arts, culture, entertainment and media
  report(
    'arts',
    'Debut director takes top prize in Marlow',
    'The jury of the film festival gave its award to a drama about two beekeepers. The lead actress, 19, had never stood before a camera.',
  ),
  report(
    'arts',
    'Orchestra to play unfinished symphony for the first time',
    'The score was found in a piano stool in March. The conductor and two composers filled in the missing bars; tickets for the concert sold out within a day.',
  ),
  report(
    'arts',
    'A novelist who wrote only at night',
    'Her seventh book came out when she was eighty. Critics who had ignored the first six called it the novel of the year, and a publisher has bought the rest.',
  ),
  report(
    'arts',
    'Stolen painting returns to the gallery wall',
    'Curators hung the portrait on Friday, nine years after it was cut from its frame. Visitors to the museum queued around the block.',
    'crime',
  ),
  report(
    'arts',
    'Second series for the lighthouse drama',
    'The broadcaster said eight new episodes would be filmed on the island this autumn, with the same cast.',
  ),
  // Conflict, war and peace
  report(
    'conflict',
    'Fighting resumes along the Sarn river',
    'Government forces shelled rebel positions overnight, hours after a truce had run out. Both armies say they hold the bridge.',
    'politics',
  ),
  report(
    'conflict',
    'Drone attack sets fuel depot ablaze',
    'Air defences shot down eleven drones, the military said, but three got through. No soldiers were hurt.',
    'disaster',
  ),
  report(
    'conflict',
    'Envoys agree to swap prisoners of war',
    'The two sides will release 200 captured soldiers each before the holiday, mediators said, in the first step towards a ceasefire since spring.',
    'politics',
  ),
  report(
    'conflict',
    'Mutinous officers seize the palace in a night',
    'Soldiers read a statement on state television saying that the junta had closed the borders. The president’s whereabouts were unknown after the coup.',
    'politics',
  ),
  // Crime, law and justice
  report(
    'crime',
    'Two held after jewellers robbed at gunpoint',
    'Detectives arrested a man and a woman on the motorway with a bag of rings. They will appear before magistrates on Monday.',
  ),
  report(
    'crime',
    'Appeal judges quash baker’s conviction',
    'The court heard that a key witness had lied at the trial in 2009. He walked free after fifteen years in prison.',
  ),
  report(
    'crime',
    'Accountant admits taking 3m from charity',
    'She pleaded guilty to fraud and will be sentenced in June. Prosecutors said she had spent the money on horses.',
    'society',
  ),
  report(
    'crime',
    'Body found in canal: police appeal for witnesses',
    'A murder inquiry has begun after a jogger found the body of a man in his thirties. A post-mortem showed stab wounds.',
  ),
  report(
    'crime',
    'Smugglers’ tunnel found under border fence',
    'Customs officers seized two tonnes of cocaine at the exit. Four members of a cartel were charged.',
  ),
  // Disaster, accident and emergency incident
  report(
    'disaster',
    'Nine missing after ferry capsizes in heavy swell',
    'Coastguard helicopters pulled thirty people from the water. The search for survivors goes on.',
    'weather',
  ),
  report(
    'disaster',
    'Thousands flee as wildfire nears the suburbs',
    'Firefighters said the blaze had doubled overnight. Two villages were evacuated and a school burned down.',
    'weather environment',
  ),
  report(
    'disaster',
    'Quake of magnitude 6.8 shakes the coast',
    'Buildings collapsed in three towns and rescuers dug through the rubble by hand. The death toll is expected to rise.',
  ),
  report(
    'disaster',
    'Lorry and school bus collide in fog',
    'Twelve children were taken to hospital after the crash on the mountain road. None is in danger of dying.',
    'weather health education',
  ),
  report(
    'disaster',
    'Gas explosion tears through apartment block',
    'Emergency services searched the ruins until dawn. Residents had complained of a smell for weeks.',
  ),
  // Economy, business and finance
  report(
    'economy',
    'Chipmaker lifts profit forecast for third time',
    'Quarterly revenue rose by a third and shares climbed 8 percent. The company will raise its dividend.',
    'science-technology',
  ),
  report(
    'economy',
    'Central bank leaves rates unchanged',
    'Inflation is still above target, the governor said, and the economy is growing faster than forecast.',
  ),
  report(
    'economy',
    'Retailer to shut forty shops in restructuring',
    'The chain has debts of 200m and could not agree with its lenders. Administrators are looking for a buyer.',
    'labour',
  ),
  report(
    'economy',
    'Wheat prices jump on export curbs',
    'Traders in grain rushed to cover positions after the tariff was announced. Futures rose to a two-year high.',
    'politics',
  ),
  report(
    'economy',
    'Two insurers in talks over merger',
    'The deal would value the smaller at 4bn. Shareholders would get cash and stock, people close to the talks said.',
  ),
  report(
    'economy',
    'Pound slides to a five-month low',
    'The currency lost a cent against the dollar after weak retail sales. Analysts expect a recession by autumn.',
  ),
  // Education
  report(
    'education',
    'Exam papers leaked online before the test',
    'A level pupils in two counties must sit mathematics again. The board apologised to teachers and parents.',
  ),
  report(
    'education',
    'University scraps fees for nursing degrees',
    'Students who begin next term will pay nothing. The college hopes to fill 400 places.',
    'health',
  ),
  report(
    'education',
    'Village fights for its primary school',
    'With eleven pupils left, the council wants to close it. The headteacher says the nearest classroom is an hour away.',
    'politics society',
  ),
  report(
    'education',
    'Reading scores fall for the fourth year',
    'One child in five leaves school unable to read a timetable, says a report on literacy. It blames a shortage of teachers.',
  ),
  // Environment
  report(
    'environment',
    'Wolves return to a forest after a century',
    'Conservationists filmed three cubs in the reserve. Farmers fear for their sheep; biologists expect the ecosystem to gain.',
  ),
  report(
    'environment',
    'Plastic found in every river tested',
    'Researchers counted microplastics at 60 sites. Pollution was worst below the treatment works.',
    'science-technology',
  ),
  report(
    'environment',
    'Ministers promise to halve carbon emissions by 2035',
    'Campaigners said the plan relies on trees that have yet to be planted. Two coal plants will close.',
    'politics economy',
  ),
  report(
    'environment',
    'Reef bleached for the third summer',
    'Warmer seas have killed half of the coral, divers say. Scientists blame climate change.',
    'science-technology',
  ),
  report(
    'environment',
    'Illegal logging doubles in the rainforest',
    'Satellite pictures show that deforestation reached the park. Rangers have two boats for an area the size of Wales.',
    'crime science-technology',
  ),
  // Health
  report(
    'health',
    'Measles outbreak closes two nurseries',
    'Doctors urged parents to have their children vaccinated. Fourteen cases have been confirmed since Monday.',
    'education',
  ),
  report(
    'health',
    'New drug slows dementia in early trial',
    'Patients who took the pill for a year lost less memory than those who did not, researchers told a conference. Side effects were mild.',
    'science-technology',
  ),
  report(
    'health',
    'Waiting lists for hip surgery hit record',
    'Hospitals have too few beds and anaesthetists, the health service said. Some patients have waited three years.',
  ),
  report(
    'health',
    'Hospital apologises for lost samples',
    'A clinic threw away the biopsies of 31 women. They will be tested again for cancer.',
  ),
  report(
    'health',
    'Smokers who quit at sixty gain four years',
    'A study of 90,000 people found that the risk of heart disease fell within months.',
    'science-technology',
  ),
  // Human interest
  report(
    'human-interest',
    'Bottle thrown from a liner found after 60 years',
    'A boy’s message in a bottle has been returned to him by a beachcomber. He is 71 and had forgotten his own handwriting.',
  ),
  report(
    'human-interest',
    'Cat walks 200 miles home',
    'The family had moved in May and given up hope. Neighbours found the pet on the old doorstep, thin and cross.',
    'society',
  ),
  report(
    'human-interest',
    'Sisters parted as babies are reunited at 80',
    'Each had thought the other dead. They met at a railway station and wore the same coat.',
    'society',
  ),
  report(
    'human-interest',
    'Postman breaks world record for juggling on a unicycle',
    'He kept five oranges in the air for a mile. The Guinness World Records adjudicator dropped her clipboard.',
  ),
  // Labour
  report(
    'labour',
    'Bus drivers to walk out over shifts',
    'The union said nine in ten members had voted for strike action. Talks with the employer ended without an offer.',
    'economy',
  ),
  report(
    'labour',
    'Carmaker to cut 2,000 jobs',
    'Workers at the plant were told at the end of the night shift. Redundancies begin in March.',
    'economy',
  ),
  report(
    'labour',
    'Minimum wage to rise by sixty cents',
    'Employers called it too much, trade unions too little. A million employees will gain.',
    'economy politics',
  ),
  report(
    'labour',
    'Unemployment falls to lowest in a decade',
    'Companies are hiring faster than expected, and the number of jobless fell by 40,000.',
    'economy',
  ),
  // Lifestyle and leisure
  report(
    'lifestyle',
    'Five soups for a cold week',
    'The chef’s recipe for leek and potato takes twenty minutes. Bread is a must; wine is not.',
    'weather',
  ),
  report(
    'lifestyle',
    'Where to hide from the crowds in August',
    'Three small islands with good beaches, cheap hotels and one restaurant each: our travel tips for late holidaymakers.',
  ),
  report(
    'lifestyle',
    'Catwalk goes back to wool',
    'At the last day of fashion week designers showed coats to the floor. Colours were those of a ploughed field.',
  ),
  report(
    'lifestyle',
    'How to prune roses without fear',
    'Gardening is mostly waiting. Cut in February, above an outward bud, and feed the garden in April.',
  ),
  // Politics and government
  report(
    'politics',
    'Coalition collapses over pension bill',
    'The prime minister said she would ask parliament for a vote of confidence. Opposition leaders called for an election.',
  ),
  report(
    'politics',
    'Mayor wins third term by 212 votes',
    'Her opponent asked for a recount. Turnout at the polls was the highest since 1990.',
  ),
  report(
    'politics',
    'Foreign ministers sign fishing treaty',
    'The two governments end a dispute of thirty years. Their ambassadors will meet each spring.',
    'economy',
  ),
  report(
    'politics',
    'Senate blocks plan for new surveillance powers',
    'Eleven lawmakers of the ruling party voted with the opposition. The bill goes back to committee.',
  ),
  report(
    'politics',
    'Sanctions against ministry officials extended',
    'Diplomats in Brussels agreed on the list at a summit that lasted until four in the morning.',
    'economy',
  ),
  // Religion
  report(
    'religion',
    'Bishops allow blessing in village chapels',
    'After two days of debate the synod voted by 64 to 40. Some priests said they would not obey.',
  ),
  report(
    'religion',
    'Mosque opens doors to neighbours for the fast',
    'Two hundred people broke the Ramadan fast together in the street. The imam and the vicar washed up.',
    'society',
  ),
  report(
    'religion',
    'Pilgrims crowd the shrine after a year’s closure',
    'Worshippers walked for nine days to pray at the monastery. The abbot had expected half as many.',
  ),
  report(
    'religion',
    'Rabbi wins prize for translating psalms',
    'Her version is read in synagogues on three continents. She worked on it for eleven years.',
    'arts',
  ),
  // Science and technology
  report(
    'science-technology',
    'Probe sends first pictures from icy moon',
    'Engineers cheered as the spacecraft came out from behind the planet. The lander will try in May.',
  ),
  report(
    'science-technology',
    'Fossil jaw rewrites family tree of early birds',
    'Palaeontologists dated the bone to 120 million years. The species had teeth and, they think, poor eyesight.',
  ),
  report(
    'science-technology',
    'Start-up teaches robots to fold laundry',
    'The software learns from films of hands. Its algorithm needs a day for a shirt and a week for a fitted sheet.',
    'economy',
  ),
  report(
    'science-technology',
    'Hackers exploit flaw in mail servers',
    'The vendor has published a patch; experts in cybersecurity say thousands of computers are still open to the malware.',
    'crime',
  ),
  report(
    'science-technology',
    'Chatbot passes exam for tax inspectors',
    'The language model made two mistakes, both in its favour. Its makers see a use for artificial intelligence in small offices.',
    'education economy',
  ),
  // Society
  report(
    'society',
    'One in four now lives alone, census finds',
    'The population is older than ever, and families are smaller. Single pensioners are the fastest growing group.',
  ),
  report(
    'society',
    'Asylum seekers to be housed in old barracks',
    'Four hundred refugees will arrive in June. Residents have offered language lessons; some have signed a petition against it.',
    'politics',
  ),
  report(
    'society',
    'Food banks run out before Christmas',
    'Charities say that poverty has reached people with work. One volunteer fed his former boss.',
    'labour religion economy',
  ),
  report(
    'society',
    'Parliament of youth debates gender pay',
    'Young people from twelve schools argued about equality for a weekend. They outlawed nothing.',
    'education politics labour',
  ),
  // Sport
  report(
    'sport',
    'Late goal sends Rovers into the final',
    'The substitute scored in stoppage time after the goalkeeper had saved a penalty. The coach wept.',
  ),
  report(
    'sport',
    'Teenager stuns top seed at the Open',
    'She won in straight sets and had not lost a serve all week. Next is a quarter-final against a left-hander.',
  ),
  report(
    'sport',
    'Cyclist stripped of title after failed test',
    'The doping agency found traces of a banned hormone. His team has suspended him for the season.',
    'crime health',
  ),
  report(
    'sport',
    'Skiers wait for snow as season opens',
    'Two World Cup races were called off. Athletes are training on a glacier that shrinks each year.',
    'weather environment',
  ),
  report(
    'sport',
    'Batsmen collapse on the third morning',
    'Seven wickets fell before lunch and the visitors need 40 runs to win the Test.',
  ),
  // Weather
  report(
    'weather',
    'Frost and fog to last until Sunday',
    'Temperatures will fall to minus nine at night, forecasters say. Drivers are asked to stay at home.',
  ),
  report(
    'weather',
    'Hottest June day since records began',
    'The thermometer at the airport showed 41 degrees Celsius. The heatwave will break with thunderstorms on Friday.',
    'environment',
  ),
  report(
    'weather',
    'Gales and downpours to reach the west by night',
    'The weather service has put out an amber warning for strong winds and heavy rain.',
    'disaster',
  ),
  report(
    'weather',
    'A metre of snow in a day',
    'The blizzard closed passes and airports in the north. More snowfall is expected on Thursday.',
    'disaster',
  ),
]

/**
 * Written after the phrases were settled, and not looked at since: what the catalogue makes of reports that it has not seen.
 */
export const UNSEEN_BY_TOPIC: readonly TopicReport[] = [
  report(
    'arts',
    'Street singer fills the opera house',
    'She was discovered outside a bakery. On Saturday 1,200 people gave her a standing ovation for an aria she had learned from the radio.',
  ),
  report(
    'arts',
    'Magazine of the avant-garde closes after 300 issues',
    'Poets wrote for it unpaid, and painters drew its covers. The last editor will turn to writing a memoir.',
    'economy',
  ),
  report(
    'conflict',
    'Navy turns back warships off the Hask islands',
    'Two destroyers fired warning shots. The ministry of defence called it the gravest incident since the armistice.',
    'politics',
  ),
  report(
    'conflict',
    'Village buries its dead after air raid',
    'Eleven civilians died when a missile hit the market. The army says militants had hidden there.',
    'disaster society',
  ),
  report(
    'crime',
    'Gang of four jailed for stealing church bells',
    'The judge gave the ringleader six years. The bells had been melted down in a garage.',
    'religion',
  ),
  report(
    'crime',
    'Lawyer disbarred for forging wills',
    'Investigators say he cheated nine widows out of their houses. A criminal case is to follow.',
    'society',
  ),
  report(
    'disaster',
    'Landslide cuts off mountain valley',
    'Mud and boulders buried the only road. Soldiers are flying out the sick; three people are missing.',
    'weather conflict',
  ),
  report(
    'disaster',
    'Train derails near the tunnel mouth, two dead',
    'The driver had braked for a cow. Ambulances needed an hour to reach the wreck.',
  ),
  report(
    'economy',
    'Brewery swallows its oldest rival',
    'The takeover makes it the second largest in the country. Investors paid 12 percent more for its stock.',
    'lifestyle',
  ),
  report(
    'economy',
    'Exports shrink for the third month',
    'Factories sold fewer machines abroad. Economists blame the strong currency and tariffs.',
    'politics',
  ),
  report(
    'education',
    'Schools to teach typing before handwriting',
    'Teachers are divided. The new curriculum begins in September for pupils aged six.',
  ),
  report(
    'education',
    'Professor resigns over plagiarism claim',
    'The university is looking into three papers. Students have asked for a public hearing.',
    'science-technology',
  ),
  report(
    'environment',
    'Oil slick drifts towards the bird reserve',
    'Volunteers are washing guillemots. The pollution could last for years, wildlife wardens say.',
    'disaster society',
  ),
  report(
    'environment',
    'Glacier loses a third of its ice',
    'Melting has sped up, a survey shows. Global warming will leave only bare rock by 2060.',
    'science-technology weather',
  ),
  report(
    'health',
    'Surgeons join two hands in eleven hours',
    'The patient can move three fingers. The hospital had rehearsed the operation for a year.',
    'science-technology',
  ),
  report(
    'health',
    'Flu season comes early',
    'Clinics are handing out vaccine to the over-sixties first. Doctors expect the peak in December.',
  ),
  report(
    'human-interest',
    'Man, 90, marries the girl who turned him down',
    'She said no in 1955. Their wedding cake had one candle for every year of waiting.',
    'society',
  ),
  report(
    'human-interest',
    'Lost parrot recites its address to a vet',
    'The bird was back with its owner within an hour. It has since gone viral.',
    'health',
  ),
  report(
    'labour',
    'Dockers return after nine weeks out',
    'The strike ended when the port agreed to shorter shifts. Union members voted by show of hands.',
    'economy',
  ),
  report(
    'labour',
    'Three in ten employees work a second job',
    'Wages have not kept up with rents, a survey of workers says.',
    'economy society',
  ),
  report(
    'lifestyle',
    'The perfect omelette takes forty seconds',
    'Butter, three eggs, a hot pan. Our cook explains what restaurants do wrong.',
  ),
  report(
    'lifestyle',
    'Sleeper trains are back in fashion with tourists',
    'Cabins to the coast are booked until May. We tried the bunk, the breakfast and the view, and chose a hotel.',
    'economy',
  ),
  report(
    'politics',
    'Parliament rejects speed limit by one vote',
    'The minister had staked her office on the bill. The opposition demanded that she go.',
  ),
  report(
    'politics',
    'Voters asked to choose a new flag',
    'The referendum will cost 20m. Polls give the old one a lead of nine points.',
  ),
  report(
    'religion',
    'Nuns sell honey to save their abbey',
    'The roof of the chapel leaks. The sisters pray between the hives.',
    'lifestyle',
  ),
  report(
    'religion',
    'Temple bell rings for peace at new year',
    'Thousands of Buddhists queued in the snow. Monks struck the bell 108 times.',
    'weather',
  ),
  report(
    'science-technology',
    'Clock that loses a second in the age of the universe',
    'Physicists cooled atoms of strontium with lasers. Satellites could use it to measure sea levels.',
    'environment',
  ),
  report(
    'science-technology',
    'Old phones find new life as servers',
    'Researchers wired forty smartphones into a small data centre. Each costs less than a cup of coffee.',
    'economy',
  ),
  report(
    'society',
    'More children grow up with one parent',
    'The share has doubled since 1990. Child care is the biggest worry, single mothers say.',
  ),
  report(
    'society',
    'Refugees open a bakery in the old barracks',
    'Six families who fled the war bake flat bread for the town. Neighbours bring jam.',
    'conflict lifestyle',
  ),
  report(
    'sport',
    'Rower wins third gold medal in a borrowed boat',
    'Her own had cracked in the heat. She led from the start and broke the course record.',
  ),
  report(
    'sport',
    'Promoted side hold champions to a draw',
    'A header in the last minute silenced the stadium. The league leaders had hit the post twice.',
  ),
  report(
    'weather',
    'Storm brings down trees and cuts power',
    'Gusts reached 140 kilometres an hour on the coast. More rain is forecast for the night.',
    'disaster',
  ),
  report(
    'weather',
    'Mild winter wakes the hedgehogs',
    'It was 15 degrees Celsius on New Year’s Day. Meteorologists see no frost before February.',
    'environment',
  ),
]

/** Reports whose words stray into subjects that they are not about: the topics that they must not have. */
export const STRAYING: readonly { readonly not: string; readonly title: string; readonly text: string }[] = [
  {
    not: 'weather',
    title: 'Party leader weathers storm over expenses',
    text: 'The political storm has cost him two ministers. He calls it a storm in a teacup.',
  },
  {
    not: 'conflict',
    title: 'Supermarkets in price war over milk',
    text: 'The battle for customers has begun: a litre costs less than water. Analysts expect a truce by Easter.',
  },
  {
    not: 'religion',
    title: 'The high priest of the three-point line retires',
    text: 'He played 900 games and never fouled out. Basketball has lost its greatest shooter.',
  },
  {
    not: 'health',
    title: 'Economy shows healthy growth',
    text: 'Output rose by 2 percent in the quarter. Consumers are spending again, and exports have recovered.',
  },
  {
    not: 'sport',
    title: 'Ministers play for time in budget talks',
    text: 'The ball is in the court of the opposition, the chancellor said. A vote is due on Friday.',
  },
  {
    not: 'crime',
    title: 'Tennis court at the old mill opens again',
    text: 'The club has laid new grass. Members may book the court by telephone.',
  },
  {
    not: 'disaster',
    title: 'Critics pan disaster film',
    text: 'The movie has a volcano, three love stories and no plot. The actors do what they can.',
  },
  {
    not: 'education',
    title: 'Old-school barber teaches razors to hipsters',
    text: 'Appointments are not taken. A shave costs nine crowns and a story.',
  },
  {
    not: 'politics',
    title: 'House prices fall in the capital',
    text: 'A flat of 60 square metres now costs less than in 2019. Estate agents blame mortgage rates.',
  },
  {
    not: 'economy',
    title: 'Rare ducks breed on the river bank',
    text: 'Wardens counted nine chicks in the reeds. Walkers are asked to keep dogs on a lead.',
  },
]
