import { globSync, readFileSync } from 'node:fs'
import { defineConfig } from 'vitest/config'

const common = {
  environment: 'node',
  testTimeout: 60_000,
  hookTimeout: 60_000,
  restoreMocks: true,
} as const

/** Tests that `npm test` runs on SQLite alone. */
const onPostgres = globSync('tests/**/*.test.ts').filter((path) =>
  /\bdatabasesOfRun\b/.test(readFileSync(path, 'utf8')),
)

// `npm test` leaves the drills out: they run the whole program a hundred times, and what needs a database on PostgreSQL.
// Tests are real: child processes, loopback servers and one PostgreSQL for the whole run. Three workers suit two cores:
// they often wait.
export default defineConfig({
  test: {
    maxWorkers: 3,
    projects: [
      {
        test: {
          ...common,
          name: 'tests',
          include: ['tests/{*,!(drills)/**/*}.test.ts'],
          // No test leaves anything behind in its process: sharing one spares its start and the imports for each file.
          isolate: false,
          globalSetup: './tests/support/postgres.ts',
        },
      },
      {
        test: {
          ...common,
          name: 'drills',
          include: ['tests/drills/*.test.ts'],
          globalSetup: './tests/support/postgres.ts',
        },
      },
      {
        test: {
          ...common,
          name: 'postgres',
          include: onPostgres,
          env: { TEST_DATABASE: 'PostgreSQL' },
          isolate: false,
          globalSetup: './tests/support/postgres.ts',
        },
      },
    ],
  },
})
