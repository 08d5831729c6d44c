/** The stage referee: what it answers is what its verbs answer, and what it can't answer is said. */
import { beforeAll, expect, test } from "vitest";
import { sentence } from "../../src/base/messages.js";
import type { Engine } from "../../src/engine/kernels/engine.js";
import { noteText } from "../../src/report/messages/notes.js";
import { parseStudy } from "../../src/study/file/study-file.js";
import { runStudy } from "../../src/study/run-study.js";
import type { StageShown } from "../../src/study/stages/stage.js";
import { FIGURED } from "../../src/study/stages/referee/exhibits.js";
import { questionWords } from "../../src/study/stages/referee/messages.js";
import { QUESTIONS } from "../../src/study/stages/referee/questions.js";
import { bootstrap } from "../../src/verbs/bootstrap/fit.js";
import { multiverse } from "../../src/verbs/multiverse/fit.js";
import { placebo } from "../../src/verbs/placebo/fit.js";
import { loadTestEngine } from "../support/engine.js";
import { readExample } from "./read-example.js";
