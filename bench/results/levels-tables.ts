/** The study of tests of the level of clustering in Markdown. Counts in, lines out. */
import type { Study } from "../resumed-study.js";
import { LEVELS_TESTS, type LevelsSize } from "../size/levels-size.js";

export type LevelsStudy = Study<LevelsSize>;

export function levelsTables({ sizes }: Pick<LevelsStudy, "sizes">): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const percent = (share: number): string => `${(100 * share).toFixed(1)}%`;
  return [
    "Share of replications in which a test of 5% rejects, of a regressor without effect that has parts of coarse and fine clusters: the",
    "score-variance test of fine against coarse clusters and its wild bootstrap, which should reject where coarse clusters have shocks",
    "alone, and t tests by errors of either level, which never should. Eight fine clusters of five rows in a coarse one.",
    "",
    line(["coarse clusters", "coarse shocks", "draws", "replications", ...LEVELS_TESTS]),
    line(["---:", "---:", "---:", "---:", ...LEVELS_TESTS.map(() => "---:")]),
    ...sizes.map(({ nCoarse, shock, draws, replications, rejected }) =>
      line([
        ...[String(nCoarse), shock === 0 ? "none" : String(shock), String(draws), String(replications)],
        ...LEVELS_TESTS.map((test) => percent(rejected[test] / replications)),
      ]),
    ),
  ];
}
