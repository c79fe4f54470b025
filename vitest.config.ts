import { defineConfig } from 'vitest/config';
import { pyodideAssets } from './scripts/vite/pyodide-assets.ts';

/**
 * Tests stand beside their sources. They run in plain Node; a test that needs a document says so in its first line:
 * `// @vitest-environment jsdom` (views always do).
 */
export default defineConfig({
  plugins: [pyodideAssets()],
  test: {
    include: ['{src,scripts,authoring,lessons}/**/*.test.{ts,tsx}'],
    environment: 'node',
    pool: 'forks',
    restoreMocks: true,
    testTimeout: 20_000,
  },
});
