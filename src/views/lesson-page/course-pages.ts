/** Pages beside the lessons: listed in the foot of the course and in its contents. A new page stands here once. */
import { CHEAT_SHEET_PATH, GLOSSARY_PATH, GUIDE_PATH, PLAYGROUND_PATH, TRACE_PATH } from './routes';

export interface CoursePage {
  readonly title: string;
  readonly path: string;
}

export const COURSE_PAGES: readonly CoursePage[] = [
  { title: 'Playground', path: PLAYGROUND_PATH },
  { title: 'Which tool for which work?', path: GUIDE_PATH },
  { title: 'Glossary', path: GLOSSARY_PATH },
  { title: 'Cheat sheet', path: CHEAT_SHEET_PATH },
  { title: 'Open a trace from a file', path: TRACE_PATH },
];
