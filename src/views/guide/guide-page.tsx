import { guide } from '../../texts/en/guide';
import { foreignOf } from '../../texts/locale';
import { useEffect, useRef, useState } from 'react';
import { ArrowRight, CornerDownRight } from 'lucide-react';
import { TOOLS, type GuideProgram, type Tool } from '../../guide/tools';
import { changes, choiceWords, QUESTIONS, TREE, walk, type Given, type Node, type QuestionId } from '../../guide/tree';
import type { LessonSummary } from '../../lesson/lesson';
import { Button } from '../kit/button';
import { scrollsByKeyboard } from '../kit/scroll';
import styles from './guide-page.module.css';

interface GuidePageProps {
  /** The choices of the address, in the order of their questions. */
  readonly choices: readonly string[];
  readonly lessons: readonly LessonSummary[];
  readonly hrefOf: (choices: readonly string[]) => string;
  readonly lessonHref: (lesson: string) => string;
  /** Opens programs as the learner's own, the last of them in the editor; two are set up for a race. Resolves to what went wrong. */
  readonly onOpen: (programs: readonly GuideProgram[]) => Promise<string | null>;
}

/** Which tool for which work: asked one question after the other; each answer is an address. */
export function GuidePage({ choices, lessons, hrefOf, lessonHref, onOpen }: GuidePageProps) {
  const { given, node, rest } = walk(choices);
  const way = given.map(({ choice }) => choice);
  const heading = useRef<HTMLHeadingElement>(null);
  const title = node.kind === 'ask' ? QUESTIONS[node.question].asks : TOOLS[node.tool].title;
  useEffect(() => {
    document.title = guide.documentTitle(title);
  }, [title]);

  // Whoever has answered goes on from the next question, or from what is recommended.
  const shown = useRef(way.join('/'));
  const here = way.join('/');
  useEffect(() => {
    if (shown.current === here) return;
    shown.current = here;
    heading.current?.focus();
  }, [here]);

  return (
    <main id="main" className={styles['page']}>
      <h1 className={styles['title']}>{guide.title}</h1>
      <p className={styles['lede']}>{guide.lede}</p>
      {rest.length > 0 && <output className={styles['rest']}>{guide.rest(rest.join('/'))}</output>}
      {given.length > 0 && <Answered given={given} hrefOf={hrefOf} />}
      {node.kind === 'ask' ? (
        <section className={styles['ask']} aria-labelledby="question">
          <h2 id="question" ref={heading} tabIndex={-1}>
            {QUESTIONS[node.question].asks}
          </h2>
          <p className={styles['help']}>{QUESTIONS[node.question].help}</p>
          <ul className={styles['choices']}>
            {Object.keys(node.then).map((choice) => {
              const { label, hint } = choiceWords({ question: node.question, choice });
              return (
                <li key={choice}>
                  <a href={hrefOf([...way, choice])}>
                    <b>{label}</b>
                    <span>{hint}</span>
                    <ArrowRight size="1em" aria-hidden="true" />
                  </a>
                </li>
              );
            })}
          </ul>
        </section>
      ) : (
        <section aria-labelledby="recommended">
          <p className={styles['fits']}>{guide.fits}</p>
          <h2 id="recommended" ref={heading} tabIndex={-1} className={styles['tool']}>
            {TOOLS[node.tool].title}
          </h2>
          <Recommended key={here} tool={TOOLS[node.tool]} notes={node.notes} onOpen={onOpen} />
          <Changes given={given} hrefOf={hrefOf} />
          <Lessons ids={TOOLS[node.tool].lessons} lessons={lessons} lessonHref={lessonHref} />
        </section>
      )}
      <details className={styles['whole']}>
        <summary>{guide.whole}</summary>
        <Branch node={TREE} way={[]} here={node.kind === 'tool' ? here : null} hrefOf={hrefOf} />
      </details>
    </main>
  );
}

function Answered({ given, hrefOf }: { readonly given: readonly Given[]; readonly hrefOf: GuidePageProps['hrefOf'] }) {
  return (
    <ol className={styles['given']} aria-label={guide.answers}>
      {given.map((each, i) => (
        <li key={each.question}>
          <span>{QUESTIONS[each.question].short}</span>
          <b>{choiceWords(each).label}</b>
          <a
            href={hrefOf(given.slice(0, i).map(({ choice }) => choice))}
            aria-label={guide.changeAnswer(QUESTIONS[each.question].short)}
          >
            {guide.change}
          </a>
        </li>
      ))}
    </ol>
  );
}

