# Peers synthdid, staggered and fect: keeps one panel in memory and answers commands read from stdin, a line each, by "ok ..." or
# "error ...".
#   load PEER FOLDER N KIND NAMES COVARIATES DRAWS   reads columns.f64: columns by NAMES, cohorts g with 0 for never; "-": no covariates
#   time                                             estimates once, milliseconds, with that many draws where errors are drawn
#   found                                            of the last call: the numbers compared, which the job of each kind says
problem <- new.env()

sdid <- function(data, draws) {
  setup <- synthdid::panel.matrices(data, unit = "unit", time = "time", outcome = "y", treatment = "on")
  found <- synthdid::synthdid_estimate(setup$Y, setup$N0, setup$T0)
  vcov(found, method = "placebo", replications = draws / 10) # the caller multiplies the time up
  as.numeric(found)
}

rs <- function(data, draws) {
  data$g[data$g == 0] <- Inf
  found <- staggered::staggered(
    data, i = "unit", t = "time", g = "g", y = "y", estimand = "simple", compute_fisher = draws > 0, num_fisher_permutations = draws
  )
  c(found$estimate, found$se)
}

counterfactual <- function(method, ...) function(data, draws) {
  found <- fect::fect(
    y ~ on, data = data, index = c("unit", "time"), method = method, force = "two-way", CV = FALSE, se = TRUE, vartype = "bootstrap",
    nboots = draws, parallel = FALSE, tol = 1e-9, max.iteration = 10000, ...
  )
  found$att.avg
}

WORK <- list(
  sdid = sdid, rs = rs, fect = counterfactual("fe"), ife = counterfactual("ife", r = 2), mc = counterfactual("mc", lambda = 0.01)
)

load_problem <- function(peer, folder, n, kind, names, covariates, draws) {
  suppressMessages(library(peer, character.only = TRUE))
  names <- strsplit(names, ",")[[1]]
  n <- as.numeric(n)
  values <- readBin(file.path(folder, "columns.f64"), "double", n * length(names))
  data <- as.data.frame(matrix(values, n, dimnames = list(NULL, names)))
  data$on <- as.integer(data$g > 0 & data$time >= data$g)
  problem$data <- data
  problem$draws <- as.numeric(draws)
  problem$run <- WORK[[kind]]
  character()
}

timed <- function() {
  gc(FALSE)
  start <- Sys.time()
  sink(stderr())
  on.exit(sink())
  problem$found <- problem$run(problem$data, problem$draws)
  1e3 * as.numeric(Sys.time() - start, units = "secs")
}

answer <- function(words) {
  switch(words[1],
    load = do.call(load_problem, as.list(words[-1])),
    time = timed(),
    found = sprintf("%.17g", problem$found),
    stop("unknown command")
  )
}
