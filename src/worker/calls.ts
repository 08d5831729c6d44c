/**
 * What a worker can be asked: every verb, by its name in the API. Those in the catalogue come from there; what each needs is imported
 * when it is called.
 */
import type { LongOptions } from "../base/progress.js";
import type { Table } from "../data/table/table.js";
import type { AnyArgument } from "../declare/checked.js";
import { host } from "../declare/option.js";
import { callback, signal } from "../declare/shape.js";
import type { Engine } from "../engine/kernels/engine.js";
import { tradeVerbs } from "../trade/catalogue.js";
import type { QualityParts } from "../trade/quality/fit.js";
import { argumentsOf, type Taken } from "../verbs/arguments.js";
import { verbs } from "../verbs/catalogue.js";
import { feolsMultiVerb } from "../verbs/feols/verb.js";
import type { Run } from "../verbs/verb.js";

/** A verb as a worker runs it: `inputs` stand between engine and options, of which `hosts` take what can't be sent. */
interface Call<F extends Run = Run> {
  readonly inputs: number;
  readonly hosts: readonly string[];
  readonly run: () => Promise<F>;
  /** Gives a result the functions that can't be sent between threads. */
  readonly revive?: (sent: unknown, data: unknown) => Promise<unknown>;
}

const HOSTS = ["signal", "onProgress"];

/** `call`, of which its types say what runs and no more. */
const taking = <F extends Run>(call: Call<F> & Taken): Call<F> & Taken => call;

const feolsMulti = taking({
  ...feolsMultiVerb,
  inputs: 2,
  hosts: HOSTS,
  run: async () => (await import("../verbs/feols/multiple-estimation.js")).feolsMulti,
});

/** Calls that are no verb by itself, or have more to do than it. */
const others = {
  feolsMulti,
  /** The name of 0.1. */
  feolsEach: feolsMulti,
  /** The name of 0.1. */
  plausiblyExogenous: verbs.plausexog,
  estimateQuality: taking({
    ...tradeVerbs.estimateQuality,
    revive: async (sent: unknown, data: unknown) =>
      (await import("../trade/quality/fit.js")).withRows(sent as QualityParts, data as Table),
  }),
} as const;

type Calls = Omit<typeof verbs & typeof tradeVerbs, keyof typeof others> & typeof others;

export const calls: Calls = { ...verbs, ...tradeVerbs, ...others };

export type CallName = keyof typeof calls;

/** What every call may be given beside the options of its verb. */
const LONG = {
  signal: host<AbortSignal>("stops the computation once it is aborted", signal),
  onProgress: host<NonNullable<LongOptions["onProgress"]>>("called as the computation goes on", callback()),
};

/** The call of a name, whichever it is, and what it takes. */
export function callOf(name: CallName): Call & { readonly takes: readonly AnyArgument[] } {
  const call: Call & Taken = calls[name];
  return { ...call, takes: argumentsOf(call, LONG) };
}

/** Every call may be stopped, and says how far it is where it knows. */
export type Abortable<Options> = Options & Pick<LongOptions, "signal" | "onProgress">;

/** The inputs of a verb, its options abortable. */
type Inputs<I extends readonly unknown[]> =
  Required<I> extends readonly [...infer Before, infer O]
    ? I["length"] extends Required<I>["length"]
      ? [...Before, options: Abortable<O>]
      : [...Before, options?: Abortable<O>]
    : never;

/** A verb in another thread: without its engine, and answered later. */
export type Remote<F> = F extends (engine: Engine, ...inputs: infer I) => infer R
  ? (...inputs: Inputs<I>) => Promise<Awaited<R>>
  : never;

/** The verbs, computed in another thread; arguments and results are those of the verbs of the same names. */
export type RemoteVerbs = { readonly [V in CallName]: Remote<Awaited<ReturnType<(typeof calls)[V]["run"]>>> };
