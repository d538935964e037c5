import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { storyId } from '../../../src/core/ids.ts'
import type { Article } from '../../../src/core/model.ts'
import { type KnownStory, leadOf } from '../../../src/core/stories/placement.ts'
import { groupStories } from '../../../src/core/stories/stories.ts'
import {
  article,
  FERRY_OTHER_TEXT,
  FERRY_PARAGRAPHS,
  FERRY_TEXT,
  FERRY_TITLE,
  hoursLater,
  repostOf,
  withWordsChanged,
} from '../../support/articles.ts'
import { groupedAnew, groupedInPasses, type Member, memberOf } from '../../support/grouping.ts'

const original = (): Article => article({ id: 'original', sourceId: 'courier', title: FERRY_TITLE, text: FERRY_TEXT })

/** The ids of each story's articles; a copy with the article that it is a copy of. */
function shapeOf(articles: readonly Article[]): string[] {
  return groupStories(articles)
    .map((story) => story.articles.map(({ id, copyOf }) => (copyOf === undefined ? id : `${id}=${copyOf}`)).join(' '))
    .sort()
}

/** What two outlets wrote, a few hours apart. */
const twoOutlets = (title: string, text: string, otherTitle: string, otherText: string): Article[] => [
  article({ id: 'one', sourceId: 'courier', title, text, publishedAt: hoursLater(0) }),
  article({ id: 'other', sourceId: 'ledger', title: otherTitle, text: otherText, publishedAt: hoursLater(5) }),
]

describe('the same text', () => {
  it.each<[string, Partial<Article> & { text: string }]>([
    ['under the same headline', { title: FERRY_TITLE, text: FERRY_TEXT }],
    ['under another headline', { title: 'Night boats stay in port', text: FERRY_TEXT }],
    ['under no headline', { title: '', text: FERRY_TEXT }],
    [
      'with dates, byline, teaser and glued credits',
      { title: FERRY_TITLE, text: repostOf(FERRY_TITLE, FERRY_PARAGRAPHS) },
    ],
    [
      'the same, under another headline',
      {
        title: 'WATCH: No More Night Ferries | Daily Ledger',
        text: repostOf('No More Night Ferries', FERRY_PARAGRAPHS),
      },
    ],
    [
      'with other quotes, dashes and spaces',
      {
        title: FERRY_TITLE,
        text: FERRY_TEXT.replaceAll('"', '”').replaceAll(' - ', ' — ').replaceAll(', ', ',  ').replaceAll("'", '’'),
      },
    ],
    ['with every twelfth word changed', { title: FERRY_TITLE, text: withWordsChanged(FERRY_TEXT, 12) }],
    ['with every sixth word changed', { title: FERRY_TITLE, text: withWordsChanged(FERRY_TEXT, 6) }],
    [
      'cut after two paragraphs',
      { title: FERRY_TITLE, text: `${FERRY_PARAGRAPHS.slice(0, 2).join('\n\n')}\n\nContinue reading…` },
    ],
    [
      'cut in the first sentences, under another headline',
      { title: 'No night ferries', text: `${FERRY_PARAGRAPHS[0]} […]` },
    ],
    [
      'abridged to every other paragraph',
      { title: FERRY_TITLE, text: FERRY_PARAGRAPHS.filter((_, i) => i % 2 === 0).join('\n\n') },
    ],
    [
      'with a call to subscribe at both ends',
      {
        title: FERRY_TITLE,
        text: `Sign up for our evening letter!\n\n${FERRY_TEXT}\n\nThe views expressed are the author's own. Support our work with a small gift each month and share this story with your friends.`,
      },
    ],
  ])('is a copy %s', (_, given) => {
    const copy = article({ ...given, id: 'repost', publishedAt: hoursLater(3) })
    expect(shapeOf([original(), copy])).toEqual(['original repost=original'])
  })

  it('is one story with four copies when five outlets add their boilerplate to it', () => {
    const outlets = [
      article({
        id: 'r1',
        title: FERRY_TITLE,
        text: repostOf(FERRY_TITLE, FERRY_PARAGRAPHS),
        publishedAt: hoursLater(1),
      }),
      article({
        id: 'r2',
        title: 'Brellin stops the night boats',
        text: repostOf('Brellin stops the night boats', FERRY_PARAGRAPHS),
        publishedAt: hoursLater(2),
      }),
      article({
        id: 'r3',
        title: 'Harbour council acts',
        text: `${FERRY_PARAGRAPHS.slice(0, 3).join('\n\n')}\n\nRead more`,
        publishedAt: hoursLater(3),
      }),
      article({
        id: 'r4',
        title: FERRY_TITLE.toUpperCase(),
        text: withWordsChanged(FERRY_TEXT, 11),
        publishedAt: hoursLater(30),
      }),
    ]
    expect(shapeOf([...outlets, original()])).toEqual(['original r1=original r2=original r3=original r4=original'])
  })

  it('has a reason', () => {
    const copy = article({ id: 'repost', title: FERRY_TITLE, text: FERRY_TEXT, publishedAt: hoursLater(1) })
    const [story] = groupStories([original(), copy])
    expect(story!.articles[1]!.why).toEqual([
      expect.stringMatching(
        /^the same text as original: 100 % of the shorter text's phrases, .*, the same title \(99 % sure\)$/,
      ),
    ])
  })

  it('is no copy outside the window', () => {
    const late = article({ id: 'late', title: FERRY_TITLE, text: FERRY_TEXT, publishedAt: hoursLater(24 * 5) })
    expect(shapeOf([original(), late])).toEqual(['late', 'original'])
  })

  it('is recognised in scripts without spaces', () => {
    const text =
      '港口委员会周一投票决定，在安装雷达之前停止所有夜间渡轮。委员会主席说，过去八周内已经发生三起碰撞事故，其中一起造成九人受伤。渡轮公司认为这一决定过于仓促，并表示整个船队安装雷达需要四百六十万克朗，要到八月才能完成。岛上居民对投票结果表示不满。'
    const other =
      '国家图书馆宣布，从下个月起将向所有读者免费开放古籍阅览室。馆长介绍说，修复工作历时六年，共整理出三千多册珍贵手稿，其中大部分此前从未公开展出，读者需要提前一周预约。'
    const first = article({ id: 'zh1', title: '港口停止夜间渡轮', text })
    const second = article({
      id: 'zh2',
      title: '夜间渡轮暂停运营',
      text: `${text.slice(0, 80)}……`,
      publishedAt: hoursLater(2),
    })
    const third = article({ id: 'zh3', title: '图书馆开放古籍', text: other, publishedAt: hoursLater(2) })
    expect(shapeOf([third, second, first])).toEqual(['zh1 zh2=zh1', 'zh3'])
  })

  it('is recognised in another language when its accents are lost', () => {
    const text =
      'El ayuntamiento de Brellín aprobó el lunes la suspensión de los transbordadores nocturnos después de la tercera colisión en ocho semanas. La capitana del puerto, Odile Marchetti, pidió a la compañía que instale radares antes de agosto. Los vecinos de las islas protestaron durante la sesión y exigieron un autobús gratuito por el puente del norte.'
    const bare = text.normalize('NFD').replace(/\p{M}/gu, '')
    expect(
      shapeOf([
        article({ id: 'es1', title: 'Brellín suspende los barcos', text }),
        article({ id: 'es2', title: 'Sin barcos de noche', text: bare, publishedAt: hoursLater(1) }),
      ]),
    ).toEqual(['es1 es2=es1'])
  })
})

