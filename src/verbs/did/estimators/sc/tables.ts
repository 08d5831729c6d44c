/**
 * Tables of synthetic controls: how well units are fitted and how they rank, weights of donors and predictors, intervals. Everything shown
 * comes from the record.
 */
import type { Language } from "../../../../base/messages.js";
import { percent } from "../../../../report/figures/words.js";
import { decimalsFor, formatCount, formatFixed, formatP, formatPEquals } from "../../../../report/format-number.js";
import {
  type Cell,
  emptyCell,
  numberCell,
  scaledCell,
  type TableModel,
  type TableRow,
} from "../../../../report/table-model.js";
import type { Look } from "../../../verb.js";
import type { DetailTable } from "../../design/exhibits.js";
import { periodOf } from "../../design/period-of.js";
import type { DidEstimate, DidRecord } from "../../design/record.js";
import type { Distances, ScDetails, ScIntervals, ScUnit } from "./record.js";
import { scWords as words } from "./words.js";

/** Treated units with tables and figures of their own. */
export const MOST_SHOWN = 4;
/** Treated units with a row in the table of all. */
const MOST_ROWS = 20;
const SHARE = 3;
const DIGITS = 4;

export function scTables(
  details: ScDetails,
  _: DidEstimate,
  { design }: DidRecord,
  { language = "en" }: Look,
): DetailTable[] {
  const shown = details.units.slice(0, MOST_SHOWN);
  const period = periodOf(design);
  const name = (kind: string, i: number): string => (details.units.length === 1 ? `${kind}-sc` : `${kind}-${i + 1}-sc`);
  return [
    { name: "fit-sc", table: unitsTable(details, language, period) },
    ...shown.flatMap((unit, i) => [
      { name: name("weights", i), table: weightsTable(unit, details.donors, language) },
      ...(unit.predictors.length === 0 ? [] : [{ name: name("predictors", i), table: balanceTable(unit, language) }]),
      ...unit.intervals.map((own) => ({ name: name(own.kind, i), table: intervalsTable(unit, own, language, period) })),
    ]),
  ];
}

const row = (label: string, cells: readonly Cell[], ruleAbove = false): TableRow => ({
  label,
  quantity: "",
  cells,
  ruleAbove,
});
const scaled = (value: number, decimals: number): Cell => scaledCell(value, formatFixed(value, decimals));
/** RMSPE before treatment, without the rounding that is left of an exact fit. */
const before = ({ rmspe_pre, ratio }: Distances, decimals: number): Cell =>
  scaled(ratio === null ? 0 : rmspe_pre, decimals);
const share = (value: number): Cell => numberCell(value, formatFixed(value, SHARE));
const p = (value: number | null): Cell => (value === null ? emptyCell() : numberCell(value, formatP(value)));
/** Values below this share of the largest do not ask for decimals: those of fits that are exact, or nearly. */
const NEGLIGIBLE = 1e-4;
/** Decimals of which the least value that is not negligible keeps three digits. */
export const decimalsOf = (values: readonly number[]): number => {
  const least = NEGLIGIBLE * values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return decimalsFor(values.filter((value) => Math.abs(value) > least)) + 1;
};
const digits = (value: number): Cell => numberCell(value, String(Number(value.toPrecision(DIGITS))));

