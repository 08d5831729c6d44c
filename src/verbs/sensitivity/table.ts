/**
 * The sensitivity of a coefficient as tables: selection on unobservables, confounders, what turns the result, and who moves it most.
 * Everything shown comes from the record.
 */
import { type Language, labelled, listed, noteText } from "../../base/messages.js";
import { recordsCsv } from "../../data/table/write-csv.js";
import type { FigureOptions, FigureSpec } from "../../report/figures/figure-spec.js";
import { decimalsFor, formatCount, formatFixed, formatP, formatT } from "../../report/format-number.js";
import { naming } from "../../report/naming.js";
import { modelNotes, shortModelNotes } from "../../report/regression/fit-summary.js";
import {
  type Cell,
  emptyCell,
  headingRow,
  intervalCell,
  numberCell,
  scaledCell,
  type TableModel,
  type TableRow,
  textCell,
} from "../../report/table-model.js";
import type { Look, Presentation } from "../verb.js";
import { contourFigure } from "./contours.js";
import { influenceFigure } from "./influence-figure.js";
import { sensitivityWords as words } from "./messages.js";
import type {
  AmipRecord,
  ConfoundingRecord,
  InfluenceRecord,
  OsterRecord,
  ScenarioRecord,
  SensitivityRecord,
} from "./record.js";

/** Decimals of t statistics, and of shares and multiples. */
const T_DECIMALS = 3;
const SHARE_DECIMALS = 4;
/** Mark of a delta that assumption 3 excludes. */
const EXCLUDED = "\u2020";
/** Names of removed rows and groups in a note. */
const NAMED = 12;

/** What the command shows and writes. */
export const presentSensitivity = (record: SensitivityRecord, look: Look = {}): Presentation => ({
  record,
  tables: sensitivityTables(record, look),
  figures: () => figuresOfSensitivity(record, look),
  files: () => (record.influence === null ? {} : { "influence.csv": influenceCsv(record.influence) }),
});

/** Contours of estimate and t, then what leaving out each group, or row, does: the first has the name of the verb alone. */
export function figuresOfSensitivity(
  record: SensitivityRecord,
  { language = "en", labels }: Look = {},
  options: FigureOptions = {},
): Record<string, FigureSpec> {
  const { term, classical, confounding, influence } = record;
  const name = naming([record], labels, language);
  const decimals = decimalsFor([classical.std_error]) + 1;
  const own = { ...options, language };
  const contour = (of: "estimate" | "t") =>
    contourFigure({ of, term, classical, confounding: confounding!, decimals, name }, own);
  const figures: (readonly [string, FigureSpec])[] = [
    ...(confounding === null ? [] : [["", contour("estimate")] as const, ["-t", contour("t")] as const]),
    ...(influence?.groups ?? []).flatMap((group, i) =>
      group.ordered.length === 0
        ? []
        : [
            [
              confounding === null && i === 0 ? "" : `-${group.by.replaceAll("^", "-")}`,
              influenceFigure(
                {
                  term: name(term),
                  estimate: classical.estimate,
                  group,
                  decimals,
                  by: byWords(group, { language, name, decimals }),
                },
                own,
              ),
            ] as const,
          ],
    ),
  ];
  return Object.fromEntries(figures);
}

/** How numbers of one record are shown. */
interface Shown {
  readonly language: Language;
  readonly name: (term: string) => string;
  readonly decimals: number;
}

/** The tables of `record`; notes on the model stand under the last. */
export function sensitivityTables(record: SensitivityRecord, look: Look = {}): TableModel[] {
  const { language = "en" } = look;
  const decimals = decimalsFor([record.coefficients[record.term]!.std_error]) + 1;
  const shown: Shown = { language, name: naming([record], look.labels, language), decimals };
  const { oster, confounding, influence } = record;
  const tables = [
    ...(oster === null ? [] : [osterTable(record, oster, shown)]),
    ...(confounding === null
      ? []
      : [robustnessTable(record, confounding, shown), scenarioTable(record, confounding, shown)]),
    ...(influence === null ? [] : [removalTable(record, influence, shown), movedTable(record, influence, shown)]),
  ];
  const under = language === "en" ? modelNotes(record) : record.notes.map((note) => noteText(note, language));
  return tables.map((table, i) =>
    i < tables.length - 1
      ? table
      : {
          ...table,
          notes: [...table.notes, ...under, ...(look.notes ?? [])],
          ...(language === "en" ? { shortNotes: shortModelNotes(record) } : {}),
        },
  );
}

