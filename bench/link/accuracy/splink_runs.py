#!/usr/bin/env python3
"""Splink on the truth sets, with the settings that its own documentation gives for each set.

    splink_runs.py FOLDER RUN [OUT.json]     one run, measured (see RUNS at the end)
    splink_runs.py FOLDER --list             the runs

FOLDER is what truth.py wrote.  The facts of the settings (columns, comparisons, blocking and training rules, thresholds)
are those of the demos "Deduplicating the febrl3 dataset", "Linking the febrl4 datasets",
"Deduplicating 50,000 records", the tutorial and "Accuracy analysis" on fake_1000, as of Splink 5.
FEBRL 1 and 2 have no demo of their own and take the settings of FEBRL 3; generated registers take
settings written in the manner of those demos (register_*).

Counted: pairs predicted at the threshold the demo uses, the pairs its clusters imply (dedupe), and for both the
threshold that would have been best had the truth been known.
"""
import json
import resource
import sys
import time
from pathlib import Path

import duckdb
import splink.comparison_level_library as cll
import splink.comparison_library as cl
from splink import ColumnExpression, DuckDBAPI, Linker, SettingsCreator, block_on

SEED = 1


class Run:
    """What one demo fixes: settings, training, thresholds, beside the name of the input."""

    def __init__(self, files, truth, ident, prepare, settings, certain, recall, u_pairs, train, threshold,
                 cluster_threshold, free_of_frequency=False, note=""):
        self.__dict__.update(locals())


def febrl_columns(table):
    return f"select * from {table}"


def fake_columns(table):
    return f"select * replace (cast(dob as date) as dob) from {table}"


def historical_columns(table):
    return f"select *, first_name || ' ' || surname as first_name_surname_concat from {table}"


def full_name_columns(table):
    return f"select *, given_name || '_' || surname as full_name from {table}"


def febrl_date():
    return cl.DateOfBirthComparison("date_of_birth", input_is_string=True, datetime_format="%Y%m%d",
                                    invalid_dates_as_null=True)


def frequent(comparison):
    return comparison.configure(term_frequency_adjustments=True)


FEBRL3 = dict(
    comparisons=lambda: [
        cl.NameComparison("given_name"),
        cl.NameComparison("surname"),
        cl.DateOfBirthComparison("date_of_birth", input_is_string=True, datetime_format="%Y%m%d"),
        cl.DamerauLevenshteinAtThresholds("soc_sec_id", [2]),
        frequent(cl.ExactMatch("street_number")),
        frequent(cl.ExactMatch("postcode")),
    ],
    rules=lambda: [block_on("soc_sec_id"), block_on("given_name"), block_on("surname"), block_on("date_of_birth"),
                   block_on("postcode")],
)


def febrl3(name):
    swapped = "l.given_name = r.surname and l.surname = r.given_name and l.date_of_birth = r.date_of_birth"
    return Run([name], name, "rec_id", febrl_columns, FEBRL3,
               [block_on("soc_sec_id"), block_on("given_name", "surname", "date_of_birth"), swapped], 0.9, 1e6,
               [block_on("date_of_birth"), block_on("postcode")], 0.2, 0.2)


def febrl4_rules():
    return [
        block_on("given_name", "surname"),
        "l.given_name = r.surname and l.surname = r.given_name",
        block_on("date_of_birth"),
        block_on("soc_sec_id"),
        block_on("state", "address_1"),
        block_on("street_number", "address_1"),
        block_on("postcode"),
    ]


def febrl4_detailed():
    return [
        frequent(cl.NameComparison("given_name")),
        frequent(cl.NameComparison("surname")),
        febrl_date(),
        cl.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]),
        frequent(cl.ExactMatch("street_number")),
        frequent(cl.DamerauLevenshteinAtThresholds("postcode", [1, 2])),
    ]


def levels(column, *distances):
    return {
        "output_column_name": column,
        "comparison_levels": [
            cll.NullLevel(column),
            cll.ExactMatchLevel(column, term_frequency_adjustments=True),
            *[cll.DamerauLevenshteinLevel(column, d) for d in distances],
            cll.ElseLevel(),
        ],
    }


def switched(least):
    return {
        "sql_condition": "jaro_winkler_similarity(given_name_l, surname_r) + "
                         f"jaro_winkler_similarity(surname_l, given_name_r) >= {least}",
        "label_for_charts": f"switched, {least}",
    }


