/** Kernels on every build, against their twins: `draws` of the files by family. */
import { testParity } from "../../support/kernel-parity.js";

testParity("draws");
