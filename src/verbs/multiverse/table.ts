/**
 * A multiverse as tables: the curve in numbers with its joint test, what each choice does, and what could not be estimated. Everything
 * shown comes from the record.
 */
import type { Language } from "../../base/messages.js";
import { noteText } from "../../base/messages.js";
import { recordsCsv } from "../../data/table/write-csv.js";
import { decimalsFor, formatCount, formatFixed, formatP } from "../../report/format-number.js";
import { naming } from "../../report/naming.js";
import {
  type Cell,
  emptyCell,
  numberCell,
  type TableModel,
  type TableRow,
  textCell,
} from "../../report/table-model.js";
import type { Look, Presentation } from "../verb.js";
import { multiverseFigure } from "./figure.js";
import type { MultiverseRecord, MultiverseTest } from "./record.js";
import { choiceText, levelText, multiverseWords as words } from "./words.js";

/** What the command shows and writes. */
export const presentMultiverse = (record: MultiverseRecord, look: Look = {}): Presentation => ({
  record,
  tables: multiverseTables(record, look),
  figures: () => ({
    "": multiverseFigure(record, {
      ...(look.language && { language: look.language }),
      ...(look.labels && { labels: look.labels }),
    }),
  }),
  files: () => ({ "specifications.csv": specificationsCsv(record) }),
});

/** A row a specification, with or without an estimate. */
export function specificationsCsv({ specifications, not_estimated, choices }: MultiverseRecord): string {
  const named = (at: MultiverseRecord["not_estimated"][number] | MultiverseRecord["specifications"][number]) => ({
    outcome: choices.outcomes[at.outcome]!,
    treatment: choices.treatments[at.treatment]!,
    controls: at.controls.map((g) => choices.controls[g]!).join(" + "),
    sample: choices.samples[at.sample]!.name,
    effects: choices.effects[at.effects]!,
    weights: choices.weights[at.weights] ?? "none",
    vcov: choices.vcov[at.vcov]!,
  });
  const nothing = Number.NaN;
  return recordsCsv([
    ...specifications.map((one) => ({
      ...named(one),
      ...{ estimate: one.estimate, std_error: one.std_error, statistic: one.statistic, p_value: one.p_value },
      ...{ conf_low: one.conf_low, conf_high: one.conf_high, df: one.df, nobs: one.nobs },
      ...{ collinear: one.collinear.join(" + "), duplicates: one.duplicates, because: "" },
    })),
    ...not_estimated.map((one) => ({
      ...named(one),
      ...{ estimate: nothing, std_error: nothing, statistic: nothing, p_value: nothing },
      ...{ conf_low: nothing, conf_high: nothing, df: nothing, nobs: nothing },
      ...{ collinear: "", duplicates: 0, because: one.because },
    })),
  ]);
}

/** Notes stand under the last. */
export function multiverseTables(record: MultiverseRecord, look: Look = {}): TableModel[] {
  const { language = "en" } = look;
  const failed = failuresTable(record, language);
  const tables = [curveTable(record, look), ...influenceTables(record, look), ...(failed === null ? [] : [failed])];
  const notes = [...record.notes.map((note) => noteText(note, language)), ...(look.notes ?? [])];
  return tables.map((table, i) => (i < tables.length - 1 ? table : { ...table, notes: [...table.notes, ...notes] }));
}

const NO_P: Cell = emptyCell();

