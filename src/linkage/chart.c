/* chart: pictures without a script.
 *
 * Charts are as wide as their place: positions across are percentages, heights are pixels, text keeps its size.  Lines
 * stand in an inner drawing that is stretched while their strokes are not. */
#include "linkage/report_internal.h"

#include <math.h>

enum { PLOT = 200 }; /* height of a plot in pixels */

static double share_of(double x, double low, double high)
{
    double share = high > low ? (x - low) / (high - low) : 0;
    return share < 0 ? 0 : share > 1 ? 1 : share;
}

static double percent_of(double x, double low, double high)
{
    return 100 * share_of(x, low, high);
}

/* 1, 2 or 5 times a power of ten, so that about `wanted` steps make the range. */
static double step_of(double range, int wanted)
{
    if (!(range > 0))
        return 1;
    double rough = range / wanted, ten = pow(10, floor(log10(rough))), many = rough / ten;
    return (many <= 1 ? 1 : many <= 2 ? 2 : many <= 5 ? 5 : 10) * ten;
}

/* ---- frame ------------------------------------------------------------------------- */

static void frame_open(Page *page, Text title)
{
    page_fmt(page, "<svg class=\"plot\" width=\"100%%\" height=\"%d\" role=\"img\"><title>", PLOT + 46);
    page_text(page, title);
    page_raw(page, "</title>\n");
}

static void x_axis(Page *page, double x0, double x1, Text label)
{
    double step = fmax(1, step_of(x1 - x0, 7));
    for (double x = ceil(x0 / step) * step; x <= x1 + step / 1e6; x += step) {
        double at = percent_of(x, x0, x1);
        page_fmt(page, "<line class=\"tick\" x1=\"%.3f%%\" x2=\"%.3f%%\" y1=\"%d\" y2=\"%d\"/>", at, at, PLOT,
                 PLOT + 5);
        Str number = vn_real_in(page->arena, page->lang, fabs(x) < step / 2 ? 0 : fabs(x), 0);
        page_fmt(page, "<text class=\"mid\" x=\"%.3f%%\" y=\"%d\">%s%.*s</text>\n", at, PLOT + 18,
                 x < -step / 2 ? "−" : "", STRF(number));
    }
    page_fmt(page, "<line class=\"axis\" x1=\"0\" x2=\"100%%\" y1=\"%d\" y2=\"%d\"/>", PLOT, PLOT);
    page_fmt(page, "<text class=\"end soft\" x=\"100%%\" y=\"%d\">", PLOT + 38);
    page_text(page, label);
    page_raw(page, "</text>\n");
}

static void grid_line(Page *page, double y, Str label)
{
    page_fmt(page, "<line class=\"grid\" x1=\"0\" x2=\"100%%\" y1=\"%.1f\" y2=\"%.1f\"/>", y, y);
    page_fmt(page, "<text class=\"end soft\" x=\"-6\" y=\"%.1f\">%.*s</text>\n", y + 4, STRF(label));
}

/* Labels stand above the plot, on the side of their lines that has room, the second one a line higher. */
static void marks(Page *page, const ChartMark *mark, int count, double x0, double x1)
{
    for (int i = 0; i < count; i++) {
        if (mark[i].x < x0 || mark[i].x > x1)
            continue;
        double at = percent_of(mark[i].x, x0, x1);
        bool left = at > 60;
        page_fmt(page, "<line class=\"mark\" x1=\"%.3f%%\" x2=\"%.3f%%\" y1=\"%d\" y2=\"%d\"/>", at, at, -16 - 15 * i,
                 PLOT);
        page_fmt(page, "<text class=\"marked%s\" x=\"%.3f%%\" dx=\"%d\" y=\"%d\">", left ? " end" : "", at,
                 left ? -5 : 5, -6 - 15 * i);
        page_text(page, mark[i].label);
        page_raw(page, "</text>\n");
    }
}

/* ---- lines ------------------------------------------------------------------------- */

static void key(Page *page, bool box, const char *class, Text label)
{
    page_fmt(page, "<span class=\"key\"><svg width=\"26\" height=\"10\"><%s class=\"%s%s\" ", box ? "rect" : "line",
             box ? "" : "line ", class);
    page_raw(page,
             box ? "width=\"12\" height=\"10\" x=\"10\"/></svg>" : "x1=\"0\" x2=\"26\" y1=\"5\" y2=\"5\"/></svg>");
    page_text(page, label);
    page_raw(page, "</span>\n");
}

