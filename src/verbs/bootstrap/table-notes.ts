/**
 * How a bootstrap's draws were made, in sentences: what stands beneath its table. Knows nothing but the record.
 */

import { formatCount } from "../../report/format-number.js";
import { jointTestText } from "../../report/joint-test-text.js";
import type { BootstrapDesign, BootstrapRecord, ClusterCount } from "./record.js";

/** A line each: draws, clusters, p-value, method. */
export function bootstrapNotes(record: BootstrapRecord): string[] {
  const { bootstrap, interval } = record;
  const lines = bootstrap.kind === "jackknife" ? jackknifeLines(bootstrap) : drawLines(record);
  const noEnd = interval !== null && (interval.conf_low === null || interval.conf_high === null);
  return [
    ...lines,
    ...jointLines(record),
    ...robustLines(record),
    ...(noEnd ? ["An omitted end of the interval is infinite: no value on that side is rejected."] : []),
    `Computed by ${bootstrap.method}: ${bootstrap.because}.`,
  ];
}

function jackknifeLines({ clusters }: BootstrapDesign): string[] {
  return [
    `Clusters: ${counted(clusters)}, each omitted once; standard error by (G - 1)/G times the sum of squares (CV3), t with G - 1 degrees of freedom.`,
  ];
}

function drawLines(record: BootstrapRecord): string[] {
  const { bootstrap, terms } = record;
  const { kind, clusters, error_clusters, draws, type, weights, impose_null, indices, generator, seed } = bootstrap;
  const scheme = bootstrap.scheme ?? (impose_null ? "WCR" : "WCU");
  const undefinedDraws = draws.undefined === 0 ? "" : `, ${formatCount(draws.undefined)} without a statistic`;
  const partial = bootstrap.partial ? `; partial: stopped after ${formatCount(draws.done)}` : "";
  const origin = bootstrap.enumerated
    ? "every vector of signs once"
    : indices !== null
      ? `indices of ${indices.name}`
      : `${generator}, seed ${seed}`;
  const errors = error_clusters.map(counted).join(" and ");
  const same = error_clusters.length === 1 && error_clusters[0]!.name === clusters.name;
  const ties = bootstrap.ties === "count" ? "ties count" : "ties do not count";
  const test = terms.length > 1 ? "F" : "t";
  return [
    `Draws: B = ${formatCount(draws.used)} of ${formatCount(draws.requested)}${undefinedDraws}${partial}; ${origin}.`,
    kind === "wild"
      ? `Type ${type}, null ${impose_null ? "" : "not "}imposed (${scheme}), ${weights} weights by ${counted(clusters)}${same ? "" : `; error clustered by ${errors}`}.`
      : `Clusters drawn: ${counted(clusters)}, effects estimated anew in every draw.`,
    `p = ${kind === "wild" ? "b / B" : "(1 + b) / (1 + B)"} by ${test}${terms.length > 1 ? "" : ", two-sided"}, ${ties}.${record.p_value.statistic === 0 ? ` No draw is as far out: ${unreachedText(draws.used)}.` : ""}`,
  ];
}

/** The formula's F by the degrees of freedom of t, where the small-sample rule has others. */
function jointLines({ terms, observed }: BootstrapRecord): string[] {
  const { statistic, df, p_value, by_t_df } = observed;
  if (by_t_df === undefined) return [];
  const test = { statistic, distribution: "F" as const, df1: terms.length, df2: df, p_value, by_t_df };
  return [`By formula: ${jointTestText(test)}.`];
}

/** "p < 1/9,999; (1 + b) / (1 + B) would be 0.0001". */
const unreachedText = (B: number): string =>
  `p < 1/${formatCount(B)}; (1 + b) / (1 + B) would be ${Number((1 / (1 + B)).toPrecision(2))}`;

/** What the Anderson-Rubin rows are; a set that is no interval has a note of its own. */
function robustLines({ anderson_rubin: robust }: BootstrapRecord): string[] {
  if (robust === null || robust === undefined) return [];
  const { df1, df2, draws } = robust;
  const left = draws.undefined === 0 ? "" : `, ${formatCount(draws.undefined)} draws without an F`;
  const open = robust.set?.intervals.some((ends) => ends.includes(null)) ?? false;
  return [
    `Anderson-Rubin: F(${df1}, ${df2}) of the instruments in the outcome less the value tested times the endogenous regressor, by the same weights${left}; it holds however weak the instruments are.`,
    ...(open ? ["An omitted end of the Anderson-Rubin set is infinite."] : []),
  ];
}

const counted = ({ name, G }: ClusterCount): string => `${name} (${formatCount(G)})`;
