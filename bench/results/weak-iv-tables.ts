/**
 * The study of weak instruments in Markdown. Numbers in, lines out; computes nothing but pooled shares.
 */
import type { WeakDesign } from "../weak-iv/design.js";
import { type Share, shareOf } from "../weak-iv/share.js";
import { FOLK_F, type WeakCell, type WeakResult } from "../weak-iv/study.js";
import { binomialBand } from "./binomial-band.js";
import { weakFigureFile } from "./weak-iv-figures.js";

/** A study as its file has it. */
export interface WeakStudy {
  readonly machine: string;
  readonly date: string;
  /** Of the whole study, on `workers` threads. */
  readonly seconds: number;
  readonly workers: number;
  readonly replications: number;
  readonly results: readonly WeakResult[];
}

const LEVEL = 0.05;

/** What is measured, then a table and a figure a design. */
export function weakTables({ replications, results, seconds, workers }: WeakStudy): string[] {
  const [low, high] = binomialBand(replications, LEVEL);
  const disagreements = results.flatMap(({ cells }) => cells).reduce((sum, cell) => sum + cell.disagreements, 0);
  return [
    "Share of replications, in percent, in which a test of 5% rejects the coefficient that is true, by `feols` with instruments:",
    "the t of 2SLS; the same where the first-stage F is above 10, as a rule of thumb has it; the t of LIML; the tF interval; the",
    "Anderson-Rubin test. In brackets the 95% interval of the probability behind a share (Wilson). Each row has",
    `${replications} replications of its own, the same at every run; by chance alone 95% of the shares of a test that rejects 5% fall`,
    `between ${percent(low)} and ${percent(high)}. rho is the correlation of the errors of the two equations, E[F] what the first-stage F`,
    "is on average by design. Then the shares of Anderson-Rubin sets that are rays, the whole line, several intervals or empty,",
    "and the median of estimates over that of least squares (the truth is 0). The row `all` pools what does not depend on the",
    "strength. The designs, and why the Anderson-Rubin test rejects less than 5% where units are absorbed, are in docs/bench.md.",
    "",
    `The Anderson-Rubin test and the set disagree about the truth in ${disagreements} of the replications.`,
    "",
    ...results.flatMap((result) => [
      `### ${designTitle(result.design)}`,
      "",
      ...table(result),
      "",
      ...(result.design.rhos.length > 1 ? [`![Rejections against E[F]](${weakFigureFile(result.design)})`, ""] : []),
    ]),
    `The whole study took ${seconds} s on ${workers} ${workers === 1 ? "thread" : "threads"}.`,
  ];
}

/** Of a table and of a figure. */
export function designTitle({ instruments, clustered, rows }: WeakDesign): string {
  const count = instruments === 1 ? "one instrument" : `${instruments === 3 ? "three" : instruments} instruments`;
  const errors =
    clustered === null ? "independent errors" : `${clustered.clusters} clusters, effects of units and years absorbed`;
  return `${count}, ${errors}, ${rows} rows`;
}

function table({ design, cells }: WeakResult): string[] {
  const several = design.instruments > 1;
  const line = (entries: readonly string[]) => `| ${entries.join(" | ")} |`;
  const own = several ? ["LIML t"] : ["tF"];
  const sets = several ? ["rays", "whole line", "several", "empty"] : ["rays", "whole line"];
  const medians = several ? ["2SLS / OLS", "LIML / OLS"] : ["2SLS / OLS"];
  const head = [
    ...["rho", "E[F]", "mean F", "2SLS t", `2SLS t if F > ${FOLK_F}`, `F > ${FOLK_F}`],
    ...own,
    "Anderson-Rubin",
    ...sets,
    ...medians,
  ];
  const row = (cell: WeakCell) => [
    ...[String(cell.rho), String(cell.strength), cell.mean_F.toFixed(2)],
    ...[rate(cell.rejected["2sls"]), rate(cell.pretested.rejected), percent(cell.pretested.passed.share)],
    rate(several ? cell.rejected.liml : cell.rejected.tF),
    rate(cell.rejected.anderson_rubin),
    ...[cell.sets.unbounded, cell.sets.whole_line].map(percent),
    ...(several ? [cell.sets.disjoint, cell.sets.empty].map(percent) : []),
    ...(several ? [cell.median.two_sls, cell.median.liml!] : [cell.median.two_sls]).map((median) =>
      (median / cell.median.ols).toFixed(2),
    ),
  ];
  const pooled = head.map((name) =>
    name === "Anderson-Rubin" ? rate(pooledShare(cells)) : name === "rho" ? "all" : "",
  );
  return [line(head), line(head.map(() => "---:")), ...cells.map((cell) => line(row(cell))), line(pooled)];
}

/** Anderson-Rubin rejections over all cells, whose errors are independent. */
function pooledShare(cells: readonly WeakCell[]): Share {
  const all = cells.map(({ rejected }) => rejected.anderson_rubin!);
  const sum = (of: (share: Share) => number) => all.reduce((total, share) => total + of(share), 0);
  return shareOf(
    Math.round(sum(({ share, of }) => share * of)),
    sum(({ of }) => of),
  );
}

const digits = (share: number): string => (100 * share).toFixed(1);
const percent = (share: number): string => `${digits(share)}%`;
const rate = (share: Share | null): string =>
  share === null ? "" : `${digits(share.share)} (${digits(share.low)}, ${digits(share.high)})`;
