/**
 * The half of `npm run mutate` that runs inside vitest: test files import from here what they would import from vitest, so
 * that their tests can be run again and again, each time with another mutant switched on.
 */
import { appendFileSync } from 'node:fs'
import { format } from 'node:util'
import fc from 'fast-check'
import { expect, vi } from 'vitest'

export { expect }

/** One test of a file. */
interface Test {
  readonly name: string
  readonly run: () => unknown
}
type Body = (...values: never[]) => unknown

const collected = ((globalThis as { collectedTests?: Test[] }).collectedTests ??= [])
const groups: string[] = []

/** Keeps a test for later. */
export function it(name: string, body: Body): void {
  collected.push({ name: [...groups, name].join(' > '), run: body as () => unknown })
}
it.each = eachRow(it)

/** Keeps the tests of a group. */
export function describe(name: string, body: Body): void {
  groups.push(name)
  ;(body as () => unknown)()
  groups.pop()
}
describe.each = eachRow(describe)

function eachRow(define: (name: string, body: Body) => void) {
  return (rows: readonly unknown[]) =>
    (name: string, body: Body): void =>
      rows.forEach((row) => {
        const values = (Array.isArray(row) ? row : [row]) as never[]
        define(format(name, ...values).slice(0, 200), () => body(...values))
      })
}

/** What Stryker's instrumented code looks at. */
interface Switches {
  activeMutant?: string
  hitCount?: number
  hitLimit?: number
  readonly currentTestId: string
  readonly mutantCoverage: { static: Record<string, number>; perTest: Record<string, Record<string, number>> }
}

/** A test that visits mutants more often than this, a property over hundreds of documents, is left out: it takes too long. */
const MOST_VISITS = 3_000_000
/** One that visits them no more often than this tries each mutant first, in code that was read before. */
const CHEAP_VISITS = 50_000
/** A mutant may visit so many times as many as the code itself; then it is taken for an endless loop. */
const PATIENCE = 20
const LEAST_PATIENCE = 50_000
const LONGEST_MS = 20_000

/** What became of a mutant: one line of a verdicts file. */
export interface Verdict {
  readonly id: string
  readonly status: 'killed' | 'endless' | 'survived' | 'unvisited'
  /** The test that noticed. */
  readonly by?: string
}

/** Also a line of it: a test that fails without any mutant, and so says nothing of one. */
export interface NoJudge {
  readonly status: 'no judge'
  readonly by: string
}

