/** Whether a program speaks to other machines, as far as its text tells: then the lab network is shown before it is used. */
import type { RunRequest } from '../runtimes/runtime';

/** Modules that speak to other machines; of `urllib` and `http`, the parts that do. */
const MODULES = [
  'socket',
  'socketserver',
  'ssl',
  'urllib(?!\\.(?:parse|error|robotparser)\\b)',
  'http(?!\\.cookies\\b)',
  'ftplib',
  'smtplib',
  'poplib',
  'imaplib',
  'xmlrpc',
  'urllib3',
  'requests',
  'httpx',
  'aiohttp',
].join('|');

const IMPORTS = new RegExp(
  [
    `^[ \\t]*from[ \\t]+(?:${MODULES})(?![\\w])`,
    `^[ \\t]*import[ \\t](?:[^#\\n]*[ \\t,])?(?:${MODULES})(?![\\w])`,
    '\\b(?:open_connection|create_connection)\\b',
  ].join('|'),
  'm',
);

/** What a TypeScript program reaches a network with. A call, or what is handed on to be called. */
const FETCH = /\bfetch\b(?!\s*[:=]|['"`\w])/;

export function usesNetwork({ language, files }: Pick<RunRequest, 'language' | 'files'>): boolean {
  const [isOfLanguage, speaks] =
    language === 'python' ? ([/\.py$/, IMPORTS] as const) : ([/\.[cm]?[jt]sx?$/, FETCH] as const);
  return files.some(
    ({ path, content }) =>
      isOfLanguage.test(path) && speaks.test(typeof content === 'string' ? content : new TextDecoder().decode(content)),
  );
}
