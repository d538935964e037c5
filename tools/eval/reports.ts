/** Short invented reports for the evaluation, each with a second report in other words. */
export interface Report {
  readonly title: string
  readonly paragraphs: readonly string[]
  /** The same event, reported by another outlet. */
  readonly otherTitle: string
  readonly other: readonly string[]
}

export const REPORTS: readonly Report[] = [
  {
    title: 'Glassworks at Tarnby to close after 140 years',
    paragraphs: [
      'The glassworks at Tarnby will put out its last furnace in June, its owners told the 212 people who work there on Tuesday.',
      'Gas has become three times as dear since the plant was rebuilt in 2019, managing director Ruth Lindqvist said, and two hotel chains that bought half of all its goblets have gone over to a supplier in Galmora.',
      '"We have sold at a loss for eleven months, and nobody in this room is to blame for it," she said. Those over sixty will be pensioned off; the others are promised help in finding work at the new battery factory.',
      'The town was built around the glassworks, which opened in 1886 with nine blowers from Bohemia. Its chimney stands on the town arms.',
      'Mayor Anders Roth called the news the worst since the flood. The union, which was told an hour before its members, wants the furnace kept warm until a buyer has been looked for.',
    ],
    otherTitle: 'Last glassblowers of Tarnby learn their fate',
    other: [
      'Ruth Lindqvist needed nine minutes to end what nine men from Bohemia began. In June, she told the canteen of the Tarnby glassworks, the fire goes out.',
      'Some of the 212 listeners had blown glass for forty years. They blame cheap imports from Galmora, the price of gas, and owners who in their view rebuilt the plant at the wrong moment.',
      'Anders Roth, the mayor, has asked the county for an emergency meeting. He hopes that a buyer may yet be found among the makers of laboratory glass.',
    ],
  },
  {
    title: 'Court lets Oakmere keep its wild boars',
    paragraphs: [
      'The boars of Oakmere Forest may stay, the administrative court in Lund Haven ruled on Thursday, throwing out an order that they be shot before the spring.',
      'Farmers had asked for the cull after herds dug up 340 hectares of winter wheat last autumn. The forest agency agreed in November to kill all of the animals, believed to number about 900.',
      'Judge Miriam Adeyo found that the agency had counted tracks and not boars, and had tried neither fences nor feeding places. "An estimate is no evidence," the ruling says.',
      "The farmers' league said it would appeal. Its chairman, Jos Verbeek, has lost his potatoes three years in a row and reckons the damage at 85,000 crowns.",
      'Animal welfare groups, which had collected 60,000 signatures, opened cider on the steps of the court.',
    ],
    otherTitle: 'Judges stop cull of forest boars',
    other: [
      'Nobody knows how many wild boars live in Oakmere, and that saved them. The forest agency, a court decided, cannot order the death of animals it has never counted.',
      'Miriam Adeyo, who presided, told the agency to try fences first. Wheat growers whose fields were ploughed up by snouts left the room shaking their heads.',
      "Jos Verbeek of the farmers' league spoke of a ruling made by people who buy their potatoes in bags. An appeal will follow.",
    ],
  },
  {
    title: 'Comet to be seen without telescope until Sunday',
    paragraphs: [
      'A comet discovered only in January can be seen with the naked eye this week, low in the west for an hour after sunset, the observatory at Cape Sorrel says.',
      'The comet Nakata-Birk passed the sun on the ninth and now moves outward at 42 kilometres a second. It will be nearest to the Earth on Saturday, at half the distance of Mars.',
      "Its tail, about as long as three moons laid side by side, is blue with gas. Astronomer Felipe Duarte advises leaving the town, letting the eyes rest for twenty minutes, and looking a hand's breadth to the left of the evening star.",
      'After Sunday the moon will be too bright. The comet will not come back for 71,000 years.',
    ],
    otherTitle: 'Blue visitor in the evening sky',
    other: [
      'Hundreds of people stood on the dunes of Cape Sorrel on Monday with their heads back. What they saw, a smear of blue above the sea, last came by when there were still mammoths.',
      'Nakata-Birk was found by two amateurs on one night in January. Felipe Duarte of the observatory calls it the finest comet in a generation, and warns that the growing moon will end the show at the weekend.',
    ],
  },
  {
    title: 'Dairy recalls soft cheese after five fall ill',
    paragraphs: [
      'The Hollins dairy has recalled all soft cheese made between 3 and 17 February after five people in the valley fell ill with listeria.',
      'Two of them, both over seventy, are in hospital at Pell; neither is in danger, the health office said. The same strain was found in a wheel of Hollins White bought at a market in Dunmouth.',
      'The cheese was sold in 118 shops under the names Hollins White, Shepherd and Little Moon. Whoever has some at home should throw it away or take it back, and need not show a receipt.',
      'The dairy has stopped its ripening cellar and is scrubbing it. "We eat this cheese ourselves," said owner Gwen Hollins. "I am sick at heart."',
    ],
    otherTitle: 'Listeria found in valley cheese',
    other: [
      'Three popular cheeses have vanished from the counters of the valley. The health office linked them to five cases of listeria, the first in eight years.',
      'Gwen Hollins, whose grandmother founded the dairy, closed the cellar herself on learning of the test from Dunmouth. Doctors at Pell expect their two elderly patients to go home next week.',
    ],
  },
  {
    title: 'Rail strike called off an hour before it was to begin',
    paragraphs: [
      "Trains will run as usual on Friday: the drivers' union and Northern Lines came to terms at eleven on Thursday night, an hour before a strike of three days was to begin.",
      'The 4,300 drivers get 5.2 per cent more from April and another 2 per cent next year. In return they give up the second man on goods trains, the point on which talks had broken down twice.',
      'Mediator Claire Fontanel, who had locked the doors of the hotel at Ashby at noon, said that both sides had eaten badly and behaved well.',
      'Passengers who gave back their tickets will get new ones at the old price. Some 60 night trains that had been cancelled cannot be brought back at such short notice, the company said.',
    ],
    otherTitle: 'Deal in the night saves weekend trains',
    other: [
      'With bags packed for the picket lines, drivers of Northern Lines learnt by telephone that they were to work after all. Claire Fontanel had got them a rise of more than seven per cent over two years.',
      'The price is the second man in the cab of goods trains. Older members call it a betrayal; the executive calls it the best that was to be had at Ashby.',
    ],
  },
  {
    title: 'Divers find anchor of royal ship Meridian',
    paragraphs: [
      'Divers have found an anchor of the royal ship Meridian, which went down in a gale off Skerry Island in 1711 with 380 men and the wages of an army.',
      'The anchor, four metres long, lies in 31 metres of water and bears the mark of the royal dockyard. It was found by chance, when a cable-laying ship dragged its plough across the bank.',
      'Archaeologist Hanne Storvik believes that the hull is near. "A captain drops his anchor when he sees the rocks," she said. "He will not have gone far after that."',
      "The place has been closed to shipping. Whether the silver was ever aboard is disputed: the paymaster's letters say that it was, his wife's say that it was at cards.",
    ],
    otherTitle: 'Cable ship ploughs up a piece of naval history',
    other: [
      'For three centuries fishermen off Skerry Island have told of guns heard under the sea. Now a cable-layer has brought up proof that the Meridian is there, or at least her anchor.',
      'Hanne Storvik of the maritime museum wants to begin the search for the wreck in May. She does not believe in the silver, but, she says, one is always glad to be wrong.',
    ],
  },
  {
    title: 'School in Marl Street gives up homework',
    paragraphs: [
      'Pupils of the primary school in Marl Street will have no homework for a year, the first in the city to try it.',
      'Head teacher Olu Bankole said that a count in the autumn had shown parents doing most of it: in one class, nineteen of twenty-four model volcanoes had been painted by the same uncle.',
      'Instead the school day will last forty minutes longer on three days a week. Two teachers at a time will help those who fall behind.',
      'The university will compare the marks of the 410 pupils with those of three other schools. A meeting of parents approved of the plan by 155 votes to 61.',
    ],
    otherTitle: 'The end of the painted volcano',
    other: [
      'Olu Bankole has had enough of volcanoes. The head of Marl Street primary saw too many that no child had made, and has abolished homework altogether.',
      'For twelve months her pupils will stay a little longer and go home with empty bags. Researchers will watch whether they learn less. Most parents are for it, and one uncle, it is said, is heartbroken.',
    ],
  },
  {
    title: 'Fire destroys rope factory in Quayside',
    paragraphs: [
      'Fire destroyed the old rope factory in Quayside early on Sunday. Nobody was hurt, though sparks set light to two boats and the roof of a chapel.',
      'The brigade was called at 3.40 by a baker who smelt tar. Ninety firefighters from six stations pumped water from the dock; the walls came down shortly before six.',
      'The factory, 260 metres long and empty since 1998, was to have been turned into 48 flats. Work was to begin in May, said the builder, Castell Homes.',
      'Chief fire officer Dana Whitlock said that it was too early to speak of a cause. Neighbours had complained for months of lights in the building at night.',
    ],
    otherTitle: 'Landmark of the harbour burns to the ground',
    other: [
      'A baker was the first to see it: a glow at the end of the street where no glow should be. Three hours later nothing was left of the longest building in the city.',
      'Dana Whitlock, who led the firefighters, praised crews who saved the chapel. Investigators wish to speak with whoever used the ropewalk after dark. Castell Homes would not say whether it still means to build there.',
    ],
  },
  {
    title: 'Ostrava sisters win river race for fourth time',
    paragraphs: [
      'Jana and Petra Malik won the Hundred Mile Canoe Race for the fourth year running on Saturday, in 15 hours and 22 minutes.',
      'The sisters led from the second lock and were nine minutes ahead at the finish in Saltmarsh, although Petra had broken a paddle at the weir of Thrupp and went on with half of it for eleven miles.',
      'A pair of marine cadets came second. Of 174 boats that had started at dawn, 121 arrived; the river was high after a week of rain.',
      '"Next year we are going to the seaside," said Jana, who is a dentist. Her sister said that she had said so last year.',
    ],
    otherTitle: 'Half a paddle is enough for the Maliks',
    other: [
      'When her paddle snapped on the weir, Petra Malik looked at what was left and went on. It was enough: with her sister Jana she took the long race to Saltmarsh once more.',
      'High water made the hundred miles a lottery for everybody else, and more than fifty crews gave up. The cadets who finished second slept through the ceremony.',
    ],
  },
  {
    title: 'Central bank of Galmora raises interest to 6 per cent',
    paragraphs: [
      'The central bank of Galmora raised its rate by half a point to 6 per cent on Wednesday, more than most economists had expected.',
      'Prices rose by 7.9 per cent in the year to January. Governor Teodor Blau said that wages had begun to follow, and that he would rather be cursed now than in two years.',
      'The lira gained 1.4 per cent within the hour. Shares in builders fell by up to 8 per cent on the exchange in Port Aurel, where volume was the highest since the summer.',
      'Finance minister Sofia Marchand, who goes into an election in May, called the step independent, which in her mouth is no praise.',
    ],
    otherTitle: 'Galmora reins in its prices, and its builders',
    other: [
      'Half a point is not much, unless nobody has reckoned with it. Teodor Blau surprised the traders of Port Aurel, and building shares went through the floor.',
      'Inflation near eight per cent left the governor little choice, analysts say. The opposition accuses Sofia Marchand of having spent the country into it.',
    ],
  },
  {
    title: 'Bridge of ropes opens above Cinder Gorge',
    paragraphs: [
      'A bridge of ropes and larch boards, 168 metres long, was opened above Cinder Gorge on Saturday by a class of schoolchildren, who had asked to go first.',
      'It replaces the ford that took the life of the postman Eamon Reid in 2023, and saves the 70 people of Upper Cinder a walk of two hours to the road.',
      'Engineer Salma Idris built it with eleven volunteers in fourteen weeks for 96,000 crowns; a bridge of steel would have cost two million. Its ropes are as thick as an arm and will be tested every spring.',
      'The first goat refused. The second went across without being asked.',
    ],
    otherTitle: 'Upper Cinder is an island no longer',
    other: [
      "Eamon Reid's widow cut no ribbon; she walked across with the children and back again alone. Where the post once went through the water there is now a bridge.",
      'Salma Idris and her volunteers finished a week early. In the village, which until now was cut off whenever it rained, they plan to open a shop.',
    ],
  },
  {
    title: 'Museum returns drums to the people of the Halme',
    paragraphs: [
      'The National Museum has given back 23 ceremonial drums to the Halme, from whom they were taken by missionaries in the years after 1690.',
      'Elders carried them out of the museum on Friday wrapped in reindeer hide. Two are said to hold voices and may not be seen by the uninitiated; the museum had shown them under glass for a century.',
      'Director Elin Kaspersen said that the drums had never belonged to the museum, whatever the labels said. She hopes to borrow four for an exhibition, if the council of the Halme allows it.',
      'A law of last year lets state collections return what was taken by force. Claims for 1,900 other objects are being looked into.',
    ],
    otherTitle: 'After three centuries the drums go home',
    other: [
      'Nobody clapped. The elders of the Halme had asked for silence, and in silence they took away what priests had carried off at gunpoint.',
      'For Elin Kaspersen it was the hardest and the best day of her time as director. Lawyers for the state expect many more such journeys, now that the law is on the side of the robbed.',
    ],
  },
  {
    title: 'Hospital in Pell delivers triplets on a ferry',
    paragraphs: [
      'Triplets were born on the ferry between Pell and Great Holm on Monday night, delivered by a midwife who was going home from her shift.',
      "The mother, 31, was on her way to the hospital when the boat was held up by ice. Midwife Karin Oduya had her lie down in the purser's cabin and sent the passengers to look for towels.",
      'Two girls and a boy came within fifty minutes, the smallest weighing 1,640 grams. All four are well, the hospital said.',
      'The master, who has sailed the line for thirty years, entered the births in the log between the wind and the fuel. The company has given the children free passage for life.',
    ],
    otherTitle: 'Three new passengers between two landing stages',
    other: [
      'Karin Oduya was looking forward to her bed when she heard somebody ask for a doctor. By the time the ferry had got through the ice, it carried three more than it had sold tickets for.',
      'The children and their mother were taken to Pell by ambulance. What port will stand in their passports is still being argued about at the registry.',
    ],
  },
  {
    title: 'Parliament bans advertising for betting from September',
    paragraphs: [
      'Advertising for betting will be forbidden in Vellmark from 1 September, on shirts and hoardings as on screens, after parliament voted for the ban by 98 to 74.',
      'Nine of the sixteen clubs of the first division bear the name of a bookmaker. They may serve out contracts until the end of next season, a concession that brought the vote over.',
      'Health minister Bram Okoye said that one in thirty young men was in debt through betting. The trade, which paid 310 million crowns for advertising last year, spoke of a gift to illegal sites abroad.',
      'The state lottery is exempt. The opposition called that the cheapest trick in the hall.',
    ],
    otherTitle: 'Bookmakers vanish from the shirts',
    other: [
      'A generation of football fans has never seen a shirt without odds on it. That ends with next season: a majority of 24 voted to drive the bookmakers out of sight.',
      'Bram Okoye had fought for the law for three years. He lost the argument over the lottery, which may go on as before, and says that he can count.',
    ],
  },
]