static void polyline(Page *page, const Chart *chart, const ChartLine *line)
{
    page_raw(page, "<svg class=\"stretch\" x=\"0\" y=\"0\" width=\"100%\"");
    page_fmt(
        page,
        " height=\"%d\" viewBox=\"0 0 1000 %d\" preserveAspectRatio=\"none\"><polyline class=\"line %s\" points=\"",
        PLOT, PLOT, line->class);
    for (int i = 0; i < line->count; i++)
        page_fmt(page, "%s%.2f,%.2f", i ? " " : "", 10 * percent_of(line->x[i], chart->x0, chart->x1),
                 PLOT * (1 - share_of(line->y[i], chart->y0, chart->y1)));
    page_raw(page, "\"/></svg>\n");
}

void chart_lines(Page *page, const Chart *chart)
{
    page_raw(page, "<figure><figcaption>");
    for (int i = 0; i < chart->lines; i++)
        key(page, false, chart->line[i].class, chart->line[i].label);
    page_raw(page, "</figcaption>\n");
    frame_open(page, chart->title);
    double step = step_of(chart->y1 - chart->y0, 5);
    for (double y = chart->y0; y <= chart->y1 + step / 1e6; y += step) {
        double shown = y > 1 - 1e-9 ? 1 : fabs(y) < 1e-9 ? 0 : y;
        grid_line(
            page, PLOT * (1 - share_of(y, chart->y0, chart->y1)),
            str_fmt(page->arena, "%.*s %%",
                    STRF(vn_real_in(page->arena, page->lang, shown * 100, step < 0.01 ? step < 0.001 ? 2 : 1 : 0))));
    }
    for (int i = 0; i < chart->lines; i++)
        polyline(page, chart, &chart->line[i]);
    marks(page, chart->mark, chart->marks, chart->x0, chart->x1);
    x_axis(page, chart->x0, chart->x1, chart->x_label);
    page_raw(page, "</svg></figure>\n");
}

/* ---- histogram ----------------------------------------------------------------------- */

static const char *const stack_class[CHART_STACK] = {"none", "review", "link"};

static int64_t bin_total(const Histogram *h, int bin)
{
    int64_t sum = 0;
    for (int s = 0; s < CHART_STACK; s++)
        sum += h->count[bin][s];
    return sum;
}

static void bin_bars(Page *page, const Histogram *h, int bin, double top)
{
    double floor_y = PLOT;
    for (int s = CHART_STACK - 1; s >= 0; s--) {
        int64_t count = h->count[bin][s];
        if (!count)
            continue;
        double height = fmax(1, PLOT * (double)count / top);
        floor_y -= height;
        page_fmt(page, "<rect class=\"%s\" x=\"%.3f%%\" width=\"%.3f%%\" y=\"%.2f\" height=\"%.2f\"><title>",
                 stack_class[s], 100.0 * bin / h->bins, 92.0 / h->bins, floor_y, height);
        double from = h->x0 + h->width * bin;
        page_text(page, h->label[s]);
        page_fmt(page, ": %.*s (%.*s … %.*s bit)</title></rect>\n", STRF(page_int(page, count)),
                 STRF(link_say_signed(page->arena, page->lang, from, 1)),
                 STRF(link_say_signed(page->arena, page->lang, from + h->width, 1)));
    }
}

void chart_histogram(Page *page, const Histogram *h)
{
    int64_t most = 1;
    for (int bin = 0; bin < h->bins; bin++)
        most = bin_total(h, bin) > most ? bin_total(h, bin) : most;
    double step = fmax(1, step_of((double)most, 4)), top = ceil((double)most / step) * step;
    page_raw(page, "<figure><figcaption>");
    for (int s = CHART_STACK - 1; s >= 0; s--)
        if (h->label[s].vi.len)
            key(page, true, stack_class[s], h->label[s]);
    page_raw(page, "</figcaption>\n");
    frame_open(page, h->title);
    for (double y = 0; y <= top; y += step)
        grid_line(page, PLOT * (1 - y / top), page_int(page, (int64_t)y));
    for (int bin = 0; bin < h->bins; bin++)
        bin_bars(page, h, bin, top);
    double end = h->x0 + h->width * h->bins;
    marks(page, h->mark, h->marks, h->x0, end);
    x_axis(page, h->x0, end, h->x_label);
    page_raw(page, "</svg></figure>\n");
}

/* ---- small ones -------------------------------------------------------------------------- */

