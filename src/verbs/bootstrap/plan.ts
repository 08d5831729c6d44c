/**
 * What a bootstrap can be asked for, and the refusal of what no data could serve, before any are read.
 * Knows nothing of how draws are made.
 */

import { namesIn, splitOutside } from "../../base/column-names.js";
import { UsageError } from "../../base/errors.js";
import { type Note, note } from "../../base/messages.js";
import { filled, requireValue } from "../../declare/check.js";
import type { Filled } from "../../declare/option.js";
import type { VcovSpec } from "../../regression/variance/plain.js";
import { parseVcov } from "../../regression/variance/variances.js";
import { DEFAULT_DRAWS } from "../resampling/options.js";
import { BOOTSTRAP_NOTES } from "./messages.js";
import { type BootstrapOptions, bootstrapVerb } from "./verb.js";

const { options: declared } = bootstrapVerb;
type BootstrapChoices = Filled<typeof declared>;

/** The request with every default filled in. */
export interface BootstrapPlan
  extends Pick<BootstrapChoices, "kind" | "level" | "multipliers" | "type" | "imposeNull" | "ci" | "ties"> {
  readonly variance: Extract<VcovSpec, { type: "cluster" }>;
  /** Columns whose combinations share a multiplier; null where the error's clusters do. */
  readonly bootCluster: readonly string[] | null;
  readonly terms: readonly string[];
  readonly values: readonly number[];
  readonly draws: number;
  /** What was asked for, defaults filled in. */
  readonly options: BootstrapChoices;
}

/**
 * Options with their defaults. Throws UsageError by the codes of the options, `bootstrap_option` for an option of another kind,
 * and as `parseVcov`.
 */
export function bootstrapPlan(given: BootstrapOptions): BootstrapPlan {
  requireValue("kind", declared.kind, given.kind ?? declared.kind.default);
  const kind = given.kind ?? "wild";
  refuseOthers(kind, given);
  const options = filled(declared, given);
  const terms = [options.term].flat() as readonly string[];
  if (terms.length === 0 || new Set(terms).size < terms.length) {
    const got = terms.join(", ") || "none";
    throw new UsageError("bootstrap_term", `A bootstrap needs the coefficients to test, each once; got ${got}.`, {
      got: terms,
      expected: "at least one regressor, each once",
    });
  }
  if (kind !== "wild" && terms.length > 1) {
    throw new UsageError(
      "bootstrap_term",
      `A joint hypothesis of ${terms.length} terms needs kind wild, not ${kind}.`,
      { got: terms, expected: "one term, or kind wild" },
    );
  }
  const { level, multipliers, type, imposeNull, ci, ties } = options;
  return {
    ...{ kind, level, terms, multipliers, type, imposeNull, ci, ties, options },
    variance: clusteredBy(kind, options.cluster),
    bootCluster: options.bootCluster === undefined ? null : boundColumns(options.bootCluster),
    values: valuesOf(terms, options.value),
    draws: kind === "jackknife" ? 0 : (options.draws ?? DEFAULT_DRAWS[kind]),
  };
}

/** Options that mean something for one kind alone, under their names on the command line. */
const OF_KIND = {
  multipliers: ["--multipliers", ["wild"]],
  type: ["--type", ["wild"]],
  imposeNull: ["--impose-null", ["wild"]],
  bootCluster: ["--boot-cluster", ["wild"]],
  ci: ["--ci", ["wild"]],
  indices: ["--indices", ["pairs"]],
  draws: ["--draws", ["wild", "pairs", "conley-taber", "ferman-pinto"]],
  time: ["--time", ["conley-taber", "ferman-pinto"]],
  size: ["--size", ["ferman-pinto"]],
} as const;

/** An option that would be ignored is refused: it was meant. */
function refuseOthers(kind: BootstrapPlan["kind"], options: BootstrapOptions): void {
  for (const [key, [flag, kinds]] of Object.entries(OF_KIND)) {
    if (options[key as keyof typeof OF_KIND] === undefined || (kinds as readonly string[]).includes(kind)) continue;
    throw new UsageError(
      "bootstrap_option",
      `${key} (${flag}) is an option of kind ${kinds.join(" and ")}; a ${kind} does not use it: leave it out.`,
      { got: { kind, option: key }, expected: kinds },
    );
  }
  if (options.indices !== undefined && options.draws !== undefined) {
    throw new UsageError("bootstrap_option", "Indices say how many draws there are: leave out draws (--draws).", {
      got: { draws: options.draws, indices: options.indices.source.name },
      expected: "one of the two",
    });
  }
}

/** The clusters of the errors. Throws UsageError `bootstrap_cluster`, and as `parseVcov`. */
export function clusteredBy(
  kind: BootstrapPlan["kind"],
  cluster: BootstrapOptions["cluster"],
): BootstrapPlan["variance"] {
  if (cluster.length === 0) {
    throw new UsageError(
      "bootstrap_cluster",
      "A bootstrap needs the clustering of the error: cluster (--cluster city).",
      {
        got: cluster,
        expected: "a column",
      },
    );
  }
  const spec = parseVcov(typeof cluster === "string" ? `cluster:${cluster}` : { cluster });
  if (spec.type !== "cluster") throw new TypeError("a clustered variance was parsed as another one");
  if (kind !== "wild" && spec.by.length > 1) {
    throw new UsageError("bootstrap_cluster", `Kind ${kind} draws one clustering; two-way errors need kind wild.`, {
      got: cluster,
      expected: "one clustering",
    });
  }
  return spec;
}

/** Columns of `city^year` that share a multiplier. Throws UsageError `bootstrap_cluster`. */
export function boundColumns(text: string): string[] {
  const columns = [...namesIn(text, "^")];
  if (splitOutside(text, "+").length === 1 && columns.every((column) => column !== "")) return columns;
  throw new UsageError(
    "bootstrap_cluster",
    `Multipliers are shared within one clustering, such as city or city^year; got '${text}'.`,
    { got: text, expected: "columns joined by ^" },
  );
}

function valuesOf(terms: readonly string[], value: BootstrapOptions["value"]): number[] {
  const values = value === undefined ? terms.map(() => 0) : typeof value === "number" ? [value] : [...value];
  if (values.length === terms.length && values.every(Number.isFinite)) return values;
  throw new UsageError(
    "bootstrap_value",
    `A hypothesis on ${terms.length} terms needs as many finite values; got ${values.join(", ") || "none"}.`,
    { got: values, expected: terms.length },
  );
}

/**
 * The note on every result that an abort cut short. The first of an enumeration are no random sample: in its order some
 * clusters or units have not changed yet.
 */
export const partialNote = (done: number, requested: number, enumerated = false): Note =>
  note(BOOTSTRAP_NOTES, "partial", { done, requested, ...(enumerated ? { enumerated } : {}) });
