/**
 * What the page takes in a browser, beside its budgets, in Markdown.
 */
import { markdown } from "../print.js";

export interface PageStudy {
  readonly machine: string;
  readonly date: string;
  readonly measured: readonly {
    readonly what: string;
    readonly value: number;
    readonly budget: number;
    readonly unit: string;
  }[];
}

export const pageTable = ({ machine, date, measured }: PageStudy): string[] => [
  "From what the user does to what the browser has drawn; `docs/page.md` says what is promised. Of presses, the median of three.",
  "",
  markdown(
    ["what", "measured", "at most", "unit"],
    measured.map(({ what, value, budget, unit }) => [what, String(value), String(Math.round(10 * budget) / 10), unit]),
    (heading) => heading === "what",
  ),
  "",
  `${machine}; ${date}.`,
];