void chart_bar(Page *page, double from, double to, double low, double high)
{
    double zero = percent_of(0, low, high), a = percent_of(fmin(from, to), low, high),
           b = percent_of(fmax(from, to), low, high);
    page_raw(page, "<svg class=\"bar\" width=\"100%\" height=\"14\" aria-hidden=\"true\">");
    page_fmt(page, "<rect class=\"%s\" x=\"%.3f%%\" width=\"%.3f%%\" y=\"2\" height=\"10\"/>",
             to < from ? "minus" : "plus", a, fmax(b - a, 0));
    page_fmt(page, "<line class=\"zero\" x1=\"%.3f%%\" x2=\"%.3f%%\" y1=\"0\" y2=\"14\"/></svg>", zero, zero);
}

void chart_fall(Page *page, const double *value, int count)
{
    double low = INFINITY, high = -INFINITY;
    for (int i = 0; i < count; i++) {
        low = value[i] > 0 ? fmin(low, log(value[i])) : low;
        high = value[i] > 0 ? fmax(high, log(value[i])) : high;
    }
    page_raw(page, "<svg class=\"fall\" width=\"90\" height=\"22\" viewBox=\"0 0 90 22\" aria-hidden=\"true\">"
                   "<polyline class=\"line a\" points=\"");
    for (int i = 0; i < count && isfinite(low); i++)
        page_fmt(page, "%s%.1f,%.1f", i ? " " : "", count > 1 ? 2 + 86.0 * i / (count - 1) : 2,
                 value[i] > 0 ? 20 - 18 * share_of(log(value[i]), low, high) : 20);
    page_raw(page, "\"/></svg>");
}

/* ---- the waterfall by itself ---------------------------------------------------------------- */

enum { ROW = 38 };

static void fall_row(Page *page, const LinkStep *step, int row, double from, double low, double high, const char *fill)
{
    double to = from + step->weight, a = percent_of(fmin(from, to), low, high),
           b = percent_of(fmax(from, to), low, high);
    int y = 30 + ROW * row;
    page_fmt(page, "<text x=\"0\" y=\"%d\">", y);
    page_text(page, step->what);
    page_fmt(page, "</text><text x=\"100%%\" y=\"%d\" text-anchor=\"end\">%.*s</text>\n", y,
             STRF(link_say_signed(page->arena, page->lang, step->weight, 2)));
    page_fmt(page, "<rect x=\"%.3f%%\" width=\"%.3f%%\" y=\"%d\" height=\"10\" fill=\"%s\"/>", a, fmax(b - a, 0.3),
             y + 6, fill);
}

/* From a bar to the next one, behind the words between them. */
static void fall_link(Page *page, int row, double at)
{
    int y = 36 + ROW * row;
    page_fmt(page, "<line x1=\"%.3f%%\" x2=\"%.3f%%\" y1=\"%d\" y2=\"%d\" stroke=\"#c9d1d8\"/>\n", at, at, y, y + ROW);
}

Str link_explain_svg(Arena *arena, Lang lang, const LinkStep *step, int count)
{
    Page page = {.arena = arena, .html = buf_open(arena), .lang = lang};
    double low = 0, high = 0, sum = 0;
    for (int i = 0; i < count; i++) {
        sum += step[i].weight;
        low = fmin(low, sum);
        high = fmax(high, sum);
    }
    page_fmt(&page,
             "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"100%%\" height=\"%d\" style=\"min-width:320px\" "
             "font-family=\"Be Vietnam Pro, system-ui, sans-serif\" font-size=\"13\" fill=\"#1b2733\">\n<title>",
             44 + ROW * (count + 1));
    LinkStep total = {TEXT("Tổng: trọng số của cặp (bit)", "Sum: weight of the pair (bits)"), sum, {0}, {0}};
    page_text(&page, total.what);
    double zero = percent_of(0, low, high);
    page_fmt(&page,
             "</title>\n<line x1=\"%.3f%%\" x2=\"%.3f%%\" y1=\"8\" y2=\"%d\" stroke=\"#1b2733\" stroke-dasharray=\"2 "
             "3\"/>\n",
             zero, zero, 36 + ROW * (count + 1));
    double at = 0;
    for (int i = 0; i < count; i++) {
        fall_link(&page, i, percent_of(at + step[i].weight, low, high));
        fall_row(&page, &step[i], i, at, low, high, step[i].weight < 0 ? "#b8431f" : "#0b6e99");
        at += step[i].weight;
    }
    fall_row(&page, &total, count, 0, low, high, "#1b2733");
    page_raw(&page, "</svg>\n");
    return buf_str(&page.html);
}
