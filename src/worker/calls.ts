/**
 * What a worker can be asked: every verb, by its name in the API. Those in the catalogue come from there; what each needs is imported
 * when it is called.
 */
import type { LongOptions } from "../base/progress.js";
import type { Table } from "../data/table/table.js";
import type { Engine } from "../engine/kernels/engine.js";
import { tradeVerbs } from "../trade/catalogue.js";
import type { QualityParts } from "../trade/quality/fit.js";
import { verbs } from "../verbs/catalogue.js";
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

/** Of data and a formula. */
const ofFormula = <F extends Run>(run: () => Promise<F>): Call<F> => ({ inputs: 2, hosts: HOSTS, run });

const feolsMulti = ofFormula(async () => (await import("../verbs/feols/multiple-estimation.js")).feolsMulti);

/** Calls that are no verb by itself, or have more to do than it. */
const others = {
  feolsMulti,
  /** The name of 0.1. */
  feolsEach: feolsMulti,
  /** The name of 0.1. */
  plausiblyExogenous: verbs.plausexog,
  estimateQuality: {
    ...tradeVerbs.estimateQuality,
    revive: async (sent: unknown, data: unknown) =>
      (await import("../trade/quality/fit.js")).withRows(sent as QualityParts, data as Table),
  },
} as const;

type Calls = Omit<typeof verbs & typeof tradeVerbs, keyof typeof others> & typeof others;

export const calls: Calls = { ...verbs, ...tradeVerbs, ...others };

export type CallName = keyof typeof calls;

/** The call of a name, whichever it is. */
export const callOf = (name: CallName): Call => calls[name];

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
