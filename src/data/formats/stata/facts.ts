/**
 * What a Stata file says of itself and of its variables, in the words of every format: notes and other characteristics apart.
 */
import type { ColumnFacts, FileFacts, ValueLabel } from "../../../base/columns.js";

import { countOf } from "./dates.js";
import type { Characteristic, StataHead, StataVariable } from "./head.js";
import { typeName } from "./releases.js";
import type { LabelSets } from "./value-labels.js";

/** Who owns what is kept with the data. */
export const DATA = "_dta";

/** note1, note2, ...; note0 is how many there are. */
const NOTE = /^note(\d+)$/;

interface Kept {
  readonly notes?: readonly string[];
  readonly characteristics?: Readonly<Record<string, string>>;
}

/** What is kept with `owner`: its notes in their order, and the other characteristics. */
function keptWith(owner: string, all: readonly Characteristic[]): Kept {
  const own = all.filter((characteristic) => characteristic.owner === owner);
  const notes = own.flatMap(({ name, text }) => {
    const [, place] = NOTE.exec(name) ?? [];
    return place === undefined || place === "0" ? [] : [{ place: Number(place), text }];
  });
  const others = own.filter(({ name }) => !NOTE.test(name));
  const characteristics = Object.fromEntries(others.map(({ name, text }) => [name, text]));
  return {
    ...(notes.length > 0 && { notes: notes.sort((a, b) => a.place - b.place).map(({ text }) => text) }),
    ...(others.length > 0 && { characteristics }),
  };
}

export function fileFacts({ release, text, label, timestamp, sortedBy, characteristics }: StataHead): FileFacts {
  return {
    format: `${release.stata} (.dta ${release.number})`,
    encoding: text.encoding,
    ...(label !== "" && { label }),
    ...(timestamp !== "" && { written: timestamp }),
    ...(sortedBy.length > 0 && { sortedBy }),
    ...keptWith(DATA, characteristics),
  };
}

export const storedAs = ({ type, format }: StataVariable): string => `${typeName(type)} ${format}`;

/** The facts of a column but its missing codes; `labels` are left out where only the head was read. */
export function columnFacts(variable: StataVariable, head: StataHead, labels: LabelSets): ColumnFacts {
  const count = countOf(variable.format);
  const valueLabels: readonly ValueLabel[] | undefined = labels.get(variable.labelSet);
  return {
    ...(variable.label !== "" && { label: variable.label }),
    stored: storedAs(variable),
    ...(count?.kind === "period" && { period: count.period }),
    ...(valueLabels !== undefined && { valueLabels }),
    ...keptWith(variable.name, head.characteristics),
  };
}
