/**
 * Which tool for which work: the whole decision, as one tree. Everything else about the guide is read off it: what is asked next, what is
 * recommended, what would change the answer, and the page that shows all of it at once. So none of them can say another thing.
 *
 * A question stands in the tree only where its answer makes a difference, to the tool or to how it is used: nobody is asked whether a library
 * is asynchronous whose program computes. To change the decision is to change the tree; `testing/rows.ts` then says which advice of
 * which table has changed with it.
 */
import { assert } from '../base/assert';
import type { ToolId } from './tools';

interface QuestionWords {
  readonly asks: string;
  /** The question in two or three words, where it was answered already. */
  readonly short: string;
  /** How one finds out. */
  readonly help: string;
  readonly choices: Readonly<Record<string, { readonly label: string; readonly hint: string }>>;
}

const words = <const Q extends Readonly<Record<string, QuestionWords>>>(questions: Q): Q => questions;

export const QUESTIONS = words({
  work: {
    asks: 'What does the work spend its time on?',
    short: 'The work',
    help: 'Think of a processor twice as fast: would the work take half the time, or just as long?',
    choices: {
      waiting: { label: 'Waiting', hint: 'for a network, a disk, a database, another program, a person' },
      computing: { label: 'Computing', hint: 'numbers, text, pictures: the processor is busy all the time' },
      both: { label: 'First one, then the other', hint: 'fetch something, then compute with it' },
      unknown: { label: 'I do not know', hint: 'nobody has measured it yet' },
    },
  },
  place: {
    asks: 'Is one machine, and one run of the program, enough for it?',
    short: 'One machine',
    help: 'Jobs that a website takes and does later count as “no”: they must not be lost when its program is started anew.',
    choices: {
      enough: { label: 'Yes', hint: 'it begins and ends with this program' },
      'not-enough': { label: 'No', hint: 'several machines, or work that outlives the program' },
    },
  },
  program: {
    asks: 'What kind of program is it part of?',
    short: 'The program',
    help: 'A program is asynchronous when its functions begin with async def and something runs an event loop for them.',
    choices: {
      ordinary: { label: 'An ordinary one', hint: 'functions that call functions' },
      asynchronous: { label: 'An asynchronous one', hint: 'asyncio is there already' },
    },
  },
  count: {
    asks: 'How many things are waited for at once?',
    short: 'At once',
    help: 'At once is not in all: ten thousand files, fifty at a time, are fifty.',
    choices: {
      one: { label: 'Never more than one', hint: 'each step needs the answer of the one before' },
      beside: { label: 'One, beside other work', hint: 'something in the background: a watcher, a log, a timer' },
      some: { label: 'Some', hint: 'up to a few hundred' },
      many: { label: 'Very many', hint: 'a thousand connections and more' },
    },
  },
  library: {
    asks: 'Does what you call make you wait, or can you await it?',
    short: 'The library',
    help: 'requests, most database drivers and open() make you wait; httpx.AsyncClient and aiohttp are awaited.',
    choices: {
      waits: { label: 'It makes me wait', hint: 'an ordinary call, such as requests.get(...)' },
      awaited: { label: 'I can await it', hint: 'await client.get(...)' },
    },
  },
  length: {
    asks: 'How long does it take in a plain loop?',
    short: 'In a plain loop',
    help: 'Measure it: time.perf_counter() before and after.',
    choices: {
      short: { label: 'Less than half a second', hint: 'starting processes would take as long' },
      small: { label: 'Longer, in very many small steps', hint: 'each takes less than a thousandth of a second' },
      long: { label: 'Longer, in larger pieces', hint: 'each takes a hundredth of a second and more' },
    },
  },
  code: {
    asks: 'What does the computing?',
    short: 'Computed by',
    help: 'Code in C may let go of the GIL while it computes; NumPy, zlib and hashlib do so for large data.',
    choices: {
      python: { label: 'My own Python', hint: 'loops, dictionaries, text, numbers' },
      library: { label: 'A library in C', hint: 'NumPy, SciPy, PyTorch, pandas, zlib, hashlib' },
    },
  },
  shared: {
    asks: 'Do the tasks change the same data?',
    short: 'Shared data',
    help: 'Results that are collected at the end are not shared: each task has its own until then.',
    choices: {
      apart: { label: 'No', hint: 'each gets its input and gives back a result' },
      shared: { label: 'Yes', hint: 'a common table, a counter, a cache' },
    },
  },
});

