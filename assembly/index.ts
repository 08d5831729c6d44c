// The kernel ABI: exports only, one line a file.
export { ddot } from "./blas/ddot";
export { minMaxWithin } from "./quality/min-max-within";
export { weightedGroupMeans } from "./quality/weighted-group-means";
