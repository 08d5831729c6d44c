/** The option that says by what a treatment was assigned. */
import { column } from "../../declare/option.js";

export const assignedBy = column(
  "by what the treatment was assigned: a column, below which clustered errors are not valid; unit (or none) where each unit was on its own",
);

/** Whether it names no column, so that nothing is looked for. */
export const isOfUnits = (by: string | undefined): boolean => by === "unit" || by === "none";
