/**
 * The script of a package's page (`index.html`): puts the lesson's frame there, and stands between the frame and the learning management
 * system. What it has to know is written on the page by `interleave export scorm`.
 */
import { envelope, parseFrameMessage, type ParentMessage } from '../protocol/embed';
import { scorm as german } from '../texts/de/scorm';
import { scorm as texts } from '../texts/en/scorm';
import { speak } from '../texts/section';
import { findApi } from './lms';
import { Report, type Notice } from './report';

/** CSS pixels: never less, whatever the frame says. */
const LEAST_HEIGHT = 320;
/** So long a first visit may take over a slow line before the page speaks of it. */
const FRAME_MS = 60_000;

function words(notice: Notice): string {
  switch (notice.kind) {
    case 'none':
      return '';
    case 'no-lms':
      return texts.noLms;
    case 'too-long':
      return texts.tooLong;
    case 'saved':
      return texts.saved;
    case 'review':
      return texts.review;
    case 'not-started':
      return texts.notStarted(notice.why);
    case 'not-saved':
      return texts.notSaved(notice.why);
    case 'refused':
      return notice.refusals.map(({ element, why }) => texts.refused(element, why)).join(' ');
  }
}

/** The line above the lesson. It stays until something else is to be said: who looks away must find it when she looks again. */
function noticeLine(onAgain: () => void): (notice: Notice) => void {
  const line = document.createElement('div');
  line.id = 'notice';
  line.setAttribute('role', 'status');
  const text = document.createElement('span');
  const again = document.createElement('button');
  again.type = 'button';
  again.textContent = texts.again;
  again.addEventListener('click', onAgain);
  line.append(text, again);
  document.body.prepend(line);
  return (notice) => {
    text.textContent = words(notice);
    line.dataset['kind'] = notice.kind;
    again.hidden = notice.kind !== 'not-started' && notice.kind !== 'not-saved';
  };
}

function start(): void {
  const { version, lesson = '', frame: address = '', mastery } = document.body.dataset;
  if (document.documentElement.lang === 'de') speak({ scorm: german });
  const url = new URL(address, location.href);
  const report = new Report({
    found: findApi(window, version === '2004' ? '2004' : '1.2'),
    lesson,
    mastery: mastery === undefined ? null : Number(mastery),
    now: () => performance.now() / 1000,
    storage: () => localStorage,
    after: (ms, what) => {
      const timer = setTimeout(what, ms);
      return () => clearTimeout(timer);
    },
    show: (notice) => show(notice),
  });
  const show = noticeLine(() => report.retry());
  show({ kind: 'none' });
  const kept = report.begin();

  const frame = document.createElement('iframe');
  frame.title = document.title;
  frame.allow = 'cross-origin-isolated; clipboard-write; fullscreen';
  frame.referrerPolicy = 'strict-origin-when-cross-origin';
  const tell = (message: ParentMessage): void => frame.contentWindow?.postMessage(envelope(message), url.origin);
  const late = setTimeout(() => {
    const line = document.createElement('p');
    line.setAttribute('role', 'alert');
    line.textContent = texts.noFrame;
    frame.before(line);
  }, FRAME_MS);

  let greeted = false;
  addEventListener('message', (event: MessageEvent<unknown>) => {
    if (event.source !== frame.contentWindow || event.origin !== url.origin) return;
    const message = parseFrameMessage(event.data);
    switch (message?.type) {
      case 'ready':
        clearTimeout(late);
        if (greeted) return;
        greeted = true;
        return tell({ type: 'hello', keep: true, ...(kept === null ? {} : { kept }) });
      case 'height':
        frame.style.height = `${Math.max(LEAST_HEIGHT, Math.ceil(message.height))}px`;
        return;
      case 'progress':
        return report.progress(message.done, message.total);
      case 'kept':
        return message.lesson === lesson ? report.kept(message.kept) : undefined;
      case 'done':
        return report.done(message.score);
      case 'run':
      case 'outcome':
      case 'answer':
      case 'refused':
      case undefined:
        return;
    }
  });

  // A page that goes may come back from the browser's memory; then its session is over, and a new one begins.
  addEventListener('pagehide', () => report.end());
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted) location.reload();
  });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') report.flush();
  });
  frame.src = url.href;
  document.body.append(frame);
}

start();
