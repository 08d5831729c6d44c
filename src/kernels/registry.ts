/**
 * Layer kernels. One row a kernel, assembled from the families. Imported by tests and benches, never by the product,
 * so that twins and problem generators stay out of what users load.
 */
import { blasRows } from "./registry/blas.js";
import { groupsRows } from "./registry/groups.js";
import { qualityRows } from "./registry/quality.js";
import type { KernelRow } from "./registry/row.js";

export const registry: readonly KernelRow[] = [...blasRows, ...groupsRows, ...qualityRows];
