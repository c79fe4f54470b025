/**
 * A `Brand` keeps apart two things that have the same representation: an actor's number is not a resource's number, and a
 * trace's millisecond is not one of `performance.now()`.
 *
 *     type ActorId = Brand<number, 'ActorId'>;
 *
 * A branded value may be used wherever the plain one may; the other way round needs a cast, which belongs into one named
 * function for each brand (`trace/ids.ts`) and nowhere else.
 */
export type Brand<T, Name extends string> = T & { readonly __brand: Name };
