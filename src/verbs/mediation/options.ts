/**
 * Options of a mediation analysis, and the equation of the outcome that they make of a formula.
 */
import { UsageError } from "../../base/errors.js";
import type { LongOptions } from "../../base/progress.js";
import type { Table } from "../../data/table/table.js";
import { parseFormula } from "../../formula/parser.js";
import { printFormula, printTerm } from "../../formula/print.js";
import type { ModelSpec } from "../../formula/spec.js";
import type { FitOptions } from "../../regression/fit-options.js";
import { requireLevel } from "../../regression/tests/coefficients.js";
import { DEFAULT_DRAWS, MOST_DRAWS } from "../bootstrap/options.js";

export interface MediationOptions
  extends LongOptions,
    Pick<FitOptions, "ssc" | "weights" | "subset" | "fixefRm" | "solver" | "level"> {
  /** The treatment, a regressor of the formula. */
  readonly treatment: string;
  /** The mediators, columns or expressions such as `log(x)`, none of them in the formula. */
  readonly mediators: readonly string[];
  /** Column, or columns joined by ^, by which errors are clustered and draws are made. */
  readonly cluster: string;
  /** Default 999. */
  readonly draws?: number;
  /** Draws to use instead, one a row; cells are 1-based positions in the sorted list of clusters. */
  readonly indices?: Table;
}

/** Draws asked for. Throws UsageError `mediation_draws`, `mediation_mediators`, and as `requireLevel`. */
export function checkMediation({ draws, indices, mediators, level }: MediationOptions): number {
  requireLevel(level ?? 0.95);
  if (mediators.length === 0 || new Set(mediators).size < mediators.length) {
    throw new UsageError(
      "mediation_mediators",
      `A mediation analysis needs mediators, each once; got ${mediators.join(", ") || "none"}.`,
      { got: mediators, expected: "at least one, each once" },
    );
  }
  if (draws !== undefined && indices !== undefined) {
    throw new UsageError("mediation_draws", "Indices say how many draws there are: leave out draws (--draws).", {
      got: { draws, indices: indices.source.name },
      expected: "one of the two",
    });
  }
  const wanted = draws ?? DEFAULT_DRAWS.pairs;
  if (Number.isSafeInteger(wanted) && wanted >= 2 && wanted <= MOST_DRAWS) return wanted;
  throw new UsageError("mediation_draws", `Draws must be a whole number from 2 to ${MOST_DRAWS}; got ${wanted}.`, {
    got: wanted,
    expected: `2..${MOST_DRAWS}`,
  });
}

/** The formula with the mediators behind its regressors. Throws UsageError `mediator_in_formula`, `mediator_term`. */
export function outcomeSpec(spec: ModelSpec, mediators: readonly string[]): ModelSpec {
  const known = spec.terms.map(printTerm);
  const added = mediators.map((text) => {
    const { terms } = parseFormula(`y ~ ${text}`);
    const [term] = terms;
    if (term === undefined || terms.length > 1) {
      throw new UsageError("mediator_term", `Mediator '${text}' is ${terms.length} terms; name each by itself.`, {
        got: text,
        expected: "one term",
      });
    }
    if (known.includes(printTerm(term))) {
      throw new UsageError(
        "mediator_in_formula",
        `Mediator '${text}' is already a regressor of '${spec.call}': leave it out of the formula, which holds treatment and controls.`,
        { got: text, expected: "a formula without the mediators" },
      );
    }
    return term;
  });
  const whole = { ...spec, terms: [...spec.terms, ...added] };
  return { ...whole, call: printFormula(whole) };
}
