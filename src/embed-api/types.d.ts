/** Types of `embed-api.js`, for host pages that are written in TypeScript. `docs/embedding.md` is the manual. */

/** A program of the page's own. */
interface InterleaveProgram {
  readonly language: 'python' | 'typescript';
  /** At most 1,000,000 characters. */
  readonly code: string;
  /** What its tab is called. */
  readonly title?: string;
}

/** `detail` of the events `interleave:<name>`. */
interface InterleaveEvents {
  /** The frame listens. */
  ready: {
    readonly greeted: boolean;
    /** Id; null for a program that belongs to no lesson. */
    readonly lesson: string | null;
    readonly step: string | null;
    readonly title: string;
    /** Programs can share memory. */
    readonly isolated: boolean;
    /** Whether Python's threads run in this browser, or only recorded runs can be shown. */
    readonly threads: 'live' | 'recorded';
  };
  /** CSS pixels. */
  height: { readonly height: number };
  /** A run begins; `program` is an id, or `own`. */
  run: { readonly program: string };
  outcome: {
    readonly program: string;
    readonly kind: 'finished' | 'raised' | 'deadlocked' | 'timed-out' | 'interrupted' | 'platform-fault';
    /** Milliseconds that the program took. */
    readonly ms: number;
  };
  /** A question was answered, or a run was held against an exercise. */
  answer: { readonly question: string; readonly correct: boolean };
  /** Questions and exercises that the frame shows. */
  progress: { readonly done: number; readonly total: number };
  /** `score` from 0 to 1. */
  done: { readonly score: number };
  /** A command was not obeyed; `why` is a sentence in English. */
  refused: {
    readonly command: 'hello' | 'load' | 'run' | 'stop' | 'seek' | 'theme';
    readonly why: string;
  };
}

interface InterleaveLabElement extends HTMLElement {
  /** Shows something else. `program`: an id of the lesson's, or a program of the page's own. */
  load(what: { readonly lesson?: string; readonly step?: string; readonly program?: string | InterleaveProgram }): void;
  run(): void;
  stop(): void;
  /** Moves the playhead, to milliseconds after the run's beginning. */
  seek(ms: number): void;
  /** `accent`: six hexadecimal digits; null takes it back. */
  theme(theme: 'light' | 'dark' | 'projector', accent?: string | null): void;
}

interface HTMLElementTagNameMap {
  'interleave-lab': InterleaveLabElement;
}

// They bubble, so that one listener may serve a page of several labs.
interface HTMLElementEventMap {
  'interleave:ready': CustomEvent<InterleaveEvents['ready']>;
  'interleave:height': CustomEvent<InterleaveEvents['height']>;
  'interleave:run': CustomEvent<InterleaveEvents['run']>;
  'interleave:outcome': CustomEvent<InterleaveEvents['outcome']>;
  'interleave:answer': CustomEvent<InterleaveEvents['answer']>;
  'interleave:progress': CustomEvent<InterleaveEvents['progress']>;
  'interleave:done': CustomEvent<InterleaveEvents['done']>;
  'interleave:refused': CustomEvent<InterleaveEvents['refused']>;
}
