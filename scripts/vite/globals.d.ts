/**
 * The folder, relative to the site's root and with a trailing slash, that holds the interpreter's files:
 * `pyodide-<version>/`. Defined by `vite.config.ts`; the version is in the name so that no cache can mix two of them.
 */
declare const __PYODIDE_DIR__: string;
