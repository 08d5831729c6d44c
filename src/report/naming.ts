/**
 * What a variable, a coefficient or an effect is called in tables and figures: the words a user gives, else the label of the data, else
 * its own name. Every table of estimates asks here.
 */

import type { Labelled, Labels } from "../base/columns.js";
import type { Language } from "../base/messages.js";
import { ownOf } from "../base/objects.js";
import { partsOfProduct, shiftedTerm, shiftedText, TIMES } from "../base/term-names.js";
import { termText } from "./messages.js";
import type { TableModel } from "./table-model.js";

/** Words for `term`. */
export type Naming = (term: string) => string;

/** Words by name: those of `labels` before those of the data; of several records the first that has some. */
export const wordsOf = (records: readonly Labelled[], labels: Labels = {}): Labels =>
  Object.assign({}, ...records.map(({ labels: own }) => own).reverse(), labels);

/**
 * How the terms of `records` are called. A coefficient `fit_x` of an instrumented regressor that has a label is called as x; a lag of a
 * variable as this, x (t−1), also in a product.
 */
export function naming(records: readonly Labelled[], labels: Labels = {}, language: Language = "en"): Naming {
  const words = wordsOf(records, labels);
  const isLabelled = (term: string): boolean => records.some((record) => ownOf(record.labels, term) !== undefined);
  const name = (term: string): string => {
    const instrumented = /^fit_(.+)$/s.exec(term)?.[1];
    const inPlace = instrumented !== undefined && isLabelled(instrumented) ? ownOf(words, instrumented) : undefined;
    return ownOf(labels, term) ?? shiftOf(term, labels) ?? ownOf(words, term) ?? inPlace ?? shifted(term);
  };
  const shifted = (term: string): string => {
    const parts = partsOfProduct(term);
    if (parts.length > 1) return parts.some(shiftedTerm) ? parts.map(name).join(TIMES) : term;
    const shift = shiftedTerm(term);
    return shift === undefined ? termText(term, language) : shiftedText(shift, name(shift.of));
  };
  return name;
}

/** The words for a lag, lead or difference of a variable that `labels` have words for. */
export function shiftOf(term: string, labels: Labels): string | undefined {
  const shift = shiftedTerm(term);
  const words = shift === undefined ? undefined : (ownOf(labels, shift.of) ?? shiftOf(shift.of, labels));
  return words === undefined ? undefined : shiftedText(shift!, words);
}

/** The outcomes as what stands above the terms of a table; those called otherwise than by their name are kept beside. */
export function outcomeStub(outcomes: readonly string[], name: Naming): Pick<TableModel, "stub" | "outcomes"> {
  const words = new Map(outcomes.map((outcome) => [outcome, name(outcome)]));
  return {
    stub: [...new Set(words.values())].join(", "),
    ...([...words].every(([outcome, word]) => outcome === word) ? {} : { outcomes: Object.fromEntries(words) }),
  };
}
