/**
 * A set of rows under permuted treatments: each draw demeans the permuted columns, adds a direction to the basis, and solves all
 * specifications of the set again. What does not hold the treatment is as it was.
 */
import { MISSING_CODE } from "../../../base/columns.js";
import { DataError, NotSupported } from "../../../base/errors.js";
import { upTo } from "../../../base/row-runs.js";
import type { Table } from "../../../data/table/table.js";
import { crossProductsBlock } from "../../../engine/kernels/blas.js";
import { clusterScoresBlock } from "../../../engine/kernels/covariance.js";
import type { Engine, F64Block, Scope, U32Block } from "../../../engine/kernels/engine.js";
import { packedSize } from "../../../engine/kernels/moments.js";
import { isAbsorbed } from "../../../regression/absorb/absorber.js";
import { clusterParts, demeanAndWeight } from "../../../regression/least-squares/least-squares-steps.js";
import type { Choices } from "../choices.js";
import { clusterProducts } from "../quartic.js";
import type { Specification } from "../record.js";
import type { PlacedSet } from "../set-moments.js";
import type { SetSolver } from "../solve.js";
import type { DrawnCurve } from "./drawn-curve.js";
import { type Paths, permuted } from "./paths.js";
import { addDraw, type ListedSpecifications, listed } from "./set-draws.js";

/** Columns demeaned together. */
const COLUMNS = 12;
/** Numbers that products by cluster may take. */
const MOST_NUMBERS = 6e7;

/** Products of the basis by the clusters of a form, the new direction's behind. */
interface Products {
  readonly nLevels: number;
  /** nLevels by packedSize(r + 1), column-major. */
  readonly turned: F64Block;
  readonly codes: U32Block;
}

export class PermutedSet {
  private readonly r: number;
  private readonly n: number;
  private readonly products: readonly Products[];
  private readonly byTreatment: readonly { readonly treatment: number; readonly list: ListedSpecifications }[];
  private readonly C: F64Block;
  private readonly least: F64Block;
  private readonly K: F64Block;
  /** All rows in one cluster. */
  private readonly together: U32Block;
  /** Places of each memory row in the paths. */
  private readonly unitOf: Uint32Array;
  private readonly periodOf: Uint32Array;

  /** Throws NotSupported `multiverse_products` where products by cluster would take too much memory. */
  constructor(
    private readonly engine: Engine,
    scope: Scope,
    table: Table,
    choices: Choices,
    private readonly placed: PlacedSet,
    private readonly paths: Paths,
    solver: SetSolver,
    specifications: readonly Specification[],
  ) {
    const { moments, sample, absorber, Q } = placed;
    const { r } = moments.basis;
    const { n } = sample;
    [this.r, this.n] = [r, n];
    const treatments = [...new Set(specifications.map(({ treatment }) => treatment))];
    this.byTreatment = treatments.map((treatment) => ({
      treatment,
      list: listed(
        engine,
        scope,
        placed,
        solver,
        specifications.filter((one) => one.treatment === treatment),
        r + 1,
      ),
    }));
    const P = packedSize(r + 1);
    const known = new Map<string, Products>();
    this.products = this.byTreatment[0]!.list.forms.map(({ vcov, form }) => {
      const { spec } = choices.vcov[vcov]!;
      const { clusterTerms } = clusterParts(engine, spec, table, sample, absorber.rowOrder);
      const term = spec.type === "hetero" ? undefined : clusterTerms[form]!;
      const nLevels = term?.nLevels ?? n;
      const key = nLevels === n ? "rows" : term!.name;
      const before = known.get(key);
      if (before !== undefined) return before;
      if (nLevels * P > MOST_NUMBERS) throw tooMany(choices.vcov[vcov]!.name, nLevels);
      const codes = nLevels === n ? upTo(n) : term!.codes;
      const turned = scope.f64(nLevels * P);
      scope.scope((inner) => {
        const blocks = clusterProducts(engine, inner, n, r, Q.part(0, n * r), { name: key, codes, nLevels });
        turn(blocks.view(), turned.view(), nLevels, packedSize(r));
      });
      const made = { nLevels, turned, codes: scope.copyU32(codes) };
      known.set(key, made);
      return made;
    });
    const p = moments.absorbed.length;
    this.C = scope.f64((r + 1) * p);
    this.together = scope.copyU32(new Uint32Array(n));
    this.least = scope.copyF64(moments.basis.least);
    this.K = scope.f64(Math.max(1, this.products.length) * P * P);
    const { rows } = sample;
    const { rowOrder } = absorber;
    const rowAt = (i: number) => rows[rowOrder?.[i] ?? i]!;
    requireKeys(paths, rows);
    this.unitOf = Uint32Array.from({ length: n }, (_, i) => paths.unitOf[rowAt(i)]!);
    this.periodOf = Uint32Array.from({ length: n }, (_, i) => paths.periodOf[rowAt(i)]!);
  }

