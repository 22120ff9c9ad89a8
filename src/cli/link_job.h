/* link_job: one run of `baophu link`, shared by the files of that command. */
#pragma once
#include "cli/cli.h"
#include "cli/problems.h"
#include "linkage/link_out.h"
#include "linkage/recognise.h"
#include "linkage/report.h"
#include "linkage/truth.h"

typedef struct LinkJob {
    Cli *cli;
    Arena own[3];             /* of the left file, the right one, the communes; opened by threads of their own */
    LinkSource *left, *right; /* dedupe: right is NULL */
    LinkOptions options;
    LinkModel *model;
    Str model_path;
    bool model_loaded, model_saved;
    Out out, pairs, unlinkables; /* open from the start, so that a path that cannot be written is told at once */
    LinkResult result;
    LinkRuleCount *analysis; /* --analyse */
    LinkTruth truth;
    LinkQuality quality, cluster_quality, *curve;
    int curve_points;
    bool has_truth;
    bool review_lowered; /* --threshold lies under the usual --review-from */
    int64_t links, reviews, written;
    LinkPair asked;     /* --explain */
    ptrdiff_t asked_at; /* among the pairs of the result; -1: it is none of them */
    bool has_asked;
    Meter meter;
    Str doing; /* what the meter shows, in Vietnamese */
} LinkJob;

/* link_ask.c */
Err *link_ask(LinkJob *job) MUST_CHECK; /* options as said on the command line */
void link_help(FILE *out, Lang lang);   /* the headings and kinds that are known */

/* link_open.c */
Err *link_open(LinkJob *job) MUST_CHECK;     /* files, model, places */
void link_open_end(LinkJob *job, Err **err); /* closes the files; the error outlives them */

/* link_paths.c */
Err *link_check_paths(const LinkJob *job) MUST_CHECK; /* nothing is written over what is read */

/* link_say.c: words on stderr */
void link_say_columns(const LinkJob *job);
void link_say_files(const LinkJob *job);
void link_say_training(const LinkJob *job);
void link_say_advice(const LinkJob *job);
void link_say_written(const LinkJob *job);

/* link_show.c, link_analyse.c */
Err *link_show(LinkJob *job) MUST_CHECK; /* after a run */
Err *link_show_analysis(LinkJob *job) MUST_CHECK;

/* link_explain.c */
Err *link_find_asked(LinkJob *job, Str ids) MUST_CHECK;
LinkDecision link_asked_decision(const LinkJob *job); /* of the clusters where there are any, else of the pair */
Err *link_show_explanation(LinkJob *job) MUST_CHECK;

/* link_json.c */
Err *link_show_json(LinkJob *job) MUST_CHECK;
Err *link_json_print(const Cli *cli, const json_t *root) MUST_CHECK;
void link_json_close(json_t **json);
