/**
 * The table of a robustness stage: a row a variant, two of one that leaves values of a column out in turn.
 */

import { type Language, listed, omittedText } from "../../../base/messages.js";
import { ownOf } from "../../../base/objects.js";
import type { Coefficient } from "../../../regression/tests/coefficients.js";
import { decimalsFor, formatCount, formatCut, formatFixed, formatP } from "../../../report/format-number.js";
import { refusalText } from "../../../report/messages.js";
import {
  type Cell,
  emptyCell,
  numberCell,
  roundedCell,
  type TableModel,
  type TableRow,
  textCell,
} from "../../../report/table-model.js";
import { trueEffect } from "../beneath.js";
import type { Choice } from "./choices.js";
import type { Estimated, LeftOut, Variant } from "./estimate.js";
import { robustnessWords as words } from "./messages.js";

/** Every estimate with its label: base first, of a variant that leaves out in turn the smallest and the largest. */
export function rowsShown(all: readonly Labelled[], reporting: Reporting): readonly Labelled<Estimated>[] {
  const { language } = reporting;
  return all.flatMap(({ label, choice, found }): Labelled<Estimated>[] => {
    if (!("smallest" in found)) return [{ label, choice, found }];
    const row = (end: "smallest" | "largest") => ({
      label: words[end][language](label, found[end].value),
      choice,
      found: found[end].estimated,
    });
    return [row("smallest"), row("largest")];
  });
}

/** The table; `notes` stand beneath. */
export function robustnessTable(
  title: string,
  shown: readonly Labelled<Estimated>[],
  truth: number | undefined,
  reporting: Reporting,
  notes: readonly string[],
): TableModel {
  const { language, level, units } = reporting;
  const percent = `${Number((100 * level).toPrecision(6))}%`;
  const anyImputed = shown.some(({ found }) => found.rows !== undefined);
  const anyWild = shown.some(({ found }) => found.wild !== undefined);
  const anyTruth = shown.some(({ found }) => trueEffect(truth, found) !== undefined);
  const count = (value: number) => numberCell(value, formatCount(value));
  const cells = ({ choice, found }: Labelled<Estimated>): Cell[] => {
    const b = ownOf(found.fit.coefficients, choice.treatment);
    const decimals = decimalsFor(b === undefined ? [] : [b.std_error]);
    const clusters = Object.values(found.fit.vcov.clusters);
    const known = trueEffect(truth, found);
    return [
      ...estimateCells(b, decimals),
      count(found.fit.nobs),
      ...(anyImputed ? [count(found.imputed ?? 0)] : []),
      clusters.length === 1 ? count(clusters[0]!) : textCell(clusters.map(formatCount).join(" / ")),
      count(found.treated.length),
      ...(anyWild ? wildCells(found, decimals) : []),
      ...(anyTruth ? [known === undefined ? emptyCell() : numberCell(known, formatFixed(known, 4))] : []),
    ];
  };
  return {
    title,
    stub: words.stub[language],
    heads: [
      words.estimate[language],
      words.stdError[language],
      words.p[language],
      words.interval[language](percent),
      words.nobs[language],
      ...(anyImputed ? [words.imputed[language]] : []),
      words.clusters[language],
      words.treated[language](units),
      ...(anyWild ? [words.wildP[language], words.wildInterval[language](percent)] : []),
      ...(anyTruth ? [words.truth[language]] : []),
    ].map((head) => [head]),
    rows: shown.map(
      (one, r): TableRow => ({
        label: one.label,
        quantity: "estimate",
        cells: cells(one),
        ruleAbove: r === 1,
      }),
    ),
    notes,
    notesInCsv: true,
  };
}

function estimateCells(b: Coefficient | undefined, decimals: number): Cell[] {
  if (b === undefined) return [emptyCell(), emptyCell(), emptyCell(), emptyCell()];
  const fixed = (value: number) => formatFixed(value, decimals);
  return [
    numberCell(b.estimate, fixed(b.estimate)),
    numberCell(b.std_error, fixed(b.std_error)),
    numberCell(b.p_value, formatP(b.p_value)),
    roundedCell(`[${fixed(b.conf_low)}, ${fixed(b.conf_high)}]`, `[${b.conf_low}, ${b.conf_high}]`),
  ];
}

