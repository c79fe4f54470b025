import { expectTypeOf, test } from 'vitest';
import type { FrameMessage, OwnProgram, ParentMessage } from '../protocol/embed';

test('its types say what the protocol says', () => {
  type Detail<T> = Omit<Extract<FrameMessage, { readonly type: T }>, 'type'>;
  // (A page that wants to be sent what is kept says so itself: the element does not.)
  expectTypeOf<keyof InterleaveEvents>().toEqualTypeOf<Exclude<FrameMessage['type'], 'kept'>>();
  expectTypeOf<InterleaveEvents['ready']>().toEqualTypeOf<Detail<'ready'>>();
  expectTypeOf<InterleaveEvents['height']>().toEqualTypeOf<Detail<'height'>>();
  expectTypeOf<InterleaveEvents['run']>().toEqualTypeOf<Detail<'run'>>();
  expectTypeOf<InterleaveEvents['outcome']>().toEqualTypeOf<Detail<'outcome'>>();
  expectTypeOf<InterleaveEvents['answer']>().toEqualTypeOf<Detail<'answer'>>();
  expectTypeOf<InterleaveEvents['progress']>().toEqualTypeOf<Detail<'progress'>>();
  expectTypeOf<InterleaveEvents['done']>().toEqualTypeOf<Detail<'done'>>();
  expectTypeOf<InterleaveEvents['refused']>().toEqualTypeOf<Detail<'refused'>>();
  expectTypeOf<InterleaveProgram>().toEqualTypeOf<OwnProgram>();
  type Load = Omit<Extract<ParentMessage, { readonly type: 'load' }>, 'type'>;
  expectTypeOf<Parameters<InterleaveLabElement['load']>[0]>().toEqualTypeOf<Load>();
});
