/**
 * Coefficients of several results under the names a table or a figure shows: shared rows and words.
 */

import type { Labelled } from "../../base/columns.js";
import { didYouMean } from "../../base/did-you-mean.js";
import { DataError, UsageError } from "../../base/errors.js";
import type { Language } from "../../base/messages.js";
import { namePattern } from "../../base/name-pattern.js";
import { ownOf } from "../../base/objects.js";
import { shiftedTerm } from "../../base/term-names.js";
import { termAmong } from "../../formula/term-names.js";
import { naming } from "../../report/naming.js";
import { type ModelColumn, modelColumn, type NamedResult } from "./model-column.js";

/** Which coefficients are shown, and under which names. */
export interface TermNaming extends TermChoice {
  /** Words for coefficients, effects, outcomes and clusters, by their name; default labels of the data, else names. */
  readonly labels?: Readonly<Record<string, string>>;
  /**
   * Coefficients that share the row of another, by the name of that: `{ fit_did: "did" }`; a name of none is a label, also of a
   * fixed effect, an outcome or clusters.
   */
  readonly rename?: Readonly<Record<string, string>>;
  /** Coefficients, by name or `/regex/`, that stand together under a heading, after those under none. */
  readonly headings?: readonly TermGroup[];
  /** Of the words, default "en". */
  readonly language?: Language;
}

/** Coefficients by name or `/regex/`, and words for them all. */
export interface TermGroup {
  readonly label: string;
  readonly terms: readonly string[];
}

/** A coefficient that is shown, and the heading it stands under. */
export interface ShownTerm {
  readonly term: string;
  readonly heading: string | undefined;
}

/** Columns whose coefficients bear their new names, all such names in order of appearance, and words for them. */
export interface NamedTerms {
  readonly columns: readonly ModelColumn[];
  readonly present: readonly string[];
  readonly name: (term: string) => string;
}

/** Throws DataError `no_results` where there is nothing to show; `what` begins the sentence. */
export function requireResults(what: string, results: readonly NamedResult[]): void {
  if (results.length > 0) return;
  throw new DataError("no_results", `${what} needs at least one result; none came.`, { got: 0, expected: 1 });
}

/** The columns of `results`. Throws DataError `not_a_model`, UsageError `unknown_term`, `same_row`. */
export function namedTerms(results: readonly NamedResult[], chosen: TermNaming): NamedTerms {
  const { columns, labels } = renamed(
    results.map(({ record }) => modelColumn(record)),
    chosen,
  );
  return {
    columns,
    present: [...new Set(columns.flatMap(({ coefficients }) => Object.keys(coefficients)))],
    name: naming(
      results.map(({ record }) => record as Labelled),
      labels,
      chosen.language,
    ),
  };
}

/** Columns whose coefficients bear their new names. Throws UsageError `unknown_term`, and `same_row` for two of one column. */
function renamed(columns: readonly ModelColumn[], { rename = {}, labels = {} }: TermNaming) {
  const present = new Set(columns.flatMap(({ coefficients }) => Object.keys(coefficients)));
  const others = columns.flatMap(({ effects, depvar, vcov }) => [
    ...(effects ?? []),
    ...(depvar === null ? [] : [depvar]),
    ...Object.keys(vcov?.clusters ?? {}),
  ]);
  const isLabel = ([, to]: readonly [string, string]): boolean => !present.has(to);
  const entries = Object.entries(rename).flatMap(([from, to]) =>
    [...matchedBy([from], [...present, ...others])].map((term) => [term, to] as const),
  );
  const moved = { ...sharedShifts(present), ...Object.fromEntries(entries.filter((entry) => !isLabel(entry))) };
  return {
    labels: { ...labels, ...Object.fromEntries(entries.filter(isLabel)) },
    columns: columns.map((column) => ({ ...column, coefficients: movedTerms(column.coefficients, moved) })),
  };
}