function unitsTable({ units: all }: ScDetails, language: Language, period: (at: number) => string): TableModel {
  const units = all.slice(0, MOST_ROWS);
  const decimals = decimalsOf(units.flatMap(({ rmspe_pre, rmspe_post }) => [rmspe_pre, rmspe_post]));
  const isPermuted = units.some(({ permutation }) => permutation !== null);
  const ranked = [...new Set(units.flatMap(({ permutation }) => (permutation === null ? [] : [permutation.units])))];
  return {
    title: words.unitsTitle[language],
    stub: words.unit[language],
    heads: [
      ...[words.before, words.afterwards, words.ratio, words.effect],
      ...(isPermuted ? [words.p, words.pGreater, words.pLess] : []),
    ].map((head) => [head[language]]),
    rows: units.map((unit) =>
      row(unit.unit, [
        ...[before(unit, decimals), scaled(unit.rmspe_post, decimals)],
        ...[unit.ratio === null ? emptyCell() : share(unit.ratio), scaled(unit.att, decimals)],
        ...(unit.permutation === null
          ? isPermuted
            ? [emptyCell(), emptyCell(), emptyCell()]
            : []
          : [unit.permutation.p_value, unit.permutation.p_greater, unit.permutation.p_less].map(p)),
      ]),
    ),
    notes: [
      isPermuted ? words.ranked[language](ranked.map(formatCount).join(", ")) : words.unranked[language],
      ...units.flatMap(({ unit, backdated }) =>
        backdated === null
          ? []
          : [
              words.backdated[language](
                unit,
                period(backdated.period),
                formatFixed(backdated.att, decimals),
                backdated.ratio === null ? "\u2013" : formatFixed(backdated.ratio, SHARE),
              ),
            ],
      ),
      ...(all.length > units.length ? [words.rowsMore[language](formatCount(all.length - units.length))] : []),
      ...(all.length > MOST_SHOWN ? [words.more[language](formatCount(MOST_SHOWN), formatCount(all.length))] : []),
    ],
  };
}

function weightsTable(unit: ScUnit, donors: number, language: Language): TableModel {
  const { weights, left_out, ridge } = unit;
  const decimals = decimalsOf([unit.rmspe_pre, unit.rmspe_post]);
  const without = new Map(left_out.map((own) => [own.unit, own]));
  return {
    title: words.weightsTitle[language](unit.unit),
    stub: words.donor[language],
    heads: [words.weight, words.effectWithout, words.beforeWithout].map((head) => [head[language]]),
    rows: [
      ...weights.map(({ unit: donor, weight }) => {
        const less = without.get(donor);
        return row(donor, [
          share(weight),
          ...(less === undefined ? [emptyCell(), emptyCell()] : [scaled(less.att, decimals), before(less, decimals)]),
        ]);
      }),
      row(words.allDonors[language], [emptyCell(), scaled(unit.att, decimals), before(unit, decimals)], true),
    ],
    notes: [
      ...(ridge === null
        ? []
        : [
            words.ridge[language](
              String(Number(ridge.lambda.toPrecision(DIGITS))),
              formatCount(ridge.weights_below_zero),
            ),
          ]),
      ...(donors > weights.length ? [words.others[language](formatCount(donors - weights.length))] : []),
    ],
  };
}

function balanceTable({ unit, predictors, search }: ScUnit, language: Language): TableModel {
  const isWeighed = predictors.some(({ weight }) => weight !== null);
  return {
    title: words.balanceTitle[language](unit),
    stub: words.predictor[language],
    heads: [...(isWeighed ? [words.weight] : []), words.treated, words.synthetic, words.donors].map((head) => [
      head[language],
    ]),
    rows: predictors.map(({ predictor, weight, treated, synthetic, donors }) =>
      row(predictor, [...(weight === null ? [] : [share(weight)]), ...[treated, synthetic, donors].map(digits)]),
    ),
    notes:
      search === null
        ? []
        : [
            words.searched[language](
              ...([search.loss, search.bound].map((value) => value.toPrecision(DIGITS)) as [string, string]),
              formatCount(search.starts),
              formatCount(search.reached),
            ),
          ],
  };
}

function intervalsTable(
  { unit }: ScUnit,
  { kind, level, effects, p_value, draws, seed }: ScIntervals,
  language: Language,
  period: (at: number) => string,
): TableModel {
  const decimals = decimalsOf(
    effects.flatMap(({ low, high }) => (low === null || high === null ? [] : [(high - low) / 4])),
  );
  const end = (value: number | null): Cell => (value === null ? emptyCell() : scaled(value, decimals));
  return {
    title: words.intervalsTitle[language](words.kinds[kind][language], unit),
    stub: words.period[language],
    heads: [[words.estimate[language]], [words.low[language](percent(level))], [words.high[language](percent(level))]],
    rows: effects.map(({ time, estimate, low, high }) =>
      row(period(time), [scaled(estimate, decimals), end(low), end(high)]),
    ),
    notes: [
      ...(p_value === null ? [] : [words.noEffect[language](formatPEquals(p_value))]),
      ...(effects.some(({ low }) => low === null) ? [words.open[language]] : []),
      ...(draws === null ? [] : [words.drawn[language](formatCount(draws), String(seed))]),
    ],
  };
}
