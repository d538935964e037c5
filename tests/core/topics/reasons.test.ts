import { describe, expect, it } from 'vitest'
import { readTopicReasons } from '../../../src/core/topics/reasons.ts'

describe('the kept reasons of a topic are read', () => {
  it.each([
    [['"NATO" in the title (3)'], [{ kind: 'title', words: ['NATO'] }]],
    [['"treaty" 2 times in the lead (2.06)'], [{ kind: 'lead', words: ['treaty'] }]],
    // As schema 1 kept them.
    [['"trawler" in the lead', '"trawlers" in the lead'], [{ kind: 'lead', words: ['trawler', 'trawlers'] }]],
    [['"cut" near "jobs" in the text (1)'], [{ kind: 'text', words: ['cut', 'jobs'] }]],
    [['"the "new" deal" in the text (1)'], [{ kind: 'text', words: ['the "new" deal'] }]],
    [['none of "sport", "football" (1)'], [{ kind: 'none', words: ['sport', 'football'] }]],
    [['taught: "harbour", "ferry"'], [{ kind: 'learned', words: ['harbour', 'ferry'] }]],
    [['like examples taught'], [{ kind: 'learned', words: [] }]],
    [['taught of this very article'], [{ kind: 'taught' }]],
    [['every article of The Ledger'], [{ kind: 'source', name: 'The Ledger' }]],
    [['of another kind'], []],
  ])('%j', (kept, reasons) => {
    expect(readTopicReasons(kept)).toEqual(reasons)
  })

  it('each word in the first place in which it was found, without what speaks against the topic', () => {
    const kept = [
      '"war" in the lead (1.5)',
      '"war" in the title (3)',
      '"trade war" in the title (-3)',
      '"tank" in the text (1)',
    ]
    expect(readTopicReasons(kept)).toEqual([
      { kind: 'title', words: ['war'] },
      { kind: 'text', words: ['tank'] },
    ])
  })
})