export type QuestionId = keyof typeof QUESTIONS;
export type ChoiceOf<Q extends QuestionId> = keyof (typeof QUESTIONS)[Q]['choices'] & string;
export type Answers = { readonly [Q in QuestionId]?: ChoiceOf<Q> };

export type Node = Ask | Leaf;
interface Ask {
  readonly kind: 'ask';
  readonly question: QuestionId;
  readonly then: Readonly<Record<string, Node>>;
}
export interface Leaf {
  readonly kind: 'tool';
  readonly tool: ToolId;
  /** What is to be heeded in this case, one sentence or two each. */
  readonly notes: readonly string[];
}

/** The types see to it that every choice leads somewhere. */
const ask = <Q extends QuestionId>(question: Q, then: Readonly<Record<ChoiceOf<Q>, Node>>): Node => ({
  kind: 'ask',
  question,
  then,
});
const use = (tool: ToolId, ...notes: readonly string[]): Node => ({ kind: 'tool', tool, notes });

const LOCK =
  'Put a lock around every change of the shared data, or let one thread own it and send it the changes through a queue.';
const ACROSS_AWAIT =
  'One thread does not make shared data safe: between reading it and writing it there must be no await, or an asyncio.Lock must be around both.';
const LIMIT = 'Say how many may be on their way at once, with a semaphore: servers, and your own memory, have limits.';
const MANY_THREADS =
  'A few hundred threads are a burden and no catastrophe. From a thousand on, look for a library that can be awaited.';
const CHUNKS =
  'Send the steps in packets: map(..., chunksize=1000). One message for each step would cost more than the step.';
const C_IN_THREADS =
  'If the measurement shows that the library computes without the GIL, threads are enough for both stages: no process, no pickling.';
const ASYNC_STAGE =
  'The first stage may be asyncio instead of threads: await the fetching, and hand each result to the pool with loop.run_in_executor.';

const onItsOwn = (tool: ToolId, whenShared: string, ...always: readonly string[]): Node =>
  ask('shared', { apart: use(tool, ...always), shared: use(tool, whenShared, ...always) });

const waiting: Node = ask('program', {
  asynchronous: ask('library', { waits: use('to-thread'), awaited: onItsOwn('asyncio', ACROSS_AWAIT, LIMIT) }),
  ordinary: ask('count', {
    one: use('plain-loop', 'There is nothing to overlap: only fewer or shorter waits would make it faster.'),
    beside: onItsOwn('threads', LOCK),
    some: ask('library', { waits: onItsOwn('threads', LOCK), awaited: onItsOwn('asyncio', ACROSS_AWAIT) }),
    many: ask('library', {
      waits: onItsOwn('threads', LOCK, MANY_THREADS),
      awaited: onItsOwn('asyncio', ACROSS_AWAIT, LIMIT),
    }),
  }),
});

const spread = (...notes: readonly string[]): Node =>
  ask('code', {
    library: use('vectorise'),
    python: ask('shared', { apart: use('process-pool', ...notes), shared: use('shared-processes', ...notes) }),
  });

const computing: Node = ask('length', { short: use('plain-loop'), small: spread(CHUNKS), long: spread() });

const stages = (...notes: readonly string[]): Node =>
  ask('code', {
    library: use('threads', C_IN_THREADS),
    python: ask('library', {
      waits: use('threads-then-processes', ...notes),
      awaited: use('threads-then-processes', ASYNC_STAGE, ...notes),
    }),
  });

const both: Node = ask('length', { short: use('plain-loop'), small: stages(CHUNKS), long: stages() });

const here = (work: Node): Node => ask('place', { enough: work, 'not-enough': use('task-queue') });

