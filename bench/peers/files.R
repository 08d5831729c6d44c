# Peers data.table, haven, readxl and base R on files: keeps a table in memory and answers commands read from stdin, a line each, by "ok ..." or
# "error ...".
#   load FILE                  reads the CSV file
#   write-FORMAT THREADS FILE  writes it: csv, dta, sav, rds, xlsx; milliseconds of the call
#   read-FORMAT THREADS FILE   reads it; milliseconds of the call
#   sums                       the sum of each column of the last file read
# Threads are data.table's; all else has one. Garbage is collected before a call, outside the clock.
suppressMessages(library(data.table))

held <- new.env()

write_workbook <- function(path) {
  if (requireNamespace("writexl", quietly = TRUE)) writexl::write_xlsx(held$table, path)
  else openxlsx::write.xlsx(held$table, path)
}

writers <- list(
  csv = function(path) fwrite(held$table, path),
  dta = function(path) haven::write_dta(held$table, path),
  sav = function(path) haven::write_sav(held$table, path),
  rds = function(path) saveRDS(as.data.frame(held$table), path),
  xlsx = write_workbook
)

readers <- list(
  csv = function(path) fread(path, showProgress = FALSE),
  dta = function(path) haven::read_dta(path),
  sav = function(path) haven::read_sav(path),
  rds = function(path) readRDS(path),
  xlsx = function(path) readxl::read_excel(path, progress = FALSE)
)

timed <- function(threads, work) {
  setDTthreads(as.integer(threads))
  gc(FALSE)
  start <- Sys.time()
  work()
  1e3 * as.numeric(Sys.time() - start, units = "secs")
}

answer <- function(words) {
  deed <- strsplit(words[1], "-")[[1]]
  switch(deed[1],
    load = { held$table <- fread(words[2]); character() },
    write = timed(words[2], function() writers[[deed[2]]](words[3])),
    read = { held$read <- NULL; timed(words[2], function() held$read <- readers[[deed[2]]](words[3])) },
    sums = sprintf("%.17g", vapply(held$read, function(column) sum(as.double(column)), 0, USE.NAMES = FALSE)),
    stop("unknown command")
  )
}
