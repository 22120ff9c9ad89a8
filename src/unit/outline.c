/* Outlines for a screen.  All geometries are drawn to one grid, so that a border which two units share goes through
 * the same cells on both sides; then points between two neighbours on one straight line go. */
#include "unit/map.h"

#include "base/vec.h"
#include <jansson.h>
#include <math.h>

typedef struct Frame {
    double west, south, cell; /* degrees */
    int decimals;
} Frame;

typedef struct Point {
    int64_t x, y; /* cells */
} Point;

static void release(json_t **json)
{
    json_decref(*json);
}

static void stretch(const json_t *coordinates, double box[4])
{
    size_t i;
    json_t *item;
    if (json_is_number(json_array_get(coordinates, 0))) {
        double x = json_number_value(json_array_get(coordinates, 0)),
               y = json_number_value(json_array_get(coordinates, 1));
        box[0] = fmin(box[0], x), box[1] = fmin(box[1], y), box[2] = fmax(box[2], x), box[3] = fmax(box[3], y);
        return;
    }
    json_array_foreach(coordinates, i, item) stretch(item, box);
}

static Frame frame_of(const double box[4], int grid)
{
    double side = fmax(box[2] - box[0], box[3] - box[1]);
    Frame f = {box[0], box[1], side > 0 ? side / grid : 1e-6, 2};
    while (f.decimals < 6 && pow(10, -f.decimals) > f.cell / 2)
        f.decimals++;
    return f;
}

static Point snap(const Frame *f, const json_t *pair)
{
    return (Point){llround((json_number_value(json_array_get(pair, 0)) - f->west) / f->cell),
                   llround((json_number_value(json_array_get(pair, 1)) - f->south) / f->cell)};
}

static bool straight(Point a, Point b, Point c)
{
    int64_t cross = (b.x - a.x) * (c.y - b.y) - (b.y - a.y) * (c.x - b.x);
    int64_t along = (b.x - a.x) * (c.x - b.x) + (b.y - a.y) * (c.y - b.y);
    return cross == 0 && along >= 0;
}

/* Points of a ring, closed; none when nothing is left of it but a line. */
static ptrdiff_t thin(Arena *arena, const Frame *f, const json_t *ring, Point **ret)
{
    size_t i;
    json_t *pair;
    Vec(Point) out = {0};
    json_array_foreach(ring, i, pair)
    {
        Point p = snap(f, pair);
        if (out.len > 0 && out.data[out.len - 1].x == p.x && out.data[out.len - 1].y == p.y)
            continue;
        while (out.len > 1 && straight(out.data[out.len - 2], out.data[out.len - 1], p))
            out.len--;
        vec_push(arena, &out, p);
    }
    *ret = out.data;
    return out.len >= 4 ? out.len : 0;
}

static void put_point(Buf *out, const Frame *f, Point p)
{
    buf_fmt(out, "[%.*f,%.*f]", f->decimals, f->west + (double)p.x * f->cell, f->decimals,
            f->south + (double)p.y * f->cell);
}

/* false: the outer ring is gone, and the polygon with it. */
static bool put_polygon(Buf *out, Arena *arena, const Frame *f, const json_t *polygon, bool first)
{
    size_t i;
    json_t *ring;
    bool some = false;
    json_array_foreach(polygon, i, ring)
    {
        Point *point;
        ptrdiff_t count = thin(arena, f, ring, &point);
        if (count == 0 && i == 0)
            return false;
        if (count == 0)
            continue;
        buf_add(out, some ? S(",[") : first ? S("[[") : S(",[["));
        some = true;
        for (ptrdiff_t k = 0; k < count; k++) {
            if (k > 0)
                buf_byte(out, ',');
            put_point(out, f, point[k]);
        }
        buf_byte(out, ']');
    }
    if (some)
        buf_byte(out, ']');
    return some;
}

static Str simplify(Arena *arena, const Frame *f, const json_t *geometry)
{
    const json_t *coordinates = json_object_get(geometry, "coordinates");
    bool many = str_eq(str_from(json_string_value(json_object_get(geometry, "type"))), S("MultiPolygon")), some = false;
    Buf out = buf_open(arena);
    buf_add(&out, S("{\"type\":\"MultiPolygon\",\"coordinates\":["));
    size_t i;
    json_t *polygon;
    if (!many)
        some = put_polygon(&out, arena, f, coordinates, true);
    else
        json_array_foreach(coordinates, i, polygon) some = put_polygon(&out, arena, f, polygon, !some) || some;
    buf_add(&out, S("]}"));
    return some ? buf_str(&out) : (Str){0};
}

static Err *load(Arena *arena, Str text, json_t **ret)
{
    *ret = json_loadb(text.ptr, (size_t)text.len, 0, NULL);
    return *ret ? NULL
                : FAIL(arena, INTERNAL, "ranh giới trong cơ sở dữ liệu bị hỏng; hãy nhập lại",
                       "a boundary in the database is damaged; import it again");
}

Err *outlines_simplify(Arena *arena, Str *geometry, ptrdiff_t count, int grid)
{
    double box[4] = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (ptrdiff_t i = 0; i < count; i++) {
        AUTO(release) json_t *json = NULL;
        if (geometry[i].len == 0)
            continue;
        TRY(load(arena, geometry[i], &json));
        stretch(json_object_get(json, "coordinates"), box);
    }
    Frame frame = frame_of(box, grid);
    for (ptrdiff_t i = 0; i < count; i++) {
        AUTO(release) json_t *json = NULL;
        if (geometry[i].len == 0)
            continue;
        TRY(load(arena, geometry[i], &json));
        geometry[i] = simplify(arena, &frame, json);
    }
    return NULL;
}
