/** Hosts that have a page to show, and say on it whose page it is. */
import { emptyAnswer, htmlAnswer, type LabRequest, type LabResponse, type Site } from '../http/message';
import { parseTarget } from '../http/target';

/** A page in the lab's plain dress. `body` is HTML of ours. */
export function labPage(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${title}</title>
<meta name="generator" content="interleave-lab">
</head>
<body>
<h1>${title}</h1>
${body}
<hr>
<p><small>This page comes from the lab network, a simulated internet for programs that learn to wait. It is not the
site of that name.</small></p>
</body>
</html>
`;
}

const readOnly =
  (answer: (request: LabRequest) => LabResponse): Site =>
  (request) => {
    if (request.method === 'OPTIONS') return emptyAnswer(204, [['Allow', 'GET, HEAD, OPTIONS']]);
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return emptyAnswer(405, [['Allow', 'GET, HEAD, OPTIONS']]);
    return answer(request);
  };

export function makeExamplePage(): Site {
  const page = labPage(
    'Example host',
    `<p>This name is kept for examples in texts and programs. You may use it in yours without asking anybody.</p>
<p>Whoever fetches this page many times in a row spends nearly all of that time waiting, which is what threads and
coroutines are good at.</p>`,
  );
  return readOnly(({ target }) => htmlAnswer(page, parseTarget(target).path === '/' ? 200 : 404));
}

const PYTHON_TOPICS: readonly (readonly [path: string, title: string, text: string])[] = [
  [
    'about',
    'About this host',
    'A stand-in for the home of the Python language. It is here because many first programs fetch it.',
  ],
  [
    'threads',
    'Threads',
    'A thread that waits for a page lets go of the interpreter, and another one goes on. Ten waits at once take as long as one.',
  ],
  [
    'processes',
    'Processes',
    'A process has an interpreter of its own. Two of them compute at the same time if the machine has two cores to give.',
  ],
  [
    'asyncio',
    'Coroutines',
    'A coroutine says where it waits. One thread then serves thousands of them, as long as none of them computes for long.',
  ],
  [
    'queues',
    'Queues',
    'What one thread puts in, another takes out, in order. Most programs that need a lock would be simpler with a queue.',
  ],
  [
    'locks',
    'Locks',
    'Whoever holds the lock may finish the sentence. Whoever takes two should always take them in the same order.',
  ],
];

export function makePythonPage(): Site {
  const links = PYTHON_TOPICS.map(([path, title]) => `<li><a href="/${path}/">${title}</a></li>`).join('\n');
  const stories = PYTHON_TOPICS.map(([, title, text]) => `<h2>${title}</h2>\n<p>${text}</p>`).join('\n');
  const home = labPage('The lab&#x27;s Python host', `<ul>\n${links}\n</ul>\n${stories}`);
  return readOnly(({ target }) => {
    const { path } = parseTarget(target);
    if (path === '/') return htmlAnswer(home);
    const topic = PYTHON_TOPICS.find(([name]) => path === `/${name}/`);
    if (topic !== undefined) return htmlAnswer(labPage(topic[1], `<p>${topic[2]}</p>`));
    if (PYTHON_TOPICS.some(([name]) => path === `/${name}`)) return emptyAnswer(301, [['Location', `${path}/`]]);
    return htmlAnswer(labPage('No such page', '<p>This host has no page at that path.</p>'), 404);
  });
}

/** Sends everybody on to the same path elsewhere. */
export function makeRedirect(to: string): Site {
  return readOnly(({ target }) => emptyAnswer(301, [['Location', `${to}${target}`]]));
}
