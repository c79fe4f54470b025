/**
 * The hosts that are always there: look-alikes of public services that tutorials call. Latencies are short, so that a
 * program's own waits (`/delay/1`) stand out; the services' behaviour is modelled, their content is our own.
 */
import type { HostDeclaration } from '../declaration';
import type { Site } from '../http/message';
import { makeGithub } from './github';
import { makeHttpbin } from './httpbin';
import { makeIpify } from './ipify';
import { makeJsonPlaceholder } from './json-placeholder';
import { makeExamplePage, makePythonPage, makeRedirect } from './pages';
import { makePicsum } from './picsum';

interface BuiltInHost {
  readonly name: string;
  readonly declaration: Omit<HostDeclaration, 'name'>;
  /** One for each network: a site may keep count of its visitors. */
  makeSite(): Site;
}

/** The order decides about addresses: append only. */
export const BUILT_IN_HOSTS: readonly BuiltInHost[] = [
  { name: 'httpbin.org', declaration: { latency: 14, jitter: 4 }, makeSite: makeHttpbin },
  { name: 'jsonplaceholder.typicode.com', declaration: { latency: 12, jitter: 3 }, makeSite: makeJsonPlaceholder },
  { name: 'api.github.com', declaration: { latency: 18, jitter: 4 }, makeSite: makeGithub },
  { name: 'api.ipify.org', declaration: { latency: 11, jitter: 2 }, makeSite: makeIpify },
  { name: 'example.com', declaration: { latency: 10, jitter: 2 }, makeSite: makeExamplePage },
  { name: 'www.python.org', declaration: { latency: 13, jitter: 3 }, makeSite: makePythonPage },
  { name: 'picsum.photos', declaration: { latency: 15, jitter: 5, bandwidth: 8_000 }, makeSite: makePicsum },
  { name: 'www.example.com', declaration: { latency: 10, jitter: 2 }, makeSite: makeExamplePage },
  { name: 'example.org', declaration: { latency: 10, jitter: 2 }, makeSite: makeExamplePage },
  { name: 'example.net', declaration: { latency: 10, jitter: 2 }, makeSite: makeExamplePage },
  {
    name: 'python.org',
    declaration: { latency: 13, jitter: 3 },
    makeSite: () => makeRedirect('https://www.python.org'),
  },
];
