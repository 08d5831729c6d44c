/**
 * Rows in the order of a pair of codes: what interactions `a^b` are numbered by and what a panel is walked by.
 * Method: least significant digit radix sort (Knuth 1998, TAOCP 3, 5.2.5), codes travelling with their rows so that
 * every pass reads memory in order and writes to few places. Stable, O(n) a pass. Where rows come in blocks whose codes
 * are below all that follow, as in a file ordered by firm, each block is sorted by itself, in cache.
 */
import { type Category, MISSING_CODE } from "../../base/columns.js";
import { DataError } from "../../base/errors.js";

/** Rows sorted by (a, b), ties in row order, with their codes; rows missing in either are left out. */
export interface PairOrder {
  readonly rows: Uint32Array;
  readonly a: Uint32Array;
  readonly b: Uint32Array;
}

/** Widest digit of a pass: 2^10 write positions stay in cache. */
const DIGIT_BITS = 10;
/** Blocks up to this length are sorted by insertion. */
const SHORT = 24;

/** Places start .. end-1 of an order, and the least and greatest of its codes `a`. */
interface Block {
  readonly start: number;
  readonly end: number;
  readonly least: number;
  readonly most: number;
}

/** Sorts the rows of two groupings of the same rows by the codes of `first`, then of `second`. */
export function rowsByPair(first: Category, second: Category): PairOrder {
  const order = present(first.codes, second.codes);
  const n = order.rows.length;
  if (n === 0) return order;
  const leastLater = leastFrom(order.a);
  let spare: PairOrder | undefined;
  for (let start = 0, i = 0, most = 0; i < n; i++) {
    most = Math.max(most, order.a[i]!);
    if (i + 1 < n && most >= leastLater[i + 1]!) continue;
    const block = { start, end: i + 1, least: leastLater[start]!, most };
    if (block.end - start <= SHORT) insert(order, block);
    else {
      spare ??= { rows: new Uint32Array(n), a: new Uint32Array(n), b: new Uint32Array(n) };
      const sorted = radixSort(order, spare, block);
      if (sorted === spare && block.end - start === n) return spare;
      if (sorted === spare) copyBlock(spare, order, block);
    }
    start = i + 1;
  }
  return order;
}

/** The least of a[i], a[i + 1], ... for each i. */
function leastFrom(a: Uint32Array): Uint32Array {
  const least = new Uint32Array(a.length);
  for (let i = a.length - 1, low = a[i]!; i >= 0; i--) {
    low = Math.min(low, a[i]!);
    least[i] = low;
  }
  return least;
}

/** Sorts a block in place. */
function insert({ rows, a, b }: PairOrder, { start, end }: Block): void {
  for (let i = start + 1; i < end; i++) {
    const [row, ga, gb] = [rows[i]!, a[i]!, b[i]!];
    let j = i;
    for (; j > start && (a[j - 1]! > ga || (a[j - 1]! === ga && b[j - 1]! > gb)); j--) {
      rows[j] = rows[j - 1]!;
      a[j] = a[j - 1]!;
      b[j] = b[j - 1]!;
    }
    rows[j] = row;
    a[j] = ga;
    b[j] = gb;
  }
}

/** Sorts a block of `order` with the help of the same places of `spare`; returns which of the two holds it. */
function radixSort(order: PairOrder, spare: PairOrder, block: Block): PairOrder {
  let [from, to] = [order, spare];
  for (const key of ["b", "a"] as const) {
    const { least, most } = key === "a" ? block : range(order.b, block);
    for (const { shift, bits } of digits(most - least)) {
      pass(from, to, block, from[key], { least, shift, bits });
      [from, to] = [to, from];
    }
  }
  return from;
}

function range(codes: Uint32Array, { start, end }: Block): { least: number; most: number } {
  let [least, most] = [codes[start]!, codes[start]!];
  for (let i = start; i < end; i++) {
    const code = codes[i]!;
    if (code < least) least = code;
    if (code > most) most = code;
  }
  return { least, most };
}

/** Digits of numbers up to `most`, least significant first, as even in width as can be. */
function digits(most: number): { shift: number; bits: number }[] {
  const total = 32 - Math.clz32(most);
  const passes = Math.ceil(total / DIGIT_BITS);
  const bits = Math.ceil(total / passes);
  return Array.from({ length: passes }, (_, p) => ({ shift: p * bits, bits }));
}

const next = new Uint32Array((1 << DIGIT_BITS) + 1);

function pass(
  from: PairOrder,
  to: PairOrder,
  { start, end }: Block,
  codes: Uint32Array,
  { least, shift, bits }: { least: number; shift: number; bits: number },
): void {
  const mask = (1 << bits) - 1;
  next.fill(0, 0, mask + 2);
  for (let j = start; j < end; j++) next[(((codes[j]! - least) >>> shift) & mask) + 1]!++;
  next[0] = start;
  for (let d = 0; d < mask; d++) next[d + 1]! += next[d]!;
  const { rows, a, b } = from;
  for (let j = start; j < end; j++) {
    const at = next[((codes[j]! - least) >>> shift) & mask]!++;
    to.rows[at] = rows[j]!;
    to.a[at] = a[j]!;
    to.b[at] = b[j]!;
  }
}