/** Verbs write a lag each in their way, `l(x, 1)` and `lag(x, 1)`: by the name of each further one that of the first. */
function sharedShifts(present: ReadonlySet<string>): Readonly<Record<string, string>> {
  const first = new Map<string, string>();
  return Object.fromEntries(
    [...present].flatMap((term) => {
      const shift = shiftKey(term);
      if (shift === undefined) return [];
      const known = first.get(shift);
      if (known === undefined) first.set(shift, term);
      return known === undefined ? [] : [[term, known]];
    }),
  );
}

/** The same for names of the same lag; undefined for what is none. */
const shiftKey = (term: string): string | undefined => {
  const shift = shiftedTerm(term);
  return shift && JSON.stringify(shift);
};

function movedTerms(coefficients: ModelColumn["coefficients"], moved: Readonly<Record<string, string>>) {
  const entries = Object.entries(coefficients).map(([term, b]) => [ownOf(moved, term) ?? term, b] as const);
  const made = Object.fromEntries(entries);
  if (Object.keys(made).length === entries.length) return made;
  throw new UsageError("same_row", `Two coefficients of one column can't share a row: ${JSON.stringify(moved)}.`, {
    got: moved,
  });
}

/** The coefficients shown, in their order. Throws UsageError `unknown_term`, and `two_headings` for one named under two. */
export function chosenTerms({ present }: NamedTerms, naming: TermNaming): ShownTerm[] {
  const shown = chooseTerms(present, naming);
  const heading = new Map<string, string>();
  for (const { label, terms } of naming.headings ?? []) {
    for (const term of matchedBy(terms, present)) {
      const other = heading.get(term);
      if (other !== undefined) {
        throw new UsageError(
          "two_headings",
          `The coefficient '${term}' stands under two headings, '${other}' and '${label}'.`,
          {
            got: term,
          },
        );
      }
      heading.set(term, label);
    }
  }
  const labels = [undefined, ...new Set((naming.headings ?? []).map(({ label }) => label))];
  return labels.flatMap((label) =>
    shown.filter((term) => heading.get(term) === label).map((term) => ({ term, heading: label })),
  );
}

// Which coefficients a table shows, in which order.

/** A choice of coefficients: names, or `/regex/`. */
export interface TermChoice {
  /** Shown; default all. */
  readonly keep?: readonly string[];
  /** Not shown. */
  readonly drop?: readonly string[];
  /** These first, in this order. */
  readonly order?: readonly string[];
}

/** The terms of `present` that are shown, in their order. Throws UsageError `unknown_term` for what names none. */
export function chooseTerms(present: readonly string[], { keep, drop = [], order = [] }: TermChoice): string[] {
  const kept = keep === undefined ? present : present.filter((term) => matchedBy(keep, present).has(term));
  const dropped = matchedBy(drop, present);
  const first = [...matchedBy(order, present)];
  const shown = kept.filter((term) => !dropped.has(term));
  return [...first.filter((term) => shown.includes(term)), ...shown.filter((term) => !first.includes(term))];
}

/** The terms that `wanted` names, in its order. Throws UsageError `unknown_term`, `term_pattern`. */
export function matchedBy(wanted: readonly string[], present: readonly string[]): Set<string> {
  return new Set(
    wanted.flatMap((text) => {
      const found = matching(text, present);
      if (found.length > 0) return found;
      throw new UsageError(
        "unknown_term",
        `No result has a coefficient '${text}'${didYouMean(text, present)} They have ${present.join(", ")}.`,
        { got: text, expected: present },
      );
    }),
  );
}

function matching(text: string, present: readonly string[]): readonly string[] {
  const pattern = /^\/(.+)\/$/.exec(text)?.[1];
  if (pattern === undefined) {
    const [named, shift] = [termAmong(present, text), shiftKey(text)];
    return present.filter((term, at) => at === named || (shift !== undefined && shiftKey(term) === shift));
  }
  try {
    return present.filter(namePattern(pattern).test);
  } catch (cause) {
    throw new UsageError("term_pattern", `${text} is no regular expression: ${(cause as Error).message}.`, {
      got: text,
    });
  }
}
