/**
 * What is averaged of fits: the cells of the estimate by each labelling, those of a test, each with the fit that predicts them.
 */
import type { Aggregation } from "../../shared/aggregation.js";
import type { Cells } from "./cells.js";
import { allTreated, byAggregation, byExit, type Labelling } from "./groups.js";
import type { CounterfactualFit } from "./model.js";

/** A set of cells averaged: those of the estimate, or of a test, with what is fitted to the rest. */
export interface Part {
  readonly name: string;
  readonly used: Uint8Array;
  readonly fit: CounterfactualFit;
  readonly labellings: readonly Labelling[];
}

/** The labellings of the estimate, and where the groups of each begin. */
export interface Main {
  readonly part: Part;
  readonly all: Labelling;
  readonly asked: Labelling;
  readonly events: Labelling;
  readonly exits: Labelling;
  readonly starts: { readonly asked: number; readonly events: number; readonly exits: number };
}

export function mainPart(
  cells: Cells,
  clusterOf: Uint32Array,
  by: Aggregation,
  used: Uint8Array,
  fit: CounterfactualFit,
): Main {
  const all = allTreated(cells, clusterOf);
  const events = byAggregation(cells, clusterOf, "dynamic");
  const asked = by === "dynamic" ? events : byAggregation(cells, clusterOf, by);
  const exits = byExit(cells, clusterOf);
  const labellings = by === "dynamic" ? [all, events, exits] : [all, events, exits, asked];
  const after = 1 + events.groups.length;
  return {
    part: { name: "effects", used, fit, labellings },
    ...{ all, asked, events, exits },
    starts: { events: 1, exits: after, asked: by === "dynamic" ? 1 : after + exits.groups.length },
  };
}
