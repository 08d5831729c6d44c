/**
 * Numbers of SAS and their missing values: `.`, and `.A` to `.Z` and `._`, which a file keeps apart.
 */

/** Reads a double whose bytes beyond the first `width` most significant ones were cut off. */
export function doubleReader(width: number, little: boolean): (view: DataView, at: number) => number {
  if (width === 8) return (view, at) => view.getFloat64(at, little);
  const whole = new DataView(new ArrayBuffer(8));
  return (view, at) => {
    for (let k = 0; k < width; k++) whole.setUint8(k, view.getUint8(little ? at + width - 1 - k : at + k));
    return whole.getFloat64(0);
  };
}

/** The name of missing value `letter`, its character's code: undefined for the plain one and for what is none. */
export function missingName(letter: number): string | undefined {
  const isLetter = letter >= 0x41 && letter <= 0x5a;
  return isLetter || letter === 0x5f ? `.${String.fromCharCode(letter)}` : undefined;
}

/**
 * The missing code of a cell of `width` bytes: the third byte of a NaN has it, all bits turned, as a character or as its place in
 * `_ . A` to `Z`, as programs before SAS 9 and of others write it.
 */
export function missingReader(width: number, little: boolean) {
  const byte = (view: DataView, at: number, k: number) => view.getUint8(little ? at + width - 1 - k : at + k);
  return (value: number, view: DataView, at: number): string | undefined => {
    if (!Number.isNaN(value) || byte(view, at, 0) !== 0xff || byte(view, at, 1) !== 0xff) return undefined;
    const turned = 0xff - byte(view, at, 2);
    return missingName(turned === 0 ? 0x5f : turned >= 2 && turned < 28 ? 0x41 + turned - 2 : turned);
  };
}
