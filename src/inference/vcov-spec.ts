/**
 * Layer inference. Which variance was asked for, as data: parsed from the command line's `iid`, `hetero`, `cluster:a+b`
 * or the library's object form. Knows nothing of how it is computed.
 */

import { NotSupported, UsageError } from "../base/errors.js";
import { didYouMean } from "../base/nearest.js";

/** Each cluster variable is a list of columns whose combinations are the clusters: [["city"]], [["city", "year"]] for city^year. */
export type VcovSpec =
  | { readonly type: "iid" }
  | { readonly type: "hetero" }
  | { readonly type: "cluster"; readonly by: readonly (readonly string[])[] };

/** What the library accepts: a string as on the command line, or `{ cluster: ["city", "firm^year"] }`. */
export type VcovOption = string | { readonly cluster: string | readonly string[] };

const LATER = ["HC2", "HC3", "HC4", "CR2", "CR3", "NW", "DK", "conley"];
const MAX_CLUSTERINGS = 2;

/** Parses a variance. Throws UsageError on an unknown one, NotSupported on one that is not validated yet. */
export function parseVcov(option: VcovOption): VcovSpec {
  if (typeof option !== "string") {
    const by = typeof option.cluster === "string" ? [option.cluster] : option.cluster;
    return clustered(by);
  }
  const [type = "", rest] = splitOnce(option.trim(), ":");
  if (type === "iid" || type === "hetero") return { type };
  if (type === "cluster") return clustered((rest ?? "").split("+"));
  if (LATER.includes(type)) {
    throw new NotSupported(
      "vcov_type",
      `Variance '${type}' is not validated yet; use iid, hetero, cluster:a or cluster:a+b.`,
      {
        got: option,
        expected: ["iid", "hetero", "cluster:a", "cluster:a+b"],
      },
    );
  }
  throw new UsageError(
    "vcov_type",
    `Unknown variance '${option}'${didYouMean(type, ["iid", "hetero", "cluster", ...LATER])} Use iid, hetero, cluster:a or cluster:a+b.`,
    { got: option, expected: ["iid", "hetero", "cluster:a", "cluster:a+b"] },
  );
}

/** The name of one clustering: columns joined by ^. */
export const clusterName = (columns: readonly string[]): string => columns.join("^");

function clustered(names: readonly string[]): VcovSpec {
  const by = names.map((name) => name.split("^").map((column) => column.trim()));
  if (by.length === 0 || by.flat().some((column) => column === "")) {
    throw new UsageError("vcov_cluster", "A clustered variance needs a column: cluster:city or cluster:city+year.", {
      got: names,
    });
  }
  if (by.length > MAX_CLUSTERINGS) {
    throw new NotSupported(
      "vcov_clusterings",
      `Clustering by ${by.length} variables is not validated yet; use one or two, or combine columns with ^.`,
      { got: by.length, expected: MAX_CLUSTERINGS },
    );
  }
  return { type: "cluster", by };
}

function splitOnce(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}
