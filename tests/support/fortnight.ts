/** A fortnight of news, invented: three events that move on, and one thing a day that does not. */
import type { Item } from './make.ts'

/** An article as an outlet publishes it. */
export interface Told extends Pick<Item, 'title' | 'text'> {
  /** 1–14. */
  readonly day: number
  readonly hour: number
  readonly outlet: 'beacon' | 'ledger' | 'lantern'
  readonly event: string
  /** The step of the event that it tells first; absent where it tells nothing new. */
  readonly step?: number
}

const ferry: readonly Omit<Told, 'event'>[] = [
  {
    day: 1,
    hour: 7,
    outlet: 'beacon',
    step: 1,
    title: 'Ferry Marsk Star runs aground off Tollund with 212 aboard',
    text: 'The ferry Marsk Star struck a reef near the Tollund lighthouse in fog during the night. Nobody was hurt, the coastguard said.',
  },
  {
    day: 1,
    hour: 9,
    outlet: 'ledger',
    title: 'Passengers wait on grounded Marsk Star',
    text: 'All 212 people aboard the ferry that sits on a reef off Tollund are well, the coastguard said. The operator blamed the fog.',
  },
  {
    day: 2,
    hour: 6,
    outlet: 'beacon',
    step: 2,
    title: 'Fourteen dead as ferry Marsk Star breaks up',
    text: 'The grounded ferry Marsk Star broke in two in a gale off Tollund, and 14 people drowned, the coastguard said.',
  },
  {
    day: 2,
    hour: 11,
    outlet: 'ledger',
    step: 3,
    title: 'Captain of Marsk Star arrested at Tollund hospital',
    text: 'Police arrested the captain of the ferry Marsk Star, which broke up off Tollund with the loss of 14 lives.',
  },
  {
    day: 3,
    hour: 8,
    outlet: 'lantern',
    title: 'The Marsk Star disaster: what we know so far',
    text: 'A ferry aground off Tollund, a gale, 14 dead and a captain under arrest: the story of the Marsk Star in brief.',
  },
  {
    day: 5,
    hour: 8,
    outlet: 'beacon',
    step: 4,
    title: 'Marsk Star death toll rises to 17',
    text: 'Divers found three more bodies in the wreck of the ferry Marsk Star off Tollund, the coastguard said.',
  },
  {
    day: 7,
    hour: 10,
    outlet: 'ledger',
    title: 'Tollund mourns the dead of the Marsk Star',
    text: 'Hundreds stood at the harbour of Tollund for the victims of the ferry Marsk Star.',
  },
  {
    day: 9,
    hour: 9,
    outlet: 'ledger',
    step: 5,
    title: 'Captain of ferry Marsk Star charged with manslaughter',
    text: 'Prosecutors charged the captain of the ferry Marsk Star, which was lost off Tollund with 17 lives.',
  },
  {
    day: 11,
    hour: 9,
    outlet: 'lantern',
    title: 'Why the Marsk Star should never have sailed',
    text: 'Opinion: the ferry left for Tollund although every fisherman knew what that sky meant.',
  },
]

const strike: readonly Omit<Told, 'event'>[] = [
  {
    day: 3,
    hour: 6,
    outlet: 'ledger',
    step: 1,
    title: 'Train drivers of Fellways to strike from Friday',
    text: 'Drivers of the railway company Fellways will stop work on Friday over night shifts, their union said.',
  },
  {
    day: 5,
    hour: 7,
    outlet: 'ledger',
    step: 2,
    title: 'Fellways strike halts 430 trains',
    text: 'The walkout of drivers at Fellways stopped 430 trains in the north on Friday morning, the railway said.',
  },
  {
    day: 6,
    hour: 9,
    outlet: 'beacon',
    title: 'Commuters stranded by Fellways strike',
    text: 'Platforms stayed empty in the north as drivers of Fellways stopped work over night shifts.',
  },
  {
    day: 7,
    hour: 12,
    outlet: 'beacon',
    step: 3,
    title: 'Fellways strike called off after deal on night shifts',
    text: 'The railway Fellways and the drivers’ union agreed on shorter night shifts, and trains run again.',
  },
]

const trial: readonly Omit<Told, 'event'>[] = [
  {
    day: 8,
    hour: 7,
    outlet: 'beacon',
    step: 1,
    title: 'Art dealer Quentin Harbottle on trial over forged Vermeers',
    text: 'The art dealer Quentin Harbottle sold nine forged paintings to museums, prosecutors told the court in Ashby.',
  },
  {
    day: 10,
    hour: 13,
    outlet: 'ledger',
    step: 2,
    title: 'Harbottle convicted of fraud over forged Vermeers',
    text: 'A jury in Ashby found the art dealer Quentin Harbottle guilty after two hours.',
  },
  {
    day: 12,
    hour: 11,
    outlet: 'beacon',
    step: 3,
    title: 'Forger Harbottle sentenced to six years in prison',
    text: 'A judge in Ashby sent the art dealer Quentin Harbottle to prison for six years over forged Vermeers.',
  },
]

const SMALL = [
  [
    'Storks return to Lindow after forty years',
    'A pair of storks built a nest on the mill of Lindow, the parish said.',
  ],
  [
    'Cheese wheel record falls in Brenner valley',
    'Dairymen of the Brenner valley rolled a wheel of cheese over nine miles.',
  ],
  [
    'Library of Oakhampton lends its first telescope',
    'Readers can take a telescope home for a week, the librarian said.',
  ],
  ['Baker of Penmaen revives a Roman loaf', 'The recipe was found under the floor of a bath house in Penmaen.'],
  [
    'Lost violin turns up in Hallstead laundry',
    'A cleaner in Hallstead found the instrument inside a basket of towels.',
  ],
  ['Beavers dam the golf course of Wexley', 'Players in Wexley wade to the ninth hole since beavers moved in.'],
  [
    'Clock of Saint Brannoc strikes thirteen',
    'The sexton of Saint Brannoc cannot explain what the clock does at noon.',
  ],
  ['Goat elected mayor of Puddlecote for a day', 'The animal wore a chain of office and ate the agenda in Puddlecote.'],
  ['Tide brings a piano to Skerry beach', 'Children played on the instrument that was washed up at Skerry.'],
  ['School of Marlow grows a pumpkin of 300 kilos', 'Pupils in Marlow fed the plant with milk, their teacher said.'],
  ['Snow closes the highest pub of Corrie Fell', 'Guests of the inn on Corrie Fell were snowed in with three barrels.'],
  [
    'Map of a drowned village sold in Dunmere',
    'The sheet shows streets that lie under the reservoir of Dunmere today.',
  ],
  ['Moths eat the curtain of the Elmbridge theatre', 'The company in Elmbridge plays before bare bricks until spring.'],
  ['Choir of Tarrant sings to calm its cows', 'Farmers in Tarrant say the milk is better after a hymn.'],
] as const

/** Everything, in the order of its days and hours. */
export const FORTNIGHT: readonly Told[] = [
  ...ferry.map((one) => ({ ...one, event: 'ferry' })),
  ...strike.map((one) => ({ ...one, event: 'strike' })),
  ...trial.map((one) => ({ ...one, event: 'trial' })),
  ...SMALL.map(([title, text], nth) => ({
    day: nth + 1,
    hour: 5,
    outlet: 'lantern' as const,
    event: `small ${nth}`,
    step: 1,
    title,
    text,
  })),
].sort((a, b) => a.day - b.day || a.hour - b.hour)
