import { timeline } from '../../texts/en/timeline';
import { useEffect, useState } from 'react';
import { Button } from '../kit/button';

/** Copies what `text` gives; says for a moment whether that went well. */
export function CopyButton({ label, text }: { readonly label: string; readonly text: () => string }) {
  const [outcome, setOutcome] = useState<'none' | 'done' | 'refused'>('none');
  useEffect(() => {
    if (outcome === 'none') return;
    const timer = setTimeout(() => setOutcome('none'), 1600);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text());
      setOutcome('done');
    } catch {
      // A page without the right to the clipboard, or an old browser.
      setOutcome('refused');
    }
  };
  return (
    <>
      <Button look="quiet" aria-label={label} onClick={() => void copy()}>
        {timeline.copy}
      </Button>
      <output>{outcome === 'done' ? timeline.copied : outcome === 'refused' ? timeline.refused : ''}</output>
    </>
  );
}
