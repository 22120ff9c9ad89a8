/* name: how a whole name is kept for comparing; shared by the files of link_kind_name and link_kind_word.
 *
 * A name is a row of tokens, each twice: folded (no marks, for comparing) and marked (as a
 * person writes it, lower case, NFC, tone in its old place).  A token may be short: "t." or "ng." for
 * every token that begins so. */
#pragma once
#include "linkage/kind.h"

enum {
    NAME_TOKENS = 12,       /* what goes on is cut off */
    NAME_TOKEN_BYTES = 48,  /* of a token, folded and marked alike */
    NAME_FOLDED = 240,      /* bytes of all folded tokens with blanks between; fits a byte */
    NAME_MARKED = 480,      /* bytes of all marked tokens with blanks between */
    NAME_PADDING = 8,       /* zeros behind the bytes: eight can be loaded anywhere in a token */
    NAME_WRITTEN = 1 << 12, /* bytes of a cell that are looked at */
};

/* What is known of a token that was read before. */
enum { NAME_KNOWN = 1, NAME_POSSIBLE = 2, NAME_WIDE = 4, NAME_BEGINS = 8, NAME_TITLE = 16 };

typedef struct NameToken {
    char folded[NAME_TOKEN_BYTES], marked[NAME_TOKEN_BYTES];
    int folded_len, marked_len;
    bool dotted;      /* a dot or ~ stood behind it: an abbreviation if anything */
    bool brief;       /* stands for every token that begins so */
    uint8_t facts;    /* without NAME_KNOWN nothing is: neither of the others nor what follows.  POSSIBLE: without marks
                       * or a syllable; WIDE: marked has a letter beyond U+00FF; BEGINS: name_begins; TITLE: name_titles */
    uint16_t sound;   /* hash of its phonetic key */
    uint32_t letters; /* name_letters */
    uint64_t hash;    /* of the folded text, behind which stand zeros up to NAME_SHORT */
} NameToken;

/* Words of one style as they were written, up to NAME_SHORT bytes, and the tokens that they are: names are made of
 * few words. */
enum { NAME_SHORT = 16 };
typedef struct NameMemo NameMemo;
NameMemo *name_memo(Arena *arena);

typedef struct NameTokens {
    NameToken token[NAME_TOKENS * 2]; /* titles and doublets fall off before the rest is cut */
    int count;
} NameTokens;

/* The tokens of a written name, in either style: old encodings and typing residue read, titles off, abbreviations
 * known.  Reading what they are shown as gives the same tokens. */
void name_tokens(Arena scratch, Str written, LinkStyle style, NameMemo *memo, NameTokens *ret); /* memo may be NULL */
/* The same of one part of a name: titles stay, nothing is completed. */
void name_words(Arena scratch, Str written, LinkStyle style, NameMemo *memo, NameTokens *ret);
/* Nothing but a title or rank that is no name: sir, 1st, bt. */
bool name_is_rank(const NameTokens *tokens, LinkStyle style);
/* Marked text as a person writes it: capitals, a dot behind the words of `brief`. */
Str name_show(Arena *arena, Str marked, unsigned brief);
/* The letters of a folded text: a bit for each of a–z, 26 for digits, 27 for anything else. */
uint32_t name_letters(const char *folded, int len);
/* The words of a name, before titles and limits: any bytes; and the same for common text only, ten times faster:
 * ASCII and Vietnamese letters in NFC, no brackets or apostrophes, no sign of an old encoding.  False: not common. */
void name_split(Arena scratch, Str written, LinkStyle style, NameTokens *ret);
bool name_split_fast(Arena scratch, Str written, LinkStyle style, NameMemo *memo, NameTokens *ret);
/* A word of lower-case letters in NFC whose tone is placed. */
void name_add_word(Arena scratch, Str word, LinkStyle style, NameTokens *ret);
/* No sign of an old encoding: a character beyond U+00FF, or all words with marks are syllables as they stand. */
bool name_is_unicode(const NameTokens *words);
bool name_begins(const NameToken *t);                  /* the beginning of a syllable, which alone is none */
bool name_titles(const NameToken *t, LinkStyle style); /* a title, or a syllable that may be one */
bool name_has_wide(Str marked);                        /* a letter beyond U+00FF */
bool name_is_possible(Str word);                       /* a Vietnamese syllable by its spelling */
bool name_all_possible(const NameTokens *words);
/* Telex or VNI keys left in a word: nguyeenx, nguye64n → nguyễn.  word is lower case NFC.  Writes at most
 * NAME_TOKEN_BYTES to out and returns how many; 0 when the word stays as it is, because it is a possible
 * syllable or its reading is none. */
int name_typed(Str word, char *out);

/* The blob of link_kind_name. */
typedef struct LinkName {
    uint64_t sorted;  /* hash of the folded tokens in order: the term */
    uint32_t letters; /* name_letters */
    uint32_t full;    /* nickname_bits of the given name of a Western name */
    uint16_t brief;   /* bit for each short token */
    uint16_t marked;  /* bytes of the marked text; 0: it is the folded text */
    uint8_t folded;   /* bytes of the folded text */
    uint8_t tokens;
    uint8_t style;    /* LinkStyle */
    uint8_t text;     /* where the folded text starts in `more`; the marked text follows it, then NAME_PADDING */
    uint16_t sound[]; /* of each token; then its end in the folded text, one byte each; then the texts */
} LinkName;

/* ---- phonetic.c -------------------------------------------------------------- */
enum { PHONETIC_MAX = 16 };
/* The sound of one folded word, written with letters; returns their number, 0 … PHONETIC_MAX. */
int phonetic_vietnamese(const char *word, int len, char out[PHONETIC_MAX]);
int phonetic_western(const char *word, int len, char out[PHONETIC_MAX]);
static inline int phonetic_key(LinkStyle style, const char *word, int len, char out[PHONETIC_MAX])
{
    return style == LINK_VIETNAMESE ? phonetic_vietnamese(word, len, out) : phonetic_western(word, len, out);
}

static inline uint16_t phonetic_hash(LinkStyle style, const char *word, int len)
{
    char key[PHONETIC_MAX];
    return (uint16_t)str_hash((Str){key, phonetic_key(style, word, len, key)});
}

/* ---- nickname.c --------------------------------------------------------------- */
/* One is a short form of the other, or both are of one name: tom and thomas, ned and ted. */
bool nickname_same(Str a, Str b);
/* Names that are the same share a bit; most others do not. */
uint32_t nickname_bits(Str name);