const share = (value: number): string => formatFixed(value, SHARE_DECIMALS);
const digits = (value: number): string => String(Number(value.toPrecision(4)));
const percent = (level: number): string => `${Number((100 * level).toPrecision(6))}%`;
const scaled = (value: number, { decimals }: Shown): Cell => scaledCell(value, formatFixed(value, decimals));

function row(label: string, cells: readonly Cell[], ruleAbove = false, quantity = ""): TableRow {
  return { label, quantity, cells, ruleAbove };
}

function osterTable({ term }: SensitivityRecord, oster: OsterRecord, shown: Shown): TableModel {
  const { language, name, decimals } = shown;
  const { short, long, results, effect } = oster;
  const deltas = results[0]?.adjusted.map(({ delta }) => delta) ?? [];
  const regression = (which: "short" | "long", { estimate, r2, controls, effects }: OsterRecord["short"]) => {
    const all = [...controls.map(name), ...(effects ? [words.effects[language]] : [])];
    const with_ = all.length === 0 ? words.noControls[language] : listed[language](all, 8);
    return words[which][language](formatFixed(estimate, decimals), share(r2), with_);
  };
  return {
    title: words.oster[language](name(term)),
    stub: words.r2max[language],
    heads: [
      [words.deltaFor[language](digits(effect))],
      ...deltas.flatMap((delta) => [[words.betaStar[language](digits(delta))], [words.otherRoots[language]]]),
    ],
    rows: results.map(({ asked, r2_max, delta, delta_assumption_3, adjusted }) =>
      row(asked.endsWith("x") ? `${asked} = ${share(r2_max)}` : share(r2_max), [
        delta === null
          ? textCell(words.noRoot[language])
          : numberCell(delta, formatFixed(delta, 3), "", delta_assumption_3 ? "" : EXCLUDED),
        ...adjusted.flatMap(({ beta_star, roots }) => {
          const read = roots.findIndex(({ value }) => value === beta_star);
          const others = roots.filter((_, i) => i !== read);
          const text = others.map(
            ({ value, assumption_3 }) => `${formatFixed(value, decimals)}${assumption_3 ? "*" : ""}`,
          );
          return [
            beta_star === null ? textCell(words.noRoot[language]) : scaled(beta_star, shown),
            textCell(text.length === 0 ? "" : `[${text.join(", ")}]`),
          ];
        }),
      ]),
    ),
    notes: [
      regression("short", short),
      regression("long", long),
      oster.r2 === "within" ? words.r2Within[language] : words.r2Overall[language],
      ...(results.every(({ delta_assumption_3 }) => delta_assumption_3)
        ? []
        : [words.excluded[language](EXCLUDED, digits(effect))]),
      words.rootRule[language],
    ],
  };
}

function robustnessTable(record: SensitivityRecord, confounding: ConfoundingRecord, shown: Shown): TableModel {
  const { language, name } = shown;
  const { q, alpha, partial_r2, rv_q, rv_q_alpha, rv_q_alpha_robust } = confounding;
  const [shareOf, level] = [digits(q), digits(alpha)];
  const value = (label: string, { value, extreme }: { value: number; extreme: number | null }) =>
    row(label, [numberCell(value, share(value)), extreme === null ? emptyCell() : numberCell(extreme, share(extreme))]);
  return {
    title: words.confounding[language](name(record.term)),
    stub: words.quantity[language],
    heads: [[words.value[language]], [words.extreme[language]]],
    rows: [
      value(words.partialR2[language], { value: partial_r2, extreme: null }),
      value(words.rv[language](shareOf), rv_q),
      value(words.rvAlpha[language](shareOf, level), rv_q_alpha),
      ...(rv_q_alpha_robust === null
        ? []
        : [
            value(words.rvRobust[language](shareOf, level, record.vcov.type), {
              value: rv_q_alpha_robust,
              extreme: null,
            }),
          ]),
    ],
    notes: [],
  };
}

