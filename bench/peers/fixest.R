# Peer fixest: keeps one problem in memory and answers commands read from stdin, a line each, by "ok ..." or "error ...".
#   load FOLDER     reads the problem: manifest, columns.f64, codes.i32
#   column NAME FILE  puts other numbers, f64, in a column
#   demean THREADS [TOLERANCE]  demeans all columns by demean(), defaults otherwise; milliseconds of each call
#   save FILE       the columns of the last demean, one after the other, the residuals of the last feols, or the sums of the
#                   effects of the last fixef, f64
#   fixef THREADS   the effects of the regression of the first column on the others; milliseconds
#   feols THREADS [TOLERANCE]  the regression of the first column on the others, errors clustered as the manifest says;
#                   milliseconds
#   iv THREADS split|pooled  the first column on the second, the third its instrument, singletons dropped; one regression a
#                   level of the first effect, or one for all; milliseconds
#   iv-estimates    slopes, then their errors, of the last iv
#   fit THREADS FORMULA  the regression of a formula without spaces, instruments after its effects where it has some, errors
#                   clustered as the manifest says; milliseconds
#   fepois THREADS FORMULA  the same of a Poisson regression
#   fit-estimates NAME...  coefficients of the last fit by name, then their errors
#   revise THREADS hetero|~NAME  another variance of the regression of feols, estimated before; milliseconds
#   estimate        coefficients, then their errors, then iterations, of the last feols
# A command is repeated for about ROUND_MS. Garbage is collected before, outside the clock.
suppressMessages(library(fixest))
setFixest_notes(FALSE)

ROUND_MS <- 20
MOST_ITERATIONS <- 1e5 # where a tolerance is given: the default number may not reach it
problem <- new.env() # what was loaded, and the last result

timed <- function(work) {
  problem$result <- NULL
  gc(FALSE)
  times <- numeric()
  repeat {
    start <- Sys.time()
    value <- work()
    times <- c(times, 1e3 * as.numeric(Sys.time() - start, units = "secs"))
    if (sum(times) >= ROUND_MS) break
  }
  problem$result <- value
  times
}

# R compiles a function when it is called for the second time, which for feols takes longer than most fits: the first
# time a command is given, it is run on few rows until that is done.
compiled <- character()
few <- data.frame(y = sin(1:200), x = cos((1:200)^2), z = cos((1:200)^2) + sin((1:200)^3), f = rep(1:20, each = 10), g = rep(1:10, 20))
warm_up <- list(
  demean = function() demean(few["x"], few[c("f", "g")], nthreads = 1),
  fixef = function() fixef(feols(y ~ x | f + g, few, nthreads = 1)),
  feols = function() feols(y ~ x | f + g, few, vcov = ~f, nthreads = 1),
  fepois = function() fepois(abs(y) ~ x | f + g, few, vcov = ~f, nthreads = 1),
  fit = function() feols(y ~ 1 | f + g | x ~ z, few, vcov = ~f, nthreads = 1),
  revise = function() summary(feols(y ~ x | f + g, few, vcov = "iid", nthreads = 1), vcov = ~f, nthreads = 1),
  iv = function() feols(y ~ 1 | x ~ z, few, split = ~g, vcov = ~f, nthreads = 1)
)
let_R_compile <- function(command) {
  if (command %in% compiled || is.null(warm_up[[command]])) return()
  for (call in 1:3) warm_up[[command]]()
  compiled <<- c(compiled, command)
}

load_problem <- function(folder) {
  manifest <- readLines(file.path(folder, "manifest"))
  problem$held <- NULL
  n <- as.integer(manifest[1])
  names <- strsplit(manifest[2], " ")[[1]]
  effects <- strsplit(manifest[3], " ")[[1]]
  columns <- file(file.path(folder, "columns.f64"), "rb")
  problem$X <- setNames(lapply(names, function(name) readBin(columns, "double", n, size = 8, endian = "little")), names)
  close(columns)
  cluster <- manifest[4]
  codes <- file(file.path(folder, "codes.i32"), "rb")
  read_codes <- function(name) readBin(codes, "integer", n, size = 4, endian = "little") + 1L
  categories <- union(effects, cluster)
  categories <- setNames(lapply(categories, read_codes), categories)
  close(codes)
  problem$fixed <- categories[effects]
  problem$panel <- as.data.frame(c(problem$X, categories))
  right <- paste(c("1", names[-1])[seq_along(names) > 1 | length(names) == 1], collapse = " + ")
  problem$model <- as.formula(paste(names[1], "~", right, "|", manifest[5]))
  problem$cluster <- as.formula(paste("~", cluster))
  character()
}

