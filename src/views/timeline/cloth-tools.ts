/** What the cloth's tools are set to, and whom it tells that a key or a drag asks for something else. */
import type { ResourceId } from '../../trace/events';
import type { LaneOrder } from '../../trace/lane-order';
import type { TimeRange } from './tools-painter';

export interface ClothTools {
  readonly order: LaneOrder;
  readonly followed: ResourceId | null;
  readonly range: TimeRange | null;
  /** The next drag selects a range without a key: for whoever has no keyboard. */
  readonly selects: boolean;
  /** There is a range or something that is followed, which Escape takes back. */
  readonly leavable: boolean;
  /** A range is being selected, or (`done`) is. */
  onRange(range: TimeRange, done: boolean): void;
  /** Asked to follow this; null when what is looked at is nothing that can be followed. */
  onFollow(resource: ResourceId | null): void;
  onTool(tool: 'range' | 'order' | 'explain' | 'find' | 'help'): void;
  onLeave(): void;
}
