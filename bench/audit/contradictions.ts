/**
 * What a printed table contradicts, by brute force: digits are read again here, ranges are grids and corners, tails are `tails.ts`, and sums of
 * whole numbers are enumerated. It decides whether a planted error can be detected at all, so it shares nothing with the audit.
 *
 * A contradiction is `hard` where no data could give the numbers under what the table and the paper state, `soft` where a reader would ask.
 */
import type { CellRef } from "../../src/audit/paper.js";
import { impossibleSummary } from "./integer-samples.js";
import { columnName, type Printout, type StatCell, statCells, type TermCell, termCells } from "./printout.js";
import { critical, twoSided } from "./tails.js";

export interface Contradiction {
  readonly what: string;
  readonly hard: boolean;
  /** Columns it is about, from 0; of a table of means, rows. */
  readonly columns: readonly number[];
}

/** Ends of what a printed number may have been. */
type Ends = readonly [low: number, high: number];

/** Ranges touch where they miss each other by less than this, relative to their size: the rounding of our own arithmetic. */
const TOUCH = 1e-9;
const INF = Number.POSITIVE_INFINITY;

/** Half a unit of the last digit to both sides. */
export function ends(text: string): Ends {
  const digits = text.replace(/,/g, "");
  const value = Number(digits);
  const decimals = digits.includes(".") ? digits.length - digits.indexOf(".") - 1 : 0;
  const half = 0.5 * 10 ** -decimals;
  return [value - half, digits.startsWith("-") ? Math.min(value + half, 0) : value + half];
}

const count = (text: string): number => Number(text.replace(/,/g, ""));

function touch(a: Ends, b: Ends): boolean {
  const slack = TOUCH * Math.max(...[...a, ...b].map((x) => (Number.isFinite(x) ? Math.abs(x) : 0)));
  return a[0] <= b[1] + slack && b[0] <= a[1] + slack;
}

const meet = (a: Ends, b: Ends): Ends => [Math.max(a[0], b[0]), Math.min(a[1], b[1])];
const sized = ([low, high]: Ends): Ends =>
  low <= 0 && high >= 0
    ? [0, Math.max(-low, high)]
    : [Math.min(Math.abs(low), Math.abs(high)), Math.max(Math.abs(low), Math.abs(high))];

/** Points of a range, both ends among them. */
const grid = ([low, high]: Ends, points = 25): number[] =>
  Array.from({ length: points }, (_, i) => low + ((high - low) * i) / (points - 1));

