/**
 * Matching as tables: the score, the effect on the treated with every error that holds, and the regressions
 * on what was matched. Everything shown comes from the record.
 */

import type { Language } from "../../../base/messages.js";
import { decimalsFor, formatCount, formatFixed, formatP, formatT } from "../../../report/format-number.js";
import { naming, outcomeStub } from "../../../report/naming.js";
import { type RegressionTableOptions, regressionTable } from "../../../report/regression/regression-table.js";
import {
  emptyCell,
  intervalCell,
  numberCell,
  scaledCell,
  type TableModel,
  type TableRow,
  textCell,
} from "../../../report/table-model.js";
import { matchingWords } from "../messages.js";
import type { ErrorKind, MatchedRegression, PsmatchRecord, ScoreRecord } from "../record.js";
import { cell, DECIMALS, fixed, type PsmatchTableOptions, scaled } from "./balance-table.js";
import { errorAssumes, errorText, planText } from "./words.js";

/** The score’s coefficients with z tests. Null where no score was estimated, or one a stratum. */
export function scoreTable(record: PsmatchRecord, options: PsmatchTableOptions = {}): TableModel | null {
  const { score, treatment, call } = record;
  if (score === null) return null;
  const name = naming([record], options.labels, options.language);
  return {
    title: options.title ?? `Score of ${treatment} by ${score.link}: ${call}`,
    stub: "",
    heads: [["Coefficient"], ["Std. error"], ["z"], ["p"]],
    rows: Object.entries(score.coefficients).map(([term, { estimate, std_error, statistic, p_value }]) => {
      const decimals = decimalsFor([std_error]);
      return {
        label: name(term),
        name: term,
        quantity: "",
        cells: [
          scaledCell(estimate, formatFixed(estimate, decimals), { p: p_value }),
          scaledCell(std_error, formatFixed(std_error, decimals)),
          numberCell(statistic, formatT(statistic, DECIMALS.ratio)),
          numberCell(p_value, formatP(p_value)),
        ],
        ruleAbove: false,
      };
    }),
    notes: [...scoreNotes(score, name), ...(options.notes ?? [])],
  };
}

function scoreNotes(score: ScoreRecord, name: (term: string) => string): string[] {
  const { lr, pseudo_r2, nobs, collinear } = score;
  return [
    `${formatCount(nobs)} units; McFadden’s pseudo R² ${formatFixed(pseudo_r2, DECIMALS.share)}${lr.df === 0 ? "" : `; LR chi²(${lr.df}) ${formatFixed(lr.statistic, DECIMALS.ratio)}, p ${pText(lr.p_value)}`}.`,
    ...collinear.map(({ term, because }) => `${name(term)} omitted: ${because}.`),
  ];
}

const pText = (p: number): string => (p < 0.001 ? "< 0.001" : `= ${formatFixed(p, 3)}`);

/**
 * The effect on the treated: the difference of means before matching, then the effect with a line for each error that
 * holds, the default first. Null without an outcome.
 */
export function attTable(record: PsmatchRecord, options: PsmatchTableOptions = {}): TableModel | null {
  const { att, outcome } = record;
  if (att === null || outcome === null) return null;
  const { errors, unmatched } = att;
  const kinds = [
    ...(att.error === null ? [] : [att.error]),
    ...Object.keys(errors).filter((kind) => kind !== att.error),
  ] as ErrorKind[];
  const decimals = decimalsFor(kinds.map((kind) => errors[kind]!.std_error));
  const number = fixed(decimals);
  const level = `${Number((100 * att.level).toPrecision(6))}%`;
  return {
    title: options.title ?? `Effect of ${record.treatment} on the treated: ${record.call}`,
    ...outcomeStub([outcome], naming([record], options.labels, options.language)),
    heads: [
      ["Mean", "treated"],
      ["Mean", "controls"],
      ["", "Difference"],
      ["", "Error"],
      ["", "Std. error"],
      ["", "z"],
      ["", "p"],
      [level, "interval"],
    ],
    rows: [
      {
        label: "Before matching",
        name: "unmatched",
        quantity: "difference",
        cells: [
          scaled(unmatched.mean_treated, number),
          scaled(unmatched.mean_control, number),
          scaled(unmatched.estimate, number),
          ...Array.from({ length: 5 }, emptyCell),
        ],
        ruleAbove: false,
      },
      ...(kinds.length > 0
        ? []
        : [
            {
              label: "Effect on the treated",
              name: "att",
              quantity: "none",
              cells: [
                ...[att.mean_treated, att.mean_counterfactual, att.estimate].map((value) => scaled(value, number)),
                textCell("none: too few units"),
                ...Array.from({ length: 4 }, emptyCell),
              ],
              ruleAbove: false,
            },
          ]),
      ...kinds.map((kind, k): TableRow => {
        const { std_error, statistic, p_value, conf_low, conf_high } = errors[kind]!;
        return {
          label: k === 0 ? "Effect on the treated" : "",
          name: "att",
          quantity: kind,
          cells: [
            ...(k === 0
              ? [
                  ...[att.mean_treated, att.mean_counterfactual].map((value) => scaled(value, number)),
                  scaled(att.estimate, number, p_value),
                ]
              : [emptyCell(), emptyCell(), emptyCell()]),
            textCell(errorText(kind)),
            scaled(std_error, number),
            cell(statistic, (value) => formatT(value, DECIMALS.ratio)),
            cell(p_value, formatP),
            intervalCell(conf_low, conf_high, `[${number(conf_low)}, ${number(conf_high)}]`),
          ],
          ruleAbove: false,
        };
      }),
    ],
    notes: [
      `Matching: ${planText(record)}.`,
      `${formatCount(att.n_treated)} treated units have a counterfactual; the effect is the mean over them.`,
      ...kinds.map((kind) => `${errorAssumes(kind)}.`),
      ...bootstrapNotes(record, number),
      ...(options.notes ?? []),
    ],
  };
}

