# Peers data.table and haven on files: keeps a table in memory and answers commands read from stdin, a line each, by "ok ..." or "error ...".
#   load FILE                  reads the CSV file
#   write-csv THREADS FILE     writes it by fwrite; milliseconds of the call
#   read-csv THREADS FILE      reads it by fread; milliseconds of the call
#   write-dta THREADS FILE     writes it by write_dta, on one thread; milliseconds of the call
#   read-dta THREADS FILE      reads a file by read_dta, on one thread; milliseconds of the call
#   sums                       the sum of each column of the last file read
# Garbage is collected before a call, outside the clock.
suppressMessages(library(data.table))

held <- new.env()

write_csv <- function(threads, path) {
  setDTthreads(threads)
  gc(FALSE)
  start <- Sys.time()
  fwrite(held$table, path)
  1e3 * as.numeric(Sys.time() - start, units = "secs")
}

read_csv <- function(threads, path) {
  setDTthreads(threads)
  held$read <- NULL
  gc(FALSE)
  start <- Sys.time()
  held$read <- fread(path, showProgress = FALSE)
  1e3 * as.numeric(Sys.time() - start, units = "secs")
}

write_stata <- function(path) {
  gc(FALSE)
  start <- Sys.time()
  haven::write_dta(held$table, path)
  1e3 * as.numeric(Sys.time() - start, units = "secs")
}

read_stata <- function(path) {
  held$read <- NULL
  gc(FALSE)
  start <- Sys.time()
  held$read <- haven::read_dta(path)
  1e3 * as.numeric(Sys.time() - start, units = "secs")
}

answer <- function(words) switch(words[1],
  load = { held$table <- fread(words[2]); character() },
  `write-csv` = write_csv(as.integer(words[2]), words[3]),
  `read-csv` = read_csv(as.integer(words[2]), words[3]),
  `write-dta` = write_stata(words[3]),
  `read-dta` = read_stata(words[3]),
  sums = sprintf("%.17g", vapply(held$read, function(column) sum(as.double(column)), 0, USE.NAMES = FALSE)),
  stop("unknown command")
)

commands <- file("stdin", "r")
while (length(line <- readLines(commands, n = 1)) > 0) {
  reply <- tryCatch(
    c("ok", answer(strsplit(line, " ")[[1]])),
    error = function(e) c("error", gsub("\\s+", " ", conditionMessage(e)))
  )
  cat(reply, "\n")
  flush(stdout())
}
