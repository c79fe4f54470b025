/** Pages beside the lessons: listed in the foot of the course and in its contents. A new page stands here once. */
import { frame } from '../../texts/en/frame';
import { CHEAT_SHEET_PATH, GLOSSARY_PATH, GUIDE_PATH, PLAYGROUND_PATH, TRACE_PATH } from './routes';

export interface CoursePage {
  readonly title: string;
  readonly path: string;
}

export const COURSE_PAGES: readonly CoursePage[] = [
  {
    get title() {
      return frame.toPlayground;
    },
    path: PLAYGROUND_PATH,
  },
  {
    get title() {
      return frame.toGuide;
    },
    path: GUIDE_PATH,
  },
  {
    get title() {
      return frame.toGlossary;
    },
    path: GLOSSARY_PATH,
  },
  {
    get title() {
      return frame.toCheatSheet;
    },
    path: CHEAT_SHEET_PATH,
  },
  {
    get title() {
      return frame.toTrace;
    },
    path: TRACE_PATH,
  },
];
