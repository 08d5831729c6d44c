/**
 * Sums of squared scores of a set's specifications, by each variance: of the coordinates alone, once a form has been made of all rows,
 * or of the rows each time, where a set has too few specifications for that to pay.
 */
import type { Table } from "../../data/table/table.js";
import { linearCombinationsBlock } from "../../engine/kernels/blas.js";
import { clusterScoresBlock } from "../../engine/kernels/covariance.js";
import type { Engine, F64Block, Scope } from "../../engine/kernels/engine.js";
import { packedSize } from "../../engine/kernels/moments.js";
import type { Absorber } from "../../regression/absorb/absorber.js";
import type { Sample } from "../../regression/frame/sample.js";
import type { ClusterTerm } from "../../regression/least-squares/fit.js";
import {
  clusterParts,
  countParameters,
  type ParameterCount,
} from "../../regression/least-squares/least-squares-steps.js";
import type { VcovSpec } from "../../regression/variance/plain.js";
import { fewestClusters } from "../../regression/variance/vcov.js";
import { clusterProducts, formVector, quadraticForm, quarticOfBlocks, quarticOfRows } from "./quartic.js";

/** A sum of squared scores, and how often it counts. */
export interface SetForm {
  readonly sign: number;
  /** Clusters; null where every row is one. */
  readonly levels: number | null;
  /** Of the regressor a net of others, and the residual b, in coordinates of the basis. */
  readonly squares: (a: Float64Array, b: Float64Array) => number;
}

/** A variance of all specifications of a set. */
export type SetVariance =
  | { readonly type: "iid"; readonly count: ParameterCount }
  | {
      readonly type: "sandwich";
      readonly count: ParameterCount;
      /** Clusters of each clustering, by name; empty for `hetero`. */
      readonly clusters: Readonly<Record<string, number>>;
      /** The smallest of these; null for `hetero`. */
      readonly fewest: number | null;
      readonly forms: readonly SetForm[];
    };

/** A set's rows. */
export interface SetRows {
  readonly table: Table;
  readonly sample: Sample;
  readonly absorber: Absorber;
  /** Rows of the orthonormal basis, n by r. */
  readonly r: number;
  readonly Q: F64Block;
  /** How many specifications ask for each variance. */
  readonly specifications: number;
}

/** Makes the variances of a set; what several of them share is made once, when it is first asked for. */
export function variancesOf(engine: Engine, scope: Scope, rows: SetRows): (spec: VcovSpec) => SetVariance {
  const { table, sample, absorber } = rows;
  const known = new Map<string, SetForm["squares"]>();
  const once = (key: string, term: ClusterTerm | null): SetForm["squares"] => {
    const squares = known.get(key) ?? squaresOf(engine, scope, rows, term);
    known.set(key, squares);
    return squares;
  };
  return (spec) => {
    const { clusterings, clusterTerms } = clusterParts(engine, spec, table, sample, absorber.rowOrder);
    const count = countParameters(engine, sample, absorber, { fit: { k: 0 } }, clusterings);
    if (spec.type === "iid") return { type: "iid", count };
    if (spec.type === "hetero") {
      const form = { sign: 1, levels: null, squares: once(ROWS, null) };
      return { type: "sandwich", count, clusters: {}, fewest: null, forms: [form] };
    }
    const forms = clusterTerms.map((term): SetForm => {
      const { sign, nLevels, name } = term;
      const isOfRows = nLevels === sample.n;
      return { sign, levels: nLevels, squares: once(isOfRows ? ROWS : name, isOfRows ? null : term) };
    });
    const clusters = Object.fromEntries(clusterings.map(({ name, nLevels }) => [name, nLevels]));
    return { type: "sandwich", count, clusters, fewest: fewestClusters(clusterTerms), forms };
  };
}

/** No cluster variable is called so. */
const ROWS = "";

/** Whichever way takes fewer multiplications over all specifications; `term` null where every row is a cluster. */
function squaresOf(engine: Engine, scope: Scope, rows: SetRows, term: ClusterTerm | null): SetForm["squares"] {
  const { sample, r, specifications } = rows;
  const P = packedSize(r);
  const ofForm = term === null ? (sample.n * P * P) / 2 : (sample.n * r * r + term.nLevels * P * P) / 2;
  return ofForm + (specifications * P * P) / 2 <= specifications * sample.n * 2 * (r + 1)
    ? byForm(engine, scope, rows, term)
    : byRows(engine, scope, rows, term);
}

function byForm(engine: Engine, scope: Scope, { sample, r, Q }: SetRows, term: ClusterTerm | null): SetForm["squares"] {
  const { n } = sample;
  const v = new Float64Array(packedSize(r));
  let K: Float64Array | undefined;
  const make = (): Float64Array => {
    if (term === null) return quarticOfRows(engine, scope, n, r, Q);
    return scope.scope((inner) => {
      const blocks = clusterProducts(engine, inner, n, r, Q, term);
      return quarticOfBlocks(engine, inner, term.nLevels, r, blocks);
    });
  };
  return (a, b) => {
    K ??= make();
    formVector(r, a, b, v);
    return quadraticForm(K, v);
  };
}

function byRows(engine: Engine, scope: Scope, { sample, r, Q }: SetRows, term: ClusterTerm | null): SetForm["squares"] {
  const { n } = sample;
  return (a, b) =>
    scope.scope((inner) => {
      const made = linearCombinationsBlock(engine, inner, n, r, 2, Q, inner.copyF64(Float64Array.from([...a, ...b])));
      const [x, u] = [made.part(0, n), made.part(n, n)];
      let sum = 0;
      if (term !== null) {
        const scores = clusterScoresBlock(engine, inner, n, 1, term.nLevels, x, u, inner.copyU32(term.codes)).view();
        for (let g = 0; g < term.nLevels; g++) sum += scores[g]! * scores[g]!;
        return sum;
      }
      const [regressor, residual] = [x.view(), u.view()];
      for (let i = 0; i < n; i++) sum += (regressor[i]! * residual[i]!) ** 2;
      return sum;
    });
}
