/**
 * The study of tests with few treated clusters in Markdown, and the cut that comes of it. Counts in, lines out; computes nothing but shares and
 * their binomial errors.
 */

import type { Study } from "../resumed-study.js";
import { FEW_CLUSTERS_TESTS, type FewClustersSize, type FewClustersTest } from "../size/few-clusters-size.js";

export type FewClustersStudy = Study<FewClustersSize>;

/** Shares of rejections at 5% within which a test is believed. */
export const BELIEVED = { least: 0.03, most: 0.075 } as const;
const BOOTSTRAPS = ["WCR-11", "WCR-33"] as const satisfies readonly FewClustersTest[];

const shareOf = ({ rejected, replications }: FewClustersSize, test: FewClustersTest): number =>
  rejected[test] / replications;

const isOutside = (size: FewClustersSize): boolean =>
  BOOTSTRAPS.some((test) => shareOf(size, test) < BELIEVED.least || shareOf(size, test) > BELIEVED.most);

/** The largest number of treated clusters at which some design rejects outside of what is believed, with one bootstrap or the other. */
export const cutOf = (sizes: readonly FewClustersSize[]): number =>
  sizes.filter(isOutside).reduce((most, { treated }) => Math.max(most, treated), 0);

const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
const percent = (share: number): string => `${(100 * share).toFixed(1)}%`;

export function fewClustersTables({ sizes }: Pick<FewClustersStudy, "sizes">): string[] {
  const counts = sizes.map(({ replications }) => replications);
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  const treated = [...new Set(sizes.map((one) => one.treated))].sort((a, b) => a - b);
  const error = (share: number): string => percent(Math.sqrt((share * (1 - share)) / least)).replace("%", "");
  return [
    "Share of replications in which a test of 5% rejects a policy without effect that few clusters adopt halfway: clusters of 4 to 400 rows, of",
    "which the smallest or the largest are treated, with errors 0.5, 1 or 3 times those of the others; effects of clusters and of the policy's",
    `start. ${least === most ? least : `${least} to ${most}`} replications a design, ${sizes[0]!.draws} draws a test (standard error in points: ${error(0.05)} at 5%, ${error(BELIEVED.least)} at ${percent(BELIEVED.least)}, ${error(BELIEVED.most)} at ${percent(BELIEVED.most)}).`,
    `t has G - 1 degrees of freedom, or the effective number of clusters less one; WCR is the restricted wild bootstrap, by type.`,
    "",
    `The largest number of treated clusters at which a bootstrap rejects outside of ${percent(BELIEVED.least)} to ${percent(BELIEVED.most)} in some design: **${cutOf(sizes)}**.`,
    "",
    line(["treated", ...FEW_CLUSTERS_TESTS.map((test) => `${test}, least to most`), "bootstrap"]),
    line(["---:", ...FEW_CLUSTERS_TESTS.map(() => "---:"), "---"]),
    ...treated.map((count) => rangeLine(sizes.filter((one) => one.treated === count))),
    "",
    line(["clusters", "treated", "errors", "G*", "replications", ...FEW_CLUSTERS_TESTS]),
    line(["---:", "---", "---:", "---:", "---:", ...FEW_CLUSTERS_TESTS.map(() => "---:")]),
    ...sizes.map((one) =>
      line([
        ...[String(one.clusters), `${one.treated} ${one.which}`, `x ${one.errors}`, one.effective.toFixed(1)],
        String(one.replications),
        ...FEW_CLUSTERS_TESTS.map((test) => percent(shareOf(one, test))),
      ]),
    ),
  ];
}

/** Over the designs with one number of treated clusters. */
function rangeLine(sizes: readonly FewClustersSize[]): string {
  const range = (test: FewClustersTest): string => {
    const shares = sizes.map((one) => shareOf(one, test));
    return `${percent(Math.min(...shares))} to ${percent(Math.max(...shares))}`;
  };
  const outside = sizes.filter(isOutside).length;
  return line([
    String(sizes[0]!.treated),
    ...FEW_CLUSTERS_TESTS.map(range),
    `${outside} of ${sizes.length} designs outside`,
  ]);
}
