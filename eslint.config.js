import { defineConfig } from 'eslint/config';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

const named = {
  selector: 'ExportDefaultDeclaration',
  message: 'Export it by name: a default export is called something else in every file that imports it.',
};

export default defineConfig(
  {
    ignores: [
      'dist/',
      'node_modules/',
      '.cache/',
      'test-results/',
      'public/',
      'samples/',
      'lessons/*/**',
      // Programs as learners write them, and as nobody should.
      'e2e/fixtures/**',
      'scripts/bench/programs/**',
      'src/session/examples/programs/**',
      '**/*.mjs',
      '*.js',
    ],
  },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-restricted-syntax': ['error', named],
      '@typescript-eslint/no-floating-promises': 'error',
      // Handlers of events may be async: what they do wrong reaches the error boundary by another road.
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      // The compiler's own check (noUnusedLocals, noUnusedParameters) says the same.
      '@typescript-eslint/no-unused-vars': 'off',
    },
  },
  {
    files: ['src/views/**/*.{ts,tsx}', 'src/app/**/*.{ts,tsx}'],
    extends: [reactHooks.configs.flat.recommended],
    rules: {
      // Advice for the React Compiler, which does not run here.
      'react-hooks/preserve-manual-memoization': 'off',
      'react-hooks/use-memo': 'off',
      // What views are given is made of closures; none of it knows a `this`.
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    // Playwright's way to say "no other fixture".
    files: ['e2e/**/*.ts'],
    rules: { 'no-empty-pattern': 'off' },
  },
  {
    // Tests hand methods about and fake promises without awaiting.
    files: ['**/*.test.{ts,tsx}'],
    rules: {
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    files: ['*.config.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
);