/** Least and greatest of f over grids of both ranges. */
function over(a: Ends, b: Ends, f: (x: number, y: number) => number): Ends {
  let [low, high] = [INF, -INF];
  for (const x of grid(a)) {
    for (const y of grid(b)) {
      const value = f(x, y);
      if (Number.isNaN(value)) return [-INF, INF];
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return [low, high];
}

/** |estimate / error|; whatever is large where the error may be 0. */
function sizeOfT(estimate: Ends, error: Ends): Ends {
  const positive: Ends = [Math.max(error[0], 0), error[1]];
  const b = sized(estimate);
  if (positive[1] <= 0) return [0, INF];
  return positive[0] === 0 ? [b[0] / positive[1], INF] : over(b, positive, (x, y) => x / y);
}

/** All that `printout` contradicts; where nothing says what stands beneath estimates, under the reading that contradicts least. */
export function contradictions(printout: Printout): Contradiction[] {
  const worse = (found: readonly Contradiction[]) => found.filter(({ hard }) => hard).length;
  return labellings(printout)
    .map(contradictionsOf)
    .reduce((best, found) => (worse(found) < worse(best) ? found : best));
}

/** The printout under every label its parentheses and brackets may go without. */
function labellings(printout: Printout): Printout[] {
  const beneath = termCells(printout).flatMap((term) => term.beneath);
  const kinds = ["std_error", "statistic", "p_value"] as const;
  const ofParentheses =
    printout.parentheses === null && beneath.some(({ open }) => open === "(")
      ? kinds.map((means) => ({ ...printout, parentheses: { says: "", means } }))
      : [printout];
  const inBrackets = beneath.filter(({ open }) => open === "[");
  if (printout.brackets !== null || inBrackets.length === 0) return ofParentheses;
  const brackets = inBrackets.some(({ texts }) => texts.length === 2)
    ? ["90%", "95%", "99%"].map((says) => ({ says, means: "interval" as const }))
    : kinds.map((means) => ({ says: "", means }));
  return ofParentheses.flatMap((one) => brackets.map((own) => ({ ...one, brackets: own })));
}

function contradictionsOf(printout: Printout): Contradiction[] {
  const [terms, stats] = [termCells(printout), statCells(printout)];
  const view: View = { printout, terms, stats };
  return [
    ...terms.flatMap((term) => ofTerm(view, term)),
    ...printout.columns.flatMap((_, c) => ofColumn(view, c)),
    ...ofSamples(view),
    ...ofWords(view),
    ...ofDynamics(view),
    ...ofCopies(view),
    ...(printout.descriptives?.rows ?? []).flatMap((row, r) =>
      impossibleSummary(row).map((what) => ({ what, hard: true, columns: [r] })),
    ),
  ];
}

interface View {
  readonly printout: Printout;
  readonly terms: readonly TermCell[];
  readonly stats: readonly StatCell[];
}

const CONSTANT = "(Intercept)";

const statOf = ({ stats }: View, column: number, name: StatCell["name"]): StatCell | undefined =>
  stats.find((stat) => stat.column === column && stat.name === name);
const slopesOf = ({ terms }: View, c: number): TermCell[] =>
  terms.filter(({ column, term }) => column === c && term !== CONSTANT);

/** Fewest degrees of freedom of tests that what is stated allows. */
function fewestDf(view: View, c: number): number {
  const words = view.printout.columns[c]!;
  const clusters = statOf(view, c, "clusters");
  const groups = statOf(view, c, "groups");
  if (words.estimator === "gmm") return groups === undefined ? 1 : Math.max(1, count(groups.text) - 1);
  if (words.errors === "cluster") return clusters === undefined ? 1 : Math.max(1, count(clusters.text) - 1);
  if (words.errors !== "classical" && words.errors !== "robust") return 1;
  const nobs = statOf(view, c, "nobs");
  if (nobs === undefined || words.hiddenRegressors !== false) return 1;
  const { panel } = view.printout.facts;
  if (words.effects.length > 0 && panel === null) return 1;
  const absorbed = words.effects.length === 0 ? 1 : panel!.units + panel!.periods;
  return Math.max(1, count(nobs.text) - absorbed - slopesOf(view, c).length);
}

/** What stands beneath the estimate by what the table says. */
function readings(view: View, { beneath }: TermCell): Partial<Record<string, readonly string[]>>[] {
  const { parentheses, brackets } = view.printout;
  let all: Partial<Record<string, readonly string[]>>[] = [{}];
  for (const { open, texts } of beneath) {
    const said = open === "(" ? parentheses?.means : brackets?.means;
    const kinds =
      said !== undefined ? [said] : texts.length === 2 ? ["unknown"] : ["std_error", "statistic", "p_value"];
    // the same number twice, as t in parentheses and in brackets: an unlike pair is kept as one that can't be
    all = all.flatMap((one) =>
      kinds.map((kind) => ({
        ...one,
        [one[kind] !== undefined && one[kind]!.join() !== texts.join() ? "unlike" : kind]: texts,
      })),
    );
  }
  return all;
}

/** Whether the table prints t without sign: it has no negative t. */
const isUnsigned = ({ terms, printout: { parentheses, brackets } }: View): boolean =>
  terms.every(({ beneath }) =>
    beneath.every(({ open, texts }) => {
      const said = open === "(" ? parentheses?.means : brackets?.means;
      return said !== "statistic" || !texts[0]!.startsWith("-");
    }),
  );

/** |t| and p that a reading of the cell allows; null where it can't be so at all. */
function testOf(
  view: View,
  term: TermCell,
  reading: Partial<Record<string, readonly string[]>>,
): { readonly t: Ends; readonly p: Ends } | null {
  const estimate = ends(term.estimate);
  const fewest = fewestDf(view, term.column);
  let t: Ends = [0, INF];
  let p: Ends = [0, 1];
  if (reading.unlike !== undefined) return null;
  if (reading.std_error !== undefined) {
    if (reading.std_error[0]!.startsWith("-")) return null;
    t = sizeOfT(estimate, ends(reading.std_error[0]!));
  }
  if (reading.statistic !== undefined) {
    const printed = ends(reading.statistic[0]!);
    const opposite = (estimate[0] > 0 && printed[1] < 0) || (estimate[1] < 0 && printed[0] > 0 && !isUnsigned(view));
    if (opposite || !touch(t, sized(printed))) return null;
    t = meet(t, sized(printed));
  }
  if (reading.p_value !== undefined) {
    const printed = ends(reading.p_value[0]!);
    if (printed[0] > 1 || reading.p_value[0]!.startsWith("-")) return null;
    p = [Math.max(printed[0], 0), Math.min(printed[1], 1)];
  }
  if (reading.interval !== undefined) {
    const [low, high] = [ends(reading.interval[0]!), ends(reading.interval[1]!)];
    if (low[0] > high[1]) return null;
    if (!touch([(low[0] + high[0]) / 2, (low[1] + high[1]) / 2], estimate)) return null;
    const half: Ends = [Math.max((high[0] - low[1]) / 2, 0), (high[1] - low[0]) / 2];
    const level = intervalLevel(view);
    const wide: Ends = [critical(1 - level, INF), critical(1 - level, fewest)];
    const inHalves = sizeOfT(estimate, half);
    const byInterval: Ends = [inHalves[0] * wide[0], inHalves[1] === INF ? INF : inHalves[1] * wide[1]];
    if (!touch(t, byInterval)) return null;
    t = meet(t, byInterval);
    if (reading.std_error !== undefined) {
      const error = ends(reading.std_error[0]!);
      const allowed: Ends = [Math.max(error[0], 0) * wide[0], error[1] * wide[1]];
      if (!touch(half, allowed)) return null;
    }
    // whether 0 is outside the interval is the test at its own level, whatever the degrees of freedom
    const outside = estimate[0] > half[1] || estimate[1] < -half[1];
    const inside = sized(estimate)[1] < half[0];
    if (outside) p = meet(p, [0, (1 - level) * (1 - TOUCH)]);
    if (inside) p = meet(p, [(1 - level) * (1 + 1e-6), 1]);
    // its ends over every number of degrees of freedom: those of the test are those of the interval
    if (reading.std_error === undefined && reading.statistic === undefined) {
      const all = degrees(fewest).map((df): Ends => {
        const scale = critical(1 - level, df);
        return [inHalves[1] === INF ? 0 : twoSided(inHalves[1] * scale, df), twoSided(inHalves[0] * scale, df)];
      });
      const byEnds: Ends = [Math.min(...all.map(([low]) => low)), Math.max(...all.map(([, high]) => high))];
      if (!touch(p, byEnds)) return null;
      p = meet(p, byEnds);
    }
  }
  const byT: Ends = [Number.isFinite(t[1]) ? twoSided(t[1], INF) : 0, twoSided(t[0], fewest)];
  if (!touch(p, byT)) return null;
  return { t, p: meet(p, byT) };
}

/** Degrees of freedom from the fewest on, in steps that tails hardly move between. */
const degrees = (fewest: number): number[] => [...Array.from({ length: 24 }, (_, i) => fewest * 1.5 ** i), INF];

const intervalLevel = ({ printout: { brackets } }: View): number =>
  Number(/([\d.]+)%/.exec(brackets?.says ?? "95%")![1]) / 100;

/** p that the stars allow. */
function starRange({ printout: { stars } }: View, { stars: mark }: TermCell): Ends {
  if (stars === null) return [0, 1];
  if (mark === "") return [stars.at(-1)!.level, 1];
  const at = stars.findIndex((star) => star.mark === mark);
  return at === -1 ? [0, 1] : [at === 0 ? 0 : stars[at - 1]!.level, stars[at]!.level];
}

function ofTerm(view: View, term: TermCell): Contradiction[] {
  const found: Contradiction[] = [];
  const say = (what: string, hard = true) => found.push({ what, hard, columns: [term.column] });
  const tests = readings(view, term).map((reading) => testOf(view, term, reading));
  const possible = tests.filter((test) => test !== null);
  if (possible.length === 0) {
    say("numbers of a cell");
    return found;
  }
  if (possible.every(({ p }) => !touch(p, starRange(view, term)))) say("stars");
  const clusters = statOf(view, term.column, "clusters");
  const level = view.printout.stars?.find(({ mark }) => mark === term.stars)?.level;
  if (clusters !== undefined && level !== undefined && view.printout.columns[term.column]!.errors === "cluster") {
    const df = count(clusters.text) - 1;
    if (df >= 1 && possible.every(({ t }) => Number.isFinite(t[1]) && twoSided(t[1], df) > level))
      say("few clusters", false);
  }
  return found;
}

/** |t| of a term over every reading. */
function anyT(view: View, term: TermCell): Ends | null {
  const tests = readings(view, term).flatMap((reading) => testOf(view, term, reading) ?? []);
  if (tests.length === 0) return null;
  return [Math.min(...tests.map(({ t }) => t[0])), Math.max(...tests.map(({ t }) => t[1]))];
}

function ofColumn(view: View, c: number): Contradiction[] {
  const found: Contradiction[] = [];
  const words = view.printout.columns[c]!;
  const say = (what: string, hard = true) => found.push({ what, hard, columns: [c] });
  const text = (name: StatCell["name"]) => statOf(view, c, name)?.text;
  const [nobs, r2, adjusted, f, clusters] = (["nobs", "r2", "adj_r2", "f", "clusters"] as const).map(text);
  const slopes = slopesOf(view, c);
  const isLeastSquares = ["ols", "first-stage", "reduced-form"].includes(words.estimator ?? "");
  const isClassical = words.errors === "classical";
  const isBare = isLeastSquares && words.effects.length === 0 && words.hiddenRegressors === false;
  const hasConstant = view.terms.some(({ column, term }) => column === c && term === CONSTANT);
  const t = slopes.length === 1 ? anyT(view, slopes[0]!) : null;
  if (r2 !== undefined && ends(r2)[0] > 1) say("R² above 1");
  if (r2 !== undefined && isLeastSquares && ends(r2)[1] < 0) say("R² below 0");
  if (r2 !== undefined && adjusted !== undefined && ends(adjusted)[0] > ends(r2)[1] + TOUCH)
    say("adjusted R² above R²");
  if (nobs !== undefined) {
    const n = count(nobs);
    if (clusters !== undefined && count(clusters) > n) say("clusters above N");
    if (r2 !== undefined && t !== null && isBare && isClassical) {
      const byT = (rest: number): Ends => [share(t[0], n - rest), share(t[1], n - rest)];
      if (!(touch(byT(2), ends(r2)) || (!hasConstant && touch(byT(1), ends(r2))))) say("R² of t");
    }
    if (r2 !== undefined && adjusted !== undefined && !isBare && isLeastSquares) {
      // some whole number of parameters, of which the slopes and a constant or effects are shown; with a constant or without one
      const isConstantSure = hasConstant || words.effects.length > 0;
      const fits = (whole: number, K: number) => {
        const by = (value: number) => 1 - ((1 - value) * whole) / (n - K);
        return touch([by(ends(r2)[0]), by(ends(r2)[1])], ends(adjusted));
      };
      const from = (fewest: number) => Array.from({ length: Math.max(0, n - fewest) }, (_, i) => fewest + i);
      const withConstant = from(slopes.length + 1).some((K) => fits(n - 1, K));
      const without = !isConstantSure && from(slopes.length).some((K) => fits(n, K));
      if (!withConstant && !without) say("adjusted R² of R²");
    }
    if (r2 !== undefined && adjusted !== undefined && isBare) {
      const k = slopes.length;
      const from = (rest: number, whole: number): Ends => {
        const by = (value: number) => 1 - ((1 - value) * whole) / rest;
        return [by(ends(r2)[0]), by(ends(r2)[1])];
      };
      const fits =
        touch(from(n - k - 1, n - 1), ends(adjusted)) || (!hasConstant && touch(from(n - k, n), ends(adjusted)));
      if (!fits) say("adjusted R² of R²");
    }
    if (
      f !== undefined &&
      isBare &&
      isClassical &&
      slopes.length > 1 &&
      r2 !== undefined &&
      words.estimator === "ols"
    ) {
      const by = (value: number, rest: number) => value / slopes.length / ((1 - value) / rest);
      const fits = [n - slopes.length - 1, ...(hasConstant ? [] : [n - slopes.length])].some((rest) => {
        const [low, high] = ends(r2);
        return touch([by(Math.max(low, 0), rest), high >= 1 ? INF : by(high, rest)], ends(f));
      });
      if (!fits) say("F of R²");
    }
  }
  // F in a first stage may be that of the excluded instruments
  const isOverall = words.estimator !== "first-stage";
  if (f !== undefined && t !== null && isBare && isOverall && !touch([t[0] ** 2, t[1] ** 2], ends(f))) say("F of t");
  if (f !== undefined && ends(f)[1] < 0) say("F below 0");
  found.push(...ofTreatment(view, c, isBare, slopes, hasConstant));
  return found;
}

const share = (t: number, rest: number): number => (t === INF ? 1 : (t * t) / (t * t + rest));

/** Share of treated rows by two errors, under classical errors. */
function ofTreatment(
  view: View,
  c: number,
  isBare: boolean,
  slopes: readonly TermCell[],
  hasConstant: boolean,
): Contradiction[] {
  const { treatment } = view.printout.facts;
  const words = view.printout.columns[c]!;
  if (treatment === null || !isBare || !hasConstant || slopes.length !== 1 || slopes[0]!.term !== treatment.term)
    return [];
  if (words.weighted === true || words.errors !== "classical") return [];
  const errorOf = (term: TermCell): Ends | null => {
    const [reading, ...others] = readings(view, term);
    if (reading === undefined || others.length > 0) return null;
    if (reading.std_error !== undefined) return ends(reading.std_error[0]!);
    if (reading.statistic === undefined) return null;
    const [b, t] = [sized(ends(term.estimate)), sized(ends(reading.statistic[0]!))];
    return [b[0] / t[1], t[0] === 0 ? INF : b[1] / t[0]];
  };
  const constant = view.terms.find(({ column, term }) => column === c && term === CONSTANT)!;
  const [a, b] = [errorOf(constant), errorOf(slopes[0]!)];
  if (a === null || b === null || b[1] <= 0) return [];
  const low = Math.max(a[0], 0) / b[1];
  const high = b[0] <= 0 ? INF : a[1] / b[0];
  const fits = treatment.treated.some(({ rows, of }) => touch([low * low, high * high], [rows / of, rows / of]));
  return fits ? [] : [{ what: "share treated", hard: true, columns: [c] }];
}

/** Columns a reference is of. */
const columnOf = ({ printout }: View, { column }: CellRef): number =>
  printout.columns.findIndex((_, c) => columnName(c) === column);

function ofSamples(view: View): Contradiction[] {
  const { facts, columns } = view.printout;
  const found: Contradiction[] = [];
  const nobs = (c: number): number | undefined => {
    const text = statOf(view, c, "nobs")?.text;
    return text === undefined ? undefined : count(text);
  };
  for (const { whole, parts } of facts.splits) {
    const [n, ...of] = [whole, ...parts].map((cell) => nobs(columnOf(view, cell)));
    const all = [whole, ...parts].map((cell) => columnOf(view, cell));
    const absorbs = all.some((c) => columns[c]!.effects.length > 0);
    if (n === undefined || of.some((one) => one === undefined)) continue;
    const total = (of as number[]).reduce((sum, one) => sum + one, 0);
    // parts may lose rows that are alone in an effect of theirs, so that only a sum above the whole can't be
    if (total !== n) found.push({ what: "parts of a sample", hard: !absorbs || total > n, columns: all });
  }
  for (const { columns: same } of facts.sameSample) {
    const all = same.map((cell) => columnOf(view, cell));
    if (new Set(all.map(nobs)).size > 1) found.push({ what: "one sample", hard: true, columns: all });
  }
  columns.forEach((_, c) => {
    const n = nobs(c);
    if (n === undefined) return;
    const groups = statOf(view, c, "groups");
    // some programs count the rows of both equations of a system
    const isSystem = facts.dynamicPanels.some(
      ({ column, transform }) => columnOf(view, column) === c && transform !== "difference",
    );
    const equations = isSystem ? 2 : 1;
    if (facts.panel !== null && n > equations * facts.panel.units * facts.panel.periods)
      found.push({ what: "N of the panel", hard: true, columns: [c] });
    if (facts.panel !== null && groups !== undefined && n > equations * count(groups.text) * facts.panel.periods) {
      found.push({ what: "N of the groups", hard: true, columns: [c] });
    }
    if (
      groups !== undefined &&
      (count(groups.text) > n || (facts.panel !== null && count(groups.text) > facts.panel.units))
    ) {
      found.push({ what: "groups", hard: true, columns: [c] });
    }
  });
  for (const { first, second, instruments, endogenous } of facts.firstStages) {
    const c = columnOf(view, second);
    const reduced = columns.findIndex(({ estimator }) => estimator === "reduced-form");
    const cell = (column: number, term: string | undefined) =>
      view.terms.find((one) => one.column === column && one.term === term);
    const stages = [cell(columnOf(view, first), instruments[0]), cell(reduced, instruments[0]), cell(c, endogenous)];
    const isOneSample = new Set([columnOf(view, first), reduced, c].map(nobs)).size === 1;
    if (instruments.length === 1 && isOneSample && stages.every((term) => term !== undefined)) {
      // with one instrument 2SLS is the reduced form over the first stage
      const [b, a, ratio] = stages.map((term) => ends(term.estimate)) as [Ends, Ends, Ends];
      const isWide = b[0] <= 0 && b[1] >= 0;
      const by = isWide ? ([-INF, INF] as const) : over(a, b, (x, y) => x / y);
      if (!touch(by, ratio))
        found.push({ what: "ratio of stages", hard: true, columns: stages.map((term) => term.column) });
    }
    const f = statOf(view, c, "first_stage_f");
    const term = view.terms.find((one) => one.column === columnOf(view, first) && one.term === instruments[0]);
    const [ofFirst, ofSecond] = [nobs(columnOf(view, first)), nobs(c)];
    if (ofFirst !== undefined && ofSecond !== undefined && ofFirst !== ofSecond) {
      found.push({ what: "N of two stages", hard: false, columns: [columnOf(view, first), c] });
    }
    if (f === undefined || term === undefined || instruments.length !== 1) continue;
    const t = anyT(view, term);
    // F and t may be made with and without the small-sample factor
    const absorbed = facts.panel === null ? 0 : facts.panel.units + facts.panel.periods;
    const n = nobs(c) ?? Number.NaN;
    const K = slopesOf(view, c).length + 1 + (columns[c]!.effects.length > 0 ? absorbed : 0);
    const G = statOf(view, c, "clusters");
    const g = G === undefined ? 1 : count(G.text) / (count(G.text) - 1);
    const factor = K < n ? (g * n) / (n - K) : INF;
    if (t !== null && !touch([t[0] ** 2 / factor, t[1] ** 2 * factor], ends(f.text))) {
      found.push({
        what: "first-stage F of t",
        hard: columns[c]!.errors === "classical",
        columns: [columnOf(view, first), c],
      });
    }
  }
  return found;
}

function ofWords(view: View): Contradiction[] {
  const { facts } = view.printout;
  const found: Contradiction[] = [];
  const termOf = (cell: CellRef) =>
    view.terms.find(({ column, term }) => column === columnOf(view, cell) && term === cell.row);
  const pOf = (term: TermCell): Ends | null => {
    const tests = readings(view, term).flatMap((reading) => testOf(view, term, reading) ?? []);
    return tests.length === 0
      ? null
      : [Math.min(...tests.map(({ p }) => p[0])), Math.max(...tests.map(({ p }) => p[1]))];
  };
  for (const claim of facts.claims) {
    const term = termOf(claim.cell);
    if (term === undefined) continue;
    const say = (what: string) => found.push({ what, hard: true, columns: [term.column] });
    if (claim.kind === "value") {
      if (!touch(ends(claim.value.text), ends(term.estimate))) say("claim of a value");
      continue;
    }
    const p = pOf(term);
    if (p === null) continue;
    const stars = starRange(view, term);
    const both: Ends = touch(p, stars) ? meet(p, stars) : p;
    const isAbove = both[0] > claim.level * (1 + TOUCH) || (both[0] >= claim.level && stars[0] >= claim.level);
    const isBelow = both[1] < claim.level || (term.stars !== "" && stars[1] <= claim.level);
    if (claim.kind === "level" ? isAbove : isBelow) say("claim of a level");
  }
  for (const { a, b } of facts.comparisons) {
    const [one, other] = [termOf(a), termOf(b)];
    if (one === undefined || other === undefined) continue;
    const errors = [one, other].map((term) => readings(view, term)[0]?.std_error?.[0]);
    if (errors.some((text) => text === undefined)) continue;
    const gap = over(ends(one.estimate), ends(other.estimate), (x, y) => Math.abs(x - y));
    const least = Math.hypot(...errors.map((text) => Math.max(ends(text!)[0], 0)));
    if (gap[1] / least < 1.64)
      found.push({ what: "difference claimed", hard: false, columns: [one.column, other.column] });
  }
  if (facts.defined !== null) {
    for (const { term, column } of view.terms) {
      if (!facts.defined.includes(term)) found.push({ what: "undefined", hard: false, columns: [column] });
    }
  }
  return found;
}

function ofDynamics(view: View): Contradiction[] {
  return view.printout.facts.dynamicPanels.flatMap(({ column }): Contradiction[] => {
    const c = columnOf(view, column);
    const [ar1, instruments, groups] = (["ar1", "instruments", "groups"] as const).map((name) => statOf(view, c, name));
    const tested = statOf(view, c, "hansen") ?? statOf(view, c, "sargan");
    const soft = (what: string): Contradiction => ({ what, hard: false, columns: [c] });
    return [
      ...(ar1 !== undefined && ends(ar1.text)[0] > 0 ? [soft("AR(1) above 0")] : []),
      ...(instruments !== undefined && groups !== undefined && count(instruments.text) > count(groups.text)
        ? [soft("instruments above groups")]
        : []),
      ...(tested === undefined ? [soft("no over-identification test")] : []),
    ];
  });
}

/** The same estimate with the same number beneath in two columns of other samples, or in two rows of a column. */
function ofCopies(view: View): Contradiction[] {
  const digits = (text: string) => text.replace(/^-?[0.]*/, "").replace(".", "").length;
  const texts = ({ estimate, beneath }: TermCell) => [estimate, ...beneath.flatMap((line) => line.texts)];
  return view.terms.flatMap((one, i) =>
    view.terms.slice(i + 1).flatMap((other): Contradiction[] => {
      const inColumn = other.column === one.column;
      if (inColumn === (other.term === one.term) || one.beneath.length === 0) return [];
      const same = texts(one).join() === texts(other).join();
      // what stands beneath that follows from the first number there
      const independent = [one.estimate, one.beneath[0]!.texts[0]!];
      const enough = independent.reduce((sum, text) => sum + digits(text), 0) >= 5;
      const [n, m] = [one, other].map(({ column }) => statOf(view, column, "nobs")?.text);
      const columns = inColumn ? [one.column] : [one.column, other.column];
      return same && enough && (inColumn || n !== m) ? [{ what: "identical cells", hard: false, columns }] : [];
    }),
  );
}
