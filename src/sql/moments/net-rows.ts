/**
 * Sums over an engine's rows net of crossed effects whose values by level are known here: cross-products by block, and meats of variances.
 * Where the values of all columns don't fit a statement, every two of them meet in one.
 */
import { packedSize } from "../../engine/kernels/moments.js";
import type { SqlGrouping } from "../frame.js";
import { NUMBER_BYTES, type Queries } from "../queries.js";
import { combined, scoresIn } from "../statements/meat.js";
import { type NetColumns, netMeatStatement, netProductsStatement } from "../statements/net-rows.js";
import { pairs } from "../statements/rows.js";
import type { CrossedEquations } from "./crossed-equations.js";
import type { CrossedSample } from "./crossed-sample.js";
import { changedRows } from "./guards.js";
import { keysOf, levelsIn, levelsOf } from "./levels.js";
import { withoutEmpty } from "./net-blocks.js";
import type { NetBlocks, ScoresStatement } from "./pushed.js";

export class NetRows {
  private readonly p: number;

  constructor(
    private readonly queries: Queries,
    private readonly sample: CrossedSample,
    private readonly equations: CrossedEquations,
    /** What the effects but the unit explain of each column. */
    private readonly values: readonly Float64Array[],
  ) {
    this.p = values.length;
  }

  /** Cross-products of all columns by the levels of a grouping, of which there are about `count`, or of all rows. */
  async blocks(by: SqlGrouping | null, count: number): Promise<NetBlocks> {
    const { queries, sample, p } = this;
    const grouping = by ?? { name: "", keys: [], isNumeric: false };
    const keys = keysOf(grouping);
    const spec = { ...sample.spec, block: keys };
    const size = packedSize(p);
    const statement = (columns: readonly number[], wanted: readonly (readonly [number, number])[]): string => {
      const at = (j: number): number => columns.indexOf(j);
      const places = wanted.map(([a, b]) => [at(a), at(b)] as const);
      return netProductsStatement(spec, this.columns(columns), places, sample.hasAlone);
    };
    let found: { readonly levels: ReturnType<typeof levelsIn>; readonly blocks: Float64Array } | undefined;
    for (const { columns, wanted } of this.sets((some) => statement(some, pairsOf(some)))) {
      const answer = await queries.ask(
        statement(columns, wanted),
        NUMBER_BYTES * count * (keys.length + 1 + wanted.length),
      );
      const numbers = answer.columns.slice(keys.length + 1) as readonly Float64Array[];
      const levels = found?.levels ?? levelsIn(grouping, answer);
      const blocks = found?.blocks ?? new Float64Array(levels.levels.length * size);
      levelsOf(levels, answer).forEach((block, i) => {
        wanted.forEach(([a, b], pair) => {
          blocks[block * size + packedSize(a) + b] = numbers[pair]![i]!;
        });
      });
      found = { levels, blocks };
    }
    const { levels, blocks } = found!;
    const rows = levels.rows.reduce((sum, n) => sum + n, 0);
    if (rows !== sample.nobs) throw changedRows(`${sample.nobs} rows counted, ${rows} summed`, [sample.nobs, rows]);
    const { label } = levels;
    return withoutEmpty({ nLevels: levels.levels.length, label, blocks, rows: levels.rows }, size);
  }

  /** The statement of scores of combinations of the regressors kept and the outcome. */
  scoresStatement: ScoresStatement = (kept, { columns, residuals }, wanted, clusters) => {
    const { sample, equations, values, p } = this;
    const scores = scoresIn(wanted);
    const used = (which: 0 | 1): number[] => [...new Set(scores.map((score) => score[which]))];
    const [left, right] = [used(0), used(1)];
    const factors = [...left.map((i) => columns[i]!), ...right.map((v) => residuals[v]!)];
    const explained = factors.map((of) => {
      const sum = equations.vector();
      for (const [i, j] of [...kept, p - 1].entries()) {
        const [share, value] = [of[i]!, values[j]!];
        if (share !== 0) for (let l = 0; l < sum.length; l++) sum[l]! += share * value[l]!;
      }
      return sum;
    });
    const net: NetColumns = {
      bases: factors.map((of) => `(${combined(sample.spec, { kept }, of, "z")})`),
      effects: equations.placed(explained),
    };
    const place = new Map(scores.map((score, at) => [score.join(), at]));
    const places = {
      scores: scores.map(([i, v]) => [left.indexOf(i), left.length + right.indexOf(v)] as const),
      wanted: wanted.map(([s, t]) => [place.get(s.join())!, place.get(t.join())!] as const),
    };
    return netMeatStatement(sample.spec, net, places, clusters, sample.hasAlone);
  };

  private columns(places: readonly number[]): NetColumns {
    return {
      bases: places.map((j) => `z${j + 1}`),
      effects: this.equations.placed(places.map((j) => this.values[j]!)),
    };
  }

  /** Sets of the columns, ascending, that a statement takes, and of which pairs each is the first to have both. */
  private sets(statement: (columns: readonly number[]) => string): ColumnSet[] {
    for (let size = this.p; ; size = Math.ceil(size / 2)) {
      const sets = setsOf(this.p, size);
      if (size <= 1 || statement(sets[0]!.columns).length <= this.queries.mostText) return sets;
    }
  }
}

interface ColumnSet {
  readonly columns: readonly number[];
  readonly wanted: readonly (readonly [number, number])[];
}

const pairsOf = (columns: readonly number[]) =>
  pairs(columns.length).map(([i, j]) => [columns[i]!, columns[j]!] as const);

/** Every two of n columns meet in one of these, made of two groups of `size`. */
function setsOf(n: number, size: number): ColumnSet[] {
  const groups = Array.from({ length: Math.ceil(n / Math.max(1, size)) }, (_, g) =>
    Array.from({ length: Math.min(size, n - g * size) }, (_, i) => g * size + i),
  );
  const together =
    groups.length < 2 ? [groups[0] ?? []] : groups.flatMap((a, g) => groups.slice(g + 1).map((b) => [...a, ...b]));
  const had = new Set<number>();
  return together.map((columns) => {
    const wanted = pairsOf(columns).filter(([a, b]) => !had.has(packedSize(a) + b));
    for (const [a, b] of wanted) had.add(packedSize(a) + b);
    return { columns, wanted };
  });
}
