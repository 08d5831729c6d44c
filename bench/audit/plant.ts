/**
 * Errors of one kind each, planted in an honest printout where it has room for one. What is planted is recorded with the columns it is in;
 * whether it can be detected is judged elsewhere.
 */
import type { CellRef } from "../../src/audit/paper.js";
import { printedNumber } from "../../src/audit/printed.js";
import type { Cell, TableRow } from "../../src/report/table-model.js";
import type { Dice } from "./dice.js";
import {
  columnName,
  type Printout,
  retold,
  type StatCell,
  type Summary,
  statCells,
  TABLE,
  type TermCell,
  termCells,
  type Under,
  withCell,
} from "./printout.js";

export interface Planted {
  readonly printout: Printout;
  /** Columns from 0, or rows of a table of means. */
  readonly columns: readonly number[];
  readonly says: string;
}

/** Plants an error, or null where the printout has no place for it. */
export type Plant = (dice: Dice, printout: Printout) => Planted | null;

/** How a number is mistyped. */
export const SLIPS = ["last digit", "middle digit", "exchange"] as const;
export type Slip = (typeof SLIPS)[number];

/** `text` mistyped: its last digit or one between first and last is another, or two unlike neighbours change places. Null where it can't be. */
export function slipped(dice: Dice, text: string, slip: Slip): string | null {
  const after = mistyped(dice, text, slip);
  // nobody prints 02
  return after === null || /^-?0\d/.test(after) ? null : after;
}

function mistyped(dice: Dice, text: string, slip: Slip): string | null {
  const places = [...text].flatMap((letter, i) => (/\d/.test(letter) ? [i] : []));
  const first = places.findIndex((i) => text[i] !== "0");
  const significant = first === -1 ? places.slice(-1) : places.slice(first);
  const put = (at: number, digit: string) => text.slice(0, at) + digit + text.slice(at + 1);
  const other = (at: number) => put(at, String((Number(text[at]) + dice.whole(1, 9)) % 10));
  if (slip === "last digit") return other(places.at(-1)!);
  if (slip === "middle digit") return significant.length < 3 ? null : other(dice.pick(significant.slice(1, -1)));
  const pairs = significant
    .slice(1)
    .flatMap((to, i) => (text[to] === text[significant[i]!] ? [] : [[significant[i]!, to] as const]));
  if (pairs.length === 0) return null;
  const [a, b] = dice.pick(pairs);
  const [x, y] = [text[a]!, text[b]!];
  return text.slice(0, a) + y + text.slice(a + 1, b) + x + text.slice(b + 1);
}

const planted = (printout: Printout, columns: readonly number[], says: string): Planted => ({
  printout,
  columns,
  says,
});

/** A number beneath or of an estimate, mistyped. */
function slipOfTerm(slip: Slip, kind: Under | "estimate"): Plant {
  return (dice, printout) => {
    const places = termCells(printout).flatMap(({ row, column, term, estimate, beneath }) =>
      kind === "estimate"
        ? [{ row, column, term, texts: [estimate] }]
        : beneath.flatMap((under) =>
            under.kind === kind ? [{ row: under.row, column, term, texts: under.texts }] : [],
          ),
    );
    if (places.length === 0) return null;
    const { row, column, term, texts } = dice.pick(places);
    const at = dice.whole(0, texts.length - 1);
    const after = slipped(dice, texts[at]!, slip);
    if (after === null) return null;
    const interval = `[${texts.map((text, i) => (i === at ? after : text)).join(", ")}]`;
    const change = texts.length === 2 ? (): Cell => ({ kind: "text", text: interval }) : retold(after);
    return planted(withCell(printout, row, column, change), [column], `${term} ${kind} ${texts[at]} -> ${after}`);
  };
}

