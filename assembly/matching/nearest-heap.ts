import { f64At, setF64, setU32, u32At } from "../abi";

// Places with squared distances, the farthest on top: by distance, then by the unit at the place. Sorted at the end.

// @ts-ignore: decorator
@inline function isFarther(a: f64, unitA: usize, b: f64, unitB: usize): bool { return a > b || (a == b && unitA > unitB); }

/** Whether something at squared distance `key` comes before what is on top. */
// @ts-ignore: decorator
@inline export function precedesTop(key: f64, unit: usize, keys: usize, places: usize, units: usize): bool {
  return isFarther(f64At(keys, 0), u32At(units, u32At(places, 0)), key, unit);
}

/** Adds to a heap of `count`. */
export function pushPlace(count: usize, key: f64, place: usize, keys: usize, places: usize, units: usize): void {
  const unit = u32At(units, place);
  let at = count;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    const other = u32At(places, parent);
    if (!isFarther(key, unit, f64At(keys, parent), u32At(units, other))) break;
    setF64(keys, at, f64At(keys, parent));
    setU32(places, at, other);
    at = parent;
  }
  setF64(keys, at, key);
  setU32(places, at, place);
}

/** Puts another in the place of what is on top of a heap of `count`. */
export function replaceTop(count: usize, key: f64, place: usize, keys: usize, places: usize, units: usize): void {
  const unit = u32At(units, place);
  let at: usize = 0;
  for (let child: usize = 1; child < count; child = 2 * at + 1) {
    if (child + 1 < count) {
      const left = u32At(units, u32At(places, child)), right = u32At(units, u32At(places, child + 1));
      if (isFarther(f64At(keys, child + 1), right, f64At(keys, child), left)) child++;
    }
    const other = u32At(places, child);
    if (!isFarther(f64At(keys, child), u32At(units, other), key, unit)) break;
    setF64(keys, at, f64At(keys, child));
    setU32(places, at, other);
    at = child;
  }
  setF64(keys, at, key);
  setU32(places, at, place);
}

/** Turns a heap into order, from the nearest on. */
export function sortHeap(count: usize, keys: usize, places: usize, units: usize): void {
  for (let last = count; last > 1; last--) {
    const key = f64At(keys, last - 1);
    const place = u32At(places, last - 1);
    setF64(keys, last - 1, f64At(keys, 0));
    setU32(places, last - 1, u32At(places, 0));
    replaceTop(last - 1, key, place, keys, places, units);
  }
}
