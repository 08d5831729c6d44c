/**
 * Which hypotheses on an equation with instruments a bootstrap can test, and the refusal of the others by name.
 * Knows nothing of how they are tested.
 */

import { didYouMean } from "../../base/did-you-mean.js";
import { NotSupported, UsageError } from "../../base/errors.js";
import type { WithInstruments } from "../../formula/spec.js";
import type { FitRecord } from "../../regression/record/fit-record.js";
import type { BootstrapPlan } from "./plan.js";

/**
 * Throws NotSupported for kinds and types that are not validated with instruments (`bootstrap_instruments`,
 * `bootstrap_instruments_type`) and for joint hypotheses (`bootstrap_instruments_joint`): before any data are read.
 */
export function checkEquationPlan({ call }: WithInstruments, { kind, type, terms }: BootstrapPlan): void {
  if (kind !== "wild") {
    throw new NotSupported(
      "bootstrap_instruments",
      `'${call}' has instruments, and kind ${kind} is not validated for them: use kind wild (--kind wild).`,
      { got: kind, expected: "wild" },
    );
  }
  if (type !== "11") {
    throw new NotSupported(
      "bootstrap_instruments_type",
      `'${call}' has instruments, and type ${type} leaves clusters out, which is not validated for them: use type 11.`,
      { got: type, expected: "11" },
    );
  }
  if (terms.length > 1) {
    throw new NotSupported(
      "bootstrap_instruments_joint",
      `'${call}' has instruments, and a joint hypothesis of ${terms.length} terms is not validated for them: test the endogenous regressor.`,
      { got: terms, expected: "the endogenous regressor" },
    );
  }
}

/**
 * Throws unless the term is the coefficient of the one endogenous regressor, by its own name or as `fit_x`: NotSupported
 * `bootstrap_endogenous` for several, `bootstrap_exogenous_term` for an exogenous regressor; UsageError `term` for no regressor.
 */
export function checkEquationTerm({ call, iv, coefficients }: FitRecord, term: string): void {
  const endogenous = iv!.endogenous;
  if (endogenous.length > 1) {
    throw new NotSupported(
      "bootstrap_endogenous",
      `'${call}' has ${endogenous.length} endogenous regressors (${endogenous.join(", ")}); the wild bootstrap of an equation with instruments takes one.`,
      { got: endogenous, expected: "one endogenous regressor" },
    );
  }
  const plain = (name: string) => name.replaceAll(" ", "");
  const name = endogenous[0]!;
  if ([name, `fit_${name}`].some((own) => plain(own) === plain(term))) return;
  const others = Object.keys(coefficients);
  if (others.some((other) => plain(other) === plain(term))) {
    throw new NotSupported(
      "bootstrap_exogenous_term",
      `'${term}' is an exogenous regressor of '${call}'; of an equation with instruments the wild bootstrap tests the endogenous one, '${name}'.`,
      { got: term, expected: name },
    );
  }
  throw new UsageError(
    "term",
    `'${term}' is no regressor of '${call}'${didYouMean(term, [name, ...others])} The endogenous one is '${name}'.`,
    { got: term, expected: name },
  );
}
