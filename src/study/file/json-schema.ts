/**
 * JSON Schema of the study file, so that editors complete keys and mark mistakes. Draft 7: what language
 * servers for YAML read.
 */
import { z } from "zod";
import { studySchema } from "./schema.js";

/** The schema as the text of a JSON file, ending in a newline. */
export function studyJsonSchema(): string {
  return `${JSON.stringify(z.toJSONSchema(studySchema, { target: "draft-7", io: "input" }), null, 2)}\n`;
}
