/**
 * Which tool for which work: the whole decision, as one tree. Everything else about the guide is read off it: what is asked next, what is
 * recommended, what would change the answer, and the page that shows all of it at once. So none of them can say another thing.
 *
 * A question stands in the tree only where its answer makes a difference, to the tool or to how it is used: nobody is asked whether a library
 * is asynchronous whose program computes. To change the decision is to change the tree; `testing/rows.ts` then says which advice of
 * which table has changed with it.
 */
import { guideTree } from '../texts/en/guide-tree';
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
    get asks() {
      return guideTree.whatDoesTheWork;
    },
    get short() {
      return guideTree.theWork;
    },
    get help() {
      return guideTree.thinkOfAProcessor;
    },
    choices: {
      waiting: {
        get label() {
          return guideTree.waiting;
        },
        get hint() {
          return guideTree.forANetworkA;
        },
      },
      computing: {
        get label() {
          return guideTree.computing;
        },
        get hint() {
          return guideTree.numbersTextPicturesThe;
        },
      },
      both: {
        get label() {
          return guideTree.firstOneThenThe;
        },
        get hint() {
          return guideTree.fetchSomethingThenCompute;
        },
      },
      unknown: {
        get label() {
          return guideTree.iDoNotKnow;
        },
        get hint() {
          return guideTree.nobodyHasMeasuredIt;
        },
      },
    },
  },
  place: {
    get asks() {
      return guideTree.isOneMachineAnd;
    },
    get short() {
      return guideTree.oneMachine;
    },
    get help() {
      return guideTree.jobsThatAWebsite;
    },
    choices: {
      enough: {
        get label() {
          return guideTree.yes;
        },
        get hint() {
          return guideTree.itBeginsAndEnds;
        },
      },
      'not-enough': {
        get label() {
          return guideTree.no;
        },
        get hint() {
          return guideTree.severalMachinesOrWork;
        },
      },
    },
  },
  program: {
    get asks() {
      return guideTree.whatKindOfProgram;
    },
    get short() {
      return guideTree.theProgram;
    },
    get help() {
      return guideTree.aProgramIsAsynchronous;
    },
    choices: {
      ordinary: {
        get label() {
          return guideTree.anOrdinaryOne;
        },
        get hint() {
          return guideTree.functionsThatCallFunctions;
        },
      },
      asynchronous: {
        get label() {
          return guideTree.anAsynchronousOne;
        },
        get hint() {
          return guideTree.asyncioIsThereAlready;
        },
      },
    },
  },
  count: {
    get asks() {
      return guideTree.howManyThingsAre;
    },
    get short() {
      return guideTree.atOnce;
    },
    get help() {
      return guideTree.atOnceIsNot;
    },
    choices: {
      one: {
        get label() {
          return guideTree.neverMoreThanOne;
        },
        get hint() {
          return guideTree.eachStepNeedsThe;
        },
      },
      beside: {
        get label() {
          return guideTree.oneBesideOtherWork;
        },
        get hint() {
          return guideTree.somethingInTheBackground;
        },
      },
      some: {
        get label() {
          return guideTree.some;
        },
        get hint() {
          return guideTree.upToAFew;
        },
      },
      many: {
        get label() {
          return guideTree.veryMany;
        },
        get hint() {
          return guideTree.aThousandConnectionsAnd;
        },
      },
    },
  },
  library: {
    get asks() {
      return guideTree.doesWhatYouCall;
    },
    get short() {
      return guideTree.theLibrary;
    },
    get help() {
      return guideTree.requestsMostDatabaseDrivers;
    },
    choices: {
      waits: {
        get label() {
          return guideTree.itMakesMeWait;
        },
        get hint() {
          return guideTree.anOrdinaryCallSuch;
        },
      },
      awaited: {
        get label() {
          return guideTree.iCanAwaitIt;
        },
        get hint() {
          return guideTree.awaitClientGet;
        },
      },
    },
  },
  length: {
    get asks() {
      return guideTree.howLongDoesIt;
    },
    get short() {
      return guideTree.inAPlainLoop;
    },
    get help() {
      return guideTree.measureItTimePerf;
    },
    choices: {
      short: {
        get label() {
          return guideTree.lessThanHalfA;
        },
        get hint() {
          return guideTree.startingProcessesWouldTake;
        },
      },
      small: {
        get label() {
          return guideTree.longerInVeryMany;
        },
        get hint() {
          return guideTree.eachTakesLessThan;
        },
      },
      long: {
        get label() {
          return guideTree.longerInLargerPieces;
        },
        get hint() {
          return guideTree.eachTakesAHundredth;
        },
      },
    },
  },
  code: {
    get asks() {
      return guideTree.whatDoesTheComputing;
    },
    get short() {
      return guideTree.computedBy;
    },
    get help() {
      return guideTree.codeInCMay;
    },
    choices: {
      python: {
        get label() {
          return guideTree.myOwnPython;
        },
        get hint() {
          return guideTree.loopsDictionariesTextNumbers;
        },
      },
      library: {
        get label() {
          return guideTree.aLibraryInC;
        },
        get hint() {
          return guideTree.numpyScipyPytorchPandas;
        },
      },
    },
  },
  shared: {
    get asks() {
      return guideTree.doTheTasksChange;
    },
    get short() {
      return guideTree.sharedData;
    },
    get help() {
      return guideTree.resultsThatAreCollected;
    },
    choices: {
      apart: {
        get label() {
          return guideTree.no;
        },
        get hint() {
          return guideTree.eachGetsItsInput;
        },
      },
      shared: {
        get label() {
          return guideTree.yes;
        },
        get hint() {
          return guideTree.aCommonTableA;
        },
      },
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
/** Notes go by their names, and are read when they are shown. */
type NoteId = Extract<keyof typeof guideTree, `note${string}`>;
const use = (tool: ToolId, ...notes: readonly NoteId[]): Node => ({
  kind: 'tool',
  tool,
  get notes() {
    return notes.map((note) => guideTree[note]);
  },
});

const onItsOwn = (tool: ToolId, whenShared: NoteId, ...always: readonly NoteId[]): Node =>
  ask('shared', { apart: use(tool, ...always), shared: use(tool, whenShared, ...always) });

const waiting: Node = ask('program', {
  asynchronous: ask('library', {
    waits: use('to-thread'),
    awaited: onItsOwn('asyncio', 'noteAcrossAwait', 'noteLimit'),
  }),
  ordinary: ask('count', {
    one: use('plain-loop', 'noteNoOverlap'),
    beside: onItsOwn('threads', 'noteLock'),
    some: ask('library', { waits: onItsOwn('threads', 'noteLock'), awaited: onItsOwn('asyncio', 'noteAcrossAwait') }),
    many: ask('library', {
      waits: onItsOwn('threads', 'noteLock', 'noteManyThreads'),
      awaited: onItsOwn('asyncio', 'noteAcrossAwait', 'noteLimit'),
    }),
  }),
});

const spread = (...notes: readonly NoteId[]): Node =>
  ask('code', {
    library: use('vectorise'),
    python: ask('shared', { apart: use('process-pool', ...notes), shared: use('shared-processes', ...notes) }),
  });

const computing: Node = ask('length', { short: use('plain-loop'), small: spread('noteChunks'), long: spread() });

const stages = (...notes: readonly NoteId[]): Node =>
  ask('code', {
    library: use('threads', 'noteCInThreads'),
    python: ask('library', {
      waits: use('threads-then-processes', ...notes),
      awaited: use('threads-then-processes', 'noteAsyncStage', ...notes),
    }),
  });

const both: Node = ask('length', { short: use('plain-loop'), small: stages('noteChunks'), long: stages() });

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
