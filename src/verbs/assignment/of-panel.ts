/** The level of assignment in a panel whose treatment is known by unit. */
import type { Category } from "../../base/columns.js";
import type { Note } from "../../base/messages.js";
import { gather, gatherCodes } from "../../base/row-runs.js";
import { type AssignmentLevel, assignmentLevels } from "../../data/panel/assignment-levels.js";
import { categoryOf } from "../../data/panel/codes.js";
import { combine } from "../../data/panel/order.js";
import type { Panel } from "../../data/panel/panel.js";
import type { TreatmentDesign } from "../../data/panel/treatment-design.js";
import { assignmentNotes } from "./notes.js";

/** Who is treated when: first treated periods of units, or a column of a treatment that need not stay. */
export type PanelTreatment = Pick<TreatmentDesign, "column" | "from" | "firstTreated">;

/** Of each row 1 where it is treated, 0 where not, 2 where that is not known. */
export function treatedRows(
  panel: Panel,
  { column, from, firstTreated }: PanelTreatment,
  rows?: Uint32Array,
): Uint8Array {
  if (from === "treatment") return Uint8Array.from(gather(panel.table.numeric(column), rows), levelOf);
  const units = gatherCodes(panel.unit.codes, rows);
  const times = gather(panel.timeValues, rows);
  return Uint8Array.from(units, (u, i) => {
    const first = firstTreated[u]!;
    return Number.isNaN(first) ? 2 : Number(times[i]! >= first);
  });
}

const levelOf = (value: number): number => (Number.isNaN(value) ? 2 : Number(value > 0));

/** Clusters by `columns`, and the coarser levels at which the treatment may have been assigned, finest first. */
export function panelLevels(
  panel: Panel,
  treatment: PanelTreatment,
  columns: readonly string[],
  except: readonly string[],
): { readonly clusters: Category; readonly levels: readonly AssignmentLevel[] } {
  const clusters = combine(columns.map((name) => categoryOf(panel.table.column(name))));
  const levels = assignmentLevels({
    ...{ table: panel.table, clusters, periods: panel.time },
    treatment: treatedRows(panel, treatment),
    except: [...except, ...columns, panel.time.name, treatment.column],
  });
  return { clusters, levels };
}

/** Notes on errors of `rows` with these clusterings; `by` is what the treatment was assigned by, where that is known. */
export function panelAssignment(
  panel: Panel,
  treatment: PanelTreatment,
  rows: Uint32Array,
  clusterings: readonly Category[],
  by: string | undefined,
  except: readonly string[],
): Note[] {
  const isLooked = by === undefined && clusterings.length > 0;
  return assignmentNotes(
    {
      ...{ table: panel.table, rows, clusterings },
      periods: { codes: gatherCodes(panel.time.codes, rows), nLevels: panel.time.nLevels },
      treatments: isLooked ? new Map([[treatment.column, treatedRows(panel, treatment, rows)]]) : new Map(),
      except: [...except, panel.time.name],
    },
    by,
  );
}