describe('a text that only looks the same', () => {
  it('keeps two outlets apart when only the headline agrees', () => {
    const other = article({
      id: 'other',
      title: FERRY_TITLE,
      text: 'Readers of this column know what we think of committees. This week we asked six of them how they would spend a day without a telephone, and the answers were better than any of us had hoped. One went swimming, two slept, and the baker from Mill Lane finally mended his clock.',
      publishedAt: hoursLater(1),
    })
    expect(
      groupStories([original(), other])
        .flatMap((story) => story.articles)
        .filter(({ copyOf }) => copyOf),
    ).toEqual([])
  })

  it('keeps reports of one template apart when their numbers differ', () => {
    const report = (id: string, day: string, index: string, change: string, volume: string, hours: number): Article =>
      article({
        id,
        sourceId: 'exchange',
        title: `Vellmark exchange closes at ${index}`,
        text: `The Vellmark exchange closed at ${index} points on ${day}, ${change} per cent from the session before. Turnover was ${volume} million crowns. Of the thirty shares in the index, shipping and timber moved most. Trading resumes at nine tomorrow.`,
        publishedAt: hoursLater(hours),
      })
    expect(
      shapeOf([
        report('t1', 'Monday', '4,211.7', 'up 0.4', '318', 0),
        report('t2', 'Tuesday', '4,187.2', 'down 0.6', '295', 24),
      ])
        .flatMap((shape) => shape.split(' '))
        .sort(),
    ).toEqual(['t1', 't2'])
  })

  it('keeps the issues of a column apart', () => {
    const frame = (items: string): string =>
      `Good morning, and welcome to the Harbour Letter, your five minutes before the first boat. If somebody sent you this, you can subscribe at the foot of the page.\n\n${items}\n\nThat is all for today. Write to us with what we missed, and have a dry crossing.`
    const issue = (id: string, hours: number, items: string): Article =>
      article({
        id,
        sourceId: 'letter',
        title: 'The Harbour Letter',
        text: frame(items),
        publishedAt: hoursLater(hours),
      })
    const monday = issue(
      'monday',
      0,
      'The cannery on Great Holm hires forty hands for the herring.\n\nA seal has moved into the swimming bath and will not leave.\n\nThe choir needs tenors before the feast of the patron.',
    )
    const tuesday = issue(
      'tuesday',
      24,
      'Frost has cracked the main under Mill Lane, and the school is shut.\n\nThe museum bought a chart of 1742 with a monster in the margin.\n\nA wedding in the lighthouse: the first since the war.',
    )
    expect(shapeOf([monday, tuesday])).toEqual(['monday', 'tuesday'])
  })

  it('keeps a comment that quotes a paragraph apart', () => {
    const comment = article({
      id: 'comment',
      title: 'Who asked the islanders?',
      text: `Every few years this town discovers that boats are dangerous, and every few years it forgets again by summer. I have lived on Great Holm since I was born and have been late for supper more often than I can count.\n\n${FERRY_PARAGRAPHS[3]}\n\nSo says the company, and for once I believe them. What nobody mentions is the clinic. My neighbour has her treatment at ten in the evening, three times a week, and the bus will bring her to bed after midnight. Let the gentlemen of the council drive that road in February, with the snow across the northern bridge and no lamp for nine miles, and then let them vote again. Until then I shall row.`,
      publishedAt: hoursLater(20),
    })
    expect(
      groupStories([original(), comment])
        .flatMap((story) => story.articles)
        .find(({ id }) => id === 'comment')!.copyOf,
    ).toBeUndefined()
  })

  it('keeps a follow-up apart that repeats the background', () => {
    const followUp = article({
      id: 'followup',
      title: 'Radar maker offers Brellin a loan of its sets',
      text: `A maker of ship radars from Osterby has offered to lend Brellin fourteen sets free of charge until the autumn, the firm said on Wednesday.\n\nIts founder, Tomas Reuel, said that his engineers could fit one boat a night, beginning this weekend. The sets are those that the pilot service returned in the new year, overhauled and tested.\n\n${FERRY_PARAGRAPHS[2]}\n\nThe company said that it was studying the offer. Lawyers for the owner of the barge, who has not been named, asked the court in Vellmark for more time to answer the charge of mooring without lights.`,
      publishedAt: hoursLater(44),
    })
    expect(
      groupStories([original(), followUp])
        .flatMap((story) => story.articles)
        .find(({ id }) => id === 'followup')!.copyOf,
    ).toBeUndefined()
  })
})

