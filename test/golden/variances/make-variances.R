# Variances along time and space and by three and four clusterings, by fixest on simulated places.
# Run in this folder with fixest on the library path: Rscript make-variances.R
# Writes ../data/places.csv.gz and fixest.json.
suppressMessages(library(fixest))
setFixest_nthreads(1)

set.seed(20261126)
nPlaces <- 140; years <- c(2001:2004, 2006:2011, 2015, 2016)
place <- data.frame(place = 1:nPlaces, lat = round(runif(nPlaces, 44, 54), 4), lon = round(runif(nPlaces, -2, 15), 4))
place$lat[1:20] <- place$lat[21:40]; place$lon[1:20] <- place$lon[21:40] # places that share coordinates
place$country <- 1 + (place$lat > 49) + 2 * (place$lon > 6)
d <- merge(place, data.frame(year = years))
# rows go missing at random, so that units have gaps
d <- d[runif(nrow(d)) > 0.15, ]
d <- d[sample(nrow(d)), ]
d$sector <- 1 + (d$place * 7 + d$year) %% 13
shock <- matrix(rnorm(nPlaces * length(years)), nPlaces)
for (t in 2:length(years)) shock[, t] <- 0.6 * shock[, t - 1] + shock[, t]
near <- exp(-as.matrix(dist(place[, c("lat", "lon")])))
shock <- near %*% shock / sqrt(rowSums(near^2))
at <- cbind(d$place, match(d$year, years))
d$x <- round(rnorm(nrow(d)) + 0.5 * (near %*% matrix(rnorm(nPlaces * length(years)), nPlaces))[at], 5)
d$z <- round(rnorm(nrow(d)) + d$place / 70, 5)
d$w <- round(runif(nrow(d), 0.5, 2), 3)
d$y <- round(1 + d$x - 0.5 * d$z + shock[at] + rnorm(nrow(d)), 5)
d$lon360 <- d$lon %% 360
d$pacific <- round((d$lon - 6.5) * 3 + 180, 4); d$pacific <- ifelse(d$pacific > 180, d$pacific - 360, d$pacific)
d$inst <- round(0.6 * d$x + rnorm(nrow(d)), 5)
d <- d[, c("place", "year", "country", "sector", "lat", "lon", "lon360", "pacific", "x", "z", "w", "y", "inst")]
con <- gzfile("../data/places.csv.gz", "w"); write.csv(d, con, row.names = FALSE); close(con)

number <- function(v) sprintf("%.17g", v)
named <- function(v) paste0("{", paste0('"', names(v), '":', number(v), collapse = ","), "}")
out <- c()
add <- function(m, formula, weights, vcovText, ours, ssc, sscText, lat = NULL) {
  V <- suppressWarnings(vcov(m, vcovText, ssc = ssc, attr = TRUE))
  s <- suppressWarnings(summary(m, vcov = vcovText, ssc = ssc))
  out <<- c(out, paste0('{"formula":"', formula, '","weights":', if (is.null(weights)) "null" else paste0('"', weights, '"'),
    ',"vcov":"', ours, '","ssc":"', sscText, '","nobs":', nobs(m), ',"coef":', named(coef(m)), ',"se":', named(se(s)),
    ',"p":', named(pvalue(s)), ',"df":', attr(V, "df.t"), ',"K":', attr(V, "dof.K"),
    ',"vcov_matrix":[', paste(apply(matrix(V, nrow(V)), 1, function(r) paste0("[", paste(number(r), collapse = ","), "]")), collapse = ","), "]}"))
}
rules <- list(list(ssc(), "fixest"), list(ssc(adj = FALSE, cluster.adj = FALSE), "none"), list(ssc(fixef.K = "full", cluster.df = "conventional", t.df = "conventional"), "K.fixef=full,G.df=conventional,t.df=conventional"), list(ssc(fixef.K = "none", t.df = 7), "K.fixef=none,t.df=7"))
for (f in c("y ~ x + z", "y ~ x + z | place", "y ~ x + z | place + year")) for (w in list(NULL, "w")) {
  m <- if (is.null(w)) feols(as.formula(f), d, notes = FALSE, fixef.tol = 1e-11) else feols(as.formula(f), d, weights = ~w, notes = FALSE, fixef.tol = 1e-11)
  for (rule in rules) {
    go <- function(v, ours) add(m, f, w, v, ours, rule[[1]], rule[[2]])
    for (lag in c(1, 3, 10)) { go(as.formula(sprintf("NW(%d) ~ place + year", lag)), paste0("NW:", lag)); go(as.formula(sprintf("DK(%d) ~ year", lag)), paste0("DK:", lag)) }
    go(NW ~ place + year, "NW"); go(DK ~ year, "DK")
    go(~place + year + sector, "cluster:place+year+sector")
    go(fourway ~ place + year + sector + country, "cluster:place+year+sector+country")
    go(~country + year^sector + sector, "cluster:country+year^sector+sector")
    for (km in c(30, 150, 600)) go(vcov_conley(lat = "lat", lon = "lon", cutoff = km, distance = "spherical"), paste0("conley:lat,lon,", km))
    go(vcov_conley(lat = "lat", lon = "lon360", cutoff = 150, distance = "spherical"), "conley:lat,lon360,150")
    go(vcov_conley(lat = "lat", lon = "pacific", cutoff = 200, distance = "spherical"), "conley:lat,pacific,200")
  }
}
for (w in list(NULL, "w")) for (rule in rules) {
  f <- "y ~ z | place | x ~ inst"
  m <- if (is.null(w)) feols(as.formula(f), d, notes = FALSE) else feols(as.formula(f), d, weights = ~w, notes = FALSE)
  add(m, f, w, ~ place + year + sector, "cluster:place+year+sector", rule[[1]], rule[[2]])
}
writeLines(c("[", paste(out, collapse = ",\n"), "]"), "fixest.json")
