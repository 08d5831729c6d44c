/** Seeded dynamic panels: y on its lag, a predetermined x and an exogenous w, with an effect of the unit; some numbers missing. */
import { GridInMaking } from "./panel-grid.js";
import { seeded } from "./random.js";

export interface DynamicPanelOptions {
  readonly seed: number;
  readonly nUnits: number;
  readonly nPeriods: number;
  readonly rho?: number;
  /** Share of rows that are missing, and of numbers of w and of an instrument `v` that are. */
  readonly gaps?: number;
}

/** Columns y, x, w, v; `v` is an instrument for x alone. */
export function dynamicPanel({ seed, nUnits, nPeriods, rho = 0.5, gaps = 0 }: DynamicPanelOptions): GridInMaking {
  const random = seeded(seed);
  const noise = () => random() + random() + random() - 1.5;
  const making = new GridInMaking(nUnits, nPeriods, 2001);
  const [y, x, w, v] = Array.from({ length: 4 }, () => new Float64Array(nUnits * nPeriods)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (let unit = 0; unit < nUnits; unit++) {
    const effect = noise();
    let [y0, x0, u0] = [effect / (1 - rho) + noise(), noise(), noise()];
    for (let t = -5; t < nPeriods; t++) {
      const u = noise() * (0.5 + random());
      const [v1, w1] = [noise(), noise() + 0.3 * effect];
      x0 = 0.5 * x0 + 0.4 * u0 + 0.3 * effect + 0.5 * v1 + noise();
      y0 = rho * y0 + 0.6 * x0 - 0.4 * w1 + effect + u;
      u0 = u;
      if (t < 0) continue;
      const at = unit * nPeriods + t;
      [y[at], x[at], w[at], v[at]] = [y0, x0, w1, v1];
    }
  }
  for (let at = 0; at < y.length; at++) {
    if (random() < gaps) for (const column of [y, x, w, v]) column[at] = Number.NaN;
    if (random() < gaps / 2) w[at] = Number.NaN;
    if (random() < gaps) v[at] = Number.NaN;
  }
  Object.entries({ y, x, w, v }).forEach(([name, column]) => {
    making.add(name, column);
  });
  return making;
}