/** A number beneath the table's estimates changed as `change` says. */
function ofStatistic(
  name: StatCell["name"],
  change: (dice: Dice, stat: StatCell, all: readonly StatCell[], printout: Printout) => string | null,
): Plant {
  return (dice, printout) => {
    const all = statCells(printout);
    const own = all.filter((stat) => stat.name === name);
    if (own.length === 0) return null;
    const stat = dice.pick(own);
    const after = change(dice, stat, all, printout);
    if (after === null || after === stat.text) return null;
    return planted(
      withCell(printout, stat.row, stat.column, retold(after)),
      [stat.column],
      `${name} ${stat.text} -> ${after}`,
    );
  };
}

const slipOf = (name: StatCell["name"], slip: Slip): Plant =>
  ofStatistic(name, (dice, { text }) => slipped(dice, text, slip));

const grouped = (value: number): string => String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
const whole = (text: string): number => Number(text.replace(/,/g, ""));

/** The mark of an estimate changed to another of the table's. */
function stars(direction: "added" | "removed"): Plant {
  return (dice, printout) => {
    const { stars: levels } = printout;
    if (levels === null) return null;
    // from no mark to the strictest
    const ladder = ["", ...levels.map(({ mark }) => mark).reverse()];
    const places = termCells(printout).filter(({ stars: mark }) =>
      direction === "added" ? ladder.indexOf(mark) < ladder.length - 1 : ladder.indexOf(mark) > 0,
    );
    if (places.length === 0) return null;
    const { row, column, stars: mark, term } = dice.pick(places);
    const at = ladder.indexOf(mark);
    const after =
      direction === "added" ? ladder[dice.whole(at + 1, ladder.length - 1)]! : ladder[dice.whole(0, at - 1)]!;
    const changed = withCell(printout, row, column, (cell) =>
      cell.kind === "number" ? { ...cell, close: after } : cell,
    );
    return planted(changed, [column], `${term} stars '${mark}' -> '${after}'`);
  };
}

const relabelled: Plant = (dice, printout) => {
  const { parentheses } = printout;
  if (parentheses === null) return null;
  const kinds = ["std_error", "statistic", "p_value"] as const;
  const means = dice.pick(kinds.filter((kind) => kind !== parentheses.means));
  const says = { std_error: "standard errors", statistic: "t statistics", p_value: "p-values" }[means];
  return planted(
    { ...printout, parentheses: { says, means } },
    printout.columns.map((_, c) => c),
    `${parentheses.means} called ${means}`,
  );
};

const flipped: Plant = (dice, printout) => {
  const places = termCells(printout).filter(({ estimate, beneath }) => /[1-9]/.test(estimate) && beneath.length > 0);
  if (places.length === 0) return null;
  const { row, column, estimate, term } = dice.pick(places);
  const after = estimate.startsWith("-") ? estimate.slice(1) : `-${estimate}`;
  return planted(withCell(printout, row, column, retold(after)), [column], `${term} ${estimate} -> ${after}`);
};

/** An estimate, and what stands beneath, as in the column beside it. */
const copied: Plant = (dice, printout) => {
  const terms = termCells(printout);
  const pairs = terms.flatMap((one) => {
    const other = terms.find(({ term, column }) => term === one.term && column === one.column + 1);
    return other === undefined || other.estimate === one.estimate ? [] : [[one, other] as const];
  });
  if (pairs.length === 0) return null;
  const [from, to] = dice.pick(pairs);
  const rows = [from.row, ...from.beneath.map(({ row }) => row)];
  const changed = rows.reduce((made, row) => {
    const source = made.table.rows[row]!.cells[from.column]!;
    return withCell(made, row, to.column, () => source);
  }, printout);
  return planted(
    changed,
    [from.column, to.column],
    `${to.term} ${to.estimate} -> ${from.estimate} of the column before`,
  );
};

