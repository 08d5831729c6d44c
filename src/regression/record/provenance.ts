/**
 * Where the numbers of a record came from: version, seed, data and kernels. Knows no estimator.
 */
import { version } from "../../base/version.js";
import type { Table } from "../../data/table/table.js";
import type { Engine } from "../../engine/kernels/engine.js";
import type { FitRecord } from "./fit-record.js";

/** The record's `provenance`; `seed` is null where nothing is drawn. */
export const provenanceOf = (
  { sha256 }: Engine,
  { source }: Table,
  seed: number | null = null,
): FitRecord["provenance"] => ({
  version,
  seed,
  data: source.name,
  data_sha256: source.sha256 ?? "",
  kernels_sha256: sha256,
});
