/**
 * Which variance was asked for, as data: parsed from the command line's `iid`, `hetero`, `cluster:a+b`
 * or the library's object form. Knows nothing of how it is computed.
 */

import { didYouMean } from "../../base/did-you-mean.js";
import { NotSupported, UsageError } from "../../base/errors.js";
import { requireClusterings } from "../frame/clusterings.js";

/** Each cluster variable is a list of columns whose combinations are the clusters: [["city"]], [["city", "year"]] for city^year. */
export type VcovSpec =
  | { readonly type: "iid" }
  | { readonly type: "hetero" }
  | { readonly type: "cluster"; readonly by: readonly (readonly string[])[] };

/** What the library accepts: a string as on the command line, or `{ cluster: ["city", "firm^year"] }`. */
export type VcovOption = string | { readonly cluster: string | readonly string[] };

const OF_FEOLS = ["HC0", "HC1", "HC2", "HC3", "HC4", "HC4m", "HC5", "CR2", "CR3", "NW", "DK", "conley"];
/** Cluster variables of verbs that do not say otherwise. */
const USUAL_CLUSTERINGS = 2;

/**
 * Parses a variance of a verb that has iid, hetero and clusters by at most `most` variables. Throws UsageError on an unknown
 * one, NotSupported on one that only a regression by `feols` has.
 */
export function parseVcov(option: VcovOption, most = USUAL_CLUSTERINGS): VcovSpec {
  if (typeof option !== "string") {
    const by = typeof option.cluster === "string" ? [option.cluster] : option.cluster;
    return clustered(by, most);
  }
  const [type = "", rest] = splitOnce(option.trim(), ":");
  if (type === "iid" || type === "hetero") return { type };
  if (type === "cluster") return clustered((rest ?? "").split("+"), most);
  if (OF_FEOLS.includes(type)) {
    throw new NotSupported(
      "vcov_type",
      `Variance '${type}' is one of regressions without instruments (feols, event-study); here use iid, hetero, cluster:a or cluster:a+b.`,
      {
        got: option,
        expected: ["iid", "hetero", "cluster:a", "cluster:a+b"],
      },
    );
  }
  throw new UsageError(
    "vcov_type",
    `Unknown variance '${option}'${didYouMean(type, ["iid", "hetero", "cluster", ...OF_FEOLS])} Use iid, hetero, cluster:a or cluster:a+b.`,
    { got: option, expected: ["iid", "hetero", "cluster:a", "cluster:a+b"] },
  );
}

function clustered(names: readonly string[], most: number): VcovSpec {
  const by = names.map((name) => name.split("^").map((column) => column.trim()));
  if (by.length === 0 || by.flat().some((column) => column === "")) {
    throw new UsageError("vcov_cluster", "A clustered variance needs a column: cluster:city or cluster:city+year.", {
      got: names,
    });
  }
  requireClusterings(by.length, most);
  return { type: "cluster", by };
}

function splitOnce(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}
