import { assertAccessible, expect, test, type InterleavePage } from './helper';

const LESSON = 'without-a-gil';
const PLAY = 'Play the recorded run';
const LABEL = /^Recorded on \d+ \w+ 20\d\d with \d+ cores? in Chromium \d+\. It was not run here\.$/;
/** The chunk of `plain`'s recording. */
const CHUNK = /\/assets\/plain-[\w-]+\.js$/;

const timeline = ({ page }: InterleavePage) => page.getByRole('region', { name: 'Timeline' });
const shownRun = ({ page }: InterleavePage) =>
  page.evaluate((key) => {
    const hook = Reflect.get(globalThis, '__interleave') as {
      state(): { lab: { runs: Record<string, { trace: { lanes: readonly unknown[]; complete: boolean } }> } };
    };
    const trace = hook.state().lab.runs[key]?.trace;
    return { lanes: trace?.lanes.length ?? 0, complete: trace?.complete ?? false };
  }, `${LESSON}/plain`);

async function edit(interleave: InterleavePage, text: string): Promise<void> {
  await interleave.act((page) =>
    page.evaluate((written) => {
      const hook = Reflect.get(globalThis, '__interleave') as { edit(text: string): Promise<void> };
      return hook.edit(written);
    }, text),
  );
}

test('where threads cannot share memory, the lesson says so and plays the recorded run', async ({
  interleave,
  plainHost,
}) => {
  const { page } = interleave;
  const fetched: string[] = [];
  page.on('request', (request) => {
    if (CHUNK.test(request.url())) fetched.push(request.url());
  });
  await interleave.open(`${plainHost}#/lesson/${LESSON}/plain`);
  expect(await interleave.isIsolated()).toBe(false);
  await expect(page.getByText(/^This program needs memory that threads share/)).toBeVisible();
  await expect(page.getByRole('button', { name: /^Run$/ })).toHaveCount(0);
  expect(fetched, 'nothing of the recording before it is wanted').toEqual([]);

  await interleave.press(PLAY);
  expect(fetched).toHaveLength(1);
  await expect(interleave.output).toContainText(/200,000,000 people came in, the counter says \d[\d,]+/);
  await expect(interleave.output).toContainText(/Finished in/);
  await expect(page.getByText(LABEL)).toBeVisible();
  await expect(timeline(interleave).locator('canvas').first()).toBeVisible();
  await expect(timeline(interleave)).toContainText('worker 2');
  const { lanes, complete } = await shownRun(interleave);
  expect(complete).toBe(true);
  expect(lanes).toBeGreaterThanOrEqual(3);
  // It answers what the lesson asked, as a run here would.
  await expect(page.getByText('right', { exact: true }).first()).toBeVisible();
  // Who does not see the page hears that too.
  await expect(page.locator('output').filter({ hasText: 'a recorded run: Finished' })).toBeAttached();
  await expect(page.getByRole('button', { name: 'Play from the start (Space)' })).toBeEnabled();
  await assertAccessible(page, { practices: true });
  interleave.assertNoProblems();
});

test('a program that shares nothing any more can run there', async ({ interleave, plainHost }) => {
  await interleave.open(`${plainHost}#/lesson/${LESSON}/plain`);
  await edit(interleave, "console.log('nothing is shared');\n");
  await interleave.press(/^Run$/);
  await expect(interleave.output).toContainText('nothing is shared');
  await expect(interleave.page.getByText(LABEL)).toHaveCount(0);
  interleave.assertNoProblems();
});

test('a recording that is broken is told in a sentence, and what was shown stays', async ({
  interleave,
  plainHost,
}) => {
  const { page } = interleave;
  await page.route(CHUNK, (route) =>
    route.fulfill({ contentType: 'text/javascript', body: 'export const recorded = "{ \\"format\\": 3 }";' }),
  );
  await interleave.open(`${plainHost}#/lesson/${LESSON}/plain`);
  await interleave.press(PLAY);
  await expect(page.getByText('The recording is damaged at "format".')).toBeVisible();
  await expect(page.getByRole('button', { name: PLAY })).toBeVisible();
  await expect(page.getByText(LABEL)).toHaveCount(0);
  interleave.assertNoProblems();
});

test('elsewhere the recorded run stands behind Run, and a run of one’s own takes its place', async ({ interleave }) => {
  const { page } = interleave;
  await interleave.openLesson(LESSON, 'atomic');
  await interleave.press('Show a recording');
  await expect(page.getByText(LABEL)).toBeVisible();
  await expect(interleave.output).toContainText('the counter says 40,000,000');
  await interleave.press(/^Run$/);
  await expect(interleave.output).toContainText(/Finished in/);
  await expect(page.getByText(LABEL)).toHaveCount(0);
  interleave.assertNoProblems();
});
