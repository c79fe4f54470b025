/**
 * How programs of learners and lessons are checked, in the editor and in our tests: strict enough to find what would go wrong, without
 * what only a library's author would thank us for. As the compiler's own numbers, because the editor's copy of it is another one.
 */
export const LESSON_COMPILER_OPTIONS = {
  strict: true,
  // Errors that nobody can see coming: a catch clause gets whatever was thrown.
  useUnknownInCatchVariables: false,
  // TypeScript's numbers of `module: preserve`'s resolution (bundler) and of `moduleDetection: force`: a file is a module, always.
  moduleResolution: 100,
  moduleDetection: 3,
  allowImportingTsExtensions: true,
  allowJs: true,
  noEmit: true,
  skipLibCheck: true,
  types: [] as string[],
};
