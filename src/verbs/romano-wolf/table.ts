/**
 * A family of hypotheses as a table: hypotheses side by side with a row a p-value, or, where they are many, a row a hypothesis.
 * Everything shown comes from the record.
 */
import type { TextColumn } from "../../base/columns.js";
import type { Language } from "../../base/messages.js";
import { noteText, omittedText } from "../../base/messages.js";
import { drawsCsv, formatCsv, nullableColumn } from "../../data/table/write-csv.js";
import { decimalsFor, formatCount, formatDrawnP, formatFixed, formatT } from "../../report/format-number.js";
import { type Naming, naming } from "../../report/naming.js";
import { countRows } from "../../report/regression/regression-table.js";
import { type Cell, numberCell, scaledCell, type TableModel, type TableRow } from "../../report/table-model.js";
import type { ClusterCount } from "../bootstrap/record.js";
import type { Look, Presentation } from "../verb.js";
import { familyFigure } from "./figure.js";
import { familyWords as words } from "./messages.js";
import type { FamilyHypothesis, FamilyMethod, RomanoWolfRecord } from "./record.js";

const T_DECIMALS = 3;
const P_DECIMALS = 4;
/** More hypotheses than these stand one beneath the other. */
const MOST_COLUMNS = 5;
/** So do those with longer labels. */
const MOST_LETTERS = 24;
/** What of them there is no room for then: it is in `hypotheses.csv`. */
const NARROW: readonly string[] = ["statistic", "single_step", "bonferroni", "benjamini_yekutieli", "clusters"];

/** What the command shows and writes. */
export const presentRomanoWolf = (record: RomanoWolfRecord, look: Look = {}): Presentation => ({
  record,
  tables: [romanoWolfTable(record, look)],
  figures: () => ({ "": familyFigure(record, look) }),
  files: () => ({ "hypotheses.csv": hypothesesCsv(record), "draws.csv": drawsOf(record) }),
});

const METHODS: readonly FamilyMethod[] = [
  "unadjusted",
  "bootstrap",
  "romano_wolf",
  "westfall_young",
  "single_step",
  "holm",
  "bonferroni",
  "benjamini_hochberg",
  "benjamini_yekutieli",
  "sharpened_q",
];
/** Those that are shares of draws, which are never known to be smaller than one draw. */
const DRAWN: readonly FamilyMethod[] = ["bootstrap", "westfall_young", "single_step"];

/** A quantity of every hypothesis. */
interface Line {
  readonly quantity: string;
  readonly label: string;
  /** The label over a column. */
  readonly head: readonly [string, string];
  readonly cells: readonly Cell[];
  readonly ruleAbove: boolean;
}

/** The table of `record`. */
export function romanoWolfTable(record: RomanoWolfRecord, look: Look = {}): TableModel {
  const { language = "en" } = look;
  const { hypotheses, terms } = record;
  const name = naming([], look.labels, language);
  const labels = hypotheses.map(({ label }) => label.split(", ").map(name).join(", "));
  const isWide = labels.length <= MOST_COLUMNS && labels.every((label) => label.length <= MOST_LETTERS);
  const lines = linesOf(record, language).filter(({ quantity }) => isWide || !NARROW.includes(quantity));
  return {
    title: words.of[language](words.title[language](hypotheses.length), terms.map(name).join(", ")),
    stub: isWide ? "" : words.stub[language],
    heads: isWide ? labels.map((label) => [label]) : lines.map(({ head }) => head),
    rows: isWide
      ? lines
      : labels.map((label, h): TableRow => {
          return {
            label,
            name: hypotheses[h]!.label,
            quantity: "",
            cells: lines.map(({ cells }) => cells[h]!),
            ruleAbove: false,
          };
        }),
    notes: [
      ...aboutDraws(record, language),
      ...aboutRegressions(record, name, language),
      ...record.notes.map((own) => noteText(own, language)),
      ...(look.notes ?? []),
    ],
    ...(isWide ? { columnsApart: true } : {}),
  };
}

