import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTalk } from './present';
import {
  notesSide,
  parseCommand,
  parseNews,
  screenSide,
  type Channel,
  type NotesCommand,
  type TalkNews,
} from './present-link';

/** Two windows on one channel; what one posts, the others hear. Messages are cloned, as between documents. */
function air() {
  const ends = new Set<(event: { data: unknown }) => void>();
  const open = (): Channel => {
    let own: ((event: { data: unknown }) => void) | null = null;
    return {
      postMessage(message) {
        for (const end of ends) if (end !== own) end({ data: structuredClone(message) });
      },
      addEventListener(_type, listener) {
        own = listener;
        ends.add(listener);
      },
      close() {
        if (own !== null) ends.delete(own);
      },
    };
  };
  return open;
}

const news = (beat: number): TalkNews => ({
  lessons: ['the-gil'],
  state: { ...createTalk(9, beat, () => 5).store.getState(), hands: { 'the-gil/q': { one: 3 } } },
  run: { phase: 'ended', recordable: true },
});

describe('the screen and the notes', () => {
  it('hold the same, whoever came first', () => {
    const open = air();
    const heard: (TalkNews | null)[] = [];
    const screen = screenSide(open(), { greeted: () => screen.tell(news(4)), command: () => undefined });
    screen.tell(news(3));
    notesSide(open(), (told) => heard.push(told));
    expect(heard).toEqual([news(4)]);
    screen.tell(news(5));
    expect(heard).toEqual([news(4), news(5)]);
  });

  it('send what the notes ask for', () => {
    const open = air();
    const asked: NotesCommand[] = [];
    screenSide(open(), { greeted: () => undefined, command: (command) => asked.push(command) });
    const notes = notesSide(open(), () => undefined);
    const commands: NotesCommand[] = [
      { kind: 'go', by: 1, scroll: true },
      { kind: 'lane', by: 0 },
      { kind: 'hands-are', question: 'the-gil/q', choice: 'one', count: null },
      { kind: 'seconds-are', seconds: 20 },
      { kind: 'recorded' },
    ];
    for (const command of commands) notes.send(command);
    expect(asked).toEqual(commands);
  });

  it('survive each other: a closed screen is told, closed notes are not missed', () => {
    const open = air();
    const heard: (TalkNews | null)[] = [];
    const screen = screenSide(open(), { greeted: () => undefined, command: () => undefined });
    const notes = notesSide(open(), (told) => heard.push(told));
    screen.end();
    expect(heard).toEqual([null]);
    const again = screenSide(open(), { greeted: () => undefined, command: () => undefined });
    again.tell(news(1));
    expect(heard).toEqual([null, news(1)]);
    notes.close();
    again.tell(news(2));
    expect(heard).toHaveLength(2);
  });

  it('take nothing for a message that is none', () => {
    const open = air();
    const asked: unknown[] = [];
    screenSide(open(), { greeted: () => asked.push('hello'), command: (command) => asked.push(command) });
    const stranger = open();
    const strange = [
      null,
      'hello',
      { type: 'hello' },
      { interleave: 'talk', version: 2, type: 'hello' },
      { interleave: 'talk', version: 1, type: 'command', command: { kind: 'format' } },
      { interleave: 'talk', version: 1, type: 'command', command: { kind: 'go', by: 3, scroll: true } },
      {
        interleave: 'talk',
        version: 1,
        type: 'command',
        command: { kind: 'hands-are', question: 'q', choice: 1, count: 2 },
      },
    ];
    for (const message of strange) stranger.postMessage(message);
    expect(asked).toEqual([]);
  });

  it('never throw over what they hear', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        parseCommand(value);
        parseNews(value);
      }),
    );
    const told = news(1);
    expect(parseNews(told)).toEqual(told);
    expect(parseNews({ ...told, run: null })).toEqual({ ...told, run: null });
    expect(parseNews({ ...told, run: { phase: 'gone', recordable: true } })).toBeNull();
    expect(parseNews({ ...told, state: { ...told.state, beat: -1 } })).toBeNull();
    expect(parseNews({ ...told, state: { ...told.state, hands: { q: { a: 'x' } } } })).toBeNull();
  });
});