describe('a stock text under every title', () => {
  it.each([
    ['a call to read on', 'Click to read the full story on our site and subscribe for more updates every morning.'],
    ['furniture alone', 'Read the full article on our website.'],
    ['in German', 'Lesen Sie den ganzen Artikel auf unserer Webseite und abonnieren Sie unseren Rundbrief.'],
    ['the notes of a podcast host', 'Learn more about your ad choices. Visit megaphone.fm/adchoices'],
    [
      'a notice of cookies',
      'We use cookies to improve your experience. By going on you agree to our use of them and of similar things.',
    ],
  ])('makes no two articles one, of one source or two: %s', (_, text) => {
    const titles = ['Seal moves into the town bath', 'Mayor of Lune resigns', 'Lynx cubs born in the Harz']
    for (const sourcesOf of [() => 'a', (nth: number) => `outlet${nth}`]) {
      const articles = titles.map((title, nth) =>
        article({ id: `n${nth}`, sourceId: sourcesOf(nth), title, text, publishedAt: hoursLater(nth) }),
      )
      expect(groupStories(articles)).toHaveLength(titles.length)
    }
  })
})

describe('what one source counts', () => {
  it.each<[string, number, number, string, string, string, string]>([
    [
      'the dead of one fire, within hours',
      8,
      1,
      'At least 14 dead in Lagos market fire',
      'Fire tore through the Balogun textile market in Lagos on Sunday night, killing at least 14 people, the emergency agency said. Witnesses told how traders jumped from the second floor of the Oke Arin building.',
      'At least 23 dead in Lagos market fire',
      'The death toll of the fire in the Balogun market rose to 23 on Monday, officials in Lagos said, as rescuers went through the ruins of the Oke Arin building where traders had been trapped.',
    ],
    [
      'the dead of one factory, of whom only the titles say where',
      4,
      1,
      'Death toll in Dhaka factory fire rises to 14',
      'The number of dead in the fire at the Mirpur garment plant rose to 14 on Tuesday, the fire service said. Chemicals had been stored on the ground floor.',
      'Death toll in Dhaka factory fire rises to 16',
      'Two more bodies were found in the Mirpur garment plant, which brings the number of dead to 16, the fire service said. Chemicals had been stored on the ground floor.',
    ],
    [
      'the cases of every day',
      24,
      2,
      'Covid: 1,200 new cases in Bavaria',
      'The Robert Koch Institute in Berlin reported 1,200 new cases in Bavaria on Monday. The seven-day rate in Munich is 340.',
      'Covid: 1,450 new cases in Bavaria',
      'The Robert Koch Institute in Berlin reported 1,450 new cases in Bavaria on Tuesday. The seven-day rate in Munich is 352.',
    ],
    [
      'two quakes at one place',
      5,
      2,
      'M 4.5 - 10 km S of Ridgecrest, CA',
      'A magnitude 4.5 earthquake struck 10 km south of Ridgecrest, California, at 04:12 UTC, the USGS said.',
      'M 4.9 - 10 km S of Ridgecrest, CA',
      'A magnitude 4.9 earthquake struck 10 km south of Ridgecrest, California, at 09:40 UTC, the USGS said.',
    ],
  ])('%s: %i hours later it is %i', (_, hours, stories, title, text, laterTitle, laterText) => {
    const at = (id: string, title: string, text: string, hour: number) =>
      article({ id, sourceId: 's', title, text, publishedAt: hoursLater(hour) })
    const articles = [at('first', title, text, 0), at('later', laterTitle, laterText, hours)]
    expect(groupStories(articles)).toHaveLength(stories)
  })
})

describe('two outlets with the stock words of their kind', () => {
  it.each<[string, number, string, string, string, string]>([
    [
      'two accidents with other numbers',
      2,
      'Cyclist, 52, killed near Thetford',
      'Police are appealing for witnesses after a 52-year-old man died when his bicycle was hit by a van near Thetford. Anyone with information or dashcam footage is asked to call 101.',
      'Pedestrian dies after being struck by bus',
      'Police are appealing for witnesses after a woman in her 70s died when she was hit by a bus in Worksop. Anyone with information or dashcam footage is asked to call 101.',
    ],
    [
      'advice on two things',
      2,
      'How to get rid of moths in the wardrobe',
      'You do not need expensive products. Experts say there is a simple trick that costs next to nothing: hang up lavender, and the moths keep away from wool.',
      'How to get rid of limescale in the kettle',
      'You do not need expensive products. Experts say there is a simple trick that costs next to nothing: boil vinegar, and the limescale comes off the kettle.',
    ],
    [
      'deux agressions',
      2,
      'Un homme blessé à Béziers',
      "Un homme de 31 ans a été blessé au couteau à Béziers. Ses jours ne sont pas en danger. Une enquête a été ouverte et confiée à la police. L'auteur est en fuite.",
      'Rixe devant une gare à Limoges',
      "Un adolescent de 17 ans a été blessé au couteau à Limoges. Ses jours ne sont pas en danger. Une enquête a été ouverte et confiée à la police. L'auteur est en fuite.",
    ],
    [
      'one accident in own words',
      1,
      'Cyclist, 52, killed near Thetford',
      'Police are appealing for witnesses after a 52-year-old man died when his bicycle was hit by a van near Thetford. Anyone with information or dashcam footage is asked to call 101.',
      'Thetford crash: rider dies at the scene',
      'A man of 52 was killed on the Brandon road outside Thetford when a van ran into his bicycle. The driver stopped and is helping detectives.',
    ],
  ])('tells %s: %i', (_, stories, title, text, otherTitle, otherText) => {
    expect(groupStories(twoOutlets(title, text, otherTitle, otherText))).toHaveLength(stories)
  })
})

