/**
 * Short invented texts for the evaluation, in the style of wires, agencies, liveblogs and feeds with little text: similar events
 * in one window, forms that are filled in again and again, releases, statements that answer each other.
 */

/** A title and its text. */
export type Report = readonly [title: string, text: string]

/** Kinds of events, each with several similar events; of each event an agency's flash, then another report. */
export const EVENTS: Record<string, readonly (readonly Report[])[]> = {
  quake: [
    [
      [
        'Magnitude 5.9 quake shakes Arvelo province',
        'ARVELO, March 3 - An earthquake of magnitude 5.9 struck the mountain province of Arvelo early on Tuesday, the geophysical institute said. The epicentre was 14 km north of the town of Sanriva at a depth of 10 km. Rescue crews pulled seven people from a collapsed hostel; two were taken to hospital with broken bones. Schools were closed.',
      ],
      [
        'Hostel collapses in Sanriva after strong tremor',
        'Seven hikers were dug out of the rubble of a hostel in Sanriva after a strong tremor rocked the Arvelo highlands before dawn on Tuesday. "The walls walked," said innkeeper Pilar Ontaneda. Authorities shut schools in the province and sent tents, while seismologists counted forty aftershocks by noon.',
      ],
    ],
    [
      [
        'Magnitude 6.1 quake strikes off Tokabara coast',
        'TOKABARA, March 4 - An earthquake of magnitude 6.1 struck off the coast of Tokabara on Wednesday afternoon, the meteorological agency said. The epicentre was 60 km east of Port Minase at a depth of 35 km. A tsunami advisory was lifted after ninety minutes. Bullet trains were halted; no injuries were reported.',
      ],
      [
        'Trains halted, tsunami advisory lifted after Tokabara tremor',
        'Bullet trains stood still along the Tokabara shore on Wednesday while fishermen at Port Minase moved their boats to deep water. The wave that was feared reached twenty centimetres. The agency withdrew its tsunami advisory after an hour and a half, and nuclear plants reported nothing unusual.',
      ],
    ],
    [
      [
        'Quake of magnitude 4.7 felt in Lusmark and Vey',
        'LUSMARK, March 4 - An earthquake of magnitude 4.7 was felt in the cities of Lusmark and Vey on Wednesday, the state geological office said. The epicentre was 5 km west of the potash mine at Hainfeld at a depth of 2 km. The mine was evacuated and 310 miners came up unharmed. Chimneys fell in two villages.',
      ],
      [
        'Miners brought up safely as ground moves at Hainfeld',
        'All 310 miners of the potash works at Hainfeld reached the surface on Wednesday after a shallow quake toppled chimneys in neighbouring villages. The operator spoke of a rock burst; the geological office in Lusmark is checking whether old galleries gave way.',
      ],
    ],
  ],
  match: [
    [
      [
        'Corvale 3, Hartsend 1: Mbeki double sinks leaders',
        'Two late goals from Sipho Mbeki gave Corvale a 3-1 win over league leaders Hartsend on Saturday. Hartsend had gone ahead through Luca Ferri after nine minutes, but Dan Oakes levelled before half-time and Mbeki struck in the 81st and 88th minute. Corvale climb to fourth; Hartsend stay top by two points.',
      ],
      [
        'Hartsend stumble at Corvale',
        'League leaders Hartsend threw away an early lead at Corvale, where substitute Sipho Mbeki scored twice in the closing ten minutes. Coach Irena Volk blamed tired legs after the cup tie. Her side remain first, but only by two points from Dunmere, who have a match in hand.',
      ],
    ],
    [
      [
        'Dunmere 2, Ashgate 2: Ten men hold on',
        'Ten-man Ashgate held Dunmere to a 2-2 draw on Saturday after captain Joel Prior was sent off in the 34th minute. Dunmere twice led through Erik Sand and a Marco Diaz penalty, but Tom Bellis equalised both times, the second in the 87th minute. Dunmere are second; Ashgate stay in the bottom three.',
      ],
      [
        'Bellis rescues point for ten-man Ashgate at Dunmere',
        'Tom Bellis twice dragged Ashgate back level at Dunmere, the second time three minutes from the end and with his captain Joel Prior long since in the bath for a lunge on Erik Sand. "We bled for that," said the forward, who has nine goals this season. Dunmere missed the chance to go top.',
      ],
    ],
    [
      [
        'Penrose 0, Millbrook 4: Okafor hat-trick',
        'A first-half hat-trick by Chidi Okafor sent Millbrook on their way to a 4-0 win at bottom club Penrose on Saturday. Okafor scored in the 7th, 19th and 40th minute before Lee Tran added a fourth in the 66th. Penrose manager Gary Stubbs said he would not resign. Millbrook move up to sixth.',
      ],
      [
        'Okafor treble leaves Penrose manager on the brink',
        'Chidi Okafor needed forty minutes to finish Penrose off and perhaps their manager too. Supporters turned their backs on Gary Stubbs as Millbrook strolled to a 4-0 victory. "I was not brought up to walk away," said Stubbs. The board meets on Monday.',
      ],
    ],
    [
      [
        'Stormers edge Lions 24-23 with last kick',
        'Fly-half Ben Karantze kicked a penalty from 48 metres in the last minute as the Stormers beat the Lions 24-23 on Sunday. The Lions had led since the 20th minute through tries by Noah Quirke and Piet Lourens. The Stormers will meet the Highlanders in the semi-final next week.',
      ],
      [
        'Karantze boots Stormers into semi-final',
        'A penalty from near the halfway line, kicked into a swirling wind by Ben Karantze, broke the hearts of the Lions on Sunday. They had led for an hour. The Stormers go through by a point and play the Highlanders for a place in the final.',
      ],
    ],
  ],
  bank: [
    [
      [
        'Central bank of Velland raises key rate to 4.25%',
        'The central bank of Velland raised its key interest rate by 25 basis points to 4.25% on Thursday, as expected by most analysts. Governor Astrid Holm said inflation, at 5.1% in February, was still too high and that a further increase in June was more likely than not. The crown strengthened slightly.',
      ],
      [
        'Velland borrowers face dearer mortgages as Holm tightens again',
        'Households in Velland will pay more for their mortgages after governor Astrid Holm and her colleagues tightened policy for the fifth time in a row. She hinted at another step in June. Homeowners with floating loans will pay some 900 crowns more a year, a savings bank reckoned.',
      ],
    ],
    [
      [
        'Central bank of Osmara keeps key rate at 7.5%',
        'The central bank of Osmara kept its key interest rate at 7.5% on Thursday, as expected by most analysts. Governor Farid Nasseri said inflation, at 8.3% in February, was falling more slowly than hoped and that cuts before the autumn were not to be expected. The dinar was little changed.',
      ],
      [
        'Nasseri dashes hopes of cheaper money in Osmara',
        'Builders and car dealers in Osmara had hoped for relief, but governor Farid Nasseri left borrowing costs where they were and told reporters not to ask again before the autumn. Bread and fuel keep pushing prices up. Economists at two local banks now expect the first cut in November.',
      ],
    ],
    [
      [
        'Bank of Trevia cuts rates for first time in four years',
        'The Bank of Trevia cut its main rate to 2.75% from 3% on Wednesday, the first reduction in four years. Governor Helene Baptiste said growth had stalled and inflation was under 2%. Two of nine members of the board voted for a larger cut. The Trevian franc fell to its lowest since August.',
      ],
      [
        'Trevian franc slides after surprise rate cut',
        'The Trevian franc slid to a seven-month low on Wednesday after Helene Baptiste surprised traders by lowering the cost of money. Exporters cheered. Two of her colleagues had wanted even more, and bond markets now bet on a second reduction in the summer.',
      ],
    ],
  ],
  court: [
    [
      [
        'Court jails former mayor of Pellworth for four years',
        'A court in Pellworth on Friday jailed the former mayor, Douglas Rennick, for four years for taking bribes from a waste company. Judge Anita Desai said he had sold the trust of the town for 230,000 pounds and a kitchen. Rennick, 61, who had denied the charges, showed no emotion. His lawyers will appeal.',
      ],
      [
        'Ex-mayor Rennick sold town for money and a kitchen, judge says',
        'Douglas Rennick went down the steps to the cells without a word. Over six years the former mayor of Pellworth had let a waste company write its own contracts, and it paid him with cash, holidays and an oak kitchen. Judge Anita Desai gave him four years. An appeal is planned.',
      ],
    ],
    [
      [
        'Court clears surgeon of manslaughter in Brackley',
        'A court in Brackley on Friday cleared the surgeon Martin Auer of manslaughter over the death of a patient in 2022. Judge Ruth Colman said the prosecution had not shown that another doctor would have acted differently. Auer, 48, wept. The family of Nora Lindt, 29, left the court without a word.',
      ],
      [
        '"No winners": surgeon acquitted over death of young mother',
        'There were no winners, said Ruth Colman, as she acquitted Martin Auer over the operation that ended the life of Nora Lindt. Experts had argued for eleven days over ninety seconds in a theatre at Brackley hospital. Her parents are considering a civil claim.',
      ],
    ],
    [
      [
        'Top court strikes down headscarf ban in Sorland schools',
        'The constitutional court of Sorland on Thursday struck down a ban on headscarves for teachers, ruling by five to three that it breached freedom of religion. The law had been passed in 2021. Education minister Bo Tidmand said schools would follow the ruling from August.',
      ],
      [
        'Sorland teachers may wear headscarf again',
        'Teachers in Sorland may cover their hair in class from the next school year on. Five of eight constitutional judges held that the state has to bear the sight of faith. Three dissented. Bo Tidmand, the minister who inherited the law, promised to comply.',
      ],
    ],
  ],
  obituary: [
    [
      [
        'Edda Mirowska, who photographed the strikes of 1980, dies at 88',
        'The photographer Edda Mirowska has died at the age of 88, her gallery said on Monday. Her picture of a welder asleep against a shipyard gate became the emblem of the strikes of 1980. She was born in Torun, taught in Lyon for twenty years and never used colour. She is survived by a daughter.',
      ],
      [
        'Farewell to the woman who saw the sleeping welder',
        'One frame made her famous: a welder, asleep, his mask pushed back, behind him the locked gate. Edda Mirowska called it her least good picture. She died on Sunday in Lyon, where generations of students had learned from her to wait.',
      ],
    ],
    [
      [
        'Jazz trombonist Clyde Barrow-Finch dies at 91',
        'The jazz trombonist Clyde Barrow-Finch has died at the age of 91, his family said on Tuesday. He played with three famous big bands and recorded "Slow Ferry" in 1962. Born in Halifax, he ran a club in Leeds until 2009. He leaves a wife and four sons.',
      ],
      [
        '"Slow Ferry" trombonist Barrow-Finch has played his last note',
        'He once stopped a solo because a waiter had dropped a tray, and played the sound of it back to him. Clyde Barrow-Finch, whose "Slow Ferry" hung in every jukebox of the north, is gone. At his club in Leeds the lights were off on Tuesday, the trombone on a chair.',
      ],
    ],
    [
      [
        'Chemist Yasuko Aramaki, pioneer of glass batteries, dies at 79',
        'The chemist Yasuko Aramaki, whose work on glass electrolytes led to safer batteries, has died at the age of 79, her university said on Monday. She held 41 patents and gave most of the income to a school for girls. She was born in Nagano and is survived by two sisters.',
      ],
      [
        'Yasuko Aramaki taught batteries not to burn',
        'That telephones no longer catch fire in pockets is owed in part to a woman who broke a flask in 1994 and looked at the shards. Yasuko Aramaki turned glass into an electrolyte, and her royalties into scholarships for girls in Nagano.',
      ],
    ],
  ],
  launch: [
    [
      [
        'Orlu unveils Fold 3 phone with paper-thin hinge',
        'Orlu on Tuesday unveiled the Fold 3, a folding phone that is 8.1 millimetres thick when closed. It costs 1,299 euros, has a battery of 5,100 mAh and comes in graphite and sage. Sales begin on 28 March. Orlu promised seven years of updates.',
      ],
      [
        'Hands on with the Orlu Fold 3',
        'Close the Fold 3 and it disappears in a shirt pocket. Orlu has got rid of the gap that made its predecessors look like a badly shut book. We missed a telephoto lens and gulped at the price of nearly 1,300 euros, but the crease is all but gone.',
      ],
    ],
    [
      [
        'Kestrel launches K9 phone with satellite calls',
        'Kestrel on Tuesday launched the K9, a phone that can place voice calls by satellite. It costs 899 euros, has a battery of 5,400 mAh and comes in slate and coral. Sales begin on 21 March. Calls by satellite are free for two years, then cost 6 euros a month.',
      ],
      [
        'Kestrel wants to call you from the mountain top',
        'No bars, no problem, says Kestrel. Its new K9 reaches for a satellite when the masts run out, and not only for emergencies: you can tell your mother about the view. After two years of grace each month will cost six euros.',
      ],
    ],
    [
      [
        'Bramwell shows electric van with swappable battery',
        'Carmaker Bramwell on Wednesday showed the Porter E, an electric van whose battery can be swapped in four minutes. It carries 900 kilograms and starts at 34,500 pounds. Two parcel companies have ordered 6,000. Production begins in Telford in September.',
      ],
      [
        'Four minutes and off again: Bramwell bets on battery swaps',
        'A robot slides under the van, clanks twice and is gone. Bramwell thinks drivers of parcels will not wait for a plug, and two of their employers agree: they ordered six thousand Porter E before the first has been built in Telford.',
      ],
    ],
  ],
  fire: [
    [
      [
        'Two die in flat fire in Harlow Road',
        'Two people died when fire swept through a flat in Harlow Road, Brixley, on Sunday night, police said. A third was in hospital with burns. The fire brigade was called at 23.10 and found the third floor ablaze. Neighbours were put up in a gym. The cause is not known.',
      ],
      [
        'Brixley neighbours tell of night of fire',
        'They knotted sheets together and still came too late. Two tenants of a third-floor flat in Harlow Road could not be saved on Sunday night; a third, a student, is being treated for burns. Brixley council has opened a gym for those who cannot go home.',
      ],
    ],
    [
      [
        'Family of four escapes fire in Canal Street',
        'A family of four escaped unhurt when fire swept through a house in Canal Street, Thornby, on Monday morning, police said. A smoke alarm had woken the father. The fire brigade was called at 05.40 and put it out within an hour. The damage is put at 80,000 pounds. A tumble dryer is thought to be the cause.',
      ],
      [
        'Smoke alarm saves Thornby family',
        'The alarm had cost nine pounds and hung in the hall for six years without a peep. On Monday it woke Paul Grieve at twenty to six, and he carried his daughters out of the house in Canal Street. The dryer was to blame, firefighters think.',
      ],
    ],
    [
      [
        'Warehouse blaze sends smoke over port of Gravelle',
        'A blaze in a tyre warehouse sent black smoke over the port of Gravelle on Tuesday, and residents were told to keep their windows shut. More than 120 firefighters were at work. The motorway was closed in both directions. Nobody was hurt, the prefecture said.',
      ],
      [
        'Gravelle keeps its windows shut as tyres burn',
        'Day turned to dusk in Gravelle as tens of thousands of tyres burned beside the docks. Schools kept children inside. The prefecture measured no dangerous values in the smoke, it said, but advised against eating salad from the garden.',
      ],
    ],
  ],
  layoffs: [
    [
      [
        'Rotherham Steel to cut 640 jobs',
        'Rotherham Steel said on Wednesday it would cut 640 jobs by the end of the year, a fifth of its workforce, because of weak orders and high energy prices. The rolling mill at Aldwarke will close. The union called a meeting for Friday. Shares rose 3%.',
      ],
      [
        'Aldwarke mill to close as steelmaker sheds a fifth of staff',
        'The rolling mill at Aldwarke has run since 1963. By Christmas it will stand still, and 640 people will be without work. Rotherham Steel blames the price of power; the union, which meets on Friday, blames the owners. The stock exchange was pleased.',
      ],
    ],
    [
      [
        'Software firm Nuvelo to cut 1,100 jobs',
        'Nuvelo said on Wednesday it would cut 1,100 jobs by the end of June, an eighth of its workforce, as it shifts spending to artificial intelligence. Most of the cuts are in sales and support. Chief executive Priya Raman called the decision painful. Shares rose 5%.',
      ],
      [
        'Nuvelo swaps salespeople for machines',
        'Eleven hundred people at Nuvelo learned by e-mail on Wednesday that software will do their work. Priya Raman, who runs the company, wrote that the decision pained her. One in eight will go, above all those who sell and those who answer the telephone.',
      ],
    ],
  ],
  missing: [
    [
      [
        'Body found in search for hiker missing on Ben Carrach',
        'Mountain rescuers found a body on Thursday in the search for Ewan Tulloch, 34, who had been missing on Ben Carrach since Sunday. He was found below the north face at 700 metres. Police said there was nothing suspicious. A formal identification is to follow.',
      ],
      [
        'Rescuers end Ben Carrach search with sad find',
        'For four days they had combed the corries in sleet. On Thursday a dog named Moss led the team to the foot of the north face of Ben Carrach and to what they had feared. The family of Ewan Tulloch thanked every one of them.',
      ],
    ],
    [
      [
        'Hiker missing in Sierra Blanca found alive',
        'A hiker missing for five days in the Sierra Blanca was found alive on Thursday, the civil guard said. Marta Quesada, 52, had broken an ankle and drunk from a stream. A helicopter crew saw her red jacket. She was in good spirits, doctors in Ronda said.',
      ],
      [
        'Red jacket saves woman lost in Sierra Blanca',
        'Five days she lay beside a stream, sucking peppermints and shouting at vultures. Then a pilot of the civil guard saw something red. Marta Quesada, a teacher from Ronda, has a broken ankle and, her doctors report, an appetite.',
      ],
    ],
  ],
  election: [
    [
      [
        'Ruling party loses majority in Kastria',
        'The ruling Civic Union lost its majority in the parliament of Kastria on Sunday, winning 58 of 120 seats. The opposition Greens under Mila Toric came second with 39. Prime minister Goran Pavek said he would seek a partner. Turnout was 71%, the highest since 1996.',
      ],
      [
        'Pavek needs a partner after Kastria vote',
        'Goran Pavek won and lost on Sunday. His Civic Union is still the largest party of Kastria, but three seats short of what it takes to rule alone. Mila Toric, whose Greens doubled their share, said that she was in no hurry to call him.',
      ],
    ],
    [
      [
        'Opposition wins landslide in island state of Amaru',
        'The opposition People First movement won 31 of 36 seats in the island state of Amaru on Sunday, ending twelve years of Labour rule. Its leader, the former diver Talia Fono, will become prime minister. Turnout was 83%. Labour leader Sam Vea conceded before midnight.',
      ],
      [
        'Former diver Fono to lead Amaru',
        'A woman who used to mend ships under water is to govern Amaru. Talia Fono and her People First movement swept Labour out of all but five seats. Sam Vea, beaten in his own village, rang to congratulate and asked her to look after the fish market.',
      ],
    ],
  ],
  strike: [
    [
      [
        'Airport strike grounds 300 flights at Velmar',
        'A 24-hour strike by security staff grounded some 300 flights at Velmar airport on Monday, affecting 42,000 travellers. The union Varda wants 8% more pay. Talks are to resume on Wednesday. The airport advised passengers not to come.',
      ],
      [
        'Empty halls at Velmar as security staff walk out',
        'Where suitcases usually bump over tiles, pigeons walked on Monday. Nobody was there to search 42,000 passengers, so nobody flew. Varda, the union, was in high spirits. The airport company called its demand for eight per cent absurd.',
      ],
    ],
    [
      [
        'Bus drivers in Lorring strike for third day',
        'Bus drivers in Lorring were on strike for a third day on Monday over a new roster. Only 20 of 180 buses ran, the transport authority said. Schoolchildren and night workers were hit hardest. The mediator Jean Weller has invited both sides for Tuesday.',
      ],
      [
        'Lorring walks to work again',
        'Trainers under the suit: that is how Lorring looks on the third day without buses. Drivers say the new roster leaves them no weekend. A mediator, Jean Weller, will try her luck on Tuesday. Bicycle shops have sold out of locks.',
      ],
    ],
  ],
}
/** Press releases that several sites carry, some of them of one firm. */
export const RELEASES: readonly Report[] = [
  [
    'Halden Therapeutics Announces Positive Topline Results from Phase 2 Trial of HLD-204',
    'LEIDEN, March 3, 2026 -- Halden Therapeutics (HLDN), a clinical-stage company developing medicines for rare kidney diseases, today announced positive topline results from its Phase 2 ORBIT trial of HLD-204 in 118 patients with IgA nephropathy. The trial met its primary endpoint, with a reduction of proteinuria of 43% against 9% for placebo at week 36.\n\n"These results exceed what we hoped for," said Marijke van Dalen, chief executive of Halden. "We look forward to discussing a path to approval with regulators."\n\nHLD-204 was well tolerated. The most common side effects were headache and mild nausea. Full data will be presented at a medical meeting in June.\n\nAbout Halden Therapeutics\nHalden is a clinical-stage company based in Leiden. For more information visit haldentx.example.',
  ],
  [
    'Halden Therapeutics to Present at Two Investor Conferences in March',
    'LEIDEN, March 3, 2026 -- Halden Therapeutics (HLDN), a clinical-stage company developing medicines for rare kidney diseases, today announced that its management will present at two investor conferences in March: the Northern Health Care Summit in Copenhagen on March 11 and the Alder Biotech Days in Boston on March 19.\n\nA live webcast of both presentations will be available in the investors section of the company website, and a replay for 90 days.\n\nAbout Halden Therapeutics\nHalden is a clinical-stage company based in Leiden. For more information visit haldentx.example.',
  ],
  [
    'Corrigan Foods Recalls Peanut Cookies Because of Undeclared Milk',
    'DUBLIN, March 4, 2026 -- Corrigan Foods is voluntarily recalling 12,400 packets of Nutty Joe Peanut Cookies, 200 g, because they may contain milk that is not declared on the label. People who have an allergy to milk run the risk of a serious reaction if they eat this product.\n\nThe affected packets carry the lot numbers L6031 to L6044 and a best-before date of 30 September 2026. They were sold in supermarkets in Ireland and Northern Ireland. No illness has been reported.\n\nCustomers may return the packets to the place of purchase for a full refund. Questions are answered at 1-800-555-0148.',
  ],
  [
    'Corrigan Foods Recalls Oat Bars Because of Possible Metal Pieces',
    'DUBLIN, March 4, 2026 -- Corrigan Foods is voluntarily recalling 3,900 packets of Morning Joe Oat Bars, 6 x 35 g, because they may contain small pieces of metal. People who eat this product run the risk of injury to the mouth or throat.\n\nThe affected packets carry the lot numbers B2207 to B2209 and a best-before date of 15 August 2026. They were sold in supermarkets in Ireland and Northern Ireland. No injury has been reported.\n\nCustomers may return the packets to the place of purchase for a full refund. Questions are answered at 1-800-555-0148.',
  ],
  [
    'Tessaly Wins 240 Million Euro Contract for Offshore Cables',
    'GENOA, March 5, 2026 -- Tessaly, a maker of power cables, has been awarded a contract worth about 240 million euros by the grid operator NordStrom for the connection of two offshore wind farms. Tessaly will supply and lay 190 km of submarine cable at water depths of up to 60 metres. Production starts in Pozzuoli in the autumn; the system is to be handed over in 2029.\n\n"We are proud of the trust of NordStrom," said Elena Ricciardi, head of submarine systems. With this award the order book of Tessaly rises to 6.3 billion euros.',
  ],
]
/** Articles of one outlet made from one form: results by region, warnings, liveblogs, columns, prices. */
export const FORMS: readonly (readonly [name: string, articles: readonly Report[]])[] = [
  [
    'results',
    [
      [
        'Kastria election: results for the region of Lower Drava',
        "With all polling stations counted in Lower Drava the Civic Union has 41.2% of the vote, the Greens 30.8%, the Farmers 14.1% and the Left 9.9%. The Civic Union wins nine of the region's eighteen seats. Turnout in Lower Drava was 73.0%.",
      ],
      [
        'Kastria election: results for the region of Upper Drava',
        "With all polling stations counted in Upper Drava the Civic Union has 47.9% of the vote, the Greens 22.3%, the Farmers 20.6% and the Left 5.2%. The Civic Union wins eleven of the region's twenty seats. Turnout in Upper Drava was 68.4%.",
      ],
      [
        'Kastria election: results for the region of Coastland',
        "With all polling stations counted in Coastland the Civic Union has 35.5% of the vote, the Greens 39.7%, the Farmers 4.4% and the Left 15.1%. The Greens win fourteen of the region's thirty seats. Turnout in Coastland was 74.9%.",
      ],
      [
        'Kastria election: results for the region of Zelin',
        "With all polling stations counted in Zelin the Civic Union has 44.0% of the vote, the Greens 28.7%, the Farmers 17.2% and the Left 6.6%. The Civic Union wins eight of the region's fifteen seats. Turnout in Zelin was 69.9%.",
      ],
    ],
  ],
  [
    'warnings',
    [
      [
        'Yellow wind warning issued for Northfold',
        'A yellow warning of wind has been issued for Northfold from 18.00 on Wednesday to 06.00 on Thursday. Gusts of 55 to 65 mph are expected along the coast. Some delays to road, rail and ferry traffic are likely, and short losses of power are possible.',
      ],
      [
        'Yellow rain warning issued for Southmere',
        'A yellow warning of rain has been issued for Southmere from 12.00 on Wednesday to 09.00 on Thursday. Up to 60 mm are expected on high ground. Some delays to road and rail traffic are likely, and flooding of a few homes is possible.',
      ],
      [
        'Yellow snow warning issued for the Carrach hills',
        'A yellow warning of snow has been issued for the Carrach hills from 20.00 on Wednesday to 10.00 on Thursday. Up to 12 cm are expected above 300 metres. Some delays to road traffic are likely, and villages may be cut off for a time.',
      ],
    ],
  ],
  [
    'liveblog',
    [
      [
        'Kastria votes: live updates',
        'Polling stations have opened across Kastria. Follow our live blog through the day. 07.05: Queues in the capital. 07.40: Prime minister Goran Pavek votes with his wife at a school in Zelin. 08.15: The interior ministry reports technical trouble with lists in four villages.',
      ],
      [
        'Kastria votes: live updates from the count',
        'Polls have closed and counting has begun. Follow our live blog through the night. 20.00: First exit poll sees the Civic Union short of a majority. 20.45: Cheers at the headquarters of the Greens. 21.30: Toric speaks of an historic evening.',
      ],
      [
        'Storm Ottilie: live updates',
        'Trains are cancelled in the north as storm Ottilie comes ashore. Follow our live blog through the day. 06.30: Gusts of 94 mph at Cape Lorne. 07.10: Ferries stay in port. 08.00: A tree blocks the line between Ashgate and Dunmere.',
      ],
    ],
  ],
  [
    'column',
    [
      [
        'Kitchen Notes: the leek',
        'Every week Hanna Brill cooks what the market has. This week: the leek, that modest giant. Wash it well, for it hides half the field. Slit it, braise it in butter with a bay leaf and let it cool; dressed with mustard it needs nothing but bread. Next week: rhubarb. Write to kitchen@ledger.example.',
      ],
      [
        'Kitchen Notes: rhubarb',
        'Every week Hanna Brill cooks what the market has. This week: rhubarb, which is a vegetable and does not know it. Cut it short, scatter sugar, give it twenty minutes in the oven and leave it alone. Cream is allowed. Next week: the radish. Write to kitchen@ledger.example.',
      ],
      [
        'Kitchen Notes: the radish',
        'Every week Hanna Brill cooks what the market has. This week: the radish, best when it bites back. Eat it with cold butter and salt, leaves and all; roast the ones that have gone woolly with an anchovy. Next week: spring onions. Write to kitchen@ledger.example.',
      ],
    ],
  ],
  [
    'fixing',
    [
      [
        'Gold fixing: 2,412.30',
        'Gold was fixed at 2,412.30 dollars an ounce in the afternoon, after 2,405.10 in the morning. Silver stood at 28.44, platinum at 951. Dealers spoke of thin trade ahead of figures from the labour market.',
      ],
      [
        'Gold fixing: 2,398.75',
        'Gold was fixed at 2,398.75 dollars an ounce in the afternoon, after 2,409.60 in the morning. Silver stood at 28.12, platinum at 944. Dealers spoke of profit-taking after a firm start to the week.',
      ],
      [
        'Gold fixing: 2,420.05',
        'Gold was fixed at 2,420.05 dollars an ounce in the afternoon, after 2,401.00 in the morning. Silver stood at 28.90, platinum at 958. Dealers spoke of demand from Asia.',
      ],
    ],
  ],
]
/** Statements that answer each other: separate texts in one long quarrel. */
export const QUARREL: readonly Report[] = [
  [
    'Sorland accuses Velland of jamming ships',
    'Sorland accused Velland on Monday of jamming the navigation of merchant ships in the Straits of Marn. Foreign minister Ida Krog said eleven ships had lost their position since Friday. "We know where the signal comes from," she said. Velland has a radar station on the cape.',
  ],
  [
    'Velland denies jamming ships in Straits of Marn',
    'Velland on Monday rejected accusations that it was jamming the navigation of ships in the Straits of Marn. Foreign minister Per Aasen called the claims by his colleague Ida Krog "a fairy tale told by a bad sailor". He offered to open the radar station to inspectors.',
  ],
  [
    'Sorland says Velland offer on radar is a trick',
    'Sorland dismissed on Tuesday an offer by Velland to open its radar station in the Straits of Marn to inspectors. "By the time they come, the antenna will be in a barn," said foreign minister Ida Krog. She asked the maritime organisation for an inquiry.',
  ],
  [
    'Maritime body to look into jamming in Straits of Marn',
    'The maritime organisation said on Wednesday it would look into reports of jammed navigation in the Straits of Marn, as asked for by Sorland. Its secretary, Luis Prado, urged both sides to keep their voices down. Velland said it welcomed the inquiry.',
  ],
]
/** Events by language; the first event of each language has two reports. */
export const LANGUAGES: Record<string, readonly (readonly Report[])[]> = {
  de: [
    [
      [
        'Stadtrat von Auenburg lehnt Tunnel ab',
        'Der Stadtrat von Auenburg hat den Bau eines Tunnels unter der Altstadt abgelehnt. Mit 27 zu 24 Stimmen folgten die Abgeordneten am Dienstagabend einem Antrag der Bürgerliste. Oberbürgermeister Jens Harlow sprach von einer verpassten Gelegenheit. Der Tunnel hätte 186 Millionen Euro gekostet und den Marktplatz vom Verkehr befreit.\n\nGegner hatten vor Schäden an den Fundamenten des Doms gewarnt. Die Verwaltung will nun prüfen, ob eine Umgehungsstraße im Westen möglich ist.',
      ],
      [
        'Auenburg: Kein Tunnel unter dem Dom',
        'Drei Stimmen gaben den Ausschlag. Nach vier Stunden Debatte war am Dienstag klar, dass die Altstadt von Auenburg keinen Tunnel bekommt. Jens Harlow, der ihn zehn Jahre lang geplant hatte, verließ den Saal grußlos. Die Bürgerliste feierte im Ratskeller. Nun wird über eine Umgehung im Westen gesprochen.',
      ],
    ],
    [
      [
        'Stadtrat von Lindow beschließt Neubau der Brücke',
        'Der Stadtrat von Lindow hat den Neubau der Elsterbrücke beschlossen. Mit 31 zu 9 Stimmen folgten die Abgeordneten am Mittwochabend einem Antrag der Verwaltung. Bürgermeisterin Karla Mohn sprach von einem guten Tag für die Stadt. Die Brücke wird 42 Millionen Euro kosten und soll 2029 fertig sein.\n\nDie alte Brücke ist seit November für Lastwagen gesperrt. Während der Bauzeit wird eine Behelfsbrücke errichtet.',
      ],
    ],
  ],
  fr: [
    [
      [
        'Le port de Carvennes bloqué par les pêcheurs',
        "Une cinquantaine de pêcheurs bloquent depuis lundi matin l'entrée du port de Carvennes pour protester contre la baisse des quotas de sole. Aucun ferry n'a pu quitter le quai. « Nous resterons jusqu'à ce que la ministre vienne », a déclaré leur porte-parole, Yann Le Goff.\n\nLa préfecture estime que 3 200 passagers sont touchés. Une réunion est prévue mercredi à Rennes.",
      ],
      [
        'À Carvennes, les pêcheurs ne bougent plus',
        "Ils ont apporté du café, des merguez et un accordéon. Devant le port de Carvennes, les bateaux forment une chaîne que nul ferry ne franchit. Yann Le Goff veut voir la ministre, et personne d'autre. En cause, une sole de plus en plus rare et des quotas réduits d'un tiers.",
      ],
    ],
    [
      [
        'Le musée de Belvoir rouvre après six ans de travaux',
        "Le musée de Belvoir rouvre ses portes samedi après six ans de travaux et un budget de 48 millions d'euros. Les visiteurs pourront voir deux cents tableaux jamais exposés. « C'est une maison de lumière », a déclaré sa directrice, Agathe Morin.\n\nL'entrée sera gratuite pendant tout le mois de mars.",
      ],
    ],
  ],
  es: [
    [
      [
        'Detenido en Puerto Lirio el tesorero del club',
        'La policía detuvo el martes en Puerto Lirio al tesorero del club de fútbol Atlético Lirio, Rodrigo Sáenz, por un presunto desfalco de 1,7 millones de euros. Según la fiscalía, el dinero pasó por tres sociedades en el extranjero. El club anunció que colaborará con la justicia.\n\nSáenz, de 57 años, llevaba el cargo desde 2011. Los socios han convocado una asamblea para el sábado.',
      ],
      [
        'El agujero del Atlético Lirio',
        'Los números cuadraban demasiado bien. Durante quince años Rodrigo Sáenz llevó las cuentas del Atlético Lirio y nadie las miró. Ahora faltan casi dos millones, y los socios, que el sábado se reúnen en el estadio, quieren saber dónde están.',
      ],
    ],
    [
      [
        'Una nevada deja sin luz a 12.000 hogares en Sierra Alta',
        'Una fuerte nevada dejó el martes sin luz a unos 12.000 hogares en la comarca de Sierra Alta. La compañía eléctrica espera restablecer el servicio esta noche. Cuatro carreteras permanecen cortadas y las escuelas no abrirán mañana, según el gobierno regional.',
      ],
    ],
  ],
  ru: [
    [
      [
        'В Заречинске закрыли мост через Тулву',
        'В Заречинске во вторник закрыли для движения мост через реку Тулву. Как сообщила администрация города, эксперты обнаружили трещины в двух опорах. Ремонт займёт не менее восьми месяцев и обойдётся в 340 миллионов рублей. Автобусы пойдут в объезд через посёлок Кирпичный.\n\nМэр Алексей Дроздов извинился перед жителями и пообещал открыть паромную переправу к концу недели.',
      ],
      [
        'Заречинск остался без моста',
        'Утром к реке вышли сотни людей, и все смотрели на трещины. Мост через Тулву, построенный в 1968 году, больше не пускает ни машины, ни пешеходов. Алексей Дроздов обещает паром к выходным. Дорога через Кирпичный занимает полтора часа.',
      ],
    ],
    [
      [
        'В Северогорье открыли обсерваторию',
        'В Северогорье в среду открыли новую обсерваторию с телескопом диаметром 2,4 метра. Как сообщил директор института Павел Лапин, учёные будут искать планеты у ближайших звёзд. Строительство заняло пять лет и обошлось в 1,1 миллиарда рублей.',
      ],
    ],
  ],
  zh: [
    [
      [
        '临江市宣布关闭老火车站',
        '临江市政府周二宣布，使用了九十二年的老火车站将于四月一日正式关闭，所有列车改停城南新站。市长周建明表示，老站房将作为博物馆保留。\n\n不少市民专程前来拍照留念。铁路部门说，新站每天可以接待旅客十一万人次，地铁三号线将同时开通。',
      ],
      [
        '再见，临江老站',
        '九十二年的钟声将在四月停下。周二，许多老人带着孙子来到站台，同他们年轻时离开家乡的地方告别。周建明说，这里会变成一座博物馆，钟也会留下来。',
      ],
    ],
    [
      [
        '云溪县发现宋代古墓群',
        '云溪县文物部门周三宣布，在修建公路时发现一处宋代古墓群，共有墓葬二十七座，出土瓷器和铜镜一百六十余件。考古队队长林海说，发掘工作将持续三个月。\n\n公路将改线，工期预计推迟半年。',
      ],
    ],
  ],
  ja: [
    [
      [
        '白浜町、砂浜の立ち入りを禁止',
        '白浜町は火曜日、砂浜の一部で陥没が見つかったとして、南側の約六百メートルへの立ち入りを禁止した。町によると、月曜日の夜に直径三メートルの穴が開いているのを散歩中の男性が見つけた。けが人はいない。\n\n町は専門家による調査を行い、夏の海水浴シーズンまでに安全を確認したいとしている。',
      ],
      [
        '砂浜に突然の穴、観光地に不安',
        '犬が先に気づいたという。月曜日の夜、白浜町の海岸を歩いていた男性の前に、深い穴が口を開けていた。旅館の女将は、夏の予約が心配だと話す。町は専門家を呼び、原因を調べている。',
      ],
    ],
    [
      [
        '北川市の図書館、二十四時間開館へ',
        '北川市は水曜日、中央図書館を十月から二十四時間開館すると発表した。夜間は無人で運営し、利用者は登録したカードで入館する。市長の大野恵子氏は、働く人にも本を届けたいと述べた。年間の費用は約四千万円と見込まれている。',
      ],
    ],
  ],
}
/** Titles of articles without a text: one event in several wordings, and similar ones. */
export const TITLES: readonly (readonly string[])[] = [
  [
    'Volcano Mount Resk erupts, villages evacuated',
    'Thousands flee as Mount Resk volcano erupts',
    'Mount Resk eruption: villages evacuated on eastern slope',
  ],
  ['Volcano Taal Verde spews ash, airport closed', 'Ash from Taal Verde closes airport'],
  ['Nobel laureate Imre Szabo wins Harmon Prize', 'Harmon Prize goes to Imre Szabo'],
  ['Actor Lena Voss wins Harmon Prize for stage', 'Lena Voss honoured with Harmon stage prize'],
  ['Parliament of Velland passes budget by one vote', 'Velland budget scrapes through parliament'],
  ['Parliament of Osmara rejects budget', 'Osmara lawmakers vote down budget'],
  ['Cyclone Brita makes landfall near Port Elgin', 'Port Elgin battered as cyclone Brita lands'],
  ['Cyclone Dorothea weakens before reaching Cape Vance', 'Cape Vance spared as cyclone Dorothea weakens'],
  ['Tennis: Kovalska beats Ito to reach Velmar final', 'Kovalska into Velmar final after win over Ito'],
  ['Tennis: Marchetti beats Duval to reach Velmar final', 'Marchetti sees off Duval in Velmar semi-final'],
  ['Oil tanker runs aground off Cape Lorne', 'Tanker aground off Cape Lorne, crew safe'],
]
/** A title and one sentence: events in the words of several outlets. */
export const SNIPPETS: readonly (readonly Report[])[] = [
  [
    [
      'Court halts sale of Marlow shipyard',
      'A court halted the sale of the Marlow shipyard to an investor from Osmara on Tuesday, citing national security.',
    ],
    [
      'Marlow yard sale blocked',
      'The Marlow shipyard will not go to its Osmaran suitor for now, judges ruled on Tuesday.',
    ],
    [
      'Judges stop shipyard deal',
      'National security outweighs a bid from Osmara for the Marlow shipyard, a court found.',
    ],
  ],
  [
    [
      'Court allows sale of Tidewell docks',
      "A court cleared the sale of the Tidewell docks to a pension fund on Tuesday, rejecting a complaint by the dockers' union.",
    ],
    [
      'Tidewell docks go to pension fund',
      'Dockers lost their fight against the sale of the Tidewell docks to a pension fund.',
    ],
  ],
  [
    [
      'Brewery Lomas buys rival Steen for $2.1 bln',
      'Lomas has agreed to buy its rival Steen for 2.1 billion dollars in cash, the brewers said on Monday.',
    ],
    [
      'Lomas swallows Steen in beer deal',
      'Two of the oldest brewers will merge as Lomas takes over Steen for $2.1 billion.',
    ],
    [
      'Beer giants Lomas and Steen to merge',
      'The takeover of Steen by Lomas creates the third-largest brewer of the continent.',
    ],
  ],
  [
    [
      'Pharma group Evelon buys Nortica for $3.4 bln',
      'Evelon has agreed to buy the vaccine maker Nortica for 3.4 billion dollars in cash, the companies said on Monday.',
    ],
    [
      'Evelon strengthens vaccines with Nortica purchase',
      'With the purchase of Nortica the drug maker Evelon gets two vaccines against dengue.',
    ],
  ],
  [
    [
      'Chelford teen sets world record in 800 metres',
      'Amara Nwosu, 17, of Chelford ran the fastest 800 metres ever indoors on Saturday, in 1:55.01.',
    ],
    [
      'Nwosu, 17, smashes indoor 800m record',
      'Seventeen-year-old Amara Nwosu broke the indoor world record over 800 metres on Saturday.',
    ],
  ],
  [
    [
      'Swimmer Petrov sets world record in 200 butterfly',
      'Ilya Petrov swam the fastest 200 metres butterfly ever on Saturday, in 1:50.11.',
    ],
    ['Petrov breaks butterfly record', 'Ilya Petrov shaved two tenths off the world record over 200 metres butterfly.'],
  ],
  [
    [
      'Two climbers rescued from Aiguille Rousse',
      'Two climbers from Velland were rescued from the Aiguille Rousse on Sunday after a night at 3,900 metres.',
    ],
    [
      'Climbers survive night on Aiguille Rousse',
      'A helicopter picked two frozen Vellanders off the Aiguille Rousse on Sunday morning.',
    ],
  ],
  [
    [
      'Three skiers die in avalanche at Col du Mont',
      'Three skiers died in an avalanche at the Col du Mont on Sunday, mountain police said.',
    ],
    [
      'Avalanche kills three at Col du Mont',
      'An avalanche above the Col du Mont buried a group of six on Sunday; three did not survive.',
    ],
  ],
]
/** Articles that quote the whole flash of an event (its kind and number), with the text before and after it. */
export const QUOTERS: readonly (readonly [kind: string, at: number, title: string, before: string, after: string])[] = [
  [
    'court',
    0,
    'The oak kitchen: a conversation with Anita Desai',
    'We meet the judge in a tea room opposite the court. She takes no sugar and no nonsense. We have brought a cutting, and read it aloud to her.',
    'She nods. What the papers did not print, she says, is how often he was warned. A clerk had written three letters, and all three lay in the file, unopened. Would she have liked the kitchen? She laughs. It was, she says, rather dark. And was four years too few? That is for the appeal. She pays for her own tea, leaves a coin on the saucer, and walks back across the street.',
  ],
  [
    'bank',
    2,
    'Helene Baptiste on doubt',
    'In our series on people who decide we asked the governor to comment on what was written about her. She chose this report.',
    'Stalled is the right word, she says, and surprised the wrong one: whoever had read the minutes could have known. On the two dissenters she has only kind words. One of them taught her to sail. She sleeps well, she says, since she gave up reading the currency pages after nine. Her dog is called Basis, her canary Point.',
  ],
  [
    'launch',
    2,
    'Why your parcel is late',
    'Every night at the depot in Telford forty vans wait for a plug, and twelve plugs wait for forty vans. The announcement of last week hangs on the wall of the canteen.',
    'Drivers are not convinced. A robot under the van, says one of them, is one more thing to break on a Friday. The dispatcher has done the sum: with swaps she needs nine vans fewer. Until September she goes on with extension leads, which the fire officer must not see.',
  ],
  [
    'obituary',
    1,
    'What the waiter heard',
    'My father was the waiter with the tray. He told it every Christmas, and every Christmas the tray grew larger. This week the papers wrote the following.',
    'It was in fact a Tuesday, and there were eleven glasses. The trombone answered each of them, one by one, from the highest to the lowest, and then made the sound of a dustpan. My father was given the sweepings in an envelope, signed. It hangs over the sideboard still. He never liked jazz.',
  ],
]