function wildCells({ wild }: Estimated, decimals: number): Cell[] {
  if (wild === undefined) return [emptyCell(), emptyCell()];
  const { p_value, interval } = wild;
  const p = p_value.statistic;
  const ends = interval === null ? null : [interval.conf_low ?? -Infinity, interval.conf_high ?? Infinity];
  return [
    p === null ? emptyCell() : numberCell(p, formatP(p)),
    ends === null
      ? emptyCell()
      : roundedCell(`[${ends.map((end) => formatFixed(end, decimals)).join(", ")}]`, `[${ends.join(", ")}]`),
  ];
}

// What a variant changes beside the base, in a sentence.

/** What the words need of the study. */
export interface Reporting {
  readonly language: Language;
  readonly level: number;
  /** Plural of the unit. */
  readonly unit: string;
  readonly units: string;
  /** Words for columns. */
  readonly name: (column: string) => string;
  /** Whether its errors are below the level at which treatment was assigned, so that its p concludes nothing. */
  readonly isBelow: (found: Estimated) => boolean;
}

/** A variant or the base, with what was chosen. */
export interface Labelled<V = Variant> {
  readonly label: string;
  readonly choice: Choice;
  readonly found: V;
}

/** The sentence, its end alone, and whether it reports another conclusion, or of a placebo that is none. */
export interface WhatChanges {
  readonly sentence: string;
  readonly conclusion: string;
  readonly isOther: boolean;
}

type Verdict = "positive" | "negative" | "none";

/** By the wild bootstrap's p where there is one, else by t's. */
export function verdictOf({ choice, found }: Labelled<Estimated>, level: number): Verdict | null {
  const b = ownOf(found.fit.coefficients, choice.treatment);
  if (b === undefined) return null;
  return verdict(b.estimate, found.wild?.p_value.statistic ?? b.p_value, level);
}

const verdict = (estimate: number, p: number, level: number): Verdict =>
  p >= Number((1 - level).toPrecision(12)) ? "none" : estimate > 0 ? "positive" : "negative";

/** Whether the verdict is by the wild bootstrap. */
const isWild = ({ wild }: Estimated): boolean => typeof wild?.p_value.statistic === "number";

/** Of `variant` beside `base`. */
export function whatChanges(base: Labelled<Estimated>, variant: Labelled, reporting: Reporting): WhatChanges {
  const { language } = reporting;
  const { parts, isOther } =
    "smallest" in variant.found
      ? rangeParts(base, { ...variant, found: variant.found }, reporting)
      : variantParts(base, { ...variant, found: variant.found }, reporting);
  const said = (of: readonly string[]) => words.sentence[language](variant.label, of.join(words.join[language]));
  return { sentence: said(parts), conclusion: said(parts.slice(-1)), isOther };
}

interface Parts {
  readonly parts: readonly string[];
  readonly isOther: boolean;
}

