/**
 * What a variable, a coefficient or an effect is called in tables and figures: the words a user gives, else the label of the data, else
 * its own name. Every table of estimates asks here.
 */

import type { Labelled, Labels } from "../base/columns.js";
import type { Language } from "../base/messages.js";
import { ownOf } from "../base/objects.js";
import { termText } from "./messages.js";
import type { TableModel } from "./table-model.js";

/** Words for `term`. */
export type Naming = (term: string) => string;

/** Words by name: those of `labels` before those of the data; of several records the first that has some. */
export const wordsOf = (records: readonly Labelled[], labels: Labels = {}): Labels =>
  Object.assign({}, ...records.map(({ labels: own }) => own).reverse(), labels);

/** How the terms of `records` are called. A coefficient `fit_x` of an instrumented regressor that has a label is called as x. */
export function naming(records: readonly Labelled[], labels: Labels = {}, language: Language = "en"): Naming {
  const words = wordsOf(records, labels);
  const isLabelled = (term: string): boolean => records.some((record) => ownOf(record.labels, term) !== undefined);
  return (term) => {
    const instrumented = /^fit_(.+)$/s.exec(term)?.[1];
    const inPlace = instrumented !== undefined && isLabelled(instrumented) ? ownOf(words, instrumented) : undefined;
    return ownOf(words, term) ?? inPlace ?? termText(term, language);
  };
}

/** The outcomes as what stands above the terms of a table; those called otherwise than by their name are kept beside. */
export function outcomeStub(outcomes: readonly string[], name: Naming): Pick<TableModel, "stub" | "outcomes"> {
  const words = new Map(outcomes.map((outcome) => [outcome, name(outcome)]));
  return {
    stub: [...new Set(words.values())].join(", "),
    ...([...words].every(([outcome, word]) => outcome === word) ? {} : { outcomes: Object.fromEntries(words) }),
  };
}
