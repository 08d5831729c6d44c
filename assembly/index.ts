// The kernel ABI: exports only, one line a file.
export { ddot } from "./blas/ddot";
