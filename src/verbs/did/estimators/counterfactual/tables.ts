/**
 * Tables of counterfactual estimators: tests, cross-validation, what follows the end of treatment. Everything shown comes from the record.
 */
import type { Language } from "../../../../base/messages.js";
import { decimalsFor, formatCount, formatFixed } from "../../../../report/format-number.js";
import {
  type Cell,
  emptyCell,
  numberCell,
  scaledCell,
  type TableModel,
  type TableRow,
  textCell,
} from "../../../../report/table-model.js";
import type { Look } from "../../../verb.js";
import type { DetailTable } from "../../design/exhibits.js";
import type { DidEstimate, DidRecord } from "../../design/record.js";
import type { CounterfactualDetails, LeftOutTest, Shown } from "./record.js";
import { counterfactualWords as words } from "./words.js";

const P = 3;

const row = (label: string, cells: readonly Cell[]): TableRow => ({ label, quantity: "", cells, ruleAbove: false });
const scaled = (value: number | null, decimals: number): Cell =>
  value === null ? emptyCell() : scaledCell(value, formatFixed(value, decimals));
const p = (value: number | null): Cell => (value === null ? emptyCell() : numberCell(value, formatFixed(value, P)));
const count = (value: number): Cell => numberCell(value, formatCount(value));

export function counterfactualTables(
  details: CounterfactualDetails,
  { estimator }: DidEstimate,
  _: DidRecord,
  { language = "en" }: Look,
): DetailTable[] {
  const { tests, cross_validation, exits } = details;
  const hasTests = tests.placebo !== null || tests.carryover !== null;
  return [
    ...(hasTests ? [{ name: `tests-${estimator}`, table: testsTable(details, estimator, language) }] : []),
    ...(cross_validation === null
      ? []
      : [
          {
            name: `cross-validation-${estimator}`,
            table: validationTable(details, cross_validation, estimator, language),
          },
        ]),
    ...(exits.length === 0 ? [] : [{ name: `exits-${estimator}`, table: exitsTable(exits, estimator, language) }]),
  ];
}

function testsTable({ tests }: CounterfactualDetails, name: string, language: Language): TableModel {
  const { placebo, carryover } = tests;
  const left = [placebo, carryover].flatMap((one) => one ?? []);
  const bound = left[0]!.equivalence.bound;
  const decimals = decimalsFor(left.flatMap(({ std_error }) => std_error ?? [])) + 1;
  const leftRow = (label: string, test: LeftOutTest | null): TableRow[] =>
    test === null
      ? []
      : [
          row(label, [
            ...[scaled(test.estimate, decimals), scaled(test.std_error, decimals)],
            ...[p(test.p_value), p(test.equivalence.p_value), count(test.n_units)],
          ]),
        ];
  return {
    title: words.testsTable[language](name),
    stub: words.test[language],
    heads: ["estimate", "error", "zero", "equivalent", "units"].map((head) => [words[head as "estimate"][language]]),
    rows: [
      ...leftRow(words.placebo[language](placebo?.periods ?? 0), placebo),
      ...leftRow(words.carryover[language](carryover?.periods ?? 0), carryover),
    ],
    notes: [
      words.testsNote[language](formatFixed(bound, decimalsFor([bound]) + 1)),
      ...left.flatMap(({ units_left_out: n }) => (n === 0 ? [] : [words.leftOut[language](n)])),
    ],
  };
}

function validationTable(
  { penalty }: CounterfactualDetails,
  { tried, chosen }: NonNullable<CounterfactualDetails["cross_validation"]>,
  name: string,
  language: Language,
): TableModel {
  const decimals = decimalsFor(tried.flatMap(({ mspe }) => mspe ?? [])) + 2;
  return {
    title: words.validationTable[language](name),
    stub: words[penalty === null ? "factorCount" : "penalty"][language],
    heads: [[words.mspe[language]], [""]],
    rows: tried.map(({ value, mspe }) =>
      row(penalty === null ? String(value) : String(Number(value.toPrecision(3))), [
        mspe === null ? textCell(words.unknown[language]) : numberCell(mspe, formatFixed(mspe, decimals)),
        value === chosen ? textCell(words.chosen[language]) : emptyCell(),
      ]),
    ),
    notes: [],
  };
}

function exitsTable(
  exits: readonly (Shown & { readonly exit: number })[],
  name: string,
  language: Language,
): TableModel {
  const decimals = decimalsFor(exits.flatMap(({ std_error }) => std_error ?? [])) + 1;
  return {
    title: words.exitsTable[language](name),
    stub: words.exit[language],
    heads: ["estimate", "error", "zero", "units"].map((head) => [words[head as "estimate"][language]]),
    rows: exits.map(({ exit, estimate, std_error, p_value, n_units }) =>
      row(String(exit), [scaled(estimate, decimals), scaled(std_error, decimals), p(p_value), count(n_units)]),
    ),
    notes: [words.exitsNote[language]],
  };
}