describe('one person in the news twice a day', () => {
  it.each<[string, number, string, string, string, string]>([
    [
      'two acts',
      2,
      'Merkel opens tunnel under the Baltic',
      'Chancellor Angela Merkel pressed the button that starts the boring machine on Fehmarn. The tunnel to Denmark will be ready in nine years.',
      'Merkel rejects tax on heating oil',
      'The chancellor, Angela Merkel, told members of parliament that households cannot carry a tax on heating oil this winter.',
    ],
    [
      'due gesti',
      2,
      'Draghi inaugura il ponte di Genova',
      'Il presidente del Consiglio Mario Draghi ha tagliato il nastro del viadotto, ricostruito in due anni dopo il crollo.',
      'Draghi telefona al segretario Onu',
      'Il presidente del Consiglio Mario Draghi ha parlato con Guterres della carestia nel Corno d\u2019Africa.',
    ],
    [
      'one act',
      1,
      'Merkel opens tunnel under the Baltic',
      'Chancellor Angela Merkel pressed the button that starts the boring machine on Fehmarn. The tunnel to Denmark will be ready in nine years.',
      'Work on Fehmarn tunnel begins',
      'Germany and Denmark started to dig the Fehmarn tunnel; Angela Merkel set the boring machine in motion.',
    ],
  ])('with %s is %i', (_, stories, title, text, otherTitle, otherText) => {
    expect(groupStories(twoOutlets(title, text, otherTitle, otherText))).toHaveLength(stories)
  })
})

describe('a heading that any outlet may have', () => {
  it.each([
    ['Police blotter', '', ''],
    ['Comité de rédaction', '', ''],
    ['Ofertas de trabajo de la semana', '', ''],
    ['Редакционная коллегия', '', ''],
    ['Dagens bild', '', ''],
    ['今日の一枚', '', ''],
    ['读者来信', '', ''],
    ['Bild des Tages', 'Ein Fuchs schläft im Schnee am Waldrand.', 'Kinder springen in den Brunnen auf dem Markt.'],
    ['Väderprognos för onsdag', 'Regn i söder och sol i norr.', 'Blåsigt längs kusten med snöbyar mot kvällen.'],
    [
      'Horóscopo de hoy',
      'Aries debe cuidar su dinero y Tauro tendrá una visita inesperada.',
      'Buen día para Leo en el trabajo; Piscis debería descansar más.',
    ],
    [
      'Geplante Wartung der Server',
      'Am Dienstag sind die Dienste zwei Stunden nicht erreichbar.',
      'In der Nacht werden neue Festplatten eingebaut.',
    ],
    ['今日天气预报', '北京晴转多云,最高气温十五度。', '广州有小雨,气温二十度,请带伞。'],
  ])('joins no two outlets: %s', (title, text, other) => {
    const articles = [text, other].map((one, nth) =>
      article({ id: `h${nth}`, sourceId: `outlet${nth}`, title, text: one, publishedAt: hoursLater(nth) }),
    )
    expect(groupStories(articles)).toHaveLength(2)
  })
})

describe('in scripts without spaces and in Korean', () => {
  const storiesOf = (texts: readonly (readonly [string, string])[]) =>
    groupStories(
      texts.map(([title, text], nth) =>
        article({ id: `e${nth}`, sourceId: `outlet${nth}`, title, text, publishedAt: hoursLater(nth) }),
      ),
    )

  it.each<[string, string, string, string]>([
    [
      '札幌でクマ出没、小学校が休校',
      '札幌市南区の住宅地でクマ1頭が目撃され、近くの小学校が休校した。',
      '仙台でクマ目撃、中学校が休校',
      '仙台市泉区の団地近くでクマが目撃され、中学校1校が休校した。',
    ],
    [
      'A市で火事、男性死亡',
      '住宅から火が出て木造2階建てが全焼し、焼け跡から男性が見つかった。',
      'B町で火災、女性死亡',
      '住宅が全焼し、焼け跡から女性の遺体が見つかった。',
    ],
    [
      '男子在成都地铁持刀伤人被捕',
      '警方说三人受伤，嫌疑人已被控制。',
      '女子在西安商场持刀伤人被捕',
      '警方说两人受伤，嫌疑人已被控制。',
    ],
    [
      '台北公寓火警 老婦命危',
      '消防局出動二十輛車，起火原因待查。',
      '台中透天厝火警 男童命危',
      '消防局出動十五輛車，起火原因待查。',
    ],
  ])('several small slots that are filled otherwise tell two events: %s', (title, text, otherTitle, otherText) => {
    expect(
      storiesOf([
        [title, text],
        [otherTitle, otherText],
      ]),
    ).toHaveLength(2)
  })

  it.each<[string, string, string, string]>([
    [
      '乳幼児用いすを回収へ 部品外れる恐れ 木葉家具',
      '木葉家具は乳幼児用いす1万2千脚を自主回収すると発表した。ねじが緩み脚が外れる恐れがある。',
      '木葉家具のベビーチェア、1万2000脚を自主回収',
      '転倒の報告が3件あったという。購入者には返金する。',
    ],
    [
      '旅游大巴在盘山路侧翻 15人受伤',
      '一辆旅游大巴在玉屏山盘山公路侧翻，车上32人中15人受伤。',
      '玉屏山大巴侧翻事故已救出全部乘客',
      '伤者送往县医院，司机已被警方控制，初步怀疑刹车失灵。',
    ],
    [
      '한빛 자이언츠, 김상현 감독 선임',
      '한빛 자이언츠가 새 사령탑으로 김상현 감독을 3년 24억원에 선임했다.',
      '한빛 새 감독에 김상현…3년 총액 24억 원',
      '김 감독은 가을야구를 목표로 젊은 선수를 키우겠다고 말했다.',
    ],
  ])('particles and units do not part two accounts of one event: %s', (title, text, otherTitle, otherText) => {
    expect(
      storiesOf([
        [title, text],
        [otherTitle, otherText],
      ]),
    ).toHaveLength(1)
  })
})