/** An estimate, and what stands beneath, as in another row of the column. */
const copiedRow: Plant = (dice, printout) => {
  const terms = termCells(printout);
  const pairs = terms.flatMap((one) =>
    terms.flatMap((other) =>
      other.column === one.column && other.row > one.row && other.beneath.length === one.beneath.length
        ? [[one, other] as const]
        : [],
    ),
  );
  if (pairs.length === 0) return null;
  const [from, to] = dice.pick(pairs);
  const rows = [from.row, ...from.beneath.map(({ row }) => row)];
  const into = [to.row, ...to.beneath.map(({ row }) => row)];
  const changed = into.reduce((made, row, i) => {
    const source = made.table.rows[rows[i]!]!.cells[from.column]!;
    return withCell(made, row, to.column, () => source);
  }, printout);
  return planted(changed, [to.column], `${to.term} ${to.estimate} -> ${from.estimate} of ${from.term}`);
};

/** Another N in a first stage than in the second. */
const otherStage: Plant = (dice, printout) => {
  const [stages] = printout.facts.firstStages;
  if (stages === undefined) return null;
  const c = printout.columns.findIndex((_, i) => columnName(i) === stages.first.column);
  const second = printout.columns.findIndex((_, i) => columnName(i) === stages.second.column);
  const stat = statCells(printout).find(({ name, column }) => name === "nobs" && column === c);
  if (stat === undefined) return null;
  const after = grouped(Math.max(1, whole(stat.text) + dice.pick([-1, 1]) * dice.whole(1, 40)));
  if (after === stat.text) return null;
  return planted(withCell(printout, stat.row, c, retold(after)), [c, second], `N ${stat.text} -> ${after}`);
};

/** More rows than the panel has. */
const abovePanel: Plant = (dice, printout) => {
  const { panel } = printout.facts;
  if (panel === null) return null;
  return ofStatistic("nobs", () => grouped(panel.units * panel.periods + dice.whole(1, panel.units)))(dice, printout);
};

/** N of a part of a sample that is split, or of one of several columns of one sample. */
function otherN(of: "splits" | "sameSample"): Plant {
  return (dice, printout) => {
    const sets: readonly (readonly CellRef[])[] =
      of === "splits"
        ? printout.facts.splits.map(({ whole: all, parts }) => [all, ...parts])
        : printout.facts.sameSample.map(({ columns }) => columns);
    if (sets.length === 0) return null;
    const set = dice.pick(sets);
    if (set.length < 2) return null;
    const cell = dice.pick(set);
    const c = printout.columns.findIndex((_, i) => columnName(i) === cell.column);
    const stat = statCells(printout).find(({ name, column }) => name === "nobs" && column === c);
    if (stat === undefined) return null;
    const after = grouped(
      Math.max(
        1,
        whole(stat.text) + dice.pick([-1, 1]) * dice.whole(1, Math.max(2, Math.floor(whole(stat.text) / 10))),
      ),
    );
    const columns = set.map(({ column }) => printout.columns.findIndex((_, i) => columnName(i) === column));
    return after === stat.text
      ? null
      : planted(withCell(printout, stat.row, c, retold(after)), columns, `N ${stat.text} -> ${after}`);
  };
}

/** The adjusted R² above R². */
const adjustedAbove: Plant = (dice, printout) =>
  ofStatistic("adj_r2", (_, { column, text }, all) => {
    const r2 = all.find((stat) => stat.column === column && stat.name === "r2");
    if (r2 === undefined) return null;
    const decimals = text.split(".")[1]!.length;
    return (Number(r2.text) + dice.whole(1, 9) * 10 ** -decimals).toFixed(decimals);
  })(dice, printout);

const fewClusters: Plant = (dice, printout) => ofStatistic("clusters", () => String(dice.whole(2, 4)))(dice, printout);

const termRef = ({ column, term }: TermCell): CellRef => ({ table: TABLE, column: columnName(column), row: term });