def febrl4_full_name():
    missing = "(given_name_l is null or given_name_r is null) and (surname_l is null or surname_r is null)"
    return {
        "output_column_name": "full_name",
        "comparison_levels": [
            {"sql_condition": missing, "label_for_charts": "null", "is_null_level": True},
            cll.ExactMatchLevel("full_name", term_frequency_adjustments=True),
            cll.JaroWinklerLevel("full_name", 0.9),
            cll.JaroWinklerLevel("full_name", 0.7),
            cll.ColumnsReversedLevel("given_name", "surname"),
            switched(1.8),
            switched(1.4),
            cll.ExactMatchLevel("given_name", term_frequency_adjustments=True),
            cll.ExactMatchLevel("surname", term_frequency_adjustments=True),
            {"sql_condition": "given_name_l = surname_r or surname_l = given_name_r", "label_for_charts": "crossed"},
            cll.JaroWinklerLevel("given_name", 0.9),
            cll.JaroWinklerLevel("surname", 0.9),
            cll.ElseLevel(),
        ],
    }


def febrl4_extended():
    return [febrl4_full_name(), febrl_date(), levels("soc_sec_id", 1, 2), levels("street_number", 1),
            levels("postcode", 1, 2)]


def febrl4(comparisons, prepare, u_pairs):
    return Run(["febrl4a", "febrl4b"], "febrl4", "rec_id", prepare, dict(comparisons=comparisons, rules=febrl4_rules),
               [block_on("soc_sec_id"), block_on("given_name", "surname", "date_of_birth")], 0.8, u_pairs,
               [block_on("date_of_birth"), block_on("postcode")], 0.2, 0.99, free_of_frequency=True)


FAKE_CERTAIN = [
    "l.first_name = r.first_name and levenshtein(r.dob::VARCHAR, l.dob::VARCHAR) <= 1",
    "l.surname = r.surname and levenshtein(r.dob::VARCHAR, l.dob::VARCHAR) <= 1",
    "l.first_name = r.first_name and levenshtein(r.surname, l.surname) <= 2",
    "l.email = r.email",
]


def fake_accuracy():
    comparisons = lambda: [
        cl.ForenameSurnameComparison("first_name", "surname"),
        cl.DateOfBirthComparison("dob", input_is_string=False),
        frequent(cl.ExactMatch("city")),
        cl.EmailComparison("email"),
    ]
    rules = lambda: [block_on("first_name"), block_on("surname"), block_on("dob"), block_on("email")]
    return Run(["fake_1000"], "fake_1000", "unique_id", fake_columns, dict(comparisons=comparisons, rules=rules),
               FAKE_CERTAIN, 0.7, 1e6, [block_on("dob"), block_on("email"), block_on("first_name", "surname")], 0.5, 0.5,
               free_of_frequency=True)


def fake_tutorial():
    comparisons = lambda: [
        cl.NameComparison("first_name"),
        cl.NameComparison("surname"),
        cl.LevenshteinAtThresholds(ColumnExpression("dob").cast_to_string(), 1),
        frequent(cl.ExactMatch("city")),
        cl.EmailComparison("email"),
    ]
    rules = lambda: [block_on("first_name", "city"), block_on("surname"), block_on("dob")]
    certain = [block_on("first_name", "dob"),
               "l.first_name = r.first_name and levenshtein(r.surname, l.surname) <= 2", block_on("email")]
    return Run(["fake_1000"], "fake_1000", "unique_id", fake_columns, dict(comparisons=comparisons, rules=rules), certain,
               0.7, 2e6, [block_on("first_name", "surname"), block_on("dob")], 0.1, 0.2)


