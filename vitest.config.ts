import { defineConfig } from 'vitest/config'

// Tests are real: child processes, loopback servers and one PostgreSQL for the whole run. Two workers suit two cores.
export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    environment: 'node',
    globalSetup: './tests/support/postgres.ts',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    restoreMocks: true,
  },
})