/** Tries the mutants of a source file on the tests of some files and writes their verdicts, line by line. */
export async function tryMutants(
  source: string,
  files: readonly string[],
  ids: readonly string[],
  verdictsFile: string,
): Promise<void> {
  const write = (line: Verdict | NoJudge): void => appendFileSync(verdictsFile, `${JSON.stringify(line)}\n`)
  fc.configureGlobal({ seed: 20_261_125 })
  let visits = 0
  let limit = Number.POSITIVE_INFINITY
  let current = 0
  const switches: Switches = {
    get currentTestId() {
      if (++visits > limit) throw new EndlessLoop()
      return String(current)
    },
    mutantCoverage: { static: {}, perTest: {} },
  }
  ;(globalThis as { __stryker__?: Switches }).__stryker__ = switches

  /** Reads the code and the tests of one file anew. */
  const load = async (file: string): Promise<readonly Test[]> => {
    vi.resetModules()
    collected.length = 0
    current = 0
    // Also where its importer waits for its first call.
    await import(source)
    await import(file)
    return [...collected]
  }

  const isEndless = (): boolean => visits > limit || switches.hitCount! > switches.hitLimit!

  /** Runs a test; whether it ends well. */
  const passes = async (test: Test, most: number): Promise<true | 'killed' | 'endless'> => {
    visits = 0
    limit = most
    switches.hitCount = 0
    switches.hitLimit = most
    let timer: NodeJS.Timeout | undefined
    try {
      await Promise.race([
        test.run(),
        new Promise((_, reject) => (timer = setTimeout(() => reject(new EndlessLoop()), LONGEST_MS))),
      ])
      return isEndless() ? 'endless' : true
    } catch (error) {
      return error instanceof EndlessLoop || isEndless() ? 'endless' : 'killed'
    } finally {
      clearTimeout(timer)
      limit = Number.POSITIVE_INFINITY
    }
  }

  // Once as it stands: which test visits which mutants, and how often.
  const plans: { file: string; at: number; visits: number; mutants: ReadonlySet<string> }[] = []
  const whileLoading = new Set<string>()
  for (const file of files) {
    switches.mutantCoverage.perTest = {}
    const tests = await load(file)
    for (const id in switches.mutantCoverage.perTest['0']) whileLoading.add(id)
    for (const [at, test] of tests.entries()) {
      current = at + 1
      const isSound = (await passes(test, Number.POSITIVE_INFINITY)) === true
      if (!isSound) write({ status: 'no judge', by: test.name })
      const mutants = new Set(Object.keys(switches.mutantCoverage.perTest[String(current)] ?? {}))
      if (isSound && visits <= MOST_VISITS) plans.push({ file, at, visits, mutants })
    }
  }

  // The cheap ones of a file first, the files as they are given.
  plans.sort((a, b) => files.indexOf(a.file) - files.indexOf(b.file) || a.visits - b.visits)

  /** What the tests that visit a mutant say of it; `loaded` keeps a file's tests between mutants. */
  const judge = async (id: string, loaded: Map<string, readonly Test[]>, most: number): Promise<Verdict> => {
    const visitors = plans.filter(({ visits, mutants }) => visits <= most && (whileLoading.has(id) || mutants.has(id)))
    if (visitors.length === 0) return { id, status: 'unvisited' }
    for (const { file, at, visits: usual } of visitors) {
      current = at + 1
      let test: Test | undefined
      try {
        if (!loaded.has(file)) {
          switches.activeMutant = whileLoading.has(id) ? id : undefined
          visits = 0
          limit = 1_000_000
          switches.hitCount = 0
          switches.hitLimit = limit
          loaded.set(file, await load(file))
        }
        test = loaded.get(file)![at]
      } catch {}
      if (test === undefined) return { id, status: 'killed', by: 'does not load' }
      current = at + 1
      switches.activeMutant = id
      const answer = await passes(test, Math.max(LEAST_PATIENCE, usual * PATIENCE))
      switches.activeMutant = undefined
      if (answer !== true) return { id, status: answer, by: test.name }
    }
    return { id, status: 'survived' }
  }

  // Code is read anew where a mutant may act while it is read, or may have left something behind.
  let loaded = new Map<string, readonly Test[]>()
  for (const id of ids) {
    let verdict: Verdict | undefined
    if (!whileLoading.has(id)) {
      verdict = await judge(id, loaded, CHEAP_VISITS)
      const isSound = await soundAfter(verdict, loaded)
      if (!isSound || verdict.status === 'survived' || verdict.status === 'unvisited') {
        loaded = new Map()
        verdict = undefined
      }
    }
    verdict ??= await judge(id, whileLoading.has(id) ? new Map() : loaded, MOST_VISITS)
    if (whileLoading.has(id)) loaded = new Map()
    else if (!(await soundAfter(verdict, loaded))) loaded = new Map()
    write(verdict)
  }

  /** Whether the test that noticed a mutant ends well again without it. */
  async function soundAfter({ by }: Verdict, tests: ReadonlyMap<string, readonly Test[]>): Promise<boolean> {
    switches.activeMutant = undefined
    const test = [...tests.values()].flat().find(({ name }) => name === by)
    return test === undefined || (await passes(test, Number.POSITIVE_INFINITY)) === true
  }
}

class EndlessLoop extends Error {}