function bootstrapNotes({ att }: PsmatchRecord, number: (value: number) => string): string[] {
  const bootstrap = att?.bootstrap ?? null;
  if (bootstrap === null) return [];
  const { draws, failed, seed, cluster, generator, percentile_low, percentile_high } = bootstrap;
  return [
    `Bootstrap: ${formatCount(draws)} draws${cluster === null ? "" : ` of ${cluster}`}${failed === 0 ? "" : `, ${formatCount(failed)} without an estimate`}; ${generator}, seed ${seed}; percentile interval [${number(percentile_low)}, ${number(percentile_high)}].`,
  ];
}

/**
 * Regressions after matching side by side: rows of matched units without and with the weights, rows on the support. Columns
 * that coincide, as those with weights all 1 do, are one, which a note says. Throws as `regressionTable`.
 */
export function matchedRegressionsTable(
  regressions: readonly MatchedRegression[],
  options: RegressionTableOptions = {},
): TableModel {
  const columns: MatchedRegression[][] = [];
  for (const one of regressions) {
    const same = columns.find(([first]) => coincide(first!.fit, one.fit));
    if (same === undefined) columns.push([one]);
    else same.push(one);
  }
  const merged = columns.filter((own) => own.length > 1).map((own) => own.map((one) => sampleText(one)).join("; "));
  return regressionTable(
    columns.map((own) => ({ label: headingOf(own), fit: own[0]!.fit })),
    {
      ...options,
      notes: [
        ...(options.notes ?? []),
        ...merged.map((names) => `One column stands for those that coincide: ${names}.`),
      ],
    },
  );
}

/** "Matched" above "unweighted", or above "unweighted, weighted" of columns that coincide. */
const headingOf = (own: readonly MatchedRegression[]): string[] => {
  const texts = own.map((one) => sampleText(one).split(", "));
  return [0, 1].map((line) => [...new Set(texts.map((text) => text[line]!))].join(", "));
};

/** Share of a number up to which two are the same but for rounding. */
const ROUNDING = 1e-10;

/** Whether two fits have the same rows, coefficients and errors. */
function coincide(a: MatchedRegression["fit"], b: MatchedRegression["fit"]): boolean {
  const names = Object.keys(a.coefficients);
  const same = (x: number, y: number) => Math.abs(x - y) <= ROUNDING * Math.abs(x);
  return (
    a.nobs === b.nobs &&
    names.length === Object.keys(b.coefficients).length &&
    names.every((name) => {
      const [own, other] = [a.coefficients[name]!, b.coefficients[name]];
      return other !== undefined && same(own.estimate, other.estimate) && same(own.std_error, other.std_error);
    })
  );
}

/** "Matched, weighted". */
export const sampleText = (
  { sample, weighted }: Pick<MatchedRegression, "sample" | "weighted">,
  language: Language = "en",
): string => {
  const rows = (sample === "matched" ? matchingWords.matched : matchingWords.onSupport)[language];
  return `${rows}, ${(weighted ? matchingWords.weighted : matchingWords.unweighted)[language]}`;
};