describe('one short form of words, filled by two outlets for two events', () => {
  it.each<[string, string, string, string, string, string]>([
    [
      '习近平会见{}',
      '法国总统马克龙',
      '德国总理默茨',
      '国家主席习近平20日在北京人民大会堂会见{}。双方就双边关系交换意见。',
      '法国总统马克龙',
      '德国总理默茨',
    ],
    [
      '이재명 대통령, {}와 정상회담',
      '프랑스 대통령',
      '독일 총리',
      '이재명 대통령은 20일 용산 대통령실에서 {}과 정상회담을 했다. 두 정상은 경제 협력을 강화하기로 했다고 대통령실이 밝혔다.',
      '프랑스 마크롱 대통령',
      '독일 메르츠 총리',
    ],
    [
      'Fidan {} mevkidaşıyla görüştü',
      "Paris'te",
      "Bağdat'ta",
      'Dışişleri Bakanı Hakan Fidan, {} ile bir araya geldi. Görüşmede ikili ilişkiler ve bölgesel gelişmeler ele alındı.',
      "Paris'te Fransa Dışişleri Bakanı Barrot",
      "Bağdat'ta Irak Dışişleri Bakanı Hüseyin",
    ],
    [
      'Ricetta del giorno: {}',
      'risotto ai funghi',
      'torta di mele',
      "Una ricetta semplice e gustosa da preparare in meno di un'ora. Procuratevi gli ingredienti freschi, seguite i passaggi con calma e portate in tavola {} che piacerà a tutta la famiglia. Il segreto è non avere fretta.",
      'un risotto cremoso',
      'una torta soffice',
    ],
  ])('is no copy: %s', (title, one, other, text, told, toldOther) => {
    const articles = [
      [one, told],
      [other, toldOther],
    ].map(([ofTitle, ofText], nth) =>
      article({
        id: `f${nth}`,
        sourceId: `outlet${nth}`,
        title: title.replace('{}', ofTitle!),
        text: text.replace('{}', ofText!),
        publishedAt: hoursLater(nth),
      }),
    )
    const copies = groupStories(articles).flatMap(({ articles }) =>
      articles.filter(({ copyOf }) => copyOf !== undefined),
    )
    expect(copies).toEqual([])
  })
})

describe('one form of news, filled by each outlet with a place', () => {
  it.each([
    [
      'London Chicago Boston',
      '{} opens a new park on Saturday',
      'the town hall said. Workers planted {n} trees and put up {m} benches. {} invites everybody to a party that begins at noon and lasts until the evening.',
    ],
    [
      'Berlin Hamburg Leipzig',
      '{} eröffnet am Samstag einen neuen Park',
      'teilte die Stadt mit. Dort wurden {n} Bäume gepflanzt und {m} Bänke aufgestellt. {} lädt alle zu einem Fest ein, das mittags beginnt und bis zum Abend dauert.',
    ],
    [
      'Paris Marseille Lyon',
      '{} ouvre un nouveau parc samedi',
      'a annoncé la mairie. On y a planté {n} arbres et installé {m} bancs. {} invite tout le monde à une fête qui commence à midi et dure jusqu’au soir.',
    ],
    [
      'Madrid Barcelona Sevilla',
      '{} abre un nuevo parque el sábado',
      'informó el ayuntamiento. Se plantaron {n} árboles y se colocaron {m} bancos. {} invita a todos a una fiesta que empieza al mediodía y dura hasta la noche.',
    ],
    [
      'Konya Bursa Adana',
      "{}'da yeni park cumartesi günü açılıyor",
      'belediye duyurdu. Parka {n} ağaç dikildi ve {m} bank konuldu. {} belediye başkanı halkı öğlen başlayıp akşama kadar sürecek şenliğe davet etti.',
    ],
    [
      'Москва Казань Омск',
      '{} открывает новый парк в субботу',
      'сообщила администрация. В нём посадили {n} деревьев и поставили {m} скамеек. {} приглашает всех на праздник, который начнётся в полдень и продлится до вечера.',
    ],
    [
      '金沢 松本 高松',
      '{}で土曜日に新しい公園が開園',
      '市が発表した。園内には{n}本の木が植えられ、{m}台のベンチが置かれた。{}市長は、正午に始まり夜まで続く祭りに市民を招待した。',
    ],
  ])('is another story at each, though everybody knows the place and it stands first: %s', (places, form, text) => {
    const articles = places.split(' ').map((place, nth) => {
      const fill = (given: string): string =>
        given
          .replaceAll('{}', place)
          .replace('{n}', String(120 + 95 * nth))
          .replace('{m}', String(40 + 17 * nth))
      const title = fill(form)
      return article({
        id: place,
        sourceId: `s${nth}`,
        title,
        text: `${title}, ${fill(text)}`,
        publishedAt: hoursLater(nth),
      })
    })
    expect(groupStories(articles)).toHaveLength(3)
  })
})

