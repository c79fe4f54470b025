import { timeline } from '../../texts/en/timeline';
import type { Found } from '../../trace/find';
import type { Trace } from '../../trace/trace';
import { actorName, resourceName } from '../../trace/words';

/** One row in a list of what was found, and what it was called in the search for it. */
export interface FoundItem {
  readonly key: string;
  readonly name: string;
  readonly note: string;
}

export function foundKey(found: Found): string {
  switch (found.kind) {
    case 'actor':
      return `actor ${found.actor}`;
    case 'resource':
      return `resource ${found.resource}`;
    case 'line':
      return `${found.place.file} ${found.place.line}`;
  }
}

export function foundName(trace: Trace, found: Found): string {
  switch (found.kind) {
    case 'actor':
      return actorName(trace, found.actor);
    case 'resource':
      return resourceName(trace, found.resource);
    case 'line':
      return timeline.line(found.place.line);
  }
}

/** What kind of thing it is; of a line, where it is and how often somebody was there. */
export function foundNote(trace: Trace, found: Found): string {
  switch (found.kind) {
    case 'actor':
      return timeline.kind(trace.actors[found.actor]?.kind ?? '');
    case 'resource': {
      const kind = trace.resources[found.resource]?.kind ?? 'other';
      return kind === 'gil' ? timeline.gilNote : kind === 'other' ? '' : timeline.kind(kind);
    }
    case 'line':
      return timeline.stretches(found.place.file, found.stretches);
  }
}