interface RecommendedProps {
  readonly tool: Tool;
  readonly notes: readonly string[];
  readonly onOpen: GuidePageProps['onOpen'];
}

function Recommended({ tool, notes, onOpen }: RecommendedProps) {
  const { program, against, shows } = tool.proof;
  const [problem, setProblem] = useState<string | null>(null);
  const open = (programs: readonly GuideProgram[]) => void onOpen(programs).then(setProblem);
  return (
    <>
      <pre className={styles['line']} {...scrollsByKeyboard}>
        <code>{tool.line}</code>
      </pre>
      <p>{tool.reason}</p>
      {notes.length > 0 && (
        <>
          <h3>{guide.inYourCase}</h3>
          <ul className={styles['notes']}>
            {notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </>
      )}
      <h3>{guide.costs}</h3>
      <p>{tool.costs}</p>
      <h3>{guide.seeYourself}</h3>
      <p>{shows}</p>
      <p className={styles['actions']}>
        {against !== null && (
          <Button look="primary" onClick={() => open([against, program])}>
            {guide.openBoth}
          </Button>
        )}
        <Button look={against === null ? 'primary' : 'plain'} onClick={() => open([program])}>
          {guide.open(`${program.name}.py`)}
        </Button>
      </p>
      {problem !== null && (
        <p className={styles['rest']} role="alert">
          {problem}
        </p>
      )}
      <details className={styles['program']}>
        <summary>{guide.read(`${program.name}.py`)}</summary>
        <pre {...scrollsByKeyboard}>
          <code>{program.text}</code>
        </pre>
      </details>
    </>
  );
}

function Changes({ given, hrefOf }: { readonly given: readonly Given[]; readonly hrefOf: GuidePageProps['hrefOf'] }) {
  const all = changes(given);
  const byQuestion = given.flatMap(({ question }) => {
    const some = all.filter((change) => change.question === question);
    return some.length === 0 ? [] : [{ question, some }];
  });
  return (
    <>
      <h3>{guide.changesTitle}</h3>
      <dl className={styles['changes']}>
        {byQuestion.map(({ question, some }) => (
          <div key={question}>
            <dt>{QUESTIONS[question].short}</dt>
            {some.map(({ choice, tools, way }) => (
              <dd key={choice}>
                <a href={hrefOf(way)}>{choiceWords({ question, choice }).label}</a>
                <span> {tools.length > 3 ? guide.moreQuestions : guide.or(tools.map((id) => TOOLS[id].title))}</span>
              </dd>
            ))}
          </div>
        ))}
      </dl>
    </>
  );
}

interface LessonsProps {
  readonly ids: readonly string[];
  readonly lessons: readonly LessonSummary[];
  readonly lessonHref: (lesson: string) => string;
}

function Lessons({ ids, lessons, lessonHref }: LessonsProps) {
  const there = ids.flatMap((id) => lessons.find((lesson) => lesson.id === id) ?? []);
  if (there.length === 0) return null;
  return (
    <>
      <h3>{guide.whereShown}</h3>
      <ul className={styles['lessons']}>
        {there.map((lesson) => (
          <li key={lesson.id} lang={foreignOf(lesson)}>
            <a href={lessonHref(lesson.id)}>{lesson.title}</a> <span>{lesson.question}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

interface BranchProps {
  readonly node: Node;
  readonly way: readonly string[];
  /** The way that the reader has taken, to its end. */
  readonly here: string | null;
  readonly hrefOf: GuidePageProps['hrefOf'];
}

/** The tree as a list of lists, so that it can be read, printed, and read aloud. */
function Branch({ node, way, here, hrefOf }: BranchProps) {
  if (node.kind === 'tool') {
    return (
      <a className={styles['leaf']} href={hrefOf(way)} aria-current={way.join('/') === here ? 'true' : undefined}>
        <CornerDownRight size="0.9em" aria-hidden="true" />
        {TOOLS[node.tool].title}
      </a>
    );
  }
  const question: QuestionId = node.question;
  return (
    <div className={styles['branch']}>
      <p>{QUESTIONS[question].asks}</p>
      <ul>
        {Object.entries(node.then).map(([choice, next]) => (
          <li key={choice}>
            <b>{choiceWords({ question, choice }).label}</b>{' '}
            <Branch node={next} way={[...way, choice]} here={here} hrefOf={hrefOf} />
          </li>
        ))}
      </ul>
    </div>
  );
}
