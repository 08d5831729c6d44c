import { f64At, InF64, InOutF64, setF64 } from "../abi";
import { LANES } from "../demean/lanes";

/**
 * Copies four columns of an array of numbers by level into another that interleaves a different number of columns.
 *
 * In    from f64[fromLanes*nLevels]: columns fromAt .. fromAt+3 are taken
 * InOut to f64[toLanes*nLevels]: columns toAt .. toAt+3 are overwritten
 * Info  0; -3 if fromAt + 4 > fromLanes; -5 if toAt + 4 > toLanes
 * Cost  O(nLevels)
 */
export function moveLanes(
  nLevels: usize, fromLanes: usize, fromAt: usize, toLanes: usize, toAt: usize, from: InF64, to: InOutF64,
): i32 {
  if (fromAt + LANES > fromLanes) return -3;
  if (toAt + LANES > toLanes) return -5;
  for (let l: usize = 0; l < nLevels; l++) {
    for (let j: usize = 0; j < LANES; j++) setF64(to, l * toLanes + toAt + j, f64At(from, l * fromLanes + fromAt + j));
  }
  return 0;
}
