/* distance: the plain twins, straight from the definitions; also used beyond 64 bytes. */
#include "linkage/distance.h"
#include <string.h>

static int least(int a, int b)
{
    return a < b ? a : b;
}

static int cut(int n)
{
    return n < 0 ? 0 : least(n, DISTANCE_MAX);
}

/* Rows of the matrix: two back (for exchanged neighbours), one back, this one. */
int distance_osa_plain(const char *a, int n, const char *b, int m, int limit)
{
    int room[3][DISTANCE_MAX + 1], *before = room[0], *above = room[1], *now = room[2];
    n = cut(n), m = cut(m);
    for (int j = 0; j <= m; j++)
        above[j] = j;
    for (int i = 1; i <= n; i++) {
        now[0] = i;
        for (int j = 1; j <= m; j++) {
            int cost = least(least(above[j], now[j - 1]) + 1, above[j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                cost = least(cost, before[j - 2] + 1);
            now[j] = cost;
        }
        int *spare = before;
        before = above;
        above = now;
        now = spare;
    }
    return least(above[m], limit + 1);
}

double distance_jaro_plain(const char *a, int n, const char *b, int m)
{
    bool in_a[DISTANCE_MAX], in_b[DISTANCE_MAX];
    n = cut(n), m = cut(m);
    memset(in_a, 0, (size_t)n);
    memset(in_b, 0, (size_t)m);
    if (n == 0 || m == 0)
        return n == m;
    int reach = (n > m ? n : m) / 2 - 1, common = 0, displaced = 0;
    reach = reach < 0 ? 0 : reach;
    for (int j = 0; j < m; j++)
        for (int i = j > reach ? j - reach : 0; i < n && i <= j + reach; i++)
            if (!in_a[i] && a[i] == b[j]) {
                in_a[i] = in_b[j] = true;
                common++;
                break;
            }
    if (common == 0)
        return 0;
    for (int i = 0, j = 0; i < n; i++)
        if (in_a[i]) {
            while (!in_b[j])
                j++;
            displaced += a[i] != b[j++];
        }
    double c = common;
    return (c / n + c / m + (c - displaced / 2) / c) / 3;
}
