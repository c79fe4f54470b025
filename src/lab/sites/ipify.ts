/** `api.ipify.org`: tells callers their address. */
import { emptyAnswer, textAnswer, type Site } from '../http/message';
import { parseTarget, queryValue } from '../http/target';

export function makeIpify(): Site {
  return (request, { clientAddress }) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return emptyAnswer(405, [['Allow', 'GET, HEAD']]);
    const target = parseTarget(request.target);
    if (target.path !== '/') return textAnswer('Not Found', 404);
    const json = JSON.stringify({ ip: clientAddress });
    switch (queryValue(target, 'format')) {
      case 'json':
        return { ...textAnswer(json), headers: [['Content-Type', 'application/json']] };
      case 'jsonp': {
        const name = queryValue(target, 'callback') ?? 'callback';
        if (!/^[\w$.]{1,100}$/.test(name)) return textAnswer('callback is not a name', 400);
        return { ...textAnswer(`${name}(${json});`), headers: [['Content-Type', 'application/javascript']] };
      }
      default:
        return textAnswer(clientAddress);
    }
  };
}
