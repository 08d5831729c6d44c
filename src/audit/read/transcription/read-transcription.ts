/** All that reads a transcription, loaded when one is met. */
export { transcribedPaper } from "./transcription.js";
export { parseTranscription } from "./transcription-file.js";