  /** Draws first .. first + count - 1. */
  draw(first: number, count: number, seed: number, curve: DrawnCurve): void {
    const together = Math.max(1, Math.floor(COLUMNS / this.byTreatment.length));
    for (let from = 0; from < count; from += together) {
      this.drawSome(first + from, Math.min(together, count - from), seed, curve);
    }
  }

  private drawSome(first: number, count: number, seed: number, curve: DrawnCurve): void {
    const { engine, n, placed, byTreatment } = this;
    const { sample, absorber } = placed;
    engine.scope((scope) => {
      const p = count * byTreatment.length;
      const X = scope.f64(n * p);
      for (let d = 0; d < count; d++) {
        const donors = permuted(engine, this.paths, seed, first + d);
        byTreatment.forEach(({ treatment }, t) => {
          this.fill(X.part((d * byTreatment.length + t) * n, n), donors, treatment);
        });
      }
      const solve = demeanAndWeight(engine, scope, absorber, X, p, sample.weights);
      for (let j = 0; j < p; j++) {
        const { list, treatment } = byTreatment[j % byTreatment.length]!;
        const b = first + Math.floor(j / byTreatment.length);
        const isNothing = isAbsorbed(solve, j) || !(solve.normAfter[j]! > 0);
        scope.scope((inner) => this.solveOne(inner, X.part(j * n, n), isNothing, treatment, list, b, curve));
      }
    });
  }

  /** The paths that units have after a permutation, over the rows. */
  private fill(column: F64Block, donors: Uint32Array, treatment: number): void {
    const { paths, unitOf, periodOf } = this;
    const view = column.view();
    const values = paths.values[treatment]!;
    for (let i = 0; i < view.length; i++) view[i] = values[donors[unitOf[i]!]! * paths.nPeriods + periodOf[i]!]!;
  }

  private solveOne(
    scope: Scope,
    x: F64Block,
    isNothing: boolean,
    treatment: number,
    list: ListedSpecifications,
    b: number,
    curve: DrawnCurve,
  ): void {
    const { n, r, placed } = this;
    const { moments, Q } = placed;
    const place = moments.treatments.get(treatment)!.place as number;
    const column = new Float64Array(r + 1);
    const e = Q.part(n * r, n);
    e.view().set(x.view());
    if (!isNothing) {
      // twice: what the first pass leaves of the basis' directions is rounding
      for (let pass = 0; pass < 2; pass++) this.orthogonalise(scope, e, column);
      const sum = e.view();
      let squares = 0;
      for (let i = 0; i < n; i++) squares += sum[i]! * sum[i]!;
      const left = Math.sqrt(squares);
      column[r] = left;
      if (left > 0) for (let i = 0; i < n; i++) sum[i]! /= left;
    }
    this.placeColumns(place, column);
    this.placeForms(scope);
    const P = packedSize(r + 1);
    const K = this.K.part(0, Math.max(1, this.products.length) * P * P);
    const fits = list.placed.run(r + 1, moments.absorbed.length, this.C, this.least, K);
    addDraw(curve, b, list, fits, false);
  }