export const TREE: Node = ask('work', {
  waiting: here(waiting),
  computing: here(computing),
  both: here(both),
  unknown: use('measure'),
});

/** One answered question on a way down the tree. */
export interface Given {
  readonly question: QuestionId;
  readonly choice: string;
}

export interface Place {
  readonly given: readonly Given[];
  /** The question that is next, or the recommendation. */
  readonly node: Node;
  /** Choices that lead nowhere: a link that was written by hand, or for another version of the guide. */
  readonly rest: readonly string[];
}

/** Where a way leads that is named by its choices, as an address names it. */
export function walk(choices: readonly string[]): Place {
  const given: Given[] = [];
  let node = TREE;
  for (const choice of choices) {
    const next = node.kind === 'ask' && Object.hasOwn(node.then, choice) ? node.then[choice] : undefined;
    if (node.kind !== 'ask' || next === undefined) break;
    given.push({ question: node.question, choice });
    node = next;
  }
  return { given, node, rest: choices.slice(given.length) };
}

export interface Advice {
  readonly tool: ToolId;
  readonly notes: readonly string[];
  /** The questions that decided it, in the order in which they are asked. */
  readonly given: readonly Given[];
}

/** What is recommended, as soon as enough is answered; otherwise the question that is to be asked next. Answers to other questions do not matter. */
export function recommend(answers: Answers): Advice | { readonly ask: QuestionId; readonly given: readonly Given[] } {
  const given: Given[] = [];
  let node = TREE;
  while (node.kind === 'ask') {
    const choice: string | undefined = answers[node.question];
    if (choice === undefined) return { ask: node.question, given };
    const next: Node | undefined = node.then[choice];
    assert(next !== undefined, `the question "${node.question}" has no choice "${choice}"`);
    given.push({ question: node.question, choice });
    node = next;
  }
  return { tool: node.tool, notes: node.notes, given };
}

/** Every way to a recommendation, in the order of the tree. */
export function ways(): readonly Advice[] {
  const all: Advice[] = [];
  const descend = (node: Node, given: readonly Given[]): void => {
    if (node.kind === 'tool') all.push({ tool: node.tool, notes: node.notes, given });
    else
      for (const [choice, next] of Object.entries(node.then))
        descend(next, [...given, { question: node.question, choice }]);
  };
  descend(TREE, []);
  return all;
}

export interface Change {
  readonly question: QuestionId;
  readonly choice: string;
  /** More than one when it depends on questions that were not asked. */
  readonly tools: readonly ToolId[];
  /** The choices that lead there, as far as they are known. */
  readonly way: readonly string[];
}

/** For each question that was answered: which other answers would have led to another tool, all else being as it was. */
export function changes(given: readonly Given[]): readonly Change[] {
  const { node } = walk(given.map(({ choice }) => choice));
  assert(node.kind === 'tool', 'only a recommendation can change');
  return given.flatMap(({ question, choice }, i) =>
    Object.keys(QUESTIONS[question].choices)
      .filter((other) => other !== choice)
      .flatMap((other): Change[] => {
        const way = [...given.slice(0, i).map((each) => each.choice), other];
        let at = walk(way).node;
        while (at.kind === 'ask') {
          const { question: next } = at;
          const known = given.find((each) => each.question === next)?.choice;
          const below: Node | undefined = known === undefined ? undefined : at.then[known];
          if (known === undefined || below === undefined) break;
          way.push(known);
          at = below;
        }
        const tools = [...new Set(toolsBelow(at))];
        return tools.every((tool) => tool === node.tool) ? [] : [{ question, choice: other, tools, way }];
      }),
  );
}

function toolsBelow(node: Node): readonly ToolId[] {
  return node.kind === 'tool' ? [node.tool] : Object.values(node.then).flatMap(toolsBelow);
}

/** What a choice is called. */
export function choiceWords({ question, choice }: Given): { readonly label: string; readonly hint: string } {
  const { choices }: QuestionWords = QUESTIONS[question];
  const found = choices[choice];
  assert(found !== undefined, `the question "${question}" has no choice "${choice}"`);
  return found;
}
