/* people: a simulated province of persons, and the registers that agencies would send of them.
 *
 * Persons live in households (a family name, an address, ages that fit) in real communes;
 * each has numbers of the right form, perhaps work, wages, a school.  Five registers list those of them
 * they should, in the columns of the input formats, each with the errors of a profile; the
 * truth says which rows are one person.  Names are only recombined from counts of
 * name parts; nothing is taken from a person.  Everything is labelled as simulated: file names begin with
 * "mo-phong-", row ids with "MP", and a text file in the folder says so.
 *
 * A person is a function of the seed and its place and nothing else: streams go seed →
 * commune → "person" → running number of a hamlet of PEOPLE_HAMLET persons (generate.h).
 * Only integers, no libm: the same bytes on every machine and for any number of threads.
 * Those whom `whole` adds stand behind all others and change nobody.  What hangs on all of them is unique numbers: they
 * are a keyed permutation of the running number, so they change with --persons where names and dates do not. */
#pragma once
#include "base/meter.h"

/* 2026-10 … 2027-01, since 2018-01 */
enum { PEOPLE_FIRST_MONTH = (2026 - 2018) * 12 + 9, PEOPLE_LAST_MONTH = PEOPLE_FIRST_MONTH + 3 };
enum { PEOPLE_HAMLET = 256, PEOPLE_MOST = 15000000, PEOPLE_REGISTERS = 5 };

typedef enum PeopleWhat {
    PEOPLE_PROVINCE, /* the registers of a province */
    PEOPLE_MONTH,    /* all sources of a province for a month (data/register), and which rules are true of whom */
    PEOPLE_PAIR,     /* two lists of `persons` rows each, of which `overlap` persons stand in both */
    PEOPLE_LIST      /* one list of `persons` rows of which `overlap` are duplicates of others */
} PeopleWhat;

typedef struct PeopleSpec {
    PeopleWhat what;
    uint64_t seed;
    int64_t persons; /* 0 = as many as live in the province */
    int64_t overlap;
    Str province;       /* code, letters or name */
    Str whole;          /* a commune of it, by code or name, where all live that are known to: persons are more by the
                           ones it lacked.  {0}: none */
    Str profile;        /* clean, middle, heavy or a file */
    unsigned registers; /* bit by register; 0 = all */
    bool history;       /* participants: every spell since 2018 is a row, not only the last */
    int threads;        /* 0 = as many as there are cores */
    Str folder;
    int month;        /* of PEOPLE_MONTH, since 2018-01; PEOPLE_FIRST_MONTH … PEOPLE_LAST_MONTH */
    uint64_t planted; /* … share of the subjects of each rule in which it is broken, of 2^32 */
} PeopleSpec;

typedef struct PeopleFile {
    Str name; /* in the folder */
    int64_t rows;
} PeopleFile;

typedef struct PeopleResult {
    int64_t persons, outside; /* outside: known to registers, not living in the province */
    PeopleFile *file;
    ptrdiff_t files;
} PeopleResult;

extern const char *const people_registers[]; /* population, participants …; ends with NULL */

/* Writes the files into the folder, which is made where it is not there.  meter may be NULL. */
Err *people_generate(Arena *arena, PeopleSpec spec, Meter *meter, PeopleResult *ret) MUST_CHECK;
