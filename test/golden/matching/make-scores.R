# Logit and probit scores by R's glm, started again from its own solution until nothing moves: glm stops by the deviance,
# which is flat at the maximum, and reports standard errors one step behind. Run in this folder; the data are those of
# ../data. Writes expected/scores_converged.json and expected/scores_converged.csv.
num <- function(x) { s <- formatC(x, digits = 17, format = "g", width = 1); names(s) <- names(x); s }
converged <- function(f, link, d) {
  g <- glm(f, binomial(link), d, control = glm.control(epsilon = 1e-14, maxit = 100))
  for (i in 1:20) g <- glm(f, binomial(link), d, start = coef(g), control = glm.control(epsilon = 1e-14, maxit = 100))
  g
}
record <- function(g) {
  s <- summary(g)$coefficients
  object <- function(x) paste0("{", paste0("\"", names(x), "\": ", num(x), collapse = ", "), "}")
  paste0("{\"coef\": ", object(s[, 1]), ", \"se\": ", object(s[, 2]), ", \"z\": ", object(s[, 3]), ", \"p\": ", object(s[, 4]),
    ", \"loglik\": ", num(as.numeric(logLik(g))), ", \"null_loglik\": ", num(-g$null.deviance / 2),
    ", \"mcfadden_r2\": ", num(1 - g$deviance / g$null.deviance), ", \"aic\": ", num(AIC(g)),
    ", \"deviance\": ", num(g$deviance), ", \"nobs\": ", nobs(g), "}")
}
l <- read.csv(gzfile("../data/lalonde.csv.gz"))
city <- read.csv(gzfile("../data/smartcity_sim.csv.gz"))
X <- c("eco", "fin", "fdi", "open", "urban", "ia", "edu", "infra", "market")
means <- aggregate(city[city$year <= 2011, c("treat", X)], list(city = city$city[city$year <= 2011]), mean)
f <- treat ~ age + educ + race + married + nodegree + re74 + re75
fits <- list(lalonde_logit = converged(f, "logit", l), lalonde_probit = converged(f, "probit", l),
  city_means_logit = converged(reformulate(X, "treat"), "logit", means),
  city_years_logit = converged(reformulate(X, "treat"), "logit", city))
out <- paste0("\"", names(fits), "\": ", vapply(fits, record, ""))
writeLines(paste0("{\"software\": \"stats::glm (R ", getRversion(), "), started again from its solution\",\n", paste(out, collapse = ",\n"), "}"),
  "expected/scores_converged.json")
write.csv(data.frame(logit = num(fitted(fits[[1]])), probit = num(fitted(fits[[2]])), logit_index = num(predict(fits[[1]])),
  probit_index = num(predict(fits[[2]]))), "expected/scores_converged.csv", row.names = FALSE, quote = FALSE)
