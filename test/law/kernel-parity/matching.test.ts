/** Kernels on every build, against their twins: `matching` of the files by family. */
import { testParity } from "../../support/kernel-parity.js";

testParity("matching");