function rangeParts(base: Labelled<Estimated>, { choice, found }: Labelled<LeftOut>, reporting: Reporting): Parts {
  const { language, level } = reporting;
  const { values, smallest, largest } = found;
  const ofBase = base.found.fit.coefficients[base.choice.treatment]!;
  const own = verdict(ofBase.estimate, ofBase.p_value, level);
  const known = values.filter(({ estimate }) => estimate !== null);
  const unknown = values.filter(({ estimate }) => estimate === null);
  const others = known.filter(({ estimate, p_value }) => verdict(estimate!, p_value!, level) !== own);
  const decimals = decimalsFor([ofBase.std_error]);
  const at = ({ estimated }: LeftOut["smallest"]) =>
    formatFixed(estimated.fit.coefficients[choice.treatment]!.estimate, decimals);
  const percent = alpha(level);
  const isBelow = [base.found, smallest.estimated].some(reporting.isBelow);
  const stated = `${words[own][language]}${isWild(base.found) ? words.byT[language] : ""}`;
  return {
    parts: [
      ...doneParts({ label: "", choice, found: smallest.estimated }, reporting),
      ...choiceParts(base, choice, reporting),
      words.range[language](
        formatCount(known.length),
        at(smallest),
        smallest.value,
        at(largest),
        largest.value,
        formatFixed(ofBase.estimate, decimals),
      ),
      ...(unknown.length === 0
        ? []
        : [
            words.rangeUnknown[language](
              listed[language](
                unknown.map((each) => words.valueUnknown[language](each.value, whyUnknown(each, language))),
              ),
            ),
          ]),
      ...(isBelow
        ? []
        : [
            others.length === 0
              ? words.rangeStays[language](percent, stated)
              : words.rangeChanges[language](
                  percent,
                  formatCount(others.length),
                  listed[language](others.map(({ value }) => value)),
                  stated,
                ),
          ]),
    ],
    isOther: !isBelow && others.length > 0,
  };
}

/** Why there is no estimate without a value: the treatment was omitted, or an error. */
function whyUnknown({ because, code, omitted }: LeftOut["values"][number], language: Language): string {
  if (omitted !== undefined) return omittedText(omitted, language);
  return code === undefined || because === null
    ? ""
    : refusalText[language]({ code, message: because }).replace(/[.。]$/, "");
}

function variantParts(base: Labelled<Estimated>, variant: Labelled<Estimated>, reporting: Reporting): Parts {
  const { language, level, units } = reporting;
  const [before, after] = [base.found, variant.found];
  const ofBase = before.fit.coefficients[base.choice.treatment]!;
  const own = ownOf(after.fit.coefficients, variant.choice.treatment);
  const done = doneParts(variant, reporting);
  if (own === undefined) {
    const omitted = after.fit.collinear.find(({ term }) => term === variant.choice.treatment);
    const because = omitted === undefined ? "" : omittedText(omitted, language);
    return {
      parts: [...done, ...choiceParts(base, variant.choice, reporting), words.notIdentified[language](because)],
      isOther: true,
    };
  }
  const decimals = decimalsFor([ofBase.std_error, own.std_error]);
  const number = (value: number) => formatFixed(value, decimals);
  const estimate = moves(ofBase.estimate, own.estimate, words.estimateMoves[language], number);
  const error = moves(ofBase.std_error, own.std_error, words.errorMoves[language], number);
  const signs = Math.sign(ofBase.estimate) === Math.sign(own.estimate) ? [] : [words.signChanges[language]];
  const isPlacebo = variant.choice.shift !== undefined;
  const parts = [
    ...done,
    ...choiceParts(base, variant.choice, reporting),
    ...(estimate.length > 0 ? estimate : [words.estimateStays[language](number(own.estimate))]),
    ...(isPlacebo ? [] : signs),
    ...(error.length > 0 ? error : [words.errorStays[language](number(own.std_error))]),
    ...moves(before.fit, after.fit, words.clustersMove[language], (fit) => clustersText(fit, reporting)),
    ...moves(ofBase.p_value, own.p_value, words.pMoves[language], formatP),
    ...wildPart(after, language),
    ...moves(before.fit.nobs, after.fit.nobs, words.rowsMove[language], formatCount),
    ...((after.imputed ?? 0) === (before.imputed ?? 0)
      ? []
      : [words.imputedMove[language](formatCount(after.imputed ?? 0), formatCount(before.imputed ?? 0))]),
    ...((after.treated_only_imputed ?? []).length === 0
      ? []
      : [words.onlyImputed[language](formatCount(after.treated_only_imputed!.length), units)]),
    ...moves(
      before.treated.length,
      after.treated.length,
      (from, to) => words.treatedMove[language](from, to, units),
      formatCount,
    ),
  ];
  if ([before, after].some(reporting.isBelow)) return { parts, isOther: false };
  const [from, to] = [verdictOf(base, level)!, verdictOf(variant, level)!];
  const percent = alpha(level);
  const by = (one: Estimated) => (isWild(one) ? words.byWild[language] : isWild(before) ? words.byT[language] : "");
  const verdicts = {
    from: `${words[from][language]}${isWild(after) ? "" : by(before)}`,
    to: `${words[to][language]}${by(after)}`,
  };
  if (isPlacebo) {
    const holds = to === "none";
    return {
      parts: [...parts, holds ? words.placeboHolds[language](percent) : words.placeboFails[language](percent)],
      isOther: !holds,
    };
  }
  const end =
    from === to
      ? words.stays[language](percent, verdicts.to)
      : words.changes[language](percent, verdicts.from, verdicts.to);
  return { parts: [...parts, end], isOther: from !== to };
}

