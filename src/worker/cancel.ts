/** How a thread that computes hears of an abort: by a word in memory it shares with whoever asks, since events would wait until it is done. */
import { abortError } from "../base/progress.js";
import type { Engine } from "../engine/kernels/engine.js";

/** `engine`, whose kernels throw the AbortError once its word is set. */
export function cancellable(engine: Engine): Engine {
  const { cancel } = engine;
  const kernels: Record<string, unknown> = {};
  for (const [name, kernel] of Object.entries(engine.kernels)) {
    kernels[name] = (...args: number[]) => {
      if (Atomics.load(cancel, 0) !== 0) throw abortError();
      return (kernel as (...args: number[]) => number)(...args);
    };
  }
  return Object.freeze({ ...engine, kernels: kernels as unknown as Engine["kernels"] });
}

/** A signal that is aborted while the word is set. It is asked and reports nothing of itself: events would wait for the computation. */
export function signalOf(cancel: Int32Array<ArrayBufferLike>): AbortSignal {
  return askedSignal(() => Atomics.load(cancel, 0) !== 0);
}

/**
 * A signal for verbs that keep what is done: once it is seen to be aborted it stays so, and the word is cleared, so that
 * kernels run again for the result of the draws made.
 */
export function lastingSignalOf(cancel: Int32Array<ArrayBufferLike>): AbortSignal {
  let heard = false;
  return askedSignal(() => {
    if (!heard && Atomics.load(cancel, 0) !== 0) {
      heard = true;
      Atomics.store(cancel, 0, 0);
    }
    return heard;
  });
}

const askedSignal = (isAborted: () => boolean): AbortSignal =>
  Object.defineProperties(new AbortController().signal, {
    aborted: { get: isAborted },
    reason: { get: () => (isAborted() ? abortError() : undefined) },
    throwIfAborted: {
      value: () => {
        if (isAborted()) throw abortError();
      },
    },
  });
