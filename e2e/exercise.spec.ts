import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, type InterleavePage } from './helper';

const ADDRESS = '#/lesson/waiting-together/in_order';
const lesson = (file: string) =>
  readFileSync(join(import.meta.dirname, '..', 'lessons', '03-waiting-together', file), 'utf8');

/** With the editor that a test can fill and read like any field. */
async function open(interleave: InterleavePage): Promise<void> {
  await interleave.page.addInitScript(() => {
    try {
      localStorage.setItem('interleave.settings', JSON.stringify({ editor: 'plain' }));
    } catch {
      // The realm's frame runs this too, and may keep nothing.
    }
  });
  await interleave.open(ADDRESS);
}

const exercise = ({ page }: InterleavePage) => page.getByRole('region', { name: /^Exercise/ });
const code = ({ page }: InterleavePage) => page.getByRole('textbox', { name: /^Code of/ });

test('an exercise is judged after each run, says what was measured, and stays solved', async ({ interleave }) => {
  await open(interleave);
  const checks = exercise(interleave).getByRole('list', { name: 'Checks' }).getByRole('listitem');
  await expect(checks).toHaveText([/not tried yet$/, /not tried yet$/]);

  await interleave.press(/^Run$/);
  await expect(checks).toHaveText([/in the order of the list.*does not pass yet$/, /passes$/]);
  await expect(exercise(interleave).getByRole('status')).toHaveText('1 of 2 checks pass.');
  await exercise(interleave).getByText('What was measured').click();
  await expect(exercise(interleave)).toContainText(/at the peak 5 actors were sleeping at once/);

  await interleave.act(() => code(interleave).fill(lesson('in_order_solved.py')));
  await interleave.press(/^Run$/);
  await expect(checks).toHaveText([/passes$/, /passes$/]);
  await expect(exercise(interleave).getByRole('status')).toHaveText('Both checks pass: solved.');

  await interleave.act((page) => page.reload());
  await expect(exercise(interleave).getByRole('heading')).toHaveText(/solved/);
  await expect(checks).toHaveText([/not tried yet$/, /not tried yet$/]);
  interleave.assertNoProblems();
});

test('the solution is put in the editor, and the learner’s own text comes back', async ({ interleave }) => {
  await open(interleave);
  await interleave.act(() => code(interleave).fill("print('mine')\n"));
  await exercise(interleave).getByText('Show a solution').click();
  await interleave.press('Put it in the editor');
  await expect(code(interleave)).toHaveValue(lesson('in_order_solved.py'));
  await interleave.act(() => exercise(interleave).getByRole('button', { name: 'Bring my version back' }).click());
  await expect(code(interleave)).toHaveValue("print('mine')\n");
});

test('a solution that is taken twice leaves every version to go back to', async ({ interleave }) => {
  await open(interleave);
  await exercise(interleave).getByText('Show a solution').click();
  for (const text of ["print('mine')\n", "print('mine, and the solution’s')\n"]) {
    await interleave.act(() => code(interleave).fill(text));
    await interleave.press('Put it in the editor');
  }
  for (const text of ["print('mine, and the solution’s')\n", "print('mine')\n", lesson('in_order_solved.py')]) {
    await interleave.press('Bring back what stood here before');
    await expect(code(interleave)).toHaveValue(text);
  }
});

test('a run that was stopped is not judged', async ({ interleave }) => {
  await open(interleave);
  await interleave.act(() => code(interleave).fill('while True: pass\n'));
  const { page } = interleave;
  await page.getByRole('button', { name: /^Run$/ }).click();
  await expect(page.getByText(/^Running/).first()).toBeVisible();
  await page.getByRole('button', { name: 'Stop' }).click();
  await interleave.whenIdle();
  await expect(exercise(interleave).getByRole('status')).toHaveText(/^Not judged\. The run was stopped/);
});