/** A sentence of the text that the table does not bear out. */
function claim(kind: "level" | "insignificant" | "value"): Plant {
  return (dice, printout) => {
    const { stars: levels, facts } = printout;
    if (levels === null) return null;
    const terms = termCells(printout).filter(({ stars: mark }) =>
      kind === "level" ? mark !== levels[0]!.mark : kind === "value" || mark !== "",
    );
    if (terms.length === 0) return null;
    const term = dice.pick(terms);
    const cell = termRef(term);
    const at = levels.findIndex(({ mark }) => mark === term.stars);
    const made = (() => {
      if (kind === "value") {
        const text = slipped(dice, term.estimate, dice.pick(SLIPS));
        const value = text === null ? undefined : printedNumber(text);
        return value === undefined ? null : ({ kind, cell, value, says: `an estimate of ${text}` } as const);
      }
      const level =
        kind === "level" ? levels[dice.whole(0, (at === -1 ? levels.length : at) - 1)]!.level : levels.at(-1)!.level;
      return { kind, cell, level, says: `${kind} ${level}` } as const;
    })();
    if (made === null) return null;
    return planted(
      { ...printout, facts: { ...facts, claims: [...facts.claims, made] } },
      [term.column],
      `${term.term}: ${made.says}`,
    );
  };
}

/** Two estimates of the same term said to differ, by their stars alone. */
const comparison: Plant = (dice, printout) => {
  const terms = termCells(printout);
  const pairs = terms.flatMap((a) =>
    terms.flatMap((b) =>
      b.term === a.term && b.column > a.column && a.stars !== "" && b.stars === "" ? [[a, b] as const] : [],
    ),
  );
  if (pairs.length === 0) return null;
  const [a, b] = dice.pick(pairs);
  const comparisons = [{ a: termRef(a), b: termRef(b), says: "larger in the first" }];
  return planted(
    { ...printout, facts: { ...printout.facts, comparisons } },
    [a.column, b.column],
    `${a.term}: ${a.estimate} unlike ${b.estimate}`,
  );
};

const positiveAr1: Plant = (dice, printout) =>
  ofStatistic("ar1", (_, { text }) => (text.startsWith("-") ? text.slice(1) : null))(dice, printout);

const manyInstruments: Plant = (dice, printout) =>
  ofStatistic("instruments", (_, { column }, all) => {
    const groups = all.find((stat) => stat.column === column && stat.name === "groups");
    return groups === undefined ? null : String(whole(groups.text) + dice.whole(1, 40));
  })(dice, printout);

/** Tests of over-identification left out. */
const untested: Plant = (_, printout) => {
  if (printout.facts.dynamicPanels.length === 0) return null;
  const { rows } = printout.table;
  const isTest = ({ name }: TableRow | Pick<TableRow, "name">) => name === "hansen" || name === "sargan";
  if (!rows.some(isTest)) return null;
  const kept = rows.filter(
    (row, r) => !(isTest(row) || (rows[r - 1] !== undefined && isTest(rows[r - 1]!) && row.label === "")),
  );
  return planted(
    { ...printout, table: { ...printout.table, rows: kept } },
    printout.columns.map((_column, c) => c),
    "no Hansen test",
  );
};

const undefinedTerm: Plant = (dice, printout) => {
  const { defined } = printout.facts;
  const terms = termCells(printout).filter(({ term }) => term !== "(Intercept)");
  if (defined === null || terms.length === 0) return null;
  const { term, column } = dice.pick(terms);
  return planted(
    { ...printout, facts: { ...printout.facts, defined: defined.filter((name) => name !== term) } },
    [column],
    `${term} not defined`,
  );
};

/** Another number of treated rows than the errors tell. */
const otherTreated: Plant = (dice, printout) => {
  const { treatment } = printout.facts;
  if (treatment === null) return null;
  const { rows, of, says } = treatment.treated[0]!;
  const after = Math.max(1, Math.min(of - 1, Math.round(rows * dice.pick([0.4, 0.6, 0.8, 0.9, 1.1, 1.3, 1.7]))));
  if (after === rows) return null;
  const facts = { ...printout.facts, treatment: { ...treatment, treated: [{ says, rows: after, of }] } };
  return planted({ ...printout, facts }, [0], `${rows} treated rows -> ${after}`);
};

