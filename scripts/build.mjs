/** `npm run build`: the site, into `dist`. */
import { build } from './prepare.mjs';

try {
  await build();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
