/**
 * Wrappers of the kernels of prices and their instruments: means elsewhere in a group, and one
 * instrumental-variables regression a group. Rows are given as an order by (group, part), groups cut into tasks by the
 * number of rows, so that the bits are the same for any number of threads.
 */
import { checkLength, slabStarts } from "./call.js";
import type { Engine } from "./engine.js";

/** Rows placed by group, then by part of the group (destination, cluster). */
export interface LoadedRows {
  /** u32[nGroups + 1]: first place of each group. */
  readonly offsets: Uint32Array;
  /** u32[n]: the row at each place. */
  readonly order: Uint32Array;
  /** u32[n]: the part the row at each place belongs to. */
  readonly parts: Uint32Array;
}

/**
 * Mean of `x` f64[n] over the rows of a row's group in its other parts, weighted by `w` f64[n] > 0 unless null; NaN where
 * there is no other part, and for rows that are placed nowhere. Throws KernelError on unequal lengths.
 */
export function leaveOutMeans(
  engine: Engine,
  { offsets, order, parts }: LoadedRows,
  x: Float64Array,
  w: Float64Array | null,
): Float64Array {
  checkLength("leaveOutMeans", "parts", parts.length, order.length);
  if (w !== null) checkLength("leaveOutMeans", "w", w.length, x.length);
  return engine.scope((scope) => {
    const out = scope.copyF64(new Float64Array(x.length).fill(Number.NaN));
    const all = {
      offsets: scope.copyU32(offsets),
      ...{ order: scope.copyU32(order), parts: scope.copyU32(parts) },
      ...{ weighted: w === null ? 0 : 1, x: scope.copyF64(x), w: w && scope.copyF64(w) },
      ...{ out, before: scope.f64(order.length) },
    };
    engine.run(
      "leaveOutMeans",
      groupRanges(offsets).map(({ low, high }) => ({ low, high, ...all })),
    );
    return Float64Array.from(out.view());
  });
}

/** Numbers `groupIv` makes of a group. */
export const GROUP_IV_FIELDS = 16;

/** Sums of one group; coefficients are NaN where what they divide by is 0. */
export interface GroupIv {
  readonly n: number;
  readonly nClusters: number;
  /** p'p, z'z and z'p of the demeaned columns. */
  readonly pp: number;
  readonly zz: number;
  readonly zp: number;
  /** 2SLS, least-squares and first-stage coefficient. */
  readonly iv: number;
  readonly ols: number;
  readonly firstStage: number;
  /** Squared residuals of each, and sums over clusters of squared scores. */
  readonly ssrIv: number;
  readonly ssrFirstStage: number;
  readonly ssrOls: number;
  readonly meatIv: number;
  readonly meatFirstStage: number;
  readonly meatOls: number;
  /** p'p and z'z before the effects were taken out. */
  readonly pp0: number;
  readonly zz0: number;
}

/** Columns of `groupIv`, all f64[n] by row. */
export interface IvColumns {
  readonly q: Float64Array;
  readonly p: Float64Array;
  readonly z: Float64Array;
  readonly p0: Float64Array;
  readonly z0: Float64Array;
}

/**
 * q on p with instrument z in every group, on columns whose effects have been taken out; parts of the groups are the
 * clusters. One record a group. Throws KernelError on unequal lengths.
 */
export function groupIv(engine: Engine, { offsets, order, parts }: LoadedRows, columns: IvColumns): readonly GroupIv[] {
  checkLength("groupIv", "parts", parts.length, order.length);
  const { q, p, z, p0, z0 } = columns;
  for (const [name, column] of Object.entries(columns)) checkLength("groupIv", name, column.length, q.length);
  return engine.scope((scope) => {
    const nGroups = offsets.length - 1;
    const out = scope.f64(nGroups * GROUP_IV_FIELDS);
    const all = {
      offsets: scope.copyU32(offsets),
      ...{ order: scope.copyU32(order), clusters: scope.copyU32(parts) },
      ...{
        q: scope.copyF64(q),
        p: scope.copyF64(p),
        z: scope.copyF64(z),
        p0: scope.copyF64(p0),
        z0: scope.copyF64(z0),
      },
    };
    engine.run(
      "groupIv",
      groupRanges(offsets).map((range) => ({ out, ...range, ...all })),
    );
    const fields = out.view();
    return Array.from({ length: nGroups }, (_, g) => readGroup(fields, g * GROUP_IV_FIELDS));
  });
}

function readGroup(fields: Float64Array<ArrayBufferLike>, at: number): GroupIv {
  const field = (i: number): number => fields[at + i]!;
  return {
    n: field(0),
    nClusters: field(1),
    pp: field(2),
    zz: field(3),
    zp: field(4),
    iv: field(5),
    ols: field(6),
    firstStage: field(7),
    ssrIv: field(8),
    ssrFirstStage: field(9),
    ssrOls: field(10),
    meatIv: field(11),
    meatFirstStage: field(12),
    meatOls: field(13),
    pp0: field(14),
    zz0: field(15),
  };
}

/** Slabs of whole groups of about equally many rows: groups low .. high - 1. */
export function groupRanges(offsets: Uint32Array): { readonly low: number; readonly high: number }[] {
  const starts = slabStarts(offsets.length - 1, offsets, 0);
  return starts.slice(1).flatMap((high, s) => (starts[s]! < high ? [{ low: starts[s]!, high }] : []));
}
