# Peer plm: keeps one panel in memory and answers commands read from stdin, a line each, by "ok ..." or "error ...".
#   load FOLDER       reads the panel: names, columns.f64 (unit, period, then the columns named)
#   fit d|ld FROM TO  pgmm() of the first column on its lag and the others, two steps, lags FROM to TO of it collapsed;
#                     milliseconds of each call
#   estimate          coefficients, then Windmeijer's errors, of the last fit
# The errors are part of the time: they are what is asked for.
suppressMessages(library(plm))
ROUND_MS <- 20
peer <- new.env()

load_panel <- function(folder) {
  names <- readLines(file.path(folder, "names"))
  n <- as.integer(names[1])
  names <- names[-1]
  from <- file(file.path(folder, "columns.f64"), "rb")
  columns <- setNames(lapply(names, function(name) readBin(from, "double", n, size = 8, endian = "little")), names)
  close(from)
  peer$panel <- pdata.frame(as.data.frame(columns), index = names[1:2])
  peer$names <- names[-(1:2)]
  character()
}

fit_panel <- function(transformation, from, to) {
  formula <- as.formula(sprintf("%s ~ lag(%s, 1) + %s | lag(%s, %s:%s)", peer$names[1], peer$names[1],
    paste(peer$names[-1], collapse = " + "), peer$names[1], from, to))
  gc(FALSE)
  times <- numeric()
  repeat {
    start <- Sys.time()
    fit <- do.call(pgmm, list(formula, data = peer$panel, effect = "individual", model = "twosteps",
      transformation = transformation, collapse = TRUE))
    vcov <- vcovHC(fit)
    times <- c(times, 1e3 * as.numeric(Sys.time() - start, units = "secs"))
    if (sum(times) >= ROUND_MS) break
  }
  peer$estimate <- c(fit$coefficients[[2]], sqrt(diag(vcov)))
  format(times, digits = 17)
}

answer <- function(words) {
  switch(words[1],
    load = load_panel(words[2]),
    fit = fit_panel(words[2], words[3], words[4]),
    estimate = format(unname(peer$estimate), digits = 17),
    stop("unknown command"))
}
