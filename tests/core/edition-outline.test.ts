import { describe, expect, it } from 'vitest'
import { outlineOf } from '../../src/core/edition-outline.ts'
import type { EditionStory } from '../../src/core/model.ts'

const story = (storyId: string, topicId?: string) =>
  ({ storyId, topicIds: topicId === undefined ? [] : [topicId] }) as unknown as EditionStory

/** A variant with a top story and sections, written as `[topic, stories, briefs]`. */
function variant(
  top: EditionStory | undefined,
  sections: readonly (readonly [topicId: string | undefined, stories: string, briefs?: string])[],
  more: { readonly countedIds?: readonly string[]; readonly leftOut?: readonly string[] } = {},
) {
  const storiesOf = (ids: string) => ids.split(' ').flatMap((id) => (id === '' ? [] : story(id)))
  const parts = sections.map(([topicId, stories, briefs = '']) => ({
    ...(topicId === undefined ? {} : { topicId }),
    name: '',
    stories: storiesOf(stories),
    briefs: storiesOf(briefs),
  }))
  const storyCount = parts.reduce((sum, { stories, briefs }) => sum + stories.length + briefs.length, top ? 1 : 0)
  return {
    edition: {
      ...(top === undefined ? {} : { top }),
      sections: parts,
      storyCount,
      leftOut: (more.leftOut ?? []).map((storyId) => ({ storyId })),
    },
    variant: `v${sections.length}`,
    countedIds: more.countedIds ?? [],
  }
}

describe('the outline of an edition', () => {
  it('has the stories of all variants once, in the order of the largest and of the topics', () => {
    const small = variant(story('x', 'sea'), [
      ['sea', 'b y'],
      [undefined, 'n'],
    ])
    const large = variant(story('a', 'sky'), [
      ['sea', 'b c e'],
      ['sky', 'd'],
    ])
    expect(outlineOf([small, large], ['sky', 'sea'])).toEqual({
      top: 'a',
      sections: [
        { topicId: 'sky', stories: ['d'], briefs: [] },
        { topicId: 'sea', stories: ['b', 'c', 'e', 'x', 'y'], briefs: [] },
        { stories: ['n'], briefs: [] },
      ],
      coverage: [],
      leftOut: [],
      counts: { v2: 5 },
    })
  })

  it('shows as a story what is one in any variant, and as a brief what is only that', () => {
    const [one, other] = [variant(undefined, [['sea', 'a b', 'c d']]), variant(undefined, [['sea', 'c', 'e']])]
    expect(outlineOf([one, other], ['sea']).sections).toEqual([
      { topicId: 'sea', stories: ['a', 'b', 'c'], briefs: ['d', 'e'] },
    ])
  })

  it('names as left out only what no variant shows, and each later article once', () => {
    const one = variant(story('a'), [], { leftOut: ['b', 'c'], countedIds: ['p', 'q'] })
    const other = variant(story('b'), [], { leftOut: ['c', 'd', 'a'], countedIds: ['q', 'r'] })
    const { coverage, leftOut } = outlineOf([one, other], [])
    expect([coverage, leftOut]).toEqual([
      ['p', 'q', 'r'],
      ['c', 'd'],
    ])
  })
})
