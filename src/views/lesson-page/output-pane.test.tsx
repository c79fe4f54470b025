// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { EMPTY_OUTPUT, OutputLog, type OutputSnapshot, type Written } from '../../session/output-log';
import { OutputPane } from './output-pane';
import { layOut, lineAtRow, pieceOf } from './output-rows';

afterEach(cleanup);

function output(...written: (string | Written)[]): OutputSnapshot {
  const log = new OutputLog();
  log.append(written.map((each) => (typeof each === 'string' ? { stream: 'stdout', text: each, actor: 1 } : each)));
  return log.snapshot();
}

function show(snapshot: OutputSnapshot, inputWanted = false, onInput = vi.fn()) {
  render(
    <OutputPane
      output={snapshot}
      inputWanted={inputWanted}
      onInput={onInput}
      actorName={(actor) => (actor === 1 ? 'MainThread' : null)}
      empty="Nothing yet."
    />,
  );
  return { onInput, log: screen.getByRole('region', { name: 'Output' }) };
}

describe('the output pane', () => {
  it('says what will be here before the first run', () => {
    show(EMPTY_OUTPUT);
    expect(screen.getByText('Nothing yet.')).toBeDefined();
  });

  it('shows a redrawn line once, as it stands', () => {
    const { log } = show(output('10 %', '\r 50 %', '\r100 %'));
    expect(log.textContent).toContain('100 %');
    expect(log.textContent).not.toContain('50 %');
  });

  it('tells error output from output by words, not by colour alone', () => {
    const { log } = show(output('fine\n', { stream: 'stderr', text: 'boom\n', actor: 1 }));
    expect(within(log).getByText('boom', { exact: false }).textContent).toBe('error output: boom');
    expect(within(log).getByText('fine').getAttribute('data-stream')).toBe('stdout');
  });

  it('says who wrote what', () => {
    show(output('hello'));
    expect(screen.getByText('hello').title).toBe('written by MainThread');
  });

  it('keeps the document small when the output is a million characters', () => {
    const { log } = show(output(...Array.from({ length: 100 }, () => 'x'.repeat(99).concat('\n').repeat(100))));
    expect(log.querySelectorAll('*').length).toBeLessThan(1000);
  });

  it('says how many early lines are gone', () => {
    const log = new OutputLog({ lines: 5 });
    for (let i = 0; i < 50; i++) log.append([{ stream: 'stdout', text: `${i}\n`, actor: 1 }]);
    show(log.snapshot());
    expect(screen.getByText(/45 earlier lines are no longer kept/)).toBeDefined();
  });

  it('offers a field when the program wants a line, and sends what is typed', () => {
    const { onInput } = show(output('Name? '), true);
    const field = screen.getByRole('textbox', { name: 'A line for the program' });
    fireEvent.change(field, { target: { value: 'Ada' } });
    fireEvent.click(screen.getByRole('button', { name: 'Enter' }));
    expect(onInput).toHaveBeenLastCalledWith('Ada');
    expect((field as HTMLInputElement).value).toBe('');
    fireEvent.click(screen.getByRole('button', { name: 'End of input' }));
    expect(onInput).toHaveBeenLastCalledWith(null);
  });
});

describe('folding lines into rows', () => {
  it('loses and repeats no character, at any width', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'd'), maxLength: 40 }), {
          minLength: 1,
          maxLength: 20,
        }),
        fc.integer({ min: 1, max: 30 }),
        (texts, columns) => {
          const { lines } = output(texts.map((text) => `${text}\n`).join(''));
          const layout = layOut(lines, columns);
          const seen = lines.map(() => '');
          for (let row = 0; row < layout.total; row++) {
            const { line, piece } = lineAtRow(layout, row);
            const shown = pieceOf(lines[line] ?? { spans: [], length: 0, cut: 0 }, piece, columns);
            const text = shown.map((span) => span.text).join('');
            expect(text.length).toBeLessThanOrEqual(columns);
            seen[line] += text;
          }
          expect(seen).toEqual(texts);
        },
      ),
    );
  });
});
