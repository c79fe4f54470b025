/** `npx tsx scripts/lesson-manual.ts`: prints the reference in `lessons/README.md` anew from the schema. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { renewManual } from '../src/lesson/manual';

const file = fileURLToPath(new URL('../lessons/README.md', import.meta.url));
writeFileSync(file, renewManual(readFileSync(file, 'utf8')));