/** `sentence` of two values whose texts differ. */
const moves = <T>(
  from: T,
  to: T,
  sentence: (from: string, to: string) => string,
  text: (value: T) => string,
): string[] => (text(from) === text(to) ? [] : [sentence(text(from), text(to))]);

/** What was chosen otherwise than in the base. */
function choiceParts({ choice: base }: Labelled<Estimated>, own: Choice, { language, name }: Reporting): string[] {
  const none = words.noClusters[language];
  const beyond = (some: readonly string[], others: readonly string[]) => some.filter((one) => !others.includes(one));
  const added = beyond(own.controls, base.controls);
  const left = beyond(base.controls, own.controls);
  const isClustered = [base, own].every(({ variance }) => variance.trim().startsWith("cluster:"));
  return [
    ...moves(base.outcome, own.outcome, words.outcome[language], name),
    ...moves(base.treatment, own.treatment, words.treatment[language], name),
    ...(added.length === 0 ? [] : [words.controlsAdded[language](listed[language](added.map(name)))]),
    ...(left.length === 0 ? [] : [words.controlsLeft[language](listed[language](left.map(name)))]),
    ...moves(base.effects, own.effects, words.effectsMove[language], (effects) => effects ?? none),
    ...moves(base.subset, own.subset, words.subsetMoves[language], (subset) => subset ?? words.allRows[language]),
    ...moves(base.weights, own.weights, words.weightsMove[language], (weights) =>
      weights === undefined ? none : name(weights),
    ),
    ...(isClustered ? [] : moves(base.variance, own.variance, words.varianceMoves[language], (variance) => variance)),
  ];
}

/** What was done to the sample. */
function doneParts({ choice, found }: Labelled<Estimated>, { language, unit, units, name }: Reporting): string[] {
  return [
    ...found.winsorised.map(({ column, share, low, high, changed }) =>
      words.winsorised[language](
        name(column),
        formatCut(low),
        formatCut(high),
        percentText(share),
        percentText(1 - share),
        formatCount(changed),
      ),
    ),
    ...(choice.exclude === undefined
      ? []
      : [
          words.excluded[language](
            choice.exclude.length === 1 ? unit : units,
            listed[language](choice.exclude),
            formatCount(found.excluded_rows),
          ),
        ]),
    ...(choice.shift === undefined
      ? []
      : [words.placebo[language](String(choice.shift), formatCount(found.treated_rows))]),
  ];
}

function wildPart({ wild }: Estimated, language: Language): string[] {
  const p = wild?.p_value.statistic;
  if (wild === undefined || p === null || p === undefined) return [];
  return [words.wildIs[language](formatP(p), formatCount(wild.bootstrap.clusters.G))];
}

function clustersText({ vcov }: Estimated["fit"], { language, name }: Reporting): string {
  const clusters = Object.entries(vcov.clusters);
  if (clusters.length === 0) return words.noClusters[language];
  return clusters.map(([column, n]) => words.clustering[language](formatCount(n), name(column))).join(" + ");
}

const percentText = (share: number): string => `${Number((100 * share).toPrecision(6))}%`;
const alpha = (level: number): string => percentText(1 - level);
