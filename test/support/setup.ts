/** What vitest runs before the test files of a process. */
import "./laws.js";
import "./typed-arrays.js";
import { knowEveryNote } from "../../src/catalogue/every-note.js";

knowEveryNote();
