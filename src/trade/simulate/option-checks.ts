/**
 * Checks of options that simulations share: what is refused is told by model, option, value and what was
 * expected, always as UsageError `simulate_option`.
 */

import { nearest } from "../../base/did-you-mean.js";
import { UsageError } from "../../base/errors.js";

/** Checks of the options of `simulate MODEL`. */
export interface OptionChecks {
  /** A whole number from `least` to `most`; `why` is set behind the bounds. */
  readonly whole: (name: string, value: number, least: number, most: number, why?: string) => void;
  /** A number from `least` to `most`. */
  readonly between: (name: string, value: number, least: number, most: number) => void;
  readonly refused: (name: string, got: unknown, expected: string) => UsageError;
  /** Every key of `options` is one of `names`. */
  readonly known: (options: object, names: readonly string[]) => void;
}

export function optionChecks(model: string): OptionChecks {
  const refused = (name: string, got: unknown, expected: string): UsageError =>
    new UsageError("simulate_option", `simulate ${model}: ${name} is ${String(got)}; expected ${expected}.`, {
      option: name,
      got,
      expected,
    });
  return {
    refused,
    whole: (name, value, least, most, why = "") => {
      if (Number.isSafeInteger(value) && value >= least && value <= most) return;
      throw refused(name, value, `a whole number from ${least} to ${most}${why}`);
    },
    between: (name, value, least, most) => {
      if (value >= least && value <= most) return;
      throw refused(name, value, `a number from ${least} to ${most}`);
    },
    known: (options, names) => {
      for (const name of Object.keys(options)) {
        if (names.includes(name)) continue;
        const near = nearest(name, names);
        const told = near === undefined ? `; it has ${names.join(", ")}.` : `; did you mean '${near}'?`;
        throw new UsageError("simulate_option", `simulate ${model} has no option '${name}'${told}`, {
          option: name,
          got: name,
          expected: names,
        });
      }
    },
  };
}
