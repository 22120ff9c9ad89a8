/* GeoJSON (RFC 7946) and TopoJSON (its format specification of 2017) into one area per
 * feature, written as compact GeoJSON.  In TopoJSON a ring is a chain of shared arcs, whose
 * points may be whole numbers, each the step from the point before, to be scaled and moved.
 * The file is taken as hostile: its values are counted before it is parsed, every number
 * and index is checked, and what comes out is limited, since a short file can name one
 * long arc a million times. */
#include "unit/unit_internal.h"

#include "base/vec.h"
#include <jansson.h>
#include <math.h>

enum {
    VALUES_MAX = 12000000,    /* in the file; each costs the parser some 50 bytes */
    GEOMETRY_MAX = 128 << 20, /* bytes written, all features together */
    RING_POINTS_MIN = 4,
};

typedef struct Point {
    double x, y;
} Point;

typedef struct Arc {
    Point *point;
    ptrdiff_t count;
} Arc;

typedef Vec(Boundary) Found;

typedef struct Geo {
    Arena *arena;
    Str name;
    bool topology;
    Arc *arc;
    ptrdiff_t arcs;
    Found found;
    Buf out; /* the geometry in work */
    int64_t written;
    ptrdiff_t points; /* of the ring in work */
    Point first, last;
} Geo;

static void json_close(json_t **json)
{
    json_decref(*json);
}

static Err *broken(const Geo *geo, Text what)
{
    ptrdiff_t number = geo->found.len + 1;
    Err *err = FAIL(geo->arena, BAD_INPUT, "đối tượng thứ %td", "feature %td", number);
    err->text = (Text){str_fmt(geo->arena, "đối tượng thứ %td: %.*s", number, STRF(what.vi)),
                       str_fmt(geo->arena, "feature %td: %.*s", number, STRF(what.en))};
    return err_at(err, (Place){.file = geo->name});
}

/* ---- points ------------------------------------------------------------------------- */

static bool number_at(const json_t *list, size_t at, double *ret)
{
    const json_t *value = json_array_get(list, at);
    *ret = json_number_value(value);
    return json_is_number(value) && isfinite(*ret);
}

static bool point_of(const json_t *position, Point *ret)
{
    return number_at(position, 0, &ret->x) && number_at(position, 1, &ret->y);
}

/* Six decimals are a tenth of a metre; zeros at the end are left away. */
static void put_number(Buf *out, double x)
{
    enum { DECIMALS = 6, MILLION = 1000000 };
    char text[32];
    int at = COUNTOF(text);
    int64_t scaled = llround(x * MILLION), left = scaled < 0 ? -scaled : scaled;
    bool digits = false;
    for (int i = 0; i < DECIMALS; i++, left /= 10) {
        digits = digits || left % 10 != 0;
        if (digits)
            text[--at] = (char)('0' + left % 10);
    }
    if (digits)
        text[--at] = '.';
    do
        text[--at] = (char)('0' + left % 10);
    while ((left /= 10) > 0);
    if (scaled < 0)
        text[--at] = '-';
    buf_add(out, (Str){text + at, COUNTOF(text) - at});
}

static Err *put_point(Geo *geo, Point p)
{
    if (!(fabs(p.x) <= 180 && fabs(p.y) <= 90))
        return broken(geo, TEXT("tọa độ vượt ra ngoài kinh độ, vĩ độ; cần hệ WGS 84",
                                "coordinates are not a longitude and a latitude; WGS 84 is needed"));
    if (geo->written + geo->out.len > GEOMETRY_MAX)
        return err_at(FAIL(geo->arena, TOO_LARGE, "ranh giới vượt quá %d MB; hãy dùng bản đã giản lược",
                           "the boundaries exceed %d MB; use a simplified version", GEOMETRY_MAX >> 20),
                      (Place){.file = geo->name});
    if (geo->points++ == 0)
        geo->first = p;
    geo->last = p;
    buf_add(&geo->out, geo->points > 1 ? S(",[") : S("["));
    put_number(&geo->out, p.x);
    buf_byte(&geo->out, ',');
    put_number(&geo->out, p.y);
    buf_byte(&geo->out, ']');
    return NULL;
}

/* ---- rings -------------------------------------------------------------------------- */

static Err *bad_position(const Geo *geo)
{
    return broken(geo, TEXT("một điểm không phải là cặp số [kinh độ, vĩ độ]",
                            "a point is not a pair of numbers [longitude, latitude]"));
}

static Err *plain_ring(Geo *geo, const json_t *ring)
{
    for (size_t i = 0; i < json_array_size(ring); i++) {
        Point p;
        if (!point_of(json_array_get(ring, i), &p))
            return bad_position(geo);
        TRY(put_point(geo, p));
    }
    return NULL;
}

