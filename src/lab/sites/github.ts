/**
 * `api.github.com`: the root, users, repositories, and the rate limit that everybody meets sooner or later. Users and
 * repositories are made up from their names: every name exists but those that begin with `missing` (so that a 404 can be
 * had), and says the same each time.
 */
import { chanceFor } from '../chance';
import {
  emptyAnswer,
  headerOf,
  jsonAnswer,
  textAnswer,
  type Headers,
  type LabResponse,
  type Site,
} from '../http/message';
import { parseTarget } from '../http/target';
import { clause } from './words';

const API = 'https://api.github.com';
const HOUR_MS = 3_600_000;
/** Requests in an hour: without and with a token. */
const ANONYMOUS = 60;
const KNOWN = 5_000;

const LANGUAGES = ['Python', 'TypeScript', 'Rust', 'Go', 'C'] as const;
const LICENSES = [
  { key: 'mit', name: 'MIT License', spdx_id: 'MIT' },
  { key: 'apache-2.0', name: 'Apache License 2.0', spdx_id: 'Apache-2.0' },
] as const;

const ROOT = {
  current_user_url: `${API}/user`,
  emojis_url: `${API}/emojis`,
  events_url: `${API}/events`,
  rate_limit_url: `${API}/rate_limit`,
  repository_url: `${API}/repos/{owner}/{repo}`,
  user_url: `${API}/users/{user}`,
  user_repositories_url: `${API}/users/{user}/repos{?type,page,per_page,sort}`,
};

interface Window {
  used: number;
  resets: number;
}

export function makeGithub(): Site {
  const windows = new Map<number, Window>();
  return (request, { epochMs }) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return request.method === 'OPTIONS'
        ? emptyAnswer(204, [['Allow', 'GET, HEAD, OPTIONS']])
        : jsonAnswer(problem('Requires authentication', 401), 401);
    }
    if (headerOf(request.headers, 'user-agent') === null) {
      return textAnswer('Request forbidden: every request to this API must carry a User-Agent header.\n', 403);
    }
    const { steps, path } = parseTarget(request.target);
    const limit = headerOf(request.headers, 'authorization') === null ? ANONYMOUS : KNOWN;
    const standing = windows.get(limit);
    const window =
      standing === undefined || standing.resets <= epochMs ? { used: 0, resets: epochMs + HOUR_MS } : standing;
    windows.set(limit, window);

    const free = path === '/rate_limit';
    const exceeded = !free && window.used >= limit;
    if (!free && !exceeded) window.used += 1;
    const rate = { limit, remaining: limit - window.used, reset: Math.ceil(window.resets / 1_000), used: window.used };
    const headers: Headers = [
      ['X-GitHub-Media-Type', 'github.v3; format=json'],
      ['X-RateLimit-Limit', String(rate.limit)],
      ['X-RateLimit-Remaining', String(rate.remaining)],
      ['X-RateLimit-Reset', String(rate.reset)],
      ['X-RateLimit-Used', String(rate.used)],
      ['X-RateLimit-Resource', 'core'],
    ];
    if (exceeded) {
      const seconds = Math.ceil((window.resets - epochMs) / 1_000);
      return jsonAnswer(problem(`API rate limit exceeded: ${limit} requests an hour.`, 403), 403, [
        ...headers,
        ['Retry-After', String(seconds)],
      ]);
    }
    if (free) return jsonAnswer({ resources: { core: rate }, rate }, 200, headers);
    return withHeaders(answerTo(steps), headers);
  };
}

function withHeaders(response: LabResponse, headers: Headers): LabResponse {
  return { ...response, headers: [...response.headers, ...headers] };
}

function answerTo(steps: readonly string[]): LabResponse {
  const [kind = '', first = '', second = '', ...more] = steps.at(-1) === '' ? steps.slice(0, -1) : steps;
  const isName = (name: string): boolean => /^[\w.-]{1,100}$/.test(name) && !name.toLowerCase().startsWith('missing');
  if (more.length === 0) {
    if (kind === '') return jsonAnswer(ROOT);
    if (kind === 'zen' && first === '') return textAnswer('One thing at a time, and many of them waiting.');
    if (kind === 'users' && isName(first) && second === '') return jsonAnswer(userOf(first));
    if (kind === 'users' && isName(first) && second === 'repos') return jsonAnswer(repositoriesOf(first));
    if (kind === 'repos' && isName(first) && isName(second)) return jsonAnswer(repositoryOf(first, second));
  }
  return jsonAnswer(problem('Not Found', 404), 404);
}

const problem = (message: string, status: number) => ({
  message,
  documentation_url: 'https://docs.github.com/rest',
  status: String(status),
});

function userOf(login: string) {
  const random = chanceFor(0, 'user', login.toLowerCase());
  return {
    login,
    id: 1_000 + random.below(9_000_000),
    type: 'User',
    site_admin: false,
    url: `${API}/users/${login}`,
    html_url: `https://github.com/${login}`,
    repos_url: `${API}/users/${login}/repos`,
    name: login.charAt(0).toUpperCase() + login.slice(1),
    company: null,
    blog: '',
    location: random.pick(['Northwick', 'Sandby', 'Kestrel Bay']),
    email: null,
    bio: clause(random),
    public_repos: 5 + random.below(60),
    public_gists: random.below(20),
    followers: random.below(5_000),
    following: random.below(200),
    created_at: day(random.below(3_000)),
    updated_at: day(4_000 + random.below(1_000)),
  };
}

function repositoryOf(owner: string, name: string) {
  const random = chanceFor(0, 'repository', owner.toLowerCase(), name.toLowerCase());
  const user = userOf(owner);
  const stars = random.below(20_000);
  return {
    id: 10_000 + random.below(90_000_000),
    name,
    full_name: `${owner}/${name}`,
    private: false,
    owner: { login: owner, id: user.id, type: user.type, url: user.url, html_url: user.html_url },
    html_url: `https://github.com/${owner}/${name}`,
    description: clause(random),
    fork: false,
    url: `${API}/repos/${owner}/${name}`,
    created_at: day(random.below(3_000)),
    updated_at: day(4_000 + random.below(1_000)),
    pushed_at: day(4_000 + random.below(1_000)),
    size: random.below(100_000),
    stargazers_count: stars,
    watchers_count: stars,
    language: random.pick(LANGUAGES),
    forks_count: Math.floor(stars / 8),
    open_issues_count: random.below(300),
    license: random.pick(LICENSES),
    topics: ['concurrency', 'example'],
    visibility: 'public',
    default_branch: 'main',
    subscribers_count: Math.floor(stars / 20),
  };
}

function repositoriesOf(owner: string) {
  const random = chanceFor(0, 'repositories', owner.toLowerCase());
  const names = random.shuffled(['loom', 'notes', 'harbour', 'kettle', 'lantern', 'shuttle', 'weather', 'orchard']);
  return names.slice(0, 3 + random.below(5)).map((name) => repositoryOf(owner, name));
}

/** Days after the first of January 2012. */
function day(count: number): string {
  return new Date(Date.UTC(2012, 0, 1 + count, 9)).toISOString().replace('.000Z', 'Z');
}
