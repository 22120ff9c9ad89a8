#!/usr/bin/env python3
"""Two registers of persons through Splink on DuckDB, from CSV to links.csv, with the rules and
comparisons of register.json as near as SQL makes them.

    splink_speed.py LEFT.csv RIGHT.csv OUT.csv MODEL.json

Rules: those of MODEL.json, one by one.  Their keys (folded name in order, given name, digits of a number but for one segment) are
columns made once by DuckDB, as ours are made once.  Comparisons: the same seven fields; levels that need Vietnamese
spelling are left to Jaro–Winkler, which is less work than ours.  Training: u from a million random pairs, the default of
Splink; m by expectation–maximisation on two rules.
"""
import json
import sys
import time

import duckdb
import splink.comparison_level_library as cll
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

COLUMNS = """
    with cells as (
        select *, replace(lower(strip_accents(full_name)), 'đ', 'd') as folded,
               regexp_extract(birth_date, '([0-9]{4})$', 1) as birth_year
        from read_csv('%s', all_varchar = true, header = true, nullstr = ''))
    select id, full_name, folded, birth_date, sex, personal_id, si_number, phone, commune_code,
           array_to_string(list_sort(string_split(folded, ' ')), ' ') as name_sorted,
           string_split(folded, ' ')[1] as family, string_split(folded, ' ')[-1] as given,
           left(string_split(folded, ' ')[-1], 1) as given_initial,
           nullif(birth_year, '') as birth_year,
           case when length(birth_date) = 10 then substr(birth_date, 4, 7) end as birth_month,
           try_strptime(birth_date, '%%d/%%m/%%Y')::date as born,
           case when length(personal_id) = 12 then substr(personal_id, 5) end as pid_1,
           case when length(personal_id) = 12 then substr(personal_id, 1, 4) || substr(personal_id, 7) end as pid_2,
           case when length(personal_id) = 12 then substr(personal_id, 1, 6) || substr(personal_id, 10) end as pid_3,
           case when length(personal_id) = 12 then substr(personal_id, 1, 9) end as pid_4,
           case when length(si_number) = 10 then substr(si_number, 5) end as si_1,
           case when length(si_number) = 10 then substr(si_number, 1, 4) || substr(si_number, 8) end as si_2,
           case when length(si_number) = 10 then substr(si_number, 1, 7) end as si_3
    from cells"""

# What our keys are called among the columns above.
KEYS = {
    "personal_id.full": ["personal_id"], "si_number.full": ["si_number"], "phone.full": ["phone"],
    "full_name.sorted": ["name_sorted"], "full_name.given": ["given"], "full_name.first_last": ["family", "given"],
    "full_name.given_initial": ["given_initial"],
    "birth_date.full": ["birth_date"], "birth_date.year": ["birth_year"], "birth_date.year_month": ["birth_month"],
    **{f"personal_id.without_{i}": [f"pid_{i}"] for i in (1, 2, 3, 4)},
    **{f"si_number.without_{i}": [f"si_{i}"] for i in (1, 2, 3)},
}


def rules(model):
    with open(model, encoding="utf-8") as f:
        return [[column for key in rule["by"] for column in KEYS[key]] for rule in json.load(f)["rules"]]

def level(condition, label):
    return {"sql_condition": condition, "label_for_charts": label}


def name():
    return cl.CustomComparison(output_column_name="full_name", comparison_levels=[
        cll.NullLevel("full_name"),
        cll.ExactMatchLevel("full_name", term_frequency_adjustments=True),
        level("folded_l = folded_r", "without marks"),
        level("name_sorted_l = name_sorted_r", "in another order"),
        level("family_l = family_r and given_l = given_r", "family and given name"),
        level("damerau_levenshtein(folded_l, folded_r) <= 1", "one edit"),
        level("jaro_winkler_similarity(folded_l, folded_r) >= 0.92", "similar"),
        level("given_l = given_r", "given name"),
        level("jaro_winkler_similarity(folded_l, folded_r) >= 0.85", "somewhat similar"),
        cll.ElseLevel(),
    ])


def date():
    swapped = ("substr(birth_date_l, 1, 2) = substr(birth_date_r, 4, 2) and substr(birth_date_l, 4, 2) = "
               "substr(birth_date_r, 1, 2) and birth_year_l = birth_year_r")
    return cl.CustomComparison(output_column_name="birth_date", comparison_levels=[
        cll.NullLevel("birth_date"),
        cll.ExactMatchLevel("birth_date"),
        level(swapped, "day and month swapped"),
        level("damerau_levenshtein(birth_date_l, birth_date_r) <= 1", "one digit"),
        level("birth_month_l = birth_month_r", "same month"),
        level("birth_year_l = birth_year_r", "same year"),
        level("abs(date_diff('day', born_l, born_r)) <= 3652", "within ten years"),
        cll.ElseLevel(),
    ])


def settings(model):
    return SettingsCreator(
        link_type="link_only", unique_id_column_name="id",
        blocking_rules_to_generate_predictions=[block_on(*rule) for rule in rules(model)],
        comparisons=[
            name(), date(), cl.ExactMatch("sex"),
            cl.DamerauLevenshteinAtThresholds("personal_id", [1, 2]),
            cl.DamerauLevenshteinAtThresholds("si_number", [1, 2]),
            cl.DamerauLevenshteinAtThresholds("phone", [1]),
            cl.ExactMatch("commune_code").configure(term_frequency_adjustments=True),
        ])


def main():
    start = time.monotonic()
    left, right, out = sys.argv[1:4]
    con = duckdb.connect()
    con.sql("set threads = 2")
    api = DuckDBAPI(connection=con)
    sides = []
    for table, path in (("records_a", left), ("records_b", right)):
        con.sql(f"create table {table} as {COLUMNS % path}")
        sides.append(api.register(con.table(table), dataset_display_name=f"side_{table[-1]}"))
    read = time.monotonic()
    linker = Linker(sides, settings(sys.argv[4]))
    linker.training.estimate_probability_two_random_records_match(
        [block_on("personal_id"), block_on("full_name", "birth_date", "sex")], recall=0.9)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for rule in (block_on("name_sorted", "birth_year"), block_on("personal_id")):
        linker.training.estimate_parameters_using_expectation_maximisation(
            rule, estimate_without_term_frequencies=True)
    trained = time.monotonic()
    links = linker.inference.predict(threshold_match_probability=0.5)
    con.sql(f"copy (select id_l as left_id, id_r as right_id, match_weight, match_probability, "
            f"case when match_probability >= 0.95 then 'link' else 'review' end as decision, match_key, "
            f"gamma_full_name, gamma_birth_date, gamma_sex, gamma_personal_id, gamma_si_number, gamma_phone, "
            f"gamma_commune_code from {links.physical_name} order by left_id, right_id) to '{out}' (header)")
    end = time.monotonic()
    print(f"read {read - start:.1f} s, trained {trained - read:.1f} s, predicted and written {end - trained:.1f} s")


if __name__ == "__main__":
    main()
