# Nearest neighbours by Mahalanobis' distance on lalonde: writes expected/mahalanobis.json.
#   Rscript mahalanobis.R lalonde.csv match_lalonde_ps.csv mahalanobis.json
# `u` is (row * 7919 mod 1009) / 1009: with it no two distances tie, so that pairs don't depend on how ties are broken.
# Rows count from 1. Base R writes the JSON.
suppressPackageStartupMessages(library(MatchIt))
files <- commandArgs(TRUE)
L <- read.csv(files[1])
score <- read.csv(files[2])$logit_ps_round9
L$u <- ((seq_len(nrow(L)) * 7919) %% 1009) / 1009
L$white <- as.numeric(L$race == "white")
L$hispan <- as.numeric(L$race == "hispan")
L$black <- as.numeric(L$race == "black")

few <- c("age", "educ", "re74", "re75", "u")
all <- c("age", "educ", "white", "hispan", "married", "nodegree", "re74", "re75", "u")
tied <- setdiff(all, "u")
redundant <- c("age", "educ", "white", "hispan", "black", "married", "nodegree", "re74", "re75", "u")
designs <- list(
  list(id = "nn1_rep", columns = all, args = list(replace = TRUE)),
  list(id = "nn3_rep", columns = few, args = list(replace = TRUE, ratio = 3)),
  list(id = "nn1_rep_redundant", columns = redundant, args = list(replace = TRUE)),
  list(id = "nn1_norep_data", columns = all, args = list(replace = FALSE, m.order = "data")),
  list(id = "nn2_norep_data", columns = few, args = list(replace = FALSE, ratio = 2, m.order = "data")),
  list(id = "nn2_rep_exact", columns = few, exact = "race", args = list(replace = TRUE, ratio = 2)),
  list(id = "nn1_norep_exact", columns = few, exact = "race", args = list(replace = FALSE, m.order = "data")),
  list(id = "nn1_rep_caliper", columns = all, caliper = 0.2, args = list(replace = TRUE)),
  list(id = "nn3_rep_caliper", columns = few, caliper = 0.1, args = list(replace = TRUE, ratio = 3)),
  list(id = "nn1_norep_largest_caliper", columns = all, caliper = 0.2, args = list(replace = FALSE, m.order = "largest")),
  list(id = "nn1_norep_smallest", columns = few, byScore = TRUE, args = list(replace = FALSE, m.order = "smallest")),
  list(id = "nn1_rep_discarded", columns = few, byScore = TRUE, args = list(replace = TRUE, discard = "both")),
  list(id = "nn2_rep_tied", columns = tied, args = list(replace = TRUE, ratio = 2))
)

text <- function(x) if (is.character(x)) sprintf('"%s"', x) else if (is.logical(x)) tolower(x) else ifelse(is.na(x), "null", sprintf("%.17g", x))
array <- function(x) sprintf("[%s]", paste(text(x), collapse = ", "))
object <- function(fields) sprintf("{%s}", paste(sprintf('"%s": %s', names(fields), unlist(fields)), collapse = ", "))

run <- function(design) {
  f <- reformulate(design$columns, "treat")
  byScore <- isTRUE(design$byScore) || !is.null(design$caliper)
  args <- c(list(f, data = L, method = "nearest"), design$args)
  if (byScore) args <- c(args, list(distance = score, mahvars = reformulate(design$columns)))
  else args$distance <- "mahalanobis"
  if (!is.null(design$exact)) args$exact <- reformulate(design$exact)
  if (!is.null(design$caliper)) args <- c(args, list(caliper = design$caliper, std.caliper = TRUE))
  m <- suppressWarnings(do.call(matchit, args))
  pairs <- m$match.matrix
  from <- match(rownames(pairs), rownames(L))
  to <- matrix(match(pairs, rownames(L)), nrow(pairs))
  used <- m$weights > 0
  att <- with(L[used, ], weighted.mean(re78[treat == 1], m$weights[used][treat == 1]) - weighted.mean(re78[treat == 0], m$weights[used][treat == 0]))
  kept <- !m$discarded
  # distances of the pairs by the definition: covariance about the group means, by the number less two
  X <- as.matrix(L[, intersect(design$columns, setdiff(design$columns, "black"))])
  centred <- X[kept, ]
  for (g in 0:1) centred[L$treat[kept] == g, ] <- scale(centred[L$treat[kept] == g, ], scale = FALSE)
  inverse <- solve(crossprod(centred) / (sum(kept) - 2))
  distance <- apply(to, 2, function(row) { e <- X[from, , drop = FALSE] - X[row, , drop = FALSE]; sqrt(rowSums((e %*% inverse) * e)) })
  object(list(
    id = text(design$id), columns = array(design$columns), exact = text(if (is.null(design$exact)) "" else design$exact),
    ratio = text(if (is.null(design$args$ratio)) 1 else design$args$ratio), replace = text(design$args$replace),
    order = text(if (is.null(design$args$m.order)) "data" else design$args$m.order),
    score_caliper = text(if (is.null(design$caliper)) NA_real_ else unname(m$caliper)),
    discarded = array(as.integer(which(m$discarded))), treated = array(from), controls = sprintf("[%s]", paste(apply(to, 1, array), collapse = ", ")),
    distances = sprintf("[%s]", paste(apply(matrix(distance, nrow(to)), 1, array), collapse = ", ")),
    weights = array(unname(m$weights)), att = text(att)
  ))
}

software <- sprintf("MatchIt %s, R %s", packageVersion("MatchIt"), getRversion())
writeLines(c(sprintf('{"software": "%s",\n "designs": [', software), paste(vapply(designs, run, ""), collapse = ",\n"), "]}"), files[3])
