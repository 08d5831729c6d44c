import { InU32, OutF64, OutU32, setF64, setU32, u32At } from "../abi";

/**
 * Pairs of choices made in rounds, by treated unit and then in the order of the rounds; every control of a match counts the
 * same.
 *
 * In    rows u32[nTreated]; chosen u32[nTreated*ratio] as nearestOnce made it; places u32[nTreated+1]: where the pairs of each
 *       treated unit begin
 * Out   treated, control u32 and share f64, by pair
 * Info  0
 * Cost  O(nTreated + pairs)
 */
export function chosenPairs(
  nTreated: usize, ratio: usize, rows: InU32, chosen: InU32, places: InU32,
  treated: OutU32, control: OutU32, share: OutF64,
): i32 {
  for (let i: usize = 0; i < nTreated; i++) {
    const start = u32At(places, i), end = u32At(places, i + 1);
    const weight = 1 / <f64>(end - start);
    for (let pair = start; pair < end; pair++) {
      setU32(treated, pair, u32At(rows, i));
      setU32(control, pair, u32At(chosen, i * ratio + (pair - start)));
      setF64(share, pair, weight);
    }
  }
  return 0;
}
