/**
 * The study of size in Markdown. Numbers in, lines out; computes nothing but standard errors.
 */
import type { PlaceboSize } from "../size/placebo-size.js";
import type { WildSize } from "../size/wild-size.js";

export interface SizeStudy {
  readonly machine: string;
  readonly date: string;
  /** Of the whole study, on one thread. */
  readonly seconds: number;
  readonly wild: readonly WildSize[];
  readonly placebo: PlaceboSize;
}

/** Two tables and what is in them. */
export function sizeTables({ wild, placebo, seconds }: SizeStudy): string[] {
  const tests = Object.keys(wild[0]!.rejected);
  const { clusters, replications, draws, units } = wild[0]!;
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const error = Math.sqrt((0.05 * 0.95) / replications);
  return [
    "Share of replications in which a test of 5% rejects a policy without effect:",
    `${replications} replications (standard error at 5%: ${percent(error)}), ${clusters} clusters of ${units[0]} to ${units.at(-1)} units`,
    `seen in ten periods, effects of units and periods, errors shared within clusters and lasting; ${draws} draws a test.`,
    "The clusters treated are spread over the sizes.",
    "",
    line(["treated", "rows", ...tests]),
    line(["---:", "---:", ...tests.map(() => "---:")]),
    ...wild.map(({ treated, rows, rejected }) =>
      line([`${treated} of ${clusters}`, String(rows), ...tests.map((test) => percent(rejected[test]!))]),
    ),
    "",
    `Placebo p under random treatment of ${placebo.treated} of ${placebo.clusters} clusters without effect, ${placebo.replications} replications of`,
    `${placebo.draws} draws, against the uniform on 1/${placebo.draws + 1}, ..., 1 (Kolmogorov-Smirnov):`,
    "",
    line(["p of", "distance", "KS p", "p <= 5%"]),
    line(["---", "---:", "---:", "---:"]),
    ...(["estimate", "statistic"] as const).map((by) =>
      line([
        by === "estimate" ? "coefficient" : "t",
        placebo[by].distance.toFixed(4),
        placebo[by].p.toFixed(3),
        percent(placebo[by].rejected),
      ]),
    ),
    "",
    `The whole study took ${seconds} s on one thread.`,
  ];
}

const percent = (share: number): string => `${(100 * share).toFixed(2)}%`;
