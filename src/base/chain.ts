/**
 * A chain of steps stated once for answers that are there at once (columns in memory) and answers that come later (statements to an
 * engine): a generator that hands out each question and goes on with its answer.
 */

/** An answer now, or later. */
export type Ask<T> = T | Promise<T>;

/** Steps that end in a T. */
export type Chain<T> = Generator<Ask<unknown>, T, unknown>;

/** The answer to a question, within a chain: `const n = yield* answer(rows.count())`. */
export function* answer<T>(question: Ask<T>): Chain<T> {
  return (yield question) as T;
}

/** The end of a chain whose answers are all there. */
export function now<T>(chain: Chain<T>): T {
  for (let step = chain.next(); ; step = chain.next(step.value)) {
    if (step.done === true) return step.value;
    if (step.value instanceof Promise) throw new TypeError("A chain that runs at once was given an answer for later.");
  }
}

/** The end of a chain whose answers may come later. */
export async function later<T>(chain: Chain<T>): Promise<T> {
  let step = chain.next();
  while (step.done !== true) {
    let value: unknown;
    try {
      value = await step.value;
    } catch (cause) {
      step = chain.throw(cause);
      continue;
    }
    step = chain.next(value);
  }
  return step.value;
}
