# Peer matchit: keeps one problem in memory and answers commands read from stdin, a line each, by "ok ..." or "error ...".
#   load FOLDER            reads the problem: manifest, score.f64, treated.i32
#   match REPLACE CALIPER  one nearest control each by the score, units in the order of the data, within CALIPER in units of the
#                          score; REPLACE is 1 or 0; milliseconds of the call
#   save FILE              the control of each unit by position from 0, -1 for none, i32; then all weights, f64
# Garbage is collected before a call, outside the clock.
suppressMessages(library(MatchIt))

problem <- new.env() # what was loaded, and the last result

load_problem <- function(folder) {
  n <- as.integer(readLines(file.path(folder, "manifest"))[1])
  read <- function(name, what, size) {
    from <- file(file.path(folder, name), "rb")
    on.exit(close(from))
    readBin(from, what, n, size = size, endian = "little")
  }
  problem$data <- data.frame(treated = read("treated.i32", "integer", 4), score = read("score.f64", "double", 8))
  character()
}

nearest <- function(data, replace, caliper) suppressWarnings(matchit(
  treated ~ score, data, method = "nearest", distance = data$score, replace = replace, m.order = "data",
  caliper = caliper, std.caliper = FALSE
))

# R compiles a function when it is called for the second time: the first time that is done on few rows.
few <- data.frame(treated = rep(c(1L, 0L, 0L), 20), score = sin(1:60))
for (call in 1:3) for (replace in c(TRUE, FALSE)) nearest(few, replace, 1)

match_problem <- function(replace, caliper) {
  problem$result <- NULL
  gc(FALSE)
  start <- Sys.time()
  result <- nearest(problem$data, replace, caliper)
  time <- 1e3 * as.numeric(Sys.time() - start, units = "secs")
  problem$result <- result
  time
}

save_result <- function(path) {
  pairs <- problem$result$match.matrix
  control <- rep(-1L, nrow(problem$data))
  control[as.integer(rownames(pairs))] <- as.integer(pairs[, 1]) - 1L
  control[is.na(control)] <- -1L
  out <- file(path, "wb")
  on.exit(close(out))
  writeBin(control, out, size = 4, endian = "little")
  writeBin(as.double(problem$result$weights), out, size = 8, endian = "little")
  character()
}

answer <- function(words) switch(words[1],
  load = load_problem(words[2]),
  match = match_problem(words[2] == "1", as.numeric(words[3])),
  save = save_result(words[2]),
  stop("unknown command")
)
