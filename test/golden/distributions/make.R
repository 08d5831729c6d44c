# Writes values.json: probabilities and quantiles by the distribution functions of R (package stats), 17 digits each.
# A point is [function, [arguments], upper, value]; upper = 1 asks for P(X > x). Run in this folder: Rscript make.R
number <- function(x) sprintf("%.17g", x)
points <- character(0)
add <- function(name, args, upper) {
  value <- suppressWarnings(do.call(name, c(as.list(args), list(lower.tail = upper == 0))))
  if (!is.finite(value) || abs(value) < 1e-300) return(invisible())
  line <- sprintf('["%s", [%s], %d, %s]', name, paste(number(args), collapse = ", "), upper, number(value))
  points[length(points) + 1] <<- line
}
both <- function(name, args) for (upper in 0:1) add(name, args, upper)

small <- c(0.5, 1, 2, 3, 7.5)
df <- c(small, 30, 100.3, 286, 850, 1e4, 1e6, 1e9)
p <- c(1e-300, 1e-100, 1e-10, 1e-4, 0.01, 0.025, 0.2, 0.45, 0.501, 0.9, 0.975, 0.9999)

for (x in c(-37, -20, -8, -3, -1, -0.1, 1e-10, 0.5, 1.96, 5, 8.5)) both("pnorm", x)
for (q in c(p, 0.5 + 1e-9)) both("qnorm", q)

for (d in df) for (t in c(-40, -8, -1.9, -0.3, 1e-6, 0.9, 1.7, 2.5, 12)) add("pt", c(t, d), as.integer(t > 0))
for (d in c(1, 7.5, 286)) for (t in c(-1e8, 2, 0.3)) both("pt", c(t, d))
for (d in df) for (q in p) add("qt", c(q, d), 0)

for (d in df) {
  for (z in c(-6, -2, -0.1, 0.1, 2, 6, 25)) {
    x <- d + z * sqrt(2 * d)
    if (x > 0) both("pchisq", c(x, d))
  }
  for (q in p) both("qchisq", c(q, d))
}
both("pchisq", c(3000, 2000))
both("pchisq", c(1e-5, 3))

for (d1 in c(0.5, 1, 3, 12, 400, 5000)) for (d2 in c(0.5, 1, 4.5, 60, 900, 1e6, 1e9)) {
  scale <- sqrt(2 / d1 + 2 / d2)
  for (z in c(-4, -0.2, 1.5, 8)) both("pf", c(exp(z * scale), d1, d2))
  for (q in c(1e-50, 1e-5, 0.05, 0.4)) both("qf", c(q, d1, d2))
}
both("pf", c(1000, 1, 1e6))
both("pf", c(1.0001, 1e6, 1e7))

writeLines(c("[", paste0(points, c(rep(",", length(points) - 1), "")), "]"), "values.json")
