/**
 * Layer study. What a variant changes beside the base, in a sentence: estimate, error, clusters, rows, imputed outcomes, and
 * whether the conclusion at the study's level is another. Sees estimates, no data.
 */
import { decimalsFor, formatCount, formatFixed, formatP } from "../../../report/format-number.js";
import type { Language } from "../../../report/words/language.js";
import { robustnessWords as words } from "../../../report/words/robustness.js";
import type { Choice } from "./choices.js";
import type { Estimated, LeftOut, Variant } from "./estimate.js";

/** What the words need of the study. */
export interface Telling {
  readonly language: Language;
  readonly level: number;
  /** Plural of the unit. */
  readonly units: string;
  /** Words for columns. */
  readonly name: (column: string) => string;
}

/** A variant or the base, with what was chosen. */
export interface Told<V = Variant> {
  readonly label: string;
  readonly choice: Choice;
  readonly found: V;
}

/** The sentence, and whether it tells of another conclusion, or of a placebo that is none. */
export interface WhatChanges {
  readonly sentence: string;
  readonly isOther: boolean;
}

type Verdict = "positive" | "negative" | "none";

/** By the wild bootstrap's p where there is one, else by t's. */
export function verdictOf({ choice, found }: Told<Estimated>, level: number): Verdict | null {
  const b = found.fit.coefficients[choice.treatment];
  if (b === undefined) return null;
  return verdict(b.estimate, found.wild?.p_value.statistic ?? b.p_value, level);
}

const verdict = (estimate: number, p: number, level: number): Verdict =>
  p >= 1 - level ? "none" : estimate > 0 ? "positive" : "negative";

/** Of `variant` beside `base`. */
export function whatChanges(base: Told<Estimated>, variant: Told, telling: Telling): WhatChanges {
  const { language } = telling;
  const { parts, isOther } =
    "smallest" in variant.found
      ? rangeParts(base, variant.found, telling)
      : variantParts(base, { ...variant, found: variant.found }, telling);
  return { sentence: words.sentence[language](variant.label, parts.join(words.join[language])), isOther };
}

interface Parts {
  readonly parts: readonly string[];
  readonly isOther: boolean;
}

function rangeParts(base: Told<Estimated>, { values, smallest, largest }: LeftOut, telling: Telling): Parts {
  const { language, level } = telling;
  const ofBase = base.found.fit.coefficients[base.choice.treatment]!;
  const own = verdict(ofBase.estimate, ofBase.p_value, level);
  const known = values.filter(({ estimate }) => estimate !== null);
  const others = known.filter(({ estimate, p_value }) => verdict(estimate!, p_value!, level) !== own);
  const decimals = decimalsFor([ofBase.std_error]);
  const at = ({ estimated }: LeftOut["smallest"]) =>
    formatFixed(estimated.fit.coefficients[base.choice.treatment]!.estimate, decimals);
  const percent = alpha(level);
  return {
    parts: [
      words.range[language](
        formatCount(known.length),
        at(smallest),
        smallest.value,
        at(largest),
        largest.value,
        formatFixed(ofBase.estimate, decimals),
      ),
      others.length === 0
        ? words.rangeStays[language](percent, words[own][language])
        : words.rangeChanges[language](
            percent,
            formatCount(others.length),
            others.map(({ value }) => value).join(", "),
            words[own][language],
          ),
    ],
    isOther: others.length > 0,
  };
}

function variantParts(base: Told<Estimated>, variant: Told<Estimated>, telling: Telling): Parts {
  const { language, level, units, name } = telling;
  const [before, after] = [base.found, variant.found];
  const ofBase = before.fit.coefficients[base.choice.treatment]!;
  const own = after.fit.coefficients[variant.choice.treatment];
  const done = doneParts(variant, telling);
  if (own === undefined) {
    const because = after.fit.collinear.find(({ term }) => term === variant.choice.treatment)?.because ?? "";
    return { parts: [...done, words.notIdentified[language](because)], isOther: true };
  }
  const decimals = decimalsFor([ofBase.std_error, own.std_error]);
  const number = (value: number) => formatFixed(value, decimals);
  const moves = <T>(
    from: T,
    to: T,
    tell: (from: string, to: string) => string,
    text: (value: T) => string,
  ): string[] => (text(from) === text(to) ? [] : [tell(text(from), text(to))]);
  const estimate = moves(ofBase.estimate, own.estimate, words.estimateMoves[language], number);
  const error = moves(ofBase.std_error, own.std_error, words.errorMoves[language], number);
  const signs = Math.sign(ofBase.estimate) === Math.sign(own.estimate) ? [] : [words.signChanges[language]];
  const isPlacebo = variant.choice.shift !== undefined;
  const parts = [
    ...done,
    ...moves(base.choice.outcome, variant.choice.outcome, words.outcome[language], name),
    ...moves(base.choice.treatment, variant.choice.treatment, words.treatment[language], name),
    ...(estimate.length > 0 ? estimate : [words.estimateStays[language](number(own.estimate))]),
    ...(isPlacebo ? [] : signs),
    ...(error.length > 0 ? error : [words.errorStays[language](number(own.std_error))]),
    ...moves(before.fit, after.fit, words.clustersMove[language], (fit) => clustersText(fit, telling)),
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
  const [from, to] = [verdictOf(base, level)!, verdictOf(variant, level)!];
  const percent = alpha(level);
  const by = after.wild === undefined ? "" : words.byWild[language];
  if (isPlacebo) {
    const holds = to === "none";
    return {
      parts: [...parts, holds ? words.placeboHolds[language](percent) : words.placeboFails[language](percent)],
      isOther: !holds,
    };
  }
  const end =
    from === to
      ? words.stays[language](percent, `${words[to][language]}${by}`)
      : words.changes[language](percent, words[from][language], `${words[to][language]}${by}`);
  return { parts: [...parts, end], isOther: from !== to };
}

/** What was done to the sample. */
function doneParts({ choice, found }: Told<Estimated>, { language, units, name }: Telling): string[] {
  return [
    ...found.winsorised.map(({ column, share, low, high, changed }) =>
      words.winsorised[language](
        name(column),
        number(low),
        number(high),
        percentText(share),
        percentText(1 - share),
        formatCount(changed),
      ),
    ),
    ...(choice.exclude === undefined
      ? []
      : [words.excluded[language](units, choice.exclude.join(", "), formatCount(found.excluded_rows))]),
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

function clustersText({ vcov }: Estimated["fit"], { language, name }: Telling): string {
  const clusters = Object.entries(vcov.clusters);
  if (clusters.length === 0) return words.noClusters[language];
  return clusters.map(([column, n]) => words.clustering[language](formatCount(n), name(column))).join(" + ");
}

const percentText = (share: number): string => `${Number((100 * share).toPrecision(6))}%`;
const alpha = (level: number): string => percentText(1 - level);
const number = (value: number): string => String(Number(value.toPrecision(4)));
