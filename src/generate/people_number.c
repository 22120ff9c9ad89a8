/* Numbers that look drawn and never repeat: keyed permutations, and the check digit of tax codes. */
#include "generate/people_internal.h"

enum { ROUNDS = 4 };

static int half_bits(uint64_t n)
{
    int bits = 64 - __builtin_clzll(n | 1);
    return (bits + 1) / 2;
}

static uint64_t round_of(uint64_t key, int round, uint64_t half, uint64_t mask)
{
    uint64_t x = (half + key) * 0x9e3779b97f4a7c15u + (uint64_t)round * 0xd1342543de82ef95u;
    x = (x ^ x >> 32) * 0xbf58476d1ce4e5b9u;
    return x >> 30 & mask;
}

/* A Feistel network over the next even power of two; a number outside 0 … n-1 walks on
 * until it is inside (Black and Rogaway 2002). */
uint64_t people_scramble(uint64_t key, uint64_t x, uint64_t n)
{
    int h = half_bits(n);
    uint64_t mask = ((uint64_t)1 << h) - 1;
    do {
        uint64_t left = x >> h, right = x & mask;
        for (int round = 0; round < ROUNDS; round++) {
            uint64_t turned = left ^ round_of(key, round, right, mask);
            left = right;
            right = turned;
        }
        x = left << h | right;
    } while (x >= n);
    return x;
}

int people_tax_check(uint64_t nine_digits)
{
    static const int weight[9] = {3, 5, 7, 13, 17, 19, 23, 29, 31}; /* from the last digit on */
    int sum = 0;
    for (int i = 0; i < 9; i++, nine_digits /= 10)
        sum += (int)(nine_digits % 10) * weight[i];
    return 10 - sum % 11;
}

/* Offices give codes that begin with 01 … 63 to enterprises and with 8 to persons; these begin otherwise. */
static const struct {
    uint64_t first, count; /* of the first eight digits */
} issued[] = {[PEOPLE_TAX_EMPLOYER] = {90000000, 10000000}, [PEOPLE_TAX_PERSON] = {64000000, 16000000}};

/* Eight digits of its own and a ninth, the first for which there is a check digit. */
uint64_t people_tax_code(uint64_t key, PeopleTaxCode kind, uint64_t n)
{
    uint64_t nine = (issued[kind].first + people_scramble(key, n, issued[kind].count)) * 10;
    while (people_tax_check(nine) > 9)
        nine++;
    return nine * 10 + (uint64_t)people_tax_check(nine);
}
