/**
 * Whether numbers are a function of other columns: a line in one, a product or ratio of two, one column times a number of each group, a linear
 * combination. Each gives the share of variance it leaves unexplained. Works on rows given in order; knows no rule and no panel.
 */

/** Share of variance below which a function reproduces numbers exactly, up to the digits that columns are stored with. */
export const EXACT = 1e-8;
/** The same for near exactly. */
export const NEARLY = 1e-3;

/** Rows that a function is tried on before all are. */
const FIRST = 48;

export interface Numbers {
  readonly name: string;
  readonly values: Float64Array;
}

/** A grouping of rows, dense from 0. */
export interface Groups {
  readonly name: string;
  readonly codes: Uint32Array;
  readonly nLevels: number;
}

export type Reproduced =
  | {
      readonly kind: "equal" | "line" | "product" | "ratio" | "linear";
      readonly columns: readonly string[];
      readonly unexplained: number;
    }
  | {
      readonly kind: "scaled";
      readonly columns: readonly [string];
      readonly group: string;
      readonly unexplained: number;
    };

/**
 * The simplest function of `candidates` that leaves at most `limit` of the variance of `y` in `rows` (where all are there); undefined
 * without one.
 */
export function reproduce(
  y: Float64Array,
  candidates: readonly Numbers[],
  groups: readonly Groups[],
  rows: Uint32Array,
  limit: number,
): Reproduced | undefined {
  if (rows.length < FIRST / 2 || !varies(y, rows)) return undefined;
  const first = spread(rows, FIRST);
  const passes: Passes = (share) => {
    if (!(share(first) <= 10 * limit)) return undefined;
    const unexplained = share(rows);
    return unexplained <= limit ? unexplained : undefined;
  };
  return (
    lineOfOne(y, candidates, rows, passes) ??
    ofTwo(y, candidates, passes) ??
    scaledByGroup(y, candidates, groups, rows, limit) ??
    linear(y, candidates, rows, limit)
  );
}

/** What `share` leaves unexplained in all rows, where that is little enough in some and in all. */
type Passes = (share: (own: Uint32Array) => number) => number | undefined;

function lineOfOne(
  y: Float64Array,
  candidates: readonly Numbers[],
  rows: Uint32Array,
  passes: Passes,
): Reproduced | undefined {
  for (const { name, values } of candidates) {
    const unexplained = passes((own) => lineLeft(y, values, own));
    if (unexplained === undefined) continue;
    const isEqual = rows.every((row) => Number.isNaN(values[row]!) || y[row] === values[row]);
    return { kind: isEqual ? "equal" : "line", columns: [name], unexplained };
  }
  return undefined;
}

/** Functions of two numbers. */
const OF_TWO = {
  product: (p: number, q: number) => p * q,
  ratio: (p: number, q: number) => p / q,
  inverse: (p: number, q: number) => q / p,
};

