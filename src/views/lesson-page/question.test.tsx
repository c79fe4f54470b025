// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Prediction, Quiz } from './question';

afterEach(cleanup);

const choices = [
  { id: 'third', html: 'a third of the time' },
  { id: 'same', html: 'about the <em>same</em> time' },
];
const predict = {
  kind: 'predict',
  id: 'how-long',
  question: '<p>How long will three threads take?</p>',
  choices,
  answer: 'same',
  explanation: '<p>They took turns.</p>',
  program: 'three_threads',
} as const;

function showPrediction(given: string | null, revealed: boolean) {
  const onAnswer = vi.fn();
  const onOpenProgram = vi.fn();
  render(
    <Prediction
      block={predict}
      given={given}
      revealed={revealed}
      programTitle="three_threads.py"
      onAnswer={onAnswer}
      onOpenProgram={onOpenProgram}
    />,
  );
  return { onAnswer, onOpenProgram };
}

describe('a prediction', () => {
  it('is asked before the run, and gives nothing away', () => {
    const { onAnswer } = showPrediction(null, false);
    fireEvent.click(screen.getByRole('radio', { name: 'a third of the time' }));
    expect(onAnswer).toHaveBeenCalledWith('third');
    expect(screen.queryByText('They took turns.')).toBeNull();
  });

  it('sends the learner to the program once a guess is made', () => {
    const { onOpenProgram } = showPrediction('third', false);
    fireEvent.click(screen.getByRole('button', { name: 'three_threads.py' }));
    expect(onOpenProgram).toHaveBeenCalled();
  });

  it('compares the guess with what happened, after the run', () => {
    showPrediction('third', true);
    expect(screen.getByText(/You said/).textContent).toBe(
      'You said a third of the time. What happens is: about the same time.',
    );
    expect(screen.getByText('They took turns.')).toBeDefined();
    expect(screen.getByRole<HTMLInputElement>('radio', { name: /a third/ }).disabled).toBe(true);
  });

  it('praises nobody for a right guess, but says that it was so', () => {
    showPrediction('same', true);
    expect(screen.getByText(/You said/).textContent).toBe('You said about the same time, and so it was.');
  });

  it('explains also to who ran without guessing', () => {
    showPrediction(null, true);
    expect(screen.getByText(/The run has answered/)).toBeDefined();
    expect(screen.getByText('They took turns.')).toBeDefined();
  });
});

describe('a quiz', () => {
  const quiz = { ...predict, kind: 'quiz' } as const;

  it('is checked when asked to be, and can be tried again', () => {
    const onAnswer = vi.fn();
    const { rerender } = render(<Quiz block={quiz} given={null} onAnswer={onAnswer} />);
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Check' }).disabled).toBe(true);
    fireEvent.click(screen.getByRole('radio', { name: 'a third of the time' }));
    expect(onAnswer).not.toHaveBeenCalled();
    fireEvent.click(screen.getByRole('button', { name: 'Check' }));
    expect(onAnswer).toHaveBeenCalledWith('third');

    rerender(<Quiz block={quiz} given="third" onAnswer={onAnswer} />);
    expect(screen.getByText(/Not that one/)).toBeDefined();
    expect(screen.queryByText('They took turns.')).toBeNull();

    fireEvent.click(screen.getByRole('radio', { name: 'about the same time' }));
    fireEvent.click(screen.getByRole('button', { name: 'Check' }));
    rerender(<Quiz block={quiz} given="same" onAnswer={onAnswer} />);
    expect(screen.getByText('They took turns.')).toBeDefined();
    expect(screen.queryByRole('button', { name: 'Check' })).toBeNull();
  });
});
