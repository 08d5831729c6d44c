import { f64At } from "../abi";
import { packedRow } from "./packed-factor";

/** Element (i, j) of a symmetric matrix held as its lower triangle by rows. */
// @ts-ignore: decorator
@inline export function symmetricAt(A: usize, i: usize, j: usize): f64 {
  return i >= j ? f64At(A, packedRow(i) + j) : f64At(A, packedRow(j) + i);
}
