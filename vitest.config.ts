import { defineConfig } from 'vitest/config'

/** Tests that leave nothing behind in their process: they share one, which spares its start for each file. */
const SHARING = ['tests/core/**/*.test.ts', 'tests/feeds/**/*.test.ts']
const ALONE = 'tests/flow/refresh/difficult-internet.test.ts'

const common = {
  environment: 'node',
  testTimeout: 60_000,
  hookTimeout: 60_000,
  restoreMocks: true,
} as const

// `npm test` leaves the drills out: they run the whole program a hundred times.
// Tests are real: child processes, loopback servers and one PostgreSQL for the whole run. Three workers suit two cores:
// they often wait.
export default defineConfig({
  test: {
    maxWorkers: 3,
    projects: [
      {
        test: {
          ...common,
          name: 'whole',
          include: ['tests/{*,!(core|feeds|drills)/**/*}.test.ts', ALONE],
          globalSetup: './tests/support/postgres.ts',
        },
      },
      { test: { ...common, name: 'parts', include: SHARING, exclude: [ALONE], isolate: false } },
      { test: { ...common, name: 'drills', include: ['tests/drills/*.test.ts'] } },
    ],
  },
})