describe('addresses', () => {
  const url = 'https://courier.example/2026/03/night-ferries'
  const short = 'A notice of the harbour office.'

  it('make copies between sources', () => {
    const a = article({ id: 'a', sourceId: 's1', url, title: 'Night ferries', text: 'One summary.' })
    const b = article({
      id: 'b',
      sourceId: 's2',
      url,
      title: 'Ferries at night',
      text: 'Quite another teaser text.',
      publishedAt: hoursLater(1),
    })
    expect(shapeOf([a, b])).toEqual(['a b=a'])
    expect(groupStories([a, b])[0]!.articles[1]!.why![0]).toBe('the same text as a: the same address')
  })

  it('make no copies within one source', () => {
    const link = 'https://tools.example/'
    const releases = [
      article({
        id: 'v1',
        sourceId: 'tools',
        url: link,
        title: 'Plane 2.4.0',
        text: 'Sharper blades, a lighter handle, and a manual in two languages.',
      }),
      article({
        id: 'v2',
        sourceId: 'tools',
        url: link,
        title: 'Plane 2.4.1',
        text: 'Mends a wobble on narrow boards; nothing else has changed.',
        publishedAt: hoursLater(4),
      }),
      article({
        id: 'v3',
        sourceId: 'tools',
        url: link,
        title: 'Where to find us in spring',
        text: 'We have a bench beside the gate and sharpen what you bring.',
        publishedAt: hoursLater(8),
      }),
    ]
    expect(shapeOf(releases)).toEqual(['v1', 'v2', 'v3'])
    expect(shapeOf(releases.map((release) => ({ ...release, url, canonicalUrl: url })))).toEqual(['v1', 'v2', 'v3'])
  })

  it('are ignored when they are a home page', () => {
    const home = 'https://courier.example/'
    const a = article({ id: 'a', sourceId: 's1', url: home, title: 'Night ferries', text: short })
    const b = article({
      id: 'b',
      sourceId: 's2',
      url: home,
      title: 'A seal in the bath',
      text: 'It will not leave the pool.',
      publishedAt: hoursLater(1),
    })
    expect(shapeOf([a, b])).toEqual(['a', 'b'])
  })

  it.each([
    ['a tag', 'tag:courier.example,2026:story-9', true],
    ['a UUID', 'urn:uuid:0d3f1e1a-5b57-4c0e-9d51-0a1f5d1c9b11', true],
    ['an address', 'https://courier.example/?p=991', true],
    ['a bare number', '991', false],
    ['a word', 'story', false],
  ])('are equal as guids when the guid is %s', (_, guid, isEqual) => {
    const link = 'https://courier.example/2026/03/'
    const a = article({ id: 'a', sourceId: 's1', guid, url: `${link}a`, title: 'Night ferries', text: short })
    const b = article({
      id: 'b',
      sourceId: 's2',
      guid,
      url: `${link}b`,
      title: 'A seal in the bath',
      text: 'It will not leave the pool.',
      publishedAt: hoursLater(1),
    })
    expect(shapeOf([a, b])).toEqual(isEqual ? ['a b=a'] : ['a', 'b'])
  })
})

describe('the same event', () => {
  it('is one story and no copy when another outlet reports it in its own words', () => {
    const own = article({
      id: 'own',
      sourceId: 'islander',
      title: 'Brellin ferries banned from crossing the Sound at night',
      text: FERRY_OTHER_TEXT,
      publishedAt: hoursLater(2),
    })
    expect(shapeOf([own, original()])).toEqual(['original own'])
    expect(groupStories([own, original()])[0]!.articles[1]!.why).toEqual([
      expect.stringMatching(/^the same event as original: likeness \.\d\d$/),
    ])
  })

  it('is another story when place and people differ', () => {
    const elsewhere = article({
      id: 'elsewhere',
      title: 'Ferry runs aground off Port Aurel, all aboard safe',
      text: 'A car ferry with 212 people ran aground on a sandbank outside Port Aurel on Monday evening and was refloated with the tide. Nobody was hurt, the coast guard said. The master of the Southern Cross had steered close to the shore to avoid a yacht, a spokeswoman for Aurel Lines said; divers found no damage to the hull.',
      publishedAt: hoursLater(9),
    })
    expect(shapeOf([original(), elsewhere])).toEqual(['elsewhere', 'original'])
  })
})

