/** Kernels on every build, against their twins: `text` of the files by family. */
import { testParity } from "../../support/kernel-parity.js";

testParity("text");