function ofTwo(y: Float64Array, candidates: readonly Numbers[], passes: Passes): Reproduced | undefined {
  const own = new Float64Array(y.length);
  for (const [i, a] of candidates.entries()) {
    for (const b of candidates.slice(i + 1)) {
      const found = ofPair(y, a, b, passes, own);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** @param own overwritten */
function ofPair(y: Float64Array, a: Numbers, b: Numbers, passes: Passes, own: Float64Array): Reproduced | undefined {
  for (const kind of ["product", "ratio", "inverse"] as const) {
    const unexplained = passes((rows) => {
      for (const row of rows) own[row] = OF_TWO[kind](a.values[row]!, b.values[row]!);
      return scaleLeft(y, own, rows);
    });
    if (unexplained === undefined) continue;
    const columns = kind === "inverse" ? [b.name, a.name] : [a.name, b.name];
    return { kind: kind === "product" ? "product" : "ratio", columns, unexplained };
  }
  return undefined;
}

function scaledByGroup(
  y: Float64Array,
  candidates: readonly Numbers[],
  groups: readonly Groups[],
  rows: Uint32Array,
  limit: number,
): Reproduced | undefined {
  for (const group of groups) {
    for (const { name, values } of candidates) {
      const unexplained = scaledLeft(y, values, group, rows);
      if (unexplained <= limit) return { kind: "scaled", columns: [name], group: group.name, unexplained };
    }
  }
  return undefined;
}

/** Up to `most` of the rows, evenly among them. */
function spread(rows: Uint32Array, most: number): Uint32Array {
  if (rows.length <= most) return rows;
  return Uint32Array.from({ length: most }, (_, i) => rows[Math.floor((i * rows.length) / most)]!);
}

function varies(y: Float64Array, rows: Uint32Array): boolean {
  const first = y[rows[0]!]!;
  return rows.some((row) => y[row] !== first);
}

/** 1 - R2 of y on a constant and x; 1 where fewer than half of the rows have both, or x does not vary. */
function lineLeft(y: Float64Array, x: Float64Array, rows: Uint32Array): number {
  let [n, meanY, meanX] = [0, 0, 0];
  for (const row of rows) {
    if (!Number.isFinite(x[row]!)) continue;
    n++;
    meanY += y[row]!;
    meanX += x[row]!;
  }
  if (n * 2 < rows.length || n < 10) return 1;
  meanY /= n;
  meanX /= n;
  let [yy, xx, xy] = [0, 0, 0];
  for (const row of rows) {
    if (!Number.isFinite(x[row]!)) continue;
    const [dy, dx] = [y[row]! - meanY, x[row]! - meanX];
    yy += dy * dy;
    xx += dx * dx;
    xy += dx * dy;
  }
  if (!(yy > 0) || !(xx > 0)) return 1;
  const slope = xy / xx;
  let left = 0;
  for (const row of rows) {
    if (!Number.isFinite(x[row]!)) continue;
    left += (y[row]! - meanY - slope * (x[row]! - meanX)) ** 2;
  }
  return left / yy;
}

/** The share of y's variance about its mean that y = c x leaves. */
function scaleLeft(y: Float64Array, x: Float64Array, rows: Uint32Array): number {
  let [n, mean, xx, xy] = [0, 0, 0, 0];
  for (const row of rows) {
    if (!Number.isFinite(x[row]!)) continue;
    n++;
    mean += y[row]!;
    xx += x[row]! * x[row]!;
    xy += x[row]! * y[row]!;
  }
  if (n * 2 < rows.length || n < 10 || !(xx > 0)) return 1;
  mean /= n;
  const c = xy / xx;
  let [left, total] = [0, 0];
  for (const row of rows) {
    if (!Number.isFinite(x[row]!)) continue;
    left += (y[row]! - c * x[row]!) ** 2;
    total += (y[row]! - mean) ** 2;
  }
  return total > 0 ? left / total : 1;
}

/** Rows beyond one a group that show a function. */
const LEAST_WITHIN = 20;

/** The share of y's variance within groups that a number of each group times x leaves; 1 where too few rows stand together. */
function scaledLeft(y: Float64Array, x: Float64Array, { codes, nLevels }: Groups, rows: Uint32Array): number {
  const [n, sumY, xx, xy] = [0, 1, 2, 3].map(() => new Float64Array(nLevels)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (const row of rows) {
    const g = codes[row]!;
    if (g >= nLevels || !Number.isFinite(x[row]!)) continue;
    n[g]!++;
    sumY[g]! += y[row]!;
    xx[g]! += x[row]! * x[row]!;
    xy[g]! += x[row]! * y[row]!;
  }
  let [left, total, within] = [0, 0, 0];
  for (const row of rows) {
    const g = codes[row]!;
    if (g >= nLevels || !Number.isFinite(x[row]!) || n[g]! < 2 || !(xx[g]! > 0)) continue;
    left += (y[row]! - (xy[g]! / xx[g]!) * x[row]!) ** 2;
    total += (y[row]! - sumY[g]! / n[g]!) ** 2;
    within++;
  }
  const groups = n.reduce((count, own) => count + Number(own >= 2), 0);
  return within - groups >= LEAST_WITHIN && within * 3 >= rows.length * 2 && total > 0 ? left / total : 1;
}

/** Columns of a linear combination at most, rows it is sought on, and rows for each column. */
const MOST_COLUMNS = 40;
const SOUGHT_ON = 4_000;
const ROWS_EACH = 3;
/** A column of which the others leave less than this share of its norm is theirs. */
const COLLINEAR = 1e-9;

/** A linear combination: columns taken in turn, each that explains most, then those that are not needed taken out. */
function linear(y: Float64Array, all: readonly Numbers[], rows: Uint32Array, limit: number): Reproduced | undefined {
  const complete = rows.filter((row) => all.every(({ values }) => Number.isFinite(values[row]!)));
  const used =
    complete.length * 2 >= rows.length
      ? all
      : all.filter(({ values }) => rows.every((row) => Number.isFinite(values[row]!)));
  const own = complete.length * 2 >= rows.length ? complete : rows;
  const columns = used.slice(0, MOST_COLUMNS);
  if (columns.length < 2 || own.length < ROWS_EACH * columns.length + 20) return undefined;
  const some = spread(own, SOUGHT_ON);
  let chosen = forward(y, columns, some, limit);
  if (chosen === undefined) return undefined;
  for (const column of [...chosen]) {
    const rest: Numbers[] = chosen.filter((other) => other !== column);
    if (rest.length > 0 && combinationLeft(y, rest, some) <= limit) chosen = rest;
  }
  const unexplained = combinationLeft(y, chosen, own);
  if (!(unexplained <= limit) || own.length < ROWS_EACH * chosen.length + 20) return undefined;
  return { kind: "linear", columns: chosen.map(({ name }) => name), unexplained };
}

function centred(values: Float64Array, rows: Uint32Array): Float64Array {
  const own = Float64Array.from(rows, (row) => values[row]!);
  const mean = own.reduce((sum, value) => sum + value, 0) / own.length;
  return own.map((value) => value - mean);
}

const dot = (a: Float64Array, b: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
};

/** Takes the part of `values` along `direction` (of norm 1) out, in place. */
function takeOut(values: Float64Array, direction: Float64Array): void {
  const along = dot(values, direction);
  for (let i = 0; i < values.length; i++) values[i]! -= along * direction[i]!;
}

function forward(
  y: Float64Array,
  columns: readonly Numbers[],
  rows: Uint32Array,
  limit: number,
): Numbers[] | undefined {
  const left = centred(y, rows);
  const total = dot(left, left);
  const parts = columns.map((column) => {
    const own = centred(column.values, rows);
    return { column, own, norm: Math.sqrt(dot(own, own)) };
  });
  const chosen: Numbers[] = [];
  for (;;) {
    let [best, most] = [-1, 0];
    parts.forEach(({ own, norm }, k) => {
      const size = dot(own, own);
      if (!(Math.sqrt(size) > COLLINEAR * norm)) return;
      const gain = dot(own, left) ** 2 / size;
      if (gain > most) [best, most] = [k, gain];
    });
    if (best < 0) return undefined;
    const [{ column, own }] = parts.splice(best, 1) as [(typeof parts)[number]];
    const size = Math.sqrt(dot(own, own));
    const direction = own.map((value) => value / size);
    takeOut(left, direction);
    for (const part of parts) takeOut(part.own, direction);
    chosen.push(column);
    if (dot(left, left) <= limit * total) return chosen;
  }
}

/** 1 - R2 of y on a constant and all columns. */
function combinationLeft(y: Float64Array, columns: readonly Numbers[], rows: Uint32Array): number {
  const left = centred(y, rows);
  const total = dot(left, left);
  const basis: Float64Array[] = [];
  for (const { values } of columns) {
    const own = centred(values, rows);
    const norm = Math.sqrt(dot(own, own));
    for (const direction of basis) takeOut(own, direction);
    const size = Math.sqrt(dot(own, own));
    if (!(size > COLLINEAR * norm)) continue;
    const direction = own.map((value) => value / size);
    basis.push(direction);
    takeOut(left, direction);
  }
  return dot(left, left) / total;
}