/* An arc begins where the one before ends: that point is written once.  ~i is arc i backwards. */
static Err *chained_ring(Geo *geo, const json_t *ring)
{
    for (size_t i = 0; i < json_array_size(ring); i++) {
        const json_t *number = json_array_get(ring, i);
        json_int_t index = json_integer_value(number);
        bool backwards = index < 0;
        index = backwards ? -1 - index : index;
        if (!json_is_integer(number) || index >= geo->arcs)
            return broken(geo, TEXT("số hiệu cung không có trong tệp", "the number of an arc is not in the file"));
        const Arc *arc = &geo->arc[index];
        for (ptrdiff_t k = geo->points > 0; k < arc->count; k++)
            TRY(put_point(geo, arc->point[backwards ? arc->count - 1 - k : k]));
    }
    return NULL;
}

static Err *put_ring(Geo *geo, const json_t *ring)
{
    if (!json_is_array(ring))
        return broken(geo, TEXT("một vòng ranh giới không phải là mảng", "a ring of the boundary is not an array"));
    geo->points = 0;
    buf_byte(&geo->out, '[');
    TRY(geo->topology ? chained_ring(geo, ring) : plain_ring(geo, ring));
    buf_byte(&geo->out, ']');
    double gap = fabs(geo->first.x - geo->last.x) + fabs(geo->first.y - geo->last.y);
    if (geo->points < RING_POINTS_MIN || gap > 1e-9)
        return broken(geo, TEXT("vòng ranh giới không khép kín hoặc có ít hơn 4 điểm",
                                "a ring of the boundary is not closed or has fewer than 4 points"));
    return NULL;
}

static Err *put_polygon(Geo *geo, const json_t *polygon)
{
    if (json_array_size(polygon) == 0)
        return broken(geo, TEXT("vùng không có vòng ranh giới", "an area has no rings"));
    for (size_t i = 0; i < json_array_size(polygon); i++) {
        buf_byte(&geo->out, i ? ',' : '[');
        TRY(put_ring(geo, json_array_get(polygon, i)));
    }
    buf_byte(&geo->out, ']');
    return NULL;
}

/* Leaves "" where the geometry is null or no area. */
static Err *put_geometry(Geo *geo, const json_t *geometry, Str *ret)
{
    Str type = str_from(json_string_value(json_object_get(geometry, "type")));
    const json_t *shape = json_object_get(geometry, geo->topology ? "arcs" : "coordinates");
    bool many = str_eq(type, S("MultiPolygon"));
    *ret = (Str){0};
    if (!many && !str_eq(type, S("Polygon")))
        return NULL;
    geo->out = buf_open(geo->arena);
    buf_fmt(&geo->out, "{\"type\":\"%.*s\",\"coordinates\":", STRF(type));
    if (!many)
        TRY(put_polygon(geo, shape));
    else if (json_array_size(shape) == 0)
        return broken(geo, TEXT("vùng không có phần nào", "an area has no parts"));
    for (size_t i = 0; many && i < json_array_size(shape); i++) {
        buf_byte(&geo->out, i ? ',' : '[');
        TRY(put_polygon(geo, json_array_get(shape, i)));
    }
    buf_add(&geo->out, many ? S("]}") : S("}"));
    *ret = buf_str(&geo->out);
    geo->written += ret->len;
    return NULL;
}

/* ---- features ------------------------------------------------------------------------ */

static Str property(const Geo *geo, const json_t *feature, const char *const *key)
{
    const json_t *properties = json_object_get(feature, "properties");
    for (; *key; key++) {
        const json_t *value = json_object_get(properties, *key);
        if (json_is_string(value))
            return str_copy(geo->arena, str_trim(str_from(json_string_value(value))));
        if (json_is_integer(value))
            return str_fmt(geo->arena, "%lld", (long long)json_integer_value(value));
    }
    return (Str){0};
}

static Err *add_feature(Geo *geo, const json_t *feature, const json_t *geometry)
{
    static const char *const codes[] = {"code", "ma", "ma_xa", "maXa", "MA_XA", "ward_code", "ma_tinh", "CODE", NULL};
    static const char *const names[] = {"full_name", "name", "ten", "ten_xa", "tenXa", "TEN_XA", "NAME", NULL};
    static const char *const provinces[] = {"p", "province_code", "province", "ma_tinh", "tinh", "ten_tinh", NULL};
    Boundary b = {property(geo, feature, codes), property(geo, feature, names), property(geo, feature, provinces), {0}};
    TRY(put_geometry(geo, geometry, &b.geometry));
    vec_push(geo->arena, &geo->found, b);
    return NULL;
}