function scenarioTable(record: SensitivityRecord, confounding: ConfoundingRecord, shown: Shown): TableModel {
  const { language, name } = shown;
  const { classical, vcov } = record;
  const cells = (one: ScenarioRecord): Cell[] => [
    numberCell(one.r2_treatment, share(one.r2_treatment)),
    numberCell(one.r2_outcome, share(one.r2_outcome)),
    scaled(one.estimate, shown),
    scaled(one.std_error, shown),
    one.statistic === null ? emptyCell() : numberCell(one.statistic, formatT(one.statistic, T_DECIMALS)),
    intervalCell(
      one.conf_low,
      one.conf_high,
      `[${formatFixed(one.conf_low, shown.decimals)}, ${formatFixed(one.conf_high, shown.decimals)}]`,
    ),
  ];
  const times = (kd: number, ky: number) => (kd === ky ? digits(kd) : `${digits(kd)}/${digits(ky)}`);
  return {
    title: words.contour[language](name(record.term)),
    stub: words.confounder[language],
    heads: [
      [words.withTreatment[language]],
      [words.withOutcome[language]],
      [words.estimate[language]],
      [words.stdError[language]],
      [
        confounding.q === 1
          ? words.statistic[language]
          : words.statisticOf[language](formatFixed((1 - confounding.q) * classical.estimate, shown.decimals)),
      ],
      [words.interval[language](percent(vcov.level))],
    ],
    rows: [
      row(words.none[language], [
        emptyCell(),
        emptyCell(),
        scaled(classical.estimate, shown),
        scaled(classical.std_error, shown),
        numberCell(confounding.q * classical.statistic, formatT(confounding.q * classical.statistic, T_DECIMALS)),
        emptyCell(),
      ]),
      ...confounding.bounds.map(({ benchmark, kd, ky, scenario }) =>
        row(
          words.times[language](
            times(kd, ky),
            benchmark
              .split("+")
              .map((part) => name(part.trim()))
              .join(" + "),
          ),
          scenario === null ? [textCell(words.noRoot[language])] : cells(scenario),
        ),
      ),
      ...confounding.scenarios.map((one) => row(words.given[language], cells(one))),
    ],
    notes: [],
  };
}

const byWords = ({ by }: InfluenceRecord, { language, name }: Shown): string =>
  by === "row" ? words.row[language] : by.split("^").map(name).join("^");

function removalTable({ term }: SensitivityRecord, { groups }: AmipRecord, shown: Shown): TableModel {
  const { language, name } = shown;
  const count = (value: number | null | undefined): Cell =>
    value == null ? textCell(words.notFound[language]) : numberCell(value, formatCount(value));
  return {
    title: words.removal[language](name(term)),
    stub: words.turns[language],
    heads: [
      [words.predicted[language]],
      [words.atMost[language]],
      [words.of[language]],
      [words.without[language]],
      [words.stdError[language]],
      ["p"],
    ],
    rows: groups.flatMap((group) => [
      headingRow(byWords(group, shown)),
      ...group.removals.map(
        ({ goal, gains, predicted, at_most, found }): TableRow => ({
          ...row(words.goals[language](goal, gains), [
            count(predicted?.removed),
            count(at_most),
            numberCell(group.count, formatCount(group.count)),
            found === null ? emptyCell() : scaled(found.estimate, shown),
            found === null ? emptyCell() : scaled(found.std_error, shown),
            found === null ? emptyCell() : numberCell(found.p_value, formatP(found.p_value)),
          ]),
          inset: true,
        }),
      ),
    ]),
    notes: groups.flatMap((group) =>
      group.removals.flatMap(({ goal, gains, removed, at_most }) =>
        removed.length === 0
          ? []
          : [
              words.removedAre[language](
                words.goals[language](goal, gains),
                byWords(group, shown),
                namesOf(removed, at_most!, language),
              ),
            ],
      ),
    ),
  };
}

/** The first of the names, and how many more there are: a record has not all of very many. */
const namesOf = (removed: readonly (number | string)[], count: number, language: Language): string =>
  listed[language]([...removed.slice(0, NAMED), ...new Array<string>(Math.max(0, count - NAMED)).fill("")], NAMED);

function movedTable({ term }: SensitivityRecord, { groups }: AmipRecord, shown: Shown): TableModel {
  const { language, name } = shown;
  return {
    title: words.moved[language](name(term), listed[language](groups.map((group) => byWords(group, shown)))),
    stub: words.leftOut[language],
    heads: [[words.dfbeta[language]], [words.estimate[language]], [words.count[language]]],
    rows: groups.flatMap((group) => [
      headingRow(byWords(group, shown)),
      ...group.largest.map(
        ({ name: label, rows, without, dfbeta }): TableRow => ({
          ...row(String(label), [
            dfbeta === null ? textCell(words.lost[language]) : scaled(dfbeta, shown),
            without === null ? emptyCell() : scaled(without, shown),
            numberCell(rows, formatCount(rows)),
          ]),
          inset: true,
        }),
      ),
    ]),
    notes: groups
      .filter(({ exact }) => exact === "approximation")
      .map((group) => labelled[language](byWords(group, shown), words.linear[language](byWords(group, shown)))),
  };
}

/** A line a row or group that moves the coefficient most. */
const influenceCsv = ({ groups }: AmipRecord): string =>
  recordsCsv(
    groups.flatMap(({ by, exact, largest }) =>
      largest.map(({ name, rows, influence, without, dfbeta }) => ({
        ...{ by, name, rows, influence, without, dfbeta, exact },
      })),
    ),
  );
