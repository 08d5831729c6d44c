/**
 * Levels put together as `i(x, bin = ...)` says. A group bears its name or that of its first value, and
 * stands where that value stood; but levels of text are sorted again, and those of numbers while all names are numbers. Must not know terms.
 */
import { compareCodePoints, MISSING_CODE } from "../../base/columns.js";
import { DataError } from "../../base/errors.js";
import { isNumber } from "../../data/table/cells.js";

import { setMembers } from "../../formula/expression.js";
import type { Bin } from "../../formula/spec.js";
import { type Levels, levelOf, printValue } from "./term-levels.js";

/** Levels in their groups, and values of the bins that no row has. */
export interface BinnedLevels {
  readonly levels: Levels;
  readonly absent: readonly string[];
}

/**
 * Throws DataError `bin_twice` where a value is in two groups, `bin_name` where a group has the name of a level outside it,
 * `bin_not_numeric` for `bin::` on levels that are no numbers.
 */
export function binLevels(levels: Levels, bin: Bin, term: string): BinnedLevels {
  const { labels } = levels;
  const absent: string[] = [];
  const names =
    bin.kind === "groups"
      ? namesByGroup(levels, bin.groups, term, absent)
      : bin.kind === "width"
        ? namesByWidth(levels, bin.width, term)
        : namesByCount(labels, bin.count, bin.from);
  return { levels: regrouped(levels, names), absent };
}

/** A name a level: where it stands, by the level it takes its place from. */
interface Named {
  readonly name: string;
  readonly place: number;
}

function namesByGroup(
  levels: Levels,
  groups: (Bin & { kind: "groups" })["groups"],
  term: string,
  absent: string[],
): Named[] {
  const { labels } = levels;
  const names: (Named | undefined)[] = labels.map(() => undefined);
  for (const { name, values } of groups) {
    const members = setMembers(values);
    const found = members.flatMap((value) => {
      const level = levelOf(levels, value);
      if (level < 0) absent.push(printValue(value));
      return level < 0 ? [] : [level];
    });
    const [first] = found;
    if (first === undefined) continue;
    for (const level of found) {
      if (names[level] !== undefined) throw inTwoBins(term, labels[level]!);
      names[level] = { name: name ?? labels[first]!, place: first };
    }
  }
  const all = names.map((named, level) => named ?? { name: labels[level]!, place: level });
  return levels.of === "numbers" && !all.every(({ name }) => isNumber(name)) ? distinctNames(all, term) : all;
}

/** Among numbers that get a name that is none, fixest refuses one name for two places. */
function distinctNames(names: readonly Named[], term: string): Named[] {
  const places = new Map<string, number>();
  for (const { name, place } of names) {
    if ((places.get(name) ?? place) !== place) {
      throw new DataError("bin_name", `${term}: two bins or values would be called '${name}'; give another name.`, {
        got: name,
        expected: "a name of its own for every bin",
        term,
      });
    }
    places.set(name, place);
  }
  return [...names];
}

function namesByWidth({ labels, of }: Levels, width: number, term: string): Named[] {
  const numbers = labels.map(Number);
  const word = of === "text" ? labels[0] : undefined;
  if (word !== undefined) {
    throw new DataError(
      "bin_not_numeric",
      `${term}: "bin::${width}" needs numbers, and the column is text, such as '${word}'; "!bin::${width}" takes ${width} levels in a row.`,
      { got: word, expected: "numbers", term },
    );
  }
  const first = new Map<number, number>();
  return numbers.map((number, level) => {
    const group = Math.floor(number / width);
    const place = first.get(group) ?? level;
    first.set(group, place);
    return { name: labels[place]!, place };
  });
}

function namesByCount(labels: readonly string[], count: number, from: "first" | "last"): Named[] {
  const offset = from === "first" ? 0 : (count - (labels.length % count)) % count;
  return labels.map((_, level) => {
    const place = Math.max(0, Math.floor((level + offset) / count) * count - offset);
    return { name: labels[place]!, place };
  });
}

function regrouped({ codes, labels, of }: Levels, names: readonly Named[]): Levels {
  const groups = [...new Map(names.map((named) => [named.name, named])).values()];
  if (of === "text") groups.sort((a, b) => compareCodePoints(a.name, b.name));
  else if (groups.every(({ name }) => isNumber(name))) groups.sort((a, b) => Number(a.name) - Number(b.name));
  else groups.sort((a, b) => a.place - b.place);
  const codeOf = new Map(groups.map(({ name }, code) => [name, code]));
  const newCodes = Uint32Array.from(labels, (_, level) => codeOf.get(names[level]!.name)!);
  return {
    codes: codes.map((code) => (code === MISSING_CODE ? code : newCodes[code]!)),
    labels: groups.map(({ name }) => name),
    of,
  };
}

function inTwoBins(term: string, value: string): DataError {
  return new DataError("bin_twice", `${term}: '${value}' is in two bins; name it in one.`, {
    got: value,
    expected: "each value in one bin",
    term,
  });
}
