/**
 * Values at selected rows. Must not know what they mean.
 */

/** values[rows[i]], f64[rows.length]; all rows, uncopied, when `rows` is not given. */
export function gather(values: Float64Array, rows: Uint32Array | undefined): Float64Array {
  if (rows === undefined) return values;
  const out = new Float64Array(rows.length);
  for (let i = 0; i < out.length; i++) out[i] = values[rows[i]!]!;
  return out;
}

/** codes[rows[i]], u32[rows.length]; all rows, uncopied, when `rows` is not given. */
export function gatherCodes(codes: Uint32Array, rows: Uint32Array | undefined): Uint32Array {
  if (rows === undefined) return codes;
  const out = new Uint32Array(rows.length);
  for (let i = 0; i < out.length; i++) out[i] = codes[rows[i]!]!;
  return out;
}
