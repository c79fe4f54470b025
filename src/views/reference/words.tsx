import { Fragment, type ReactNode } from 'react';

/** A text of ours, with what stands in backquotes shown as code. */
export function Words({ text }: { readonly text: string }): ReactNode {
  return text.split('`').map((part, i) => <Fragment key={i}>{i % 2 === 1 ? <Code text={part} /> : part}</Fragment>);
}

/** A line of code that may be broken where it does not hurt: behind a dot, a bracket or a comma. */
export function Code({ text }: { readonly text: string }): ReactNode {
  return (
    <code>
      {text.split(/(?<=[.(,=])(?=[^\s)]{3})/).map((part, i) => (
        <Fragment key={i}>
          {i > 0 && <wbr />}
          {part}
        </Fragment>
      ))}
    </code>
  );
}
