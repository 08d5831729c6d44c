/**
 * A verb as a function of the library: what it takes is what its declaration says, to the names of its options, which the compiler holds
 * against those of the function.
 */
import { checkedBy, type Func } from "../declare/checked.js";
import type { Options, OptionsOf } from "../declare/option.js";
import { engine } from "../verbs/argument-kinds.js";
import { argumentsOf, type Taken } from "../verbs/arguments.js";
import type { Declaration } from "../verbs/verb.js";

type LastOf<F extends Func> = Required<Parameters<F>> extends readonly [...unknown[], infer O] ? O : never;

/** `run`, unless it takes options that are not those declared. */
type Declared<F extends Func, O extends Options> = [keyof LastOf<F>] extends [keyof OptionsOf<O>]
  ? [keyof OptionsOf<O>] extends [keyof LastOf<F>]
    ? F
    : never
  : never;

/** `run` of `verb` with its arguments checked, `more` options among them. */
export const verbFunction = <O extends Options, F extends Func>(
  called: string,
  verb: Pick<Declaration<O>, keyof Taken> & { readonly options: O },
  run: F & Declared<F, O>,
): F => checkedBy(called, run as F, () => [engine, ...argumentsOf(verb)]);