describe('the order of arrival', () => {
  const everything = (): Article[] => [
    original(),
    article({
      id: 'r1',
      title: FERRY_TITLE,
      text: repostOf(FERRY_TITLE, FERRY_PARAGRAPHS),
      publishedAt: hoursLater(1),
    }),
    article({ id: 'r2', title: 'Night boats', text: withWordsChanged(FERRY_TEXT, 9), publishedAt: hoursLater(2) }),
    article({ id: 'r3', title: FERRY_TITLE, text: `${FERRY_PARAGRAPHS[0]}…`, publishedAt: hoursLater(2) }),
    article({
      id: 'own',
      title: 'Brellin ferries banned at night',
      text: FERRY_OTHER_TEXT,
      publishedAt: hoursLater(2),
    }),
    article({
      id: 'x',
      title: 'A seal in the bath',
      text: 'A seal has moved into the swimming bath of Brellin and will not leave, the keeper said on Monday. He feeds it herring.',
      publishedAt: hoursLater(5),
    }),
    article({
      id: 'y',
      title: 'Seal keeps the bath',
      text: 'The seal in the swimming bath of Brellin stays for now, its keeper says; herring is brought from the cannery.',
      publishedAt: hoursLater(9),
    }),
  ]

  it('changes neither copies nor stories nor ids', () => {
    const articles = everything()
    const expected = JSON.stringify(groupStories(articles))
    fc.assert(
      fc.property(fc.shuffledSubarray(articles, { minLength: articles.length }), (shuffled) => {
        expect(JSON.stringify(groupStories(shuffled))).toBe(expected)
      }),
      { numRuns: 30 },
    )
  })

  it('changes nothing when articles come in several passes, by date', () => {
    const members = everything()
      .map((one) => memberOf(one))
      .sort((a, b) => a.datedMs - b.datedMs || (a.id < b.id ? -1 : 1))
    const storiesOf = (passes: readonly (readonly Member[])[]): string[] => {
      const places = new Map(groupedInPasses(passes).flatMap(({ placements }) => [...placements]))
      return members.map(({ id }) => `${id} ${places.get(id)!.storyId} ${places.get(id)!.copyOf}`)
    }
    const whole = storiesOf([members])
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: members.length - 1 })), (cuts) => {
        const edges = [0, ...cuts.sort((a, b) => a - b), members.length]
        expect(storiesOf(edges.slice(1).map((end, i) => members.slice(edges[i], end)))).toEqual(whole)
      }),
      { numRuns: 30 },
    )
  })

  it('leaves every article in exactly one story, whatever the articles', () => {
    expect(groupStories([])).toEqual([])
    const nothing = article({ id: 'nothing', title: '', text: '' })
    const undated: Article = { ...original(), id: 'undated' }
    delete (undated as { publishedAt?: string }).publishedAt
    const stories = groupStories([nothing, undated, nothing, ...everything()])
    const ids = stories.flatMap((story) => story.articles.map(({ id }) => id))
    expect(ids.sort()).toEqual(['nothing', 'undated', ...everything().map(({ id }) => id)].sort())
    for (const story of stories) expect(story.topics).toEqual([])
  })
})

describe('ids', () => {
  const early = original()
  const other = article({
    id: 'own',
    title: 'Brellin ferries banned from crossing the Sound at night',
    text: FERRY_OTHER_TEXT,
    publishedAt: hoursLater(2),
  })
  const known = (foundingArticleId: string, foundedAt: string): KnownStory => ({
    id: storyId(foundingArticleId),
    foundingArticleId,
    foundedAt,
  })

  it('are computed from the earliest article', () => {
    const { stories } = groupedAnew([memberOf(other), memberOf(early)])
    expect(stories).toEqual([
      {
        id: storyId('original'),
        foundingArticleId: 'original',
        isNew: true,
      },
    ])
  })

  it('are kept when an earlier article joins', () => {
    const story = known('own', hoursLater(3))
    const { stories, placements } = groupedAnew([memberOf(other, { storyId: story.id }), memberOf(early)], [story])
    expect(stories).toMatchObject([{ id: story.id, foundingArticleId: 'own', isNew: false }])
    expect(placements.get('original')!.storyId).toBe(story.id)
  })

  it.each([
    ['founded in the earlier run', hoursLater(5), hoursLater(4), 'own'],
    ['whose founder is older, when one run founded both', hoursLater(4), hoursLater(4), 'original'],
  ])(
    'stay those of the story %s when two meet, and the other becomes an alias',
    (_, foundedEarly, foundedOther, kept) => {
      const one = known('original', foundedEarly)
      const two = known('own', foundedOther)
      const { stories, aliases } = groupedAnew(
        [memberOf(early, { storyId: one.id }), memberOf(other, { storyId: two.id })],
        [one, two],
      )
      const gone = kept === 'own' ? one.id : two.id
      expect(stories.map(({ id }) => id)).toEqual([storyId(kept)])
      expect([...aliases]).toEqual([[gone, storyId(kept)]])
    },
  )

  it('stay with the founder when a story falls apart, and the other part is founded by its earliest article', () => {
    const seal = article({
      id: 'seal',
      title: 'A seal in the bath',
      text: 'A seal has moved into the swimming bath and will not leave, the keeper said.',
      publishedAt: hoursLater(-1),
    })
    const story = known('original', hoursLater(1))
    const { placements, stories, aliases } = groupedAnew(
      [memberOf(seal, { storyId: story.id }), memberOf(early, { storyId: story.id })],
      [story],
    )
    expect(placements.get('original')!.storyId).toBe(story.id)
    expect(placements.get('seal')!.storyId).toBe(storyId('seal'))
    expect(stories.find(({ id }) => id === storyId('seal'))!.isNew).toBe(true)
    expect(aliases.size).toBe(0)
  })

  it('are kept when the founder is gone', () => {
    const story = known('pruned', hoursLater(1))
    const { placements } = groupedAnew([memberOf(early, { storyId: story.id })], [story])
    expect(placements.get('original')!.storyId).toBe(story.id)
  })
})

