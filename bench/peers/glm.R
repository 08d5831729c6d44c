# Peer glm: base R's glm, defaults but for its tolerance. Answers commands read from stdin, a line each, by "ok ..." or
# "error ...".
#   load FOLDER  reads the problem: manifest (rows, columns), columns.f64 with the outcome first
#   fit LINK     milliseconds
#   estimate     coefficients of the last fit, the intercept first, then their errors
problem <- new.env()

load_problem <- function(folder) {
  manifest <- as.integer(readLines(file.path(folder, "manifest")))
  columns <- file(file.path(folder, "columns.f64"), "rb")
  problem$data <- as.data.frame(lapply(seq_len(manifest[2]), function(j) readBin(columns, "double", manifest[1], size = 8, endian = "little")))
  close(columns)
  names(problem$data) <- c("y", paste0("x", seq_len(manifest[2] - 1)))
  # R compiles a function when it is called for the second time
  few <- head(problem$data, 1000)
  for (call in 1:3) suppressWarnings(summary(glm(y ~ ., binomial, few)))
  character()
}

# glm's own default, 1e-8, leaves standard errors one step behind
fit_link <- function(link) {
  problem$result <- NULL
  gc(FALSE)
  start <- Sys.time()
  fit <- glm(y ~ ., binomial(link), problem$data, control = glm.control(epsilon = 1e-14))
  problem$result <- summary(fit)$coefficients
  1e3 * as.numeric(Sys.time() - start, units = "secs")
}

answer <- function(words) {
  switch(words[1],
    load = load_problem(words[2]),
    fit = fit_link(words[2]),
    estimate = sprintf("%.17g", c(problem$result[, 1], problem$result[, 2])),
    stop("unknown command")
  )
}