function copyBlock(from: PairOrder, to: PairOrder, { start, end }: Block): void {
  for (const part of ["rows", "a", "b"] as const) to[part].set(from[part].subarray(start, end), start);
}

function present(a: Uint32Array, b: Uint32Array): PairOrder {
  const rows = new Uint32Array(a.length);
  let n = 0;
  for (let i = 0; i < a.length; i++) if (a[i] !== MISSING_CODE && b[i] !== MISSING_CODE) rows[n++] = i;
  if (n === a.length) return { rows, a: a.slice(), b: b.slice() };
  const kept = rows.slice(0, n);
  return { rows: kept, a: kept.map((row) => a[row]!), b: kept.map((row) => b[row]!) };
}

// Interactions of groupings, fe1^fe2: one level for every combination that occurs. Method: a table over all pairs
// where they are few, else a radix sort of the rows by (a, b). O(n) either way.

/** A table may have this many pairs (16 MiB) whatever the number of rows, and this many for each row. */
const TABLE_PAIRS = 1 << 22;
const PAIRS_PER_ROW = 2;

/**
 * The interaction a^b^...: dense codes of the combinations observed, ordered by (a, b, ...), labelled "a_b_...", named
 * "a^b^...". A row missing in one is missing. Throws DataError `category_length` unless all have the same rows.
 */
export function combine(categories: readonly Category[]): Category {
  const [first, ...others] = categories;
  if (first === undefined)
    throw new DataError("category_length", "An interaction needs at least one category.", { got: 0 });
  return others.reduce(combinePair, first);
}

function combinePair(a: Category, b: Category): Category {
  if (a.codes.length !== b.codes.length) {
    throw new DataError(
      "category_length",
      `'${a.name}' has ${a.codes.length} rows and '${b.name}' ${b.codes.length}; both must have the same.`,
      { got: b.codes.length, expected: a.codes.length },
    );
  }
  const nPairs = a.nLevels * b.nLevels;
  const { codes, ofA, ofB } =
    nPairs <= Math.max(TABLE_PAIRS, PAIRS_PER_ROW * a.codes.length) && nPairs < MISSING_CODE
      ? pairsByTable(a, b, nPairs)
      : pairsBySort(a, b);
  return Object.freeze({
    name: `${a.name}^${b.name}`,
    codes,
    nLevels: ofA.length,
    label: (g: number) => `${a.label(ofA[g]!)}_${b.label(ofB[g]!)}`,
  });
}

/** Codes of the pairs, and the levels of `a` and `b` each is made of. */
interface Pairs {
  readonly codes: Uint32Array;
  readonly ofA: Uint32Array;
  readonly ofB: Uint32Array;
}

function pairsByTable(a: Category, b: Category, nPairs: number): Pairs {
  const [first, second, width] = [a.codes, b.codes, b.nLevels];
  const n = first.length;
  const codes = new Uint32Array(n);
  const codeOf = new Uint32Array(nPairs);
  let missing = false;
  for (let i = 0; i < n; i++) {
    const ga = first[i]!;
    const gb = second[i]!;
    if (ga === MISSING_CODE || gb === MISSING_CODE) {
      codes[i] = MISSING_CODE;
      missing = true;
      continue;
    }
    const pair = ga * width + gb;
    codes[i] = pair;
    codeOf[pair] = 1;
  }
  let nLevels = 0;
  for (let pair = 0; pair < nPairs; pair++) nLevels += codeOf[pair]!;
  const ofA = new Uint32Array(nLevels);
  const ofB = new Uint32Array(nLevels);
  for (let ga = 0, pair = 0, code = 0; ga < a.nLevels; ga++) {
    for (let gb = 0; gb < b.nLevels; gb++, pair++) {
      if (codeOf[pair] === 0) continue;
      ofA[code] = ga;
      ofB[code] = gb;
      codeOf[pair] = code++;
    }
  }
  if (!missing) for (let i = 0; i < n; i++) codes[i] = codeOf[codes[i]!]!;
  else for (let i = 0; i < n; i++) if (codes[i] !== MISSING_CODE) codes[i] = codeOf[codes[i]!]!;
  return { codes, ofA, ofB };
}

function pairsBySort(first: Category, second: Category): Pairs {
  const { rows, a, b } = rowsByPair(first, second);
  const codes = new Uint32Array(first.codes.length).fill(MISSING_CODE);
  let nLevels = 0;
  for (let j = 0; j < rows.length; j++) {
    if (j === 0 || a[j] !== a[j - 1] || b[j] !== b[j - 1]) nLevels++;
    codes[rows[j]!] = nLevels - 1;
  }
  const ofA = new Uint32Array(nLevels);
  const ofB = new Uint32Array(nLevels);
  for (let j = 0, level = -1; j < rows.length; j++) {
    if (j > 0 && a[j] === a[j - 1] && b[j] === b[j - 1]) continue;
    ofA[++level] = a[j]!;
    ofB[level] = b[j]!;
  }
  return { codes, ofA, ofB };
}
