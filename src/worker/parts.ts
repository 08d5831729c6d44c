/**
 * Tables as what they are made of, for the way between threads.
 */
import { makeTable, type Table } from "../data/table/table.js";
import type { SentParts } from "./messages.js";

/** The parts of a table. */
export const partsOf = ({ columns, source, notes }: Table): SentParts => ({ columns, source, notes });

/** The table again. */
export const tableOf = ({ columns, source, notes }: SentParts): Table => makeTable(columns, source, notes);
