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
    double variance; /* mean variance of a term, given the prior */
    double noise;    /* variance of a month's change */
    bool ok;         /* enough months */
} SeasonFit;

/* Where the season is drawn to and how firmly: variance of a unit's term around it. */
typedef struct SeasonPrior {
    Season season;
    double spread;
} SeasonPrior;

double season_tet(int month); /* 0 … 1: how much of the dip the end of this month shows */
double season_at(const Season *season, int month);
SeasonFit season_fit(const Track *track, const SeasonPrior *prior); /* prior NULL: weakly towards none */
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

double median_of(double *x, ptrdiff_t count); /* reorders x; 0 for none */
double quantile_of(const double *sorted, ptrdiff_t count, double p);
double normal_cdf(double z);
double student_quantile(double p, int degrees); /* p 0.9 or 0.975 */
