/**
 * The study of coverage in Markdown. Numbers in, lines out.
 */
import type { Coverage, Covered } from "../coverage/study.js";
import { binomialBand } from "./binomial-band.js";

/** A study as its file has it. */
export interface CoverageStudy extends Coverage {
  readonly machine: string;
  readonly date: string;
  /** Of the whole study, on one thread. */
  readonly seconds: number;
}

/** The figures beside the page, by their file names. */
export const COVERAGE_FIGURES = { coverage: "coverage.svg", mean: "coverage-mean.svg" } as const;

const NOMINAL = 0.95;

/** A table, the two figures, and what is in them. */
export function coverageTables(study: CoverageStudy): string[] {
  const { replications, design, products, pooled, seconds } = study;
  const [low, high] = binomialBand(replications, NOMINAL);
  const all = replications * products.length;
  const [allLow, allHigh] = binomialBand(all, NOMINAL);
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const columns = ["covered", "mean", "sd", "mean error"];
  const cells = ({ covered, mean, sd, std_error }: Covered) => [percent(covered), ...[mean, sd, std_error].map(fixed)];
  return [
    "Share of replications whose 95% interval of sigma holds the truth, by product: `estimateQuality` with sigma by 2SLS, the",
    "price elsewhere as instrument, and by least squares, errors clustered by firm. Simulated rows (docs/simulate.md):",
    `${design.firms} firms a product, ${design.dests} destinations, ${design.years.join(" to ")}, effects of destination-years, half of a row's own quality in its`,
    `price. ${replications} replications, the same at every run; by chance alone 95% of the shares of a product fall between`,
    `${percent(low)} and ${percent(high)}, of all products together between ${percent(allLow)} and ${percent(allHigh)}.`,
    "",
    line([
      "sigma",
      "rows",
      "firms",
      "F",
      ...["2SLS", "least squares"].flatMap((name) => columns.map((column) => `${name}: ${column}`)),
    ]),
    line(new Array<string>(12).fill("---:")),
    ...products.map(({ sigma, rows, firms, first_stage_F, iv, ols }) =>
      line([
        String(sigma),
        ...[rows, firms, first_stage_F].map((mean) => mean.toFixed(0)),
        ...cells(iv),
        ...cells(ols),
      ]),
    ),
    line(["all", "", "", "", percent(pooled.iv), "", "", "", percent(pooled.ols), "", "", ""]),
    "",
    `![Coverage of 95% intervals by product](${COVERAGE_FIGURES.coverage})`,
    "",
    `![Mean estimate of sigma against the truth](${COVERAGE_FIGURES.mean})`,
    "",
    `The whole study took ${seconds} s on one thread.`,
  ];
}

const percent = (share: number): string => `${(100 * share).toFixed(1)}%`;
const fixed = (value: number): string => value.toFixed(3);
