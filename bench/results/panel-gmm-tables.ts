/**
 * The study of dynamic panels in Markdown. Numbers in, lines out.
 */
import type { PanelDesign } from "../dynamic-panel/design.js";
import { METHODS, type Method } from "../dynamic-panel/measure.js";
import type { MethodSummary, PanelCell } from "../dynamic-panel/study.js";
import { binomialBand } from "./binomial-band.js";

/** A study as its file has it. */
export interface PanelStudy {
  readonly machine: string;
  readonly date: string;
  /** Of the whole study, on `workers` threads. */
  readonly seconds: number;
  readonly workers: number;
  readonly replications: number;
  readonly results: readonly { readonly design: PanelDesign; readonly cells: readonly PanelCell[] }[];
}

const NOMINAL = 0.95;

/** What is measured, then a table a design. */
export function panelTables({ replications, results, seconds, workers }: PanelStudy): string[] {
  const [low, high] = binomialBand(replications, NOMINAL);
  return [
    "y on its lag with effects of units, stationary, errors of a size that differs by unit: bias of the coefficient of the lag, the",
    "standard deviation of estimates, their mean standard error over it (1 when errors are right), and the share of 95% intervals",
    "that hold the truth, in percent, in brackets the 95% interval of the probability behind it (Wilson). Within: least squares with",
    "effects of units, errors clustered. Difference and system GMM have all lags from 2 on as instruments, by period; one-step",
    `errors are robust. ${replications} replications a row, the same at every run; by chance alone 95% of the shares of intervals that hold`,
    `the truth as often as they say fall between ${percent(low)} and ${percent(high)}.`,
    "",
    ...results.flatMap(({ design, cells }) => [`### ${designTitle(design)}`, "", ...table(cells), ""]),
    `The whole study took ${seconds} s on ${workers} ${workers === 1 ? "thread" : "threads"}.`,
  ];
}

const designTitle = ({ units, periods }: PanelDesign): string => `${units} units, ${periods} periods`;

function table(cells: readonly PanelCell[]): string[] {
  const line = (entries: readonly string[]) => `| ${entries.join(" | ")} |`;
  const row = (rho: number, method: Method, { bias, sd, mean_error, covered }: MethodSummary) =>
    line([
      ...[String(rho), method, bias.toFixed(3), sd.toFixed(3), (mean_error / sd).toFixed(2)],
      `${digits(covered.share)} (${digits(covered.low)}, ${digits(covered.high)})`,
    ]);
  return [
    line(["rho", "method", "bias", "sd", "error / sd", "95% interval holds"]),
    line(["---:", "---", "---:", "---:", "---:", "---:"]),
    ...cells.flatMap(({ rho, methods }) => METHODS.map((method) => row(rho, method, methods[method]))),
  ];
}

const digits = (share: number): string => (100 * share).toFixed(1);
const percent = (share: number): string => `${digits(share)}%`;
