/**
 * Plain TypeScript twins of the kernels of prices and their instruments: the definitions as written, over
 * lists of rows.
 */

export function leaveOutMeans(
  low: number,
  high: number,
  weighted: number,
  offsets: Uint32Array,
  order: Uint32Array,
  parts: Uint32Array,
  x: Float64Array,
  w: Float64Array,
  out: Float64Array,
  _before: Float64Array,
): number {
  for (let g = low; g < high; g++) {
    for (const j of placesOf(offsets, g)) {
      let [sum, weight] = [0, 0];
      for (const other of placesOf(offsets, g)) {
        if (parts[other] === parts[j]) continue;
        const row = order[other]!;
        const share = weighted ? w[row]! : 1;
        sum += share * x[row]!;
        weight += share;
      }
      out[order[j]!] = weight > 0 ? sum / weight : Number.NaN;
    }
  }
  return 0;
}

export function groupIv(
  low: number,
  high: number,
  offsets: Uint32Array,
  order: Uint32Array,
  clusters: Uint32Array,
  q: Float64Array,
  p: Float64Array,
  z: Float64Array,
  p0: Float64Array,
  z0: Float64Array,
  out: Float64Array,
): number {
  for (let g = low; g < high; g++) {
    const places = placesOf(offsets, g);
    const rows = places.map((j) => order[j]!);
    const dot = (a: Float64Array, b: Float64Array): number => rows.reduce((sum, i) => sum + a[i]! * b[i]!, 0);
    const [pp, zz, zp] = [dot(p, p), dot(z, z), dot(z, p)];
    const [iv, ols, firstStage] = [dot(z, q) / zp, dot(p, q) / pp, zp / zz];
    const u = q.map((value, i) => value - iv * p[i]!);
    const v = p.map((value, i) => value - firstStage * z[i]!);
    const e = q.map((value, i) => value - ols * p[i]!);
    const names = [...new Set(places.map((j) => clusters[j]!))];
    const meat = (x: Float64Array, residuals: Float64Array): number =>
      names.reduce((total, cluster) => {
        const own = places.filter((j) => clusters[j] === cluster).map((j) => order[j]!);
        const score = own.reduce((sum, i) => sum + x[i]! * residuals[i]!, 0);
        return total + score * score;
      }, 0);
    out.set(
      [
        ...[rows.length, names.length, pp, zz, zp, iv, ols, firstStage],
        ...[dot(u, u), dot(v, v), dot(e, e), meat(z, u), meat(z, v), meat(p, e), dot(p0, p0), dot(z0, z0)],
      ],
      g * 16,
    );
  }
  return 0;
}

const placesOf = (offsets: Uint32Array, g: number): number[] =>
  Array.from({ length: offsets[g + 1]! - offsets[g]! }, (_, i) => offsets[g]! + i);