/** A row of a table of means with one number changed. */
function ofSummary(change: (dice: Dice, row: Summary) => Partial<Summary> | null): Plant {
  return (dice, printout) => {
    if (printout.descriptives === null) return null;
    const { rows } = printout.descriptives;
    const r = dice.whole(0, rows.length - 1);
    const made = change(dice, rows[r]!);
    if (made === null) return null;
    const changed = rows.map((row, i) => (i === r ? { ...row, ...made } : row));
    return planted(
      { ...printout, descriptives: { rows: changed } },
      [r],
      `${rows[r]!.variable}: ${JSON.stringify(made)}`,
    );
  };
}

const slipOfSummary = (name: "mean" | "sd", slip: Slip): Plant =>
  ofSummary((dice, row) => {
    const after = slipped(dice, row[name], slip);
    return after === null ? null : { [name]: after };
  });

const outside: Plant = ofSummary((dice, { min, max, mean }) => {
  const decimals = mean.split(".")[1]!.length;
  const beyond = Math.abs(Number(max) - Number(min)) * (0.05 + dice.uniform()) + 1;
  return { mean: (dice.chance(0.5) ? Number(max) + beyond : Number(min) - beyond).toFixed(decimals) };
});

const wideSd: Plant = ofSummary((dice, { min, max, sd }) => {
  const decimals = sd.split(".")[1]!.length;
  const range = Number(max) - Number(min);
  return range <= 0 ? null : { sd: (range * (0.72 + dice.uniform())).toFixed(decimals) };
});

const slips = (name: string, plant: (slip: Slip) => Plant): Record<string, Plant> =>
  Object.fromEntries(SLIPS.map((slip) => [`${name}: ${slip}`, plant(slip)]));

/** Every kind of error by its name. */
export const KINDS: Readonly<Record<string, Plant>> = {
  ...slips("estimate", (slip) => slipOfTerm(slip, "estimate")),
  ...slips("error", (slip) => slipOfTerm(slip, "std_error")),
  ...slips("t", (slip) => slipOfTerm(slip, "statistic")),
  ...slips("p", (slip) => slipOfTerm(slip, "p_value")),
  ...slips("interval", (slip) => slipOfTerm(slip, "interval")),
  "sign of an estimate": flipped,
  "stars added": stars("added"),
  "stars removed": stars("removed"),
  "parentheses relabelled": relabelled,
  "cell of the next column": copied,
  "cell of another row": copiedRow,
  ...slips("R²", (slip) => slipOf("r2", slip)),
  ...slips("adjusted R²", (slip) => slipOf("adj_r2", slip)),
  "adjusted R² above R²": adjustedAbove,
  ...slips("F", (slip) => slipOf("f", slip)),
  ...slips("first-stage F", (slip) => slipOf("first_stage_f", slip)),
  "N of one column": otherN("sameSample"),
  "N of a part": otherN("splits"),
  "N of a first stage": otherStage,
  "N above units x periods": abovePanel,
  "few clusters": fewClusters,
  "treated rows": otherTreated,
  "claim: level": claim("level"),
  "claim: insignificant": claim("insignificant"),
  "claim: value": claim("value"),
  "difference claimed": comparison,
  "AR(1) above 0": positiveAr1,
  "instruments above groups": manyInstruments,
  "no over-identification test": untested,
  "undefined variable": undefinedTerm,
  ...slips("mean", (slip) => slipOfSummary("mean", slip)),
  ...slips("standard deviation", (slip) => slipOfSummary("sd", slip)),
  "mean outside the range": outside,
  "standard deviation too wide": wideSd,
};