static Err *topology_object(Geo *geo, const json_t *object)
{
    const json_t *list = json_object_get(object, "geometries");
    if (!json_is_array(list))
        return add_feature(geo, object, object);
    for (size_t i = 0; i < json_array_size(list); i++)
        TRY(add_feature(geo, json_array_get(list, i), json_array_get(list, i)));
    return NULL;
}

/* All arcs as points; steps are added up where the file is quantised. */
static Err *read_arcs(Geo *geo, const json_t *list, const json_t *transform)
{
    Point scale = {1, 1}, move = {0};
    if (transform && (!point_of(json_object_get(transform, "scale"), &scale) ||
                      !point_of(json_object_get(transform, "translate"), &move)))
        return broken(geo, TEXT("“transform” của TopoJSON thiếu scale hoặc translate",
                                "“transform” of the TopoJSON lacks scale or translate"));
    geo->arcs = (ptrdiff_t)json_array_size(list);
    geo->arc = new (geo->arena, Arc, geo->arcs);
    for (ptrdiff_t i = 0; i < geo->arcs; i++) {
        const json_t *arc = json_array_get(list, (size_t)i);
        ptrdiff_t count = (ptrdiff_t)json_array_size(arc);
        geo->arc[i] = (Arc){new (geo->arena, Point, count), count};
        Point at = {0}, p;
        for (ptrdiff_t k = 0; k < count; k++) {
            if (!point_of(json_array_get(arc, (size_t)k), &p))
                return bad_position(geo);
            at = transform ? (Point){at.x + p.x, at.y + p.y} : p;
            geo->arc[i].point[k] = (Point){at.x * scale.x + move.x, at.y * scale.y + move.y};
        }
    }
    return NULL;
}

static Err *read_topology(Geo *geo, const json_t *root)
{
    geo->topology = true;
    TRY(read_arcs(geo, json_object_get(root, "arcs"), json_object_get(root, "transform")));
    json_t *objects = json_object_get(root, "objects");
    for (void *at = json_object_iter(objects); at; at = json_object_iter_next(objects, at))
        TRY(topology_object(geo, json_object_iter_value(at)));
    return NULL;
}

static Err *read_root(Geo *geo, const json_t *root)
{
    Str type = str_from(json_string_value(json_object_get(root, "type")));
    if (str_eq(type, S("Topology")))
        return read_topology(geo, root);
    if (str_eq(type, S("Feature")))
        return add_feature(geo, root, json_object_get(root, "geometry"));
    const json_t *list = json_object_get(root, "features");
    if (!str_eq(type, S("FeatureCollection")) || !json_is_array(list))
        return err_at(FAIL(geo->arena, BAD_INPUT, "tệp không phải là GeoJSON hay TopoJSON (type “%.*s”)",
                           "the file is neither GeoJSON nor TopoJSON (type “%.*s”)", STRF(type)),
                      (Place){.file = geo->name});
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *feature = json_array_get(list, i);
        TRY(add_feature(geo, feature, json_object_get(feature, "geometry")));
    }
    return NULL;
}

static ptrdiff_t count_values(Str bytes)
{
    ptrdiff_t count = 0;
    for (ptrdiff_t i = 0; i < bytes.len; i++)
        count += bytes.ptr[i] == '[' || bytes.ptr[i] == '{' || bytes.ptr[i] == ',';
    return count;
}

Err *boundaries_parse(Arena *arena, Str name, Str bytes, Boundaries *ret)
{
    Geo geo = {.arena = arena, .name = name};
    if (str_starts(bytes, S("\xef\xbb\xbf")))
        bytes = str_slice(bytes, 3, bytes.len);
    if (count_values(bytes) > VALUES_MAX)
        return err_at(FAIL(arena, TOO_LARGE, "tệp có hơn %d giá trị; hãy dùng bản đã giản lược",
                           "the file has more than %d values; use a simplified version", VALUES_MAX),
                      (Place){.file = name});
    json_error_t why;
    AUTO(json_close) json_t *root = json_loadb(bytes.len > 0 ? bytes.ptr : "", (size_t)bytes.len, 0, &why);
    if (!root)
        return err_at(FAIL(arena, BAD_INPUT, "không phải là JSON đúng: %s", "this is not valid JSON: %s", why.text),
                      (Place){.file = name, .row = why.line, .column = why.column});
    TRY(read_root(&geo, root));
    *ret = (Boundaries){geo.found.data, geo.found.len};
    return NULL;
}