def historical():
    comparisons = lambda: [
        cl.ForenameSurnameComparison("first_name", "surname",
                                     forename_surname_concat_col_name="first_name_surname_concat"),
        cl.DateOfBirthComparison("dob", input_is_string=True),
        cl.PostcodeComparison("postcode_fake"),
        frequent(cl.ExactMatch("birth_place")),
        frequent(cl.ExactMatch("occupation")),
    ]
    rules = lambda: [
        block_on("substr(first_name,1,3)", "substr(surname,1,4)"),
        block_on("surname", "dob"),
        block_on("first_name", "dob"),
        block_on("postcode_fake", "first_name"),
        block_on("postcode_fake", "surname"),
        block_on("dob", "birth_place"),
        block_on("substr(postcode_fake,1,3)", "dob"),
        block_on("substr(postcode_fake,1,3)", "first_name"),
        block_on("substr(postcode_fake,1,3)", "surname"),
        block_on("substr(first_name,1,2)", "substr(surname,1,2)", "substr(dob,1,4)"),
    ]
    certain = [block_on("first_name", "surname", "dob"),
               block_on("substr(first_name,1,2)", "surname", "substr(postcode_fake,1,2)"),
               block_on("dob", "postcode_fake")]
    return Run(["historical_50k"], "historical_50k", "unique_id", historical_columns,
               dict(comparisons=comparisons, rules=rules), certain, 0.6, 1e7,
               [block_on("first_name", "surname"), block_on("dob")], 0.5, 0.95, free_of_frequency=True,
               note="the demo sets no threshold for pairs; 0.5 stands for it here; clusters at 0.95")


def register_columns(table):
    """Columns that both registers have; the name also without marks, and its last word, the given name."""
    return f"""select id, full_name, lower(strip_accents(full_name)) as name_folded,
               list_last(string_split(lower(strip_accents(full_name)), ' ')) as given_folded,
               right(birth_date, 4) as birth_year, birth_date, sex, personal_id, commune_code, phone from {table}"""


def register_rules():
    return [
        block_on("personal_id"),
        block_on("name_folded", "birth_year"),
        block_on("given_folded", "birth_date", "sex"),
        block_on("phone", "given_folded"),
        block_on("birth_date", "commune_code"),
        block_on("name_folded", "commune_code"),
    ]


def register(profile):
    comparisons = lambda: [
        frequent(cl.JaroWinklerAtThresholds("full_name", [0.92, 0.88, 0.7])),
        cl.DateOfBirthComparison("birth_date", input_is_string=True, datetime_format="%d/%m/%Y",
                                 invalid_dates_as_null=True),
        cl.ExactMatch("sex"),
        cl.DamerauLevenshteinAtThresholds("personal_id", [1, 2]),
        frequent(cl.ExactMatch("commune_code")),
        cl.DamerauLevenshteinAtThresholds("phone", [1]),
    ]
    name = f"register-{profile}"
    return Run([f"{name}-population", f"{name}-participants"], name, "id", register_columns,
               dict(comparisons=comparisons, rules=register_rules),
               [block_on("personal_id"), block_on("full_name", "birth_date", "sex")], 0.9, 1e7,
               [block_on("full_name", "birth_year"), block_on("personal_id")], 0.95, 0.95, free_of_frequency=True)


RUNS = {
    "febrl1": lambda: febrl3("febrl1"),
    "febrl2": lambda: febrl3("febrl2"),
    "febrl3": lambda: febrl3("febrl3"),
    "febrl4": lambda: febrl4(febrl4_detailed, febrl_columns, 1e6),
    "febrl4-extended": lambda: febrl4(febrl4_extended, full_name_columns, 1e7),
    "fake_1000": fake_accuracy,
    "fake_1000-tutorial": fake_tutorial,
    "historical_50k": historical,
    "register-clean": lambda: register("clean"),
    "register-middle": lambda: register("middle"),
    "register-heavy": lambda: register("heavy"),
}


# ---- running -----------------------------------------------------------------


def tables(api, folder, run):
    """The inputs as text columns, empty cells as nulls."""
    registered = []
    for i, name in enumerate(run.files):
        api.duckdb_con.sql(f"create table raw{i} as select * from read_csv('{folder}/{name}.csv', all_varchar = true, "
                           "header = true, nullstr = '')")
        api.duckdb_con.sql(f"create table t{i} as {run.prepare(f'raw{i}')}")
        registered.append(api.register(api.duckdb_con.table(f"t{i}"), dataset_display_name=f"side{i}"))
    return registered


def train(linker, run):
    linker.training.estimate_probability_two_random_records_match(run.certain, recall=run.recall)
    linker.training.estimate_u_using_random_sampling(max_pairs=run.u_pairs, seed=SEED)
    for rule in run.train:
        linker.training.estimate_parameters_using_expectation_maximisation(
            rule, estimate_without_term_frequencies=run.free_of_frequency)


