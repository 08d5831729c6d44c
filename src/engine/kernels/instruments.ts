/**
 * Wrappers of the kernels of prices and their instruments: means elsewhere in a group, and one
 * instrumental-variables regression a group. Rows are given as an order by (group, part), groups cut into tasks by the
 * number of rows, so that the bits are the same for any number of threads.
 */
import { checkLength, slabStarts } from "./call.js";
import type { Engine, Task } from "./engine.js";

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
    const [starts, rows, places] = [scope.copyU32(offsets), scope.copyU32(order), scope.copyU32(parts)];
    const values = scope.copyF64(x);
    const weights = w === null ? 0 : scope.copyF64(w).address;
    const out = scope.copyF64(new Float64Array(x.length).fill(Number.NaN));
    const before = scope.f64(order.length);
    const weighted = w === null ? 0 : 1;
    engine.run(
      "leaveOutMeans",
      groupTasks(offsets, (low, high) => [
        ...[low, high, weighted, starts.address, rows.address, places.address],
        ...[values.address, weights, out.address, before.address],
      ]),
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
    const rows = [offsets, order, parts].map((numbers) => scope.copyU32(numbers).address);
    const numbers = [q, p, z, p0, z0].map((column) => scope.copyF64(column).address);
    const nGroups = offsets.length - 1;
    const out = scope.f64(nGroups * GROUP_IV_FIELDS);
    engine.run(
      "groupIv",
      groupTasks(offsets, (low, high) => [low, high, ...rows, ...numbers, out.address]),
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

/** A task for each slab of whole groups of about equally many rows. */
export function groupTasks(offsets: Uint32Array, task: (low: number, high: number) => Task): Task[] {
  const starts = slabStarts(offsets.length - 1, offsets, 0);
  const tasks: Task[] = [];
  for (let s = 0; s + 1 < starts.length; s++) {
    if (starts[s]! < starts[s + 1]!) tasks.push(task(starts[s]!, starts[s + 1]!));
  }
  return tasks;
}