function linesOf({ hypotheses, models, bootstrap }: RomanoWolfRecord, language: Language): Line[] {
  const decimals = decimalsFor(hypotheses.map(({ std_error }) => std_error)) + 1;
  type Named = "estimate" | "std_error" | "statistic" | "clusters";
  const line = (
    quantity: Named | FamilyMethod,
    cell: (hypothesis: FamilyHypothesis) => Cell,
    ruleAbove = false,
  ): Line => {
    const word = words[quantity][language];
    const letter = isMethod(quantity) ? letterOf(quantity) : "";
    return {
      quantity,
      label: letter === "" ? word : words.row[language](letter, word),
      head: [letter, word],
      cells: hypotheses.map(cell),
      ruleAbove,
    };
  };
  const p = (method: FamilyMethod, value: number) =>
    DRAWN.includes(method) ? formatDrawnP(value, bootstrap.draws.used, P_DECIMALS) : shownP(value);
  return [
    line("estimate", ({ estimate }) => scaledCell(estimate, formatFixed(estimate, decimals))),
    line("std_error", ({ std_error }) =>
      scaledCell(std_error, formatFixed(std_error, decimals), { open: "(", close: ")" }),
    ),
    line("statistic", ({ statistic }) => numberCell(statistic, formatT(statistic, T_DECIMALS))),
    ...METHODS.map((method, m) =>
      line(method, ({ p: own }) => numberCell(own[method], p(method, own[method])), m === 0),
    ),
    ...countRows(
      hypotheses.map(({ model }) => models[model]!),
      language,
    ).map((row) => ({ ...row, head: ["", row.label] as const })),
    line("clusters", ({ model }) => {
      const [first] = models[model]!.clusters;
      return numberCell(first!.G, formatCount(first!.G));
    }),
  ];
}

const isMethod = (quantity: string): quantity is FamilyMethod => (METHODS as readonly string[]).includes(quantity);
const letterOf = (method: FamilyMethod): string => (method === "sharpened_q" ? "q" : "p");

/** A p that is never printed as 0. */
const shownP = (value: number): string =>
  value < 10 ** -P_DECIMALS ? `<${(10 ** -P_DECIMALS).toFixed(P_DECIMALS)}` : formatFixed(value, P_DECIMALS);

function aboutDraws(record: RomanoWolfRecord, language: Language): string[] {
  const { bootstrap, alternative, adjusts, rejected } = record;
  const {
    kind,
    draws,
    enumerated,
    indices,
    generator,
    seed,
    type,
    impose_null,
    weights,
    clusters,
    error_clusters,
    ties,
  } = bootstrap;
  const origin = enumerated
    ? words.enumerated[language]
    : indices !== null
      ? words.given[language](indices.name)
      : words.seeded[language](generator!, seed!);
  const made = [formatCount(draws.used), formatCount(draws.requested), origin] as const;
  const errors = error_clusters.map(counted).join(" + ");
  const by = METHODS.map((method) => words.count[language](words[method][language], rejected.by[method]));
  return [
    kind === "wild" ? words.draws[language](...made) : words.drawsPairs[language](...made),
    kind === "wild"
      ? words.wild[language](type!, impose_null!, weights!, counted(clusters), errors)
      : words.pairs[language](counted(clusters)),
    words.rule[language](!enumerated, words.sides[language](alternative), ties === "count"),
    words.adjusts[language](adjusts === "bootstrap"),
    words.rejected[language](
      `${Number((100 * rejected.rate).toPrecision(6))}%`,
      rejected.of,
      by.join(language === "zh" ? "、" : ", "),
    ),
  ];
}

/** What the regressions say of themselves, and what they left out, each once. */
function aboutRegressions({ models }: RomanoWolfRecord, name: Naming, language: Language): string[] {
  const omitted = models.flatMap(({ collinear }) =>
    collinear.map((term) => words.omitted[language](name(term.term), omittedText(term, language))),
  );
  return [...new Set([...omitted, ...models.flatMap(({ notes }) => notes.map((own) => noteText(own, language)))])];
}

const counted = ({ name, G }: ClusterCount): string => `${name} (${formatCount(G)})`;

// Files of numbers.

/** A row a hypothesis. */
function hypothesesCsv({ hypotheses, models }: RomanoWolfRecord): string {
  const text = (name: string, values: readonly string[]): TextColumn => {
    const levels = [...new Set(values)];
    return { kind: "text", name, codes: Uint32Array.from(values, (value) => levels.indexOf(value)), levels };
  };
  const number = (name: string, of: (hypothesis: FamilyHypothesis) => number) =>
    nullableColumn(name, hypotheses.map(of));
  return formatCsv([
    text(
      "hypothesis",
      hypotheses.map(({ label }) => label),
    ),
    text(
      "regression",
      hypotheses.map(({ model }) => models[model]!.call),
    ),
    text(
      "term",
      hypotheses.map(({ term }) => term),
    ),
    ...(["null_value", "estimate", "std_error", "statistic", "df"] as const).map((name) =>
      number(name, (own) => own[name]),
    ),
    ...METHODS.map((method) => number(method, ({ p }) => p[method])),
    number("nobs", ({ model }) => models[model]!.nobs),
  ]);
}

/** A row a draw, a column a hypothesis. */
const drawsOf = ({ hypotheses, draws }: RomanoWolfRecord): string =>
  drawsCsv(Object.fromEntries(draws.map((own, h) => [hypotheses[h]!.label, own])));
