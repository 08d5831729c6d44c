/** Small panels with an endogenous regressor and instruments, from those of `smallPanel`. */
import { seeded } from "./random.js";
import { type SmallPanel, smallPanel } from "./small-panel.js";

export interface SmallInstruments extends SmallPanel {
  readonly x: Float64Array;
  readonly W: readonly Float64Array[];
  readonly Z: readonly Float64Array[];
}

/** The panel of a seed: one to three instruments of moderate strength; a regressor that shares the outcome's error. */
export function smallInstruments(seed: number): SmallInstruments {
  const panel = smallPanel(seed);
  const random = seeded(seed * 104729 + 5);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const columns = Array.from({ length: 1 + (seed % 3) }, () => Float64Array.from(panel.y, () => normal()));
  const noise = Float64Array.from(panel.y, () => normal());
  const x = noise.map((e, i) =>
    columns.reduce((sum, z, j) => sum + (0.8 - 0.2 * j) * z[i]!, e + 0.3 * panel.X[1]![i]!),
  );
  const y = panel.y.map((value, i) => value + 0.5 * x[i]! + 0.8 * noise[i]!);
  return { ...panel, y, x, W: panel.X, Z: columns };
}
