/** Kernels on every build, against their twins: `effects` of the files by family. */
import { testParity } from "../../support/kernel-parity.js";

testParity("effects");
