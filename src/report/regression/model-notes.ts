/**
 * What stands beneath every table of one fit: sample, effects, variance, solver, what was left out, notes.
 */
import type { FitRecord } from "../../regression/record/fit-record.js";
import { formatCount } from "../format-number.js";
import { droppedText, effectsLines, solverLine, varianceText, vcovText } from "./fit-summary.js";

/** A line each; the parts every record of a model has. */
export function modelNotes(record: Omit<FitRecord, "kind">): string[] {
  const { vcov, collinear, notes, nobs, weights } = record;
  return [
    `Observations: ${formatCount(nobs)}${droppedText(record)}`,
    ...effectsLines(record),
    ...(weights === null ? [] : [`Weights: ${weights}`]),
    `Std. errors: ${vcovText(record)}`,
    solverLine(record),
    ...notCountedLine(vcov),
    ...collinear.map(({ term, because }) => `Omitted: ${term} (${because})`),
    ...notes.map(({ message }) => `Note: ${message}`),
  ];
}

const notCountedLine = ({ not_counted }: FitRecord["vcov"]): string[] =>
  not_counted.length === 0 ? [] : [`K does not count the levels of ${not_counted.join(", ")}.`];

/** What documents print in place of those on small-sample rule and solver: the variance without its rule, the solver not. */
export const shortModelNotes = (record: Omit<FitRecord, "kind">): Readonly<Record<string, string>> => ({
  [`Std. errors: ${vcovText(record)}`]: `Std. errors: ${varianceText(record)}`,
  ...Object.fromEntries([solverLine(record), ...notCountedLine(record.vcov)].map((line) => [line, ""])),
});