function curveTable(record: MultiverseRecord, look: Look): TableModel {
  const { curve, test, baseline, counts, choices, alpha, term } = record;
  const { language = "en" } = look;
  const name = naming([record], look.labels, language);
  const decimals = decimalsOf(record);
  const coefficient = (value: number): Cell => numberCell(value, formatFixed(value, decimals));
  const share = (value: number): Cell => numberCell(value, formatFixed(value, 3));
  const row = (label: string, quantity: string, cell: Cell, p: number | null = null): TableRow => ({
    ...{ label, name: quantity, quantity: "", ruleAbove: false },
    cells: [cell, p === null ? NO_P : numberCell(p, formatP(p))],
  });
  const pair = (low: number, high: number): Cell =>
    textCell(`${formatFixed(low, decimals)}, ${formatFixed(high, decimals)}`);
  const rows: TableRow[] = [
    row(words.specifications[language], "specifications", numberCell(counts.estimated, formatCount(counts.estimated))),
  ];
  if (curve !== null) {
    const sign = curve.dominant_sign === 1 ? words.positive[language] : words.negative[language];
    const p = test?.p_value;
    rows.push(
      row(words.median[language], "median", coefficient(curve.median), p?.median ?? null),
      row(words.range[language], "range", pair(curve.min, curve.max)),
      row(words.middle[language], "middle", pair(curve.quantiles["5%"]!, curve.quantiles["95%"]!)),
      row(words.dominant[language](sign), "share_dominant", share(curve.share_dominant), p?.share_dominant ?? null),
      row(
        words.significant[language](sign, String(alpha)),
        "share_significant_dominant",
        share(curve.share_significant_dominant),
        p?.share_significant_dominant ?? null,
      ),
      row(
        words.stouffer[language],
        "stouffer_z",
        numberCell(curve.stouffer_z, formatFixed(curve.stouffer_z, 2)),
        p?.stouffer_z ?? null,
      ),
    );
  }
  if (baseline !== null) {
    const place = words.rankOf[language](formatCount(baseline.rank), formatCount(counts.estimated));
    rows.push(
      { ...row(words.baseline[language], "baseline", coefficient(baseline.estimate)), ruleAbove: true },
      row(words.rank[language], "rank", textCell(place)),
      row(words.percentile[language], "percentile", share(baseline.percentile)),
    );
  }
  return {
    title: words.title[language](name(term), name(choices.outcomes[0]!)),
    stub: words.quantity[language],
    heads: [[words.value[language]], [test === null ? "" : words.p[language]]],
    rows,
    notes: test === null ? [] : testNotes(test, language),
  };
}

function testNotes({ method, unit, units, strata, draws, seed }: MultiverseTest, language: Language): string[] {
  return [
    words[method][language](formatCount(units), unit, formatCount(draws), String(seed)),
    ...(strata === null ? [] : [words.strata[language](strata)]),
  ];
}

/** Decimals by the spread of the estimates. */
function decimalsOf({ curve }: MultiverseRecord): number {
  const spread = curve === null ? 1 : curve.max - curve.min;
  return decimalsFor([spread > 0 ? spread / 10 : Math.abs(curve?.median ?? 1) / 10 || 1]) + 1;
}

function influenceTables(record: MultiverseRecord, look: Look): TableModel[] {
  const { influence } = record;
  if (influence.length === 0) return [];
  const { language = "en" } = look;
  const decimals = decimalsOf(record);
  const number = (value: number | null, places: number): Cell =>
    value === null ? emptyCell() : numberCell(value, formatFixed(value, places));
  const name = naming([record], look.labels, language);
  return [
    {
      title: words.choices[language],
      stub: words.choice[language],
      heads: [words.share, words.count, words.medianHead, words.least, words.largest, words.significantHead].map(
        (word) => [word[language]],
      ),
      rows: influence.flatMap((one): TableRow[] => [
        {
          ...{
            label: choiceText(one, name, language),
            name: one.name ?? one.choice,
            quantity: "share",
            ruleAbove: true,
          },
          cells: [number(one.share, 3), ...Array.from({ length: 5 }, emptyCell)],
        },
        ...one.levels.map(({ level, count, median, min, max, share_significant }) => ({
          ...{
            label: levelText(one.choice, level, name, language),
            name: one.name ?? one.choice,
            quantity: level,
            ruleAbove: false,
            inset: true,
          },
          cells: [
            emptyCell(),
            numberCell(count, formatCount(count)),
            number(median, decimals),
            number(min, decimals),
            number(max, decimals),
            number(share_significant, 3),
          ],
        })),
      ]),
      notes: [words.shareNote[language]],
    },
  ];
}

/** Reasons, and how many specifications have each; null where all have an estimate. */
function failuresTable({ not_estimated }: MultiverseRecord, language: Language): TableModel | null {
  if (not_estimated.length === 0) return null;
  const reasons = new Map<string, number>();
  for (const { code, because, detail } of not_estimated) {
    const text = noteText({ code, message: because, ...(detail && { detail }) } as never, language);
    reasons.set(text, (reasons.get(text) ?? 0) + 1);
  }
  return {
    title: words.notEstimated[language],
    stub: words.because[language],
    heads: [[words.count[language]]],
    rows: [...reasons].map(([label, count]) => ({
      ...{ label, quantity: "", ruleAbove: false },
      cells: [numberCell(count, formatCount(count))],
    })),
    notes: [],
  };
}
