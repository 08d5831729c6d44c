/**
 * Layer quality. The rows in work: which rows of the table, and their value, quantity and unit value, side by side.
 * Stages take a sample and return a smaller one; none writes into it.
 */

/** Rows of the table, ascending, with value and quantity above 0 and unit value p = v/q. All arrays have one length. */
export interface Sample {
  readonly rows: Uint32Array;
  readonly value: Float64Array;
  readonly quantity: Float64Array;
  readonly unitValue: Float64Array;
}

/** The sample of the positions marked in `keep` (1 = stays), which number `nKept`. */
export function keepRows(sample: Sample, keep: Uint8Array, nKept: number): Sample {
  if (nKept === keep.length) return sample;
  const kept = {
    rows: new Uint32Array(nKept),
    value: new Float64Array(nKept),
    quantity: new Float64Array(nKept),
    unitValue: new Float64Array(nKept),
  };
  for (let i = 0, to = 0; i < keep.length; i++) {
    if (keep[i] !== 1) continue;
    kept.rows[to] = sample.rows[i]!;
    kept.value[to] = sample.value[i]!;
    kept.quantity[to] = sample.quantity[i]!;
    kept.unitValue[to] = sample.unitValue[i]!;
    to++;
  }
  return kept;
}
