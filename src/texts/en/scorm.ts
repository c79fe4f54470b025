/** What the page of a SCORM package says around the lesson. Words of the learning management system (its errors) stay as they are. */
import { section } from '../section';

export const scorm = section('scorm', {
  noLms:
    'This page has found no learning management system. The lesson works, but no result is reported. Open it from your course, or ask whoever put it there.',
  notStarted: (why: string) =>
    `The learning management system did not let the lesson begin (${why}). You can go on: your result is kept in this browser, and is sent as soon as the system takes it.`,
  notSaved: (why: string) =>
    `The learning management system did not take your result (${why}). Nothing is lost: it is kept here and tried again.`,
  refused: (what: string, why: string) =>
    `The learning management system refused a part of your result: ${what} (${why}). Everything else is saved.`,
  tooLong: 'Where you are in the lesson is too long for this learning management system to keep; your result is saved.',
  saved: 'Your result is saved now.',
  review: 'You are looking at this lesson again: nothing is reported.',
  again: 'Try again',
  noFrame: 'The lesson could not be loaded. Check the connection, then open this page again.',
});