describe('the lead article', () => {
  /** Of the one story of these members. */
  const leadArticle = (members: readonly Member[]) => {
    const [story] = groupedAnew(members).changed
    return leadOf(story!, new Set(members.map(({ id }) => id)))
  }
  const copy = (id: string, more: Partial<Member> = {}, text = FERRY_TEXT): Member =>
    memberOf(article({ id, sourceId: id, title: FERRY_TITLE, text, publishedAt: hoursLater(1) }), more)

  it.each<[string, Member[], string, string]>([
    [
      "is the original publisher's",
      [copy('a', { weight: 5, namesAs: 'name:b' }), copy('b', { knownAs: ['name:b'] })],
      'b',
      'from the original publisher',
    ],
    [
      'else of the source with the highest weight',
      [copy('a'), copy('b', { weight: 2 })],
      'b',
      'its source has the highest weight',
    ],
    ['else the most complete', [copy('a', {}, `${FERRY_PARAGRAPHS[0]}…`), copy('b')], 'b', 'the most complete text'],
    [
      'else the one seen first',
      [copy('a', { firstSeenAt: hoursLater(3) }), copy('b', { firstSeenAt: hoursLater(2) })],
      'b',
      'seen first',
    ],
    [
      'of those that one pass saw first the one with the earlier date',
      [copy('a', { publishedAt: hoursLater(2) }), copy('b', { publishedAt: hoursLater(1) })],
      'b',
      'seen first',
    ],
    ['else the one with the lower id', [copy('b'), copy('a')], 'a', 'seen first'],
    ['is the only article', [copy('a')], 'a', 'the only article'],
  ])('%s', (_, members, leadArticleId, leadWhy) => {
    expect(leadArticle(members)).toEqual({ id: leadArticleId, why: leadWhy })
  })

  it.each(['https://www.courier.example/a1', 'https://news.courier.example/a1'])(
    "is the original publisher's in groupStories when a repost names its site: %s",
    (url) => {
      const first = { ...original(), url, canonicalUrl: url }
      const repost = article({
        id: 'repost',
        sourceId: 'digest',
        title: FERRY_TITLE,
        text: `${FERRY_TEXT}\n\n${FERRY_OTHER_TEXT}`,
        publisher: 'The Vellmark Courier',
        publisherUrl: 'https://courier.example/',
        publishedAt: hoursLater(-1),
      })
      expect(groupStories([first, repost])).toMatchObject([{ leadArticleId: 'original', title: FERRY_TITLE, url }])
    },
  )
})

describe('a series', () => {
  const EPISODES = [
    [
      'Nettle rope',
      'Nettle fibre was spun on the quay in wartime, and a museum worker shows how a hawser of it holds a dinghy in a gale.',
      'The second half is about the smell, which no visitor forgets, and a goat that ate the demonstration.',
    ],
    [
      'The silent foghorn',
      'Nobody has heard the horn since the thaw: its diaphragm was eaten by rust, and a family of starlings moved in.',
      'An engineer measures the nest, and the parish weighs eggs against fog.',
    ],
    [
      'Bread at the lock',
      'The keeper of the upper lock bakes for whoever waits, eleven loaves a morning, and takes no money but news.',
      'Listeners send recipes, most of them with caraway.',
    ],
    [
      'A map of shoals',
      'Two sisters sounded the estuary with a lead and a notebook, and their chart differs from the official one by a church.',
      'The survey office replies, stiffly, that churches do not move.',
    ],
    [
      'Paint that glows',
      'A varnish with ground shells keeps a mooring post visible until midnight, its inventor claims, and cats sit around it.',
      'We count the cats.',
    ],
  ] as const
  const TAIL =
    'Bilge Hour comes from the rowing club of Pell. Tell us what you think at bilge@example.org. The tune is by Three Buckets. Nobody hosts this show. For advertisements see https://ads.example/bilge.'
  const LONG_TAIL = `${TAIL} Subscribe for a new film every Friday at https://bilge.example/subscribe. Support the club and get the plans at https://patron.example/bilge. Tools I use are listed at https://bilge.example/tools. Join the forum and show what you build there. Filmed on the old slip with a borrowed camera. Nothing in this film is advice, so wear goggles and mind your fingers. Follow along on the small network @bilge.`
  const series = (sourceId: string, textOf: (episode: (typeof EPISODES)[number], nth: number) => string): Article[] =>
    EPISODES.map((episode, nth) =>
      article({
        id: `${sourceId}${nth}`,
        sourceId,
        title: episode[0],
        text: textOf(episode, nth),
        publishedAt: hoursLater(24 * nth),
      }),
    )

  it.each<[string, (episode: (typeof EPISODES)[number], nth: number) => string]>([
    ['with a tail shorter than its texts', ([, one, two]) => `${one} ${two}\n\n${TAIL}`],
    ['with a tail three times as long', ([, one]) => `${one}\n\n${LONG_TAIL}`],
    ['with a tail in the same paragraph', ([, one, two]) => `${one} ${two} ${LONG_TAIL}`],
    ['with a head', ([, one, two]) => `${LONG_TAIL}\n\n${one} ${two}`],
    ['with an advertisement inside', ([, one, two]) => `${one}\n\n${LONG_TAIL}\n\n${two}`],
    [
      'with a number in its tail',
      ([, one], nth) => `${one} You heard number ${nth + 40} of season 3 of the Bilge Hour. ${LONG_TAIL}`,
    ],
    ['with nothing but a tail', () => LONG_TAIL],
    ['without a tail', ([, one, two]) => `${one} ${two}`],
  ])('%s is as many stories as it has episodes', (_, textOf) => {
    expect(shapeOf(series('bilge', textOf))).toHaveLength(EPISODES.length)
  })
})
