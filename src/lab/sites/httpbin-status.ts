/** `/status/N` of `httpbin.org`: an answer of that status, with what such an answer should bring along. */
import { utf8 } from '../bytes';
import { emptyAnswer, textAnswer, type LabResponse } from '../http/message';
import { binJson, type Call } from './httpbin-facts';

const TEAPOT = `
        (  )
         )(
      .-====-.   __
   .-(        )-'  \\
  (   short &  )    |
   '-( stout  )-.__/
      '------'
`;

/** `N`, or a list of which one is drawn: `200,500`, also with weights, `200:3,500:1`. */
export function statusAnswer(call: Call, codes: string): LabResponse {
  const choices: { readonly code: number; readonly weight: number }[] = [];
  for (const choice of codes.split(',')) {
    const match = /^\s*(\d{1,3})\s*(?::\s*(\d+(?:\.\d+)?)\s*)?$/.exec(choice);
    const code = Number(match?.[1]);
    if (match === null || code < 200 || code > 599) return textAnswer('Invalid status code', 400);
    choices.push({ code, weight: Number(match[2] ?? 1) });
  }
  let draw = call.context.random.float() * choices.reduce((sum, { weight }) => sum + weight, 0);
  const chosen = choices.find(({ weight }) => (draw -= weight) < 0) ?? choices[0];
  return answerOf(chosen?.code ?? 400);
}

function answerOf(code: number): LabResponse {
  switch (code) {
    case 301:
    case 302:
    case 303:
    case 305:
    case 307:
    case 308:
      return emptyAnswer(code, [['Location', '/redirect/1']]);
    case 401:
      return emptyAnswer(code, [['WWW-Authenticate', 'Basic realm="Fake Realm"']]);
    case 402:
      return textAnswer('This page would cost money, if there were any on the lab network.\n', code);
    case 406:
      return binJson(
        { message: 'Client did not request a supported media type.', accept: ['image/jpeg', 'image/png', 'image/*'] },
        code,
      );
    case 407:
      return emptyAnswer(code, [['Proxy-Authenticate', 'Basic realm="Fake Realm"']]);
    case 418:
      return { status: code, headers: [['Content-Type', 'text/plain; charset=utf-8']], body: utf8(TEAPOT) };
    default:
      return emptyAnswer(code, [['Content-Type', 'text/html; charset=utf-8']]);
  }
}