def scored(true, linked, truth):
    precision = true / linked if linked else 0.0
    recall = true / truth if truth else 0.0
    f1 = 2 * precision * recall / (precision + recall) if true else 0.0
    return {"true": true, "false": linked - true, "missed": truth - true, "precision": round(precision, 6),
            "recall": round(recall, 6), "f1": round(f1, 6)}


def pairs_at(con, threshold, truth):
    true, linked = con.sql(f"select coalesce(sum(hit), 0), count(*) from scored "
                           f"where match_probability >= {threshold}").fetchall()[0]
    return {"threshold": threshold, **scored(int(true), linked, truth)}


def best_pairs(con, truth):
    """The weight at which F1 is highest, on all scored pairs."""
    rows = con.sql("""select weight, sum(sum(hit)) over later, sum(count(*)) over later
                      from (select round(match_weight, 2) as weight, hit from scored) group by weight
                      window later as (order by weight desc)""").fetchall()
    best = max(rows, key=lambda r: 2 * int(r[1]) / (int(r[2]) + truth))
    return {"weight": best[0], **scored(int(best[1]), int(best[2]), truth)}


def clusters_at(con, linker, predictions, threshold, truth):
    found = linker.clustering.cluster_pairwise_predictions_at_threshold(predictions,
                                                                        threshold_match_probability=threshold)
    con.sql(f"create or replace table found as select cluster_id, id from (select cluster_id, "
            f"{linker._settings_obj.column_info_settings.unique_id_column_name} as id from {found.physical_name})")
    linked = con.sql("select coalesce(sum(n * (n - 1) // 2), 0) from "
                     "(select count(*) as n from found group by cluster_id)").fetchall()[0][0]
    true = con.sql("select count(*) from truth join found l on l.id = left_id join found r on r.id = right_id "
                   "where l.cluster_id = r.cluster_id").fetchall()[0][0]
    return {"threshold": threshold, **scored(true, int(linked), truth)}


def measure(con, linker, predictions, run, truth):
    con.sql(f"""create table scored as select match_weight, match_probability, cast(t.left_id is not null as int) as hit
                from {predictions.physical_name} p left join both_ways t
                on t.left_id = p.{run.ident}_l and t.right_id = p.{run.ident}_r""")
    result = {"candidates": con.sql("select count(*) from scored").fetchall()[0][0],
              "blocked_true": int(con.sql("select coalesce(sum(hit), 0) from scored").fetchall()[0][0]),
              "pairs": pairs_at(con, run.threshold, truth), "pairs_best": best_pairs(con, truth)}
    if len(run.files) == 1:
        result["clusters"] = clusters_at(con, linker, predictions, run.cluster_threshold, truth)
        tried = [clusters_at(con, linker, predictions, t, truth) for t in (0.5, 0.9, 0.99, 0.999, 0.9999, 0.99999)]
        result["clusters_best"] = max(tried + [result["clusters"]], key=lambda r: r["f1"])
    return result


def go(folder, name):
    run = RUNS[name]()
    start = time.monotonic()
    con = duckdb.connect()
    con.sql("set threads = 2")
    api = DuckDBAPI(connection=con)
    settings = SettingsCreator(link_type="dedupe_only" if len(run.files) == 1 else "link_only",
                               unique_id_column_name=run.ident, comparisons=run.settings["comparisons"](),
                               blocking_rules_to_generate_predictions=run.settings["rules"]())
    linker = Linker(tables(api, folder, run), settings)
    train(linker, run)
    predictions = linker.inference.predict()
    seconds = time.monotonic() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    con.sql(f"create table truth as select * from read_csv('{folder}/{run.truth}.truth.csv', all_varchar = true)")
    con.sql("create table both_ways as select left_id, right_id from truth union select right_id, left_id from truth"
            if len(run.files) == 1 else "create table both_ways as select * from truth")
    truth = con.sql("select count(*) from truth").fetchall()[0][0]
    return {"run": name, "note": run.note, "truth": truth, "seconds": round(seconds, 2), "peak_mb": round(peak),
            **measure(con, linker, predictions, run, truth)}


def main():
    folder, name = sys.argv[1], sys.argv[2]
    if name == "--list":
        print("\n".join(RUNS))
        return
    text = json.dumps(go(folder, name), indent=1)
    if len(sys.argv) > 3:
        Path(sys.argv[3]).write_text(text + "\n", encoding="utf-8")
    else:
        print(text)


if __name__ == "__main__":
    main()
