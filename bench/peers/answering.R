# What the peers in R share: the script that is named defines `answer`, which is asked the words of a line of stdin at a time; its words, or
# its error, are a line of stdout. Knows no peer.

source(commandArgs(trailingOnly = TRUE)[1])

commands <- file("stdin", "r")
while (length(line <- readLines(commands, n = 1)) > 0) {
  reply <- tryCatch(
    c("ok", answer(strsplit(line, " ")[[1]])),
    error = function(e) c("error", gsub("\\s+", " ", conditionMessage(e)))
  )
  cat(reply, "\n")
  flush(stdout())
}
