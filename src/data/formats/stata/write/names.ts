/**
 * Names that Stata can have: letters, digits and low lines, at most 32 of them, no digit first, none of the words it keeps for itself.
 */

/** Characters of a name. */
export const LONGEST_NAME = 32;

const RESERVED =
  /^(_all|_b|byte|_coef|_cons|double|float|if|in|int|long|_n|_N|_pi|_pred|_rc|_skip|str\d+|strL|using|with)$/;

const cut = (name: string, length: number): string => [...name].slice(0, length).join("");

/** `name`, or one like it that Stata can have. */
function mended(name: string): string {
  const allowed = name.normalize("NFC").replace(/[^\p{L}\p{N}_]/gu, "_");
  const begun = /^[\p{L}_]/u.test(allowed) ? allowed : `_${allowed}`;
  return RESERVED.test(begun) ? `${begun}_` : cut(begun, LONGEST_NAME);
}

/** A name for each of `names`, all different: their own where Stata can have it. */
export function stataNames(names: readonly string[]): string[] {
  const own = names.map(mended);
  const taken = new Set(own.filter((name, k) => name === names[k]));
  return own.map((name, k) => {
    if (name === names[k]) return name;
    const free = freeName(name, taken);
    taken.add(free);
    return free;
  });
}

/** `name`, or the first of name_2, name_3, ... that is not taken. */
export function freeName(name: string, taken: ReadonlySet<string>): string {
  let free = name;
  for (let k = 2; taken.has(free); k++) free = `${cut(name, LONGEST_NAME - 1 - String(k).length)}_${k}`;
  return free;
}
