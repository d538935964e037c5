import { describe, expect, it } from 'vitest'
import { sourceFiles, topicFolders } from '../../src/core/ids.ts'

describe('topicFolders', () => {
  const foldersOf = (...ids: string[]): string[] => [...topicFolders(ids).values()]

  it('names a folder after its topic, also where the id only begins like the name of a device', () => {
    const ids = ['nato', 'World', 'v1.2', 'console', 'com', 'com10', 'aux-news', 'a_b']
    expect(foldersOf(...ids)).toEqual(ids)
  })

  it.each([
    ['CON', /^CON-[0-9a-f]{8}$/],
    ['nul', /^nul-[0-9a-f]{8}$/],
    ['aux', /^aux-[0-9a-f]{8}$/],
    ['Prn', /^Prn-[0-9a-f]{8}$/],
    ['com1', /^com1-[0-9a-f]{8}$/],
    ['lpt9', /^lpt9-[0-9a-f]{8}$/],
    ['con.news', /^con-news-[0-9a-f]{8}$/],
    ['nato.', /^nato-[0-9a-f]{8}$/],
    ['nul..', /^nul-[0-9a-f]{8}$/],
    // The page of the topic `a`.
    ['a.html', /^a-html-[0-9a-f]{8}$/],
    ['v1.HTML', /^v1-HTML-[0-9a-f]{8}$/],
  ])('adds a hash where a folder of the name cannot be kept: %s', (id, folder) => {
    expect(foldersOf(id)).toEqual([expect.stringMatching(folder)])
    expect(foldersOf(id, 'other')).toEqual([foldersOf(id)[0], 'other'])
  })

  it('gives ids that differ in case alone folders that differ in more, the same in any order', () => {
    const folders = foldersOf('sea', 'Sea', 'SEA', 'sky')
    expect(folders).toEqual([
      expect.stringMatching(/^sea-[0-9a-f]{8}$/),
      expect.stringMatching(/^Sea-[0-9a-f]{8}$/),
      expect.stringMatching(/^SEA-[0-9a-f]{8}$/),
      'sky',
    ])
    expect(new Set(folders.map((folder) => folder.toLowerCase())).size).toBe(4)
    expect(foldersOf('SEA', 'sky', 'sea', 'Sea').sort()).toEqual(folders.toSorted())
  })
})

describe('sourceFiles', () => {
  it('names files as folders of topics are named, with hashes of their own', () => {
    const ids = ['wire', 'Sea', 'sea', 'nul']
    const [wire, ...hashed] = [...sourceFiles(ids).values()]
    expect([wire, ...hashed.map((name) => name.replace(/[0-9a-f]{8}$/, ''))]).toEqual(['wire', 'Sea-', 'sea-', 'nul-'])
    for (const name of hashed) expect([...topicFolders(ids).values()]).not.toContain(name)
  })
})
