import { useState } from 'react';
import type { Language, RunSummary } from '../../runtimes/runtime';
import type { Place } from '../../trace/events';
import { outcomeTexts } from '../../texts/en/outcome';
import { Button } from '../kit/button';
import { copyText } from '../kit/clipboard';
import { outcomeWords } from './outcome-words';
import styles from './outcome-view.module.css';

interface OutcomeViewProps {
  readonly summary: RunSummary;
  readonly language: Language;
  readonly onGoTo: (place: Place) => void;
  /** Whether a place is in a file that can be shown. */
  readonly canGoTo: (place: Place) => boolean;
}

/** How a run ended, in words, with the way to the line that it is about. */
export function OutcomeView({ summary, language, onGoTo, canGoTo }: OutcomeViewProps) {
  const words = outcomeWords(summary, language);
  const [copied, setCopied] = useState(false);
  return (
    <div className={styles['outcome']} data-tone={words.tone}>
      <p className={styles['headline']}>{words.headline}</p>
      {words.lines.map((line, i) => {
        const { place } = line;
        return (
          <p key={i} className={styles['line']}>
            {line.text}
            {place !== null && canGoTo(place) && (
              <>
                {' '}
                <button type="button" className={styles['go']} onClick={() => onGoTo(place)}>
                  {outcomeTexts.goToLine(place.line)}
                </button>
              </>
            )}
          </p>
        );
      })}
      {words.tone === 'fault' && words.details !== '' && (
        <details className={styles['details']}>
          <summary>{outcomeTexts.details}</summary>
          <pre>{words.details}</pre>
          <Button
            onClick={() => {
              void copyText(words.details).then(
                () => setCopied(true),
                () => setCopied(false),
              );
            }}
          >
            {copied ? outcomeTexts.copied : outcomeTexts.copy}
          </Button>
        </details>
      )}
    </div>
  );
}
