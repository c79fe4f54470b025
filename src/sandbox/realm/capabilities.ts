import type { Capabilities } from '../../protocol/realm';

/** Finds out by trying, never by the browser's name. */
export function measureCapabilities(): Capabilities {
  return {
    isolation: hasSharedMemory() ? 'isolated' : 'not-isolated',
    stackSwitching: hasStackSwitching(),
    webAssembly: typeof WebAssembly !== 'undefined',
    cores: Math.max(1, navigator.hardwareConcurrency || 1),
    clockStepMs: clockStep(),
  };
}

function hasSharedMemory(): boolean {
  if (!self.crossOriginIsolated) return false;
  try {
    // The constructor may be there while sending the memory to a worker is forbidden; a channel of one's own shows that.
    const channel = new MessageChannel();
    channel.port1.postMessage(new SharedArrayBuffer(4));
    channel.port1.close();
    return true;
  } catch {
    return false;
  }
}

function hasStackSwitching(): boolean {
  // A browser that is locked down has no WebAssembly at all.
  if (typeof WebAssembly === 'undefined') return false;
  const { Suspending, promising } = WebAssembly as { Suspending?: unknown; promising?: unknown };
  return typeof Suspending === 'function' && typeof promising === 'function';
}

/** The smallest step that the clock takes; looks for 20 steps or 5 ms. */
function clockStep(): number {
  const start = performance.now();
  let step = Infinity;
  let last = start;
  for (let steps = 0; steps < 20 && last - start < 5;) {
    const now = performance.now();
    if (now === last) continue;
    step = Math.min(step, now - last);
    last = now;
    steps += 1;
  }
  // Microseconds are as fine as any browser lets a clock be; more digits would be noise of the subtraction.
  return Number.isFinite(step) ? Math.round(step * 1000) / 1000 : 0;
}
