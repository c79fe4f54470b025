/** A download with an end: so many bytes, so long, or an error whose message is a sentence. */
import type { Timers } from './timers';

export interface FetchLimits {
  readonly bytes: number;
  readonly ms: number;
}

/** For the site's own files. */
export async function fetchBytes(url: string, { bytes, ms }: FetchLimits, timers: Timers): Promise<Uint8Array> {
  const name = new URL(url).pathname.split('/').at(-1) ?? url;
  const controller = new AbortController();
  const cancel = timers.after(ms, () => controller.abort());
  try {
    const response = await fetch(url, { credentials: 'omit', signal: controller.signal });
    if (!response.ok) throw new FetchFailure(`${name} was answered with status ${response.status}.`);
    const parts: Uint8Array[] = [];
    let length = 0;
    for (const reader = response.body?.getReader(); reader !== undefined;) {
      const { done, value } = await reader.read();
      if (done) break;
      length += value.length;
      if (length > bytes) throw new FetchFailure(`${name} is larger than ${bytes / 1024 / 1024} MB.`);
      parts.push(value);
    }
    const whole = new Uint8Array(length);
    let at = 0;
    for (const part of parts) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  } catch (error) {
    if (error instanceof FetchFailure) throw error;
    const late = controller.signal.aborted;
    throw new FetchFailure(late ? `${name} did not come within ${ms / 1000} s.` : `${name} could not be fetched.`);
  } finally {
    cancel();
    // What nobody reads any more is not to be sent on.
    controller.abort();
  }
}

class FetchFailure extends Error {}
