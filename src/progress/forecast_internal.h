/* The parts of the forecast; included in this folder only. */
#pragma once
#include "progress/forecast.h"

enum { SEASON_TERMS = 13, SEASON_TET = 12 }; /* January … December, Tết */

/* A series on its way: z is on the model's scale, NAN where unknown or left out. */
typedef struct Track {
    int first, count, known;
    bool log;
    double unit;
    int outliers, shifts;
    double jumps; /* sum of the squares of the jumps that stayed */
    double z[FORECAST_MONTHS];
} Track;

typedef struct Season {
    double term[SEASON_TERMS];
} Season;

/* What a regression of one series says: its season, how uncertain that is, its noise. */
typedef struct SeasonFit {
    Season season;
    double variance[SEASON_TERMS]; /* of each term, given the prior */
    double noise;                  /* variance of a month's change */
    double unrest[12];             /* mean square of the changes' errors by calendar month, in noises; 0: none */
    int seen[12];                  /* changes into each calendar month */
    bool ok;                       /* enough months */
} SeasonFit;

/* Where the season is drawn to and how firmly: variance of a unit's terms around it.  Units differ
 * most where the season is strong, so each term has a spread of its own. */
typedef struct SeasonPrior {
    Season season;
    double spread[SEASON_TERMS];
} SeasonPrior;

double season_tet(int month); /* 0 … 1: how much of the dip the end of this month shows */
double season_at(const Season *season, int month);
SeasonFit season_fit(const Track *track, const SeasonPrior *prior); /* prior NULL: weakly towards none */
/* Variance of what season_at says of a month. */
double season_variance(const SeasonFit *fit, int month);
/* By how many noises the errors of a calendar month exceed the usual ones, over the panel. */
void season_unrest(const SeasonFit *fit, ptrdiff_t count, Arena scratch, double ret[12]);
/* From the fits of a panel (or of one series): median season and the true spread. */
SeasonPrior season_prior(const SeasonFit *fit, ptrdiff_t count, Arena scratch);

/* Takes outliers out and jumps away; `track` is without its season. */
void clean_track(Track *track);

enum { SMOOTH_GRID = 10 * 6 * 4 };
typedef struct Smooth {
    double alpha, beta, phi;
    double level, trend; /* after the last known month */
    double noise;        /* variance of an error one month ahead */
} Smooth;

/* The cost of every point of the grid: log of the error 1, 3, 6 and 12 months ahead
 * against no change at all, less its least. */
void smooth_costs(const Track *track, float cost[SMOOTH_GRID]);
/* The best point where cost + panel is least; panel may be NULL. */
Smooth smooth_fit(const Track *track, const float cost[SMOOTH_GRID], const double *panel);
double smooth_ahead(const Smooth *smooth, int h);
double smooth_variance(const Smooth *smooth, int h);

/* Fills out[] from the months up to `until`; their width is still missing. */
void panel_run(Arena scratch, const ForecastSeries *series, ptrdiff_t count, int until, int horizon, int threads,
               Forecast *out);
/* Widths from the model alone, and from what the panel's own earlier forecasts missed. */
ForecastWidth *student_width(Arena *arena, int degrees);
ForecastWidth *panel_width(Arena *arena, Arena scratch, const ForecastSeries *series, const Forecast *final,
                           ptrdiff_t count, int until, ForecastOptions options);

double median_of(double *x, ptrdiff_t count); /* reorders x; 0 for none */
double normal_cdf(double z);
double student_quantile(double p, int degrees); /* p 0.9 or 0.975 */