replace_column <- function(name, path) {
  from <- file(path, "rb")
  problem$panel[[name]] <- readBin(from, "double", nrow(problem$panel), size = 8, endian = "little")
  close(from)
  character()
}

save_result <- function(path) {
  out <- file(path, "wb")
  columns <- problem$result
  if (inherits(columns, "fixest")) columns <- list(resid(columns))
  if (inherits(columns, "fixest.fixef")) columns <- list(Reduce(`+`, lapply(names(problem$fixed), function(name) {
    columns[[name]][as.character(problem$fixed[[name]])]
  })))
  for (column in columns) writeBin(as.double(column), out, size = 8, endian = "little")
  close(out)
  character()
}

SINGLETONS <- if (packageVersion("fixest") < "0.13") "singleton" else "singletons"
two_stage <- function(by, threads) {
  v <- names(problem$X)
  fixed <- if (by == "split") names(problem$fixed)[-1] else names(problem$fixed)
  effects <- if (length(fixed) == 0) "" else paste("|", paste(fixed, collapse = " + "))
  model <- as.formula(paste(v[1], "~ 1", effects, "|", v[2], "~", v[3]))
  panel <- problem$panel
  panel$all_rows <- 1L
  split <- reformulate(if (by == "split") names(problem$fixed)[1] else "all_rows")
  cluster <- problem$cluster
  timed(function() feols(model, panel, vcov = cluster, split = split, fixef.rm = SINGLETONS, nthreads = threads))
}

two_stage_estimates <- function() {
  fits <- if (inherits(problem$result, "fixest")) list(problem$result) else as.list(problem$result)
  slope <- paste0("fit_", names(problem$X)[2])
  values <- c(sapply(fits, function(fit) coef(fit)[[slope]]), sapply(fits, function(fit) se(fit)[[slope]]))
  sprintf("%.17g", values)
}

# By the defaults where no tolerance is given.
demean_all <- function(threads, tolerance) {
  how <- if (is.na(tolerance)) list() else list(tol = tolerance, iter = MOST_ITERATIONS)
  timed(function() do.call("demean", c(list(problem$X, problem$fixed, nthreads = threads), how)))
}

regress <- function(threads, tolerance) {
  how <- if (is.na(tolerance)) list() else list(fixef.tol = tolerance, fixef.iter = MOST_ITERATIONS)
  timed(function() do.call("feols", c(list(problem$model, problem$panel, vcov = problem$cluster, nthreads = threads), how)))
}

fit_formula <- function(estimator, formula, threads) {
  model <- as.formula(formula)
  timed(function() estimator(model, problem$panel, vcov = problem$cluster, nthreads = threads))
}

recover_effects <- function(threads) {
  if (is.null(problem$fit)) problem$fit <- feols(problem$model, problem$panel, nthreads = threads)
  timed(function() fixef(problem$fit))
}

revise <- function(variance, threads) {
  vcov <- if (variance == "hetero") variance else as.formula(variance)
  if (is.null(problem$held)) problem$held <- feols(problem$model, problem$panel, vcov = "iid", nthreads = threads)
  timed(function() summary(problem$held, vcov = vcov, nthreads = threads))
}

answer <- function(words) {
  let_R_compile(words[1])
  threads <- suppressWarnings(as.integer(words[2]))
  switch(words[1],
    load = load_problem(words[2]),
    column = replace_column(words[2], words[3]),
    demean = demean_all(threads, as.numeric(words[3])),
    save = save_result(words[2]),
    feols = regress(threads, as.numeric(words[3])),
    fixef = recover_effects(threads),
    fit = fit_formula(feols, words[3], threads),
    fepois = fit_formula(fepois, words[3], threads),
    `fit-estimates` = sprintf("%.17g", c(coef(problem$result)[words[-1]], se(problem$result)[words[-1]])),
    revise = revise(words[3], threads),
    iv = two_stage(words[3], threads),
    `iv-estimates` = two_stage_estimates(),
    estimate = sprintf("%.17g", with(problem, c(coef(result), se(result), max(result$iterations)))),
    stop("unknown command")
  )
}