/** Reports that an outlet makes from the same form every day; only the parts in braces change. */
export const TEMPLATES: readonly (readonly [title: string, text: string])[] = [
  [
    'Vellmark index closes at {n}',
    'The Vellmark index closed at {n} points on {day}, {small} per cent {updown} than the day before. Turnover came to {mid} million crowns. Of its thirty shares {few} rose and {few} fell. Brent oil was traded at {mid} crowns a barrel, and the Galmoran lira at {small}.',
  ],
  [
    'Water level at Thrupp weir: {mid} centimetres',
    'The river stood at {mid} centimetres at the weir of Thrupp on {day} at six, {few} {updown} than a day ago. The office for waterways expects {mid} centimetres by the evening. From {mid} on the towpath is closed. Barges draw no more than {few} decimetres.',
  ],
  [
    'Magnitude {small} earthquake off Cape Sorrel',
    'An earthquake of magnitude {small} was recorded off Cape Sorrel on {day} at {few}.{few} local time, the seismological service said. Its centre lay {few} kilometres deep and {mid} kilometres from the coast. There was no warning of a wave, and no damage has been reported.',
  ],
]

/** Columns: the frame that all issues share. */
export const COLUMNS: readonly (readonly [title: string, opening: string, closing: string])[] = [
  [
    'The Breakfast Table',
    'Good morning from the Breakfast Table, where we read the papers so that you can eat. Today we have the following for you.',
    'Enough for today. Pass this letter on to somebody who has nothing to read with their toast, and write to us at the usual address.',
  ],
  [
    'Notes from the harbour',
    'What was seen and heard along the quays since yesterday, gathered by our man with the bicycle.',
    'Have you seen something? Our man has a telephone, and answers it when it does not rain.',
  ],
]