  /** Takes the parts along the basis out of e, and adds them to `column`. */
  private orthogonalise(scope: Scope, e: F64Block, column: Float64Array): void {
    const { engine, n, r, placed } = this;
    scope.scope((inner) => {
      const parts = clusterScoresBlock(engine, inner, n, r, 1, placed.Q.part(0, n * r), e, this.together)
        .view()
        .slice();
      const [view, basis] = [e.view(), placed.Q.view()];
      for (let j = 0; j < r; j++) {
        const part = parts[j]!;
        column[j]! += part;
        for (let i = 0; i < n; i++) view[i]! -= part * basis[j * n + i]!;
      }
    });
  }

  /** All columns with a coordinate more, which the permuted one alone has. */
  private placeColumns(place: number, column: Float64Array): void {
    const { r, placed, C, least } = this;
    const { C: own, least: limits } = placed.moments.basis;
    const view = C.view();
    for (let j = 0; j < limits.length; j++) {
      view.set(own.subarray(j * r, j * r + r), j * (r + 1));
      view[j * (r + 1) + r] = 0;
    }
    view.set(column, place * (r + 1));
    const numbers = least.view();
    numbers.set(limits);
    const size = Math.sqrt(column.reduce((sum, value) => sum + value * value, 0));
    numbers[place] = Math.max(LEAST_LEFT * size, Number.MIN_VALUE);
  }

  /** Sums of products of products, the new direction's among them. */
  private placeForms(scope: Scope): void {
    const { engine, n, r, placed, products, K } = this;
    const P = packedSize(r + 1);
    const known = new Map<Products, Float64Array>();
    products.forEach((own, f) => {
      const before = known.get(own);
      const sums =
        before ??
        scope.scope((inner) => {
          const { nLevels, turned, codes } = own;
          const e = placed.Q.part(n * r, n);
          const scores = clusterScoresBlock(engine, inner, n, r + 1, nLevels, placed.Q, e, codes).view();
          const to = turned.part(nLevels * packedSize(r), nLevels * (r + 1)).view();
          for (let g = 0; g < nLevels; g++) for (let j = 0; j <= r; j++) to[j * nLevels + g] = scores[g * (r + 1) + j]!;
          return Float64Array.from(crossProductsBlock(engine, inner, nLevels, P, turned).view());
        });
      known.set(own, sums);
      K.view().set(sums, f * P * P);
    });
  }
}

/** Throws DataError `multiverse_unit` for a row without unit or period. */
function requireKeys({ keys, unitOf, periodOf }: Paths, rows: Uint32Array): void {
  const bad = rows.findIndex((row) => unitOf[row] === MISSING_CODE || periodOf[row] === MISSING_CODE);
  if (bad < 0) return;
  const row = rows[bad]!;
  const column = unitOf[row] === MISSING_CODE ? keys.unit : keys.time;
  throw new DataError(
    "multiverse_unit",
    `'${column}' is missing in row ${row + 1}, which specifications use: a permutation gives paths to units and periods. Leave such rows out with --subset.`,
    { got: null, expected: "a value", column, row: row + 1 },
  );
}

/** What a permuted column must leave beside controls, as a share of itself. */
const LEAST_LEFT = 1e-9;

/** A row a cluster to a column a product. */
function turn(from: ArrayLike<number>, to: Float64Array<ArrayBufferLike>, count: number, P: number): void {
  for (let g = 0; g < count; g++) for (let i = 0; i < P; i++) to[i * count + g] = from[g * P + i]!;
}

const tooMany = (vcov: string, count: number): NotSupported =>
  new NotSupported(
    "multiverse_products",
    `The joint test keeps products of all columns by cluster, and '${vcov}' has ${count}: leave it out, or cluster by something coarser.`,
    { got: count, expected: "fewer clusters" },
  );
