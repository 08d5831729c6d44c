import { f64At, setF64 } from "../abi";

/** Takes the mean of m numbers off them, and returns it. */
export function centre(m: usize, x: usize): f64 {
  let sum: f64 = 0;
  for (let i: usize = 0; i < m; i++) sum += f64At(x, i);
  const mean = sum / <f64>m;
  for (let i: usize = 0; i < m; i++) setF64(x, i, f64At(x, i) - mean);
  return mean;
}
