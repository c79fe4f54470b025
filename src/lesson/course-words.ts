/**
 * What of the course as a whole is said in another language: `lessons/course.de.yaml`. Every part has a name there, so that lessons
 * that are translated and lessons that are not stand in the same part.
 */
import * as v from 'valibot';
import { parse } from 'yaml';
import type { Problem } from './problem';

const CourseSchema = v.strictObject({ parts: v.record(v.string(), v.string()) });

export interface CourseWords {
  /** The name of each part, by its English name. */
  readonly parts: Readonly<Record<string, string>>;
  readonly problems: readonly Problem[];
}

/** `known`: the names of the parts that the lessons have. */
export function readCourseWords(file: string, text: string, known: readonly string[]): CourseWords {
  const broken = (message: string): CourseWords => ({ parts: {}, problems: [{ file, line: 1, message }] });
  let value: unknown;
  try {
    value = parse(text);
  } catch {
    return broken('this is not YAML');
  }
  const parsed = v.safeParse(CourseSchema, value);
  if (!parsed.success) return broken('it must hold `parts`: the name of each part by its English name');
  const { parts } = parsed.output;
  const lines = text.split('\n');
  return {
    parts,
    problems: [
      ...known
        .filter((part) => !Object.hasOwn(parts, part))
        .map((part) => ({ file, line: 1, message: `the part "${part}" has no name here` })),
      ...Object.keys(parts)
        .filter((part) => !known.includes(part))
        .map((part) => ({
          file,
          line: Math.max(1, lines.findIndex((line) => line.includes(part)) + 1),
          message: `no lesson belongs to the part "${part}"`,
        })),
    ],
  };
}
