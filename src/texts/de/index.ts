/**
 * German. Every file of this folder holds sections of the names that they have in `../en`, each typed by its English; a section that is
 * missing fails `complete.test.ts`.
 */
import type { Section } from '../section';

const files = import.meta.glob<Readonly<Record<string, Section>>>(['./*.ts', '!./index.ts'], { eager: true });

export const de: Readonly<Record<string, Section | undefined>> = Object.fromEntries(
  Object.values(files).flatMap((made) => Object.entries(made)),
);
