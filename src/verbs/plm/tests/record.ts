/**
 * The record of tests of a panel: frozen, JSON-serialisable. Key names are the published JSON format.
 */
import type { Note } from "../../../base/messages.js";
import type { FitRecord } from "../../../regression/record/fit-record.js";
import type { PanelTest } from "../inference/test-record.js";
import type { PanelRecord } from "../record.js";

export interface PanelTestsRecord {
  readonly kind: "panel-tests";
  readonly call: string;
  readonly depvar: string;
  readonly panel: PanelRecord;
  readonly dropped: Readonly<Record<string, number>>;
  /** By the name it is asked for with. */
  readonly tests: Readonly<Record<string, PanelTest>>;
  readonly notes: readonly Note[];
  readonly timing_ms: Readonly<Record<string, number>>;
  readonly provenance: FitRecord["provenance"];
}
