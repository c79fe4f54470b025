/**
 * The lab network of one run, in a worker of its own: a program may keep the frame's main thread for as long as it likes, and the
 * network goes on meanwhile, as networks do. No way leads from here to the real one: only Python programs are offered that.
 */
import { openLab } from '../../runtimes/lab';
import { FetchService } from '../../runtimes/typescript/fetch-service';
import { NetworkNews } from '../realm/network-news';
import { frameTimers } from '../realm/timers';
import type { FromLabWorker, ToLabWorker } from './lab-messages';

function say(message: FromLabWorker): void {
  self.postMessage(message);
}

function open({ run, network, seed }: Extract<ToLabWorker, { readonly type: 'open' }>): (message: ToLabWorker) => void {
  const news = new NetworkNews(frameTimers, (events, omitted) =>
    say({ type: 'tell', message: { type: 'network', run, events, omitted } }),
  );
  const opened = openLab({
    ...network,
    seed,
    timers: frameTimers,
    observe: (event) => news.add(event),
  });
  const { lab } = opened;
  const service = new FetchService(lab, navigator.userAgent);
  say({ type: 'ready' });

  return (message) => {
    switch (message.type) {
      case 'begin':
        return news.begin(message.epoch);
      case 'thread':
        return service.serve(message.process, message.port);
      case 'thread-gone':
        return service.forget(message.process);
      case 'conditions':
        return lab.setConditions(message.conditions);
      case 'close':
        opened.stop();
        news.flush();
        return say({ type: 'closed' });
      case 'open':
        return;
    }
  };
}

let receive: ((message: ToLabWorker) => void) | null = null;
self.addEventListener('message', ({ data }: MessageEvent<ToLabWorker>) => {
  if (receive !== null) receive(data);
  else if (data.type === 'open') receive = open(data);
});
