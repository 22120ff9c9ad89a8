-- Administrative units.  What never changes stands in `unit`; kind and official name have
-- dates (Đồng Nai became a city on 30 April 2026 and ten of its communes wards), so they
-- stand in `unit_naming`.  Dates are ISO text; '' means open.  The communes of before
-- 1 July 2025 lead to those of today; one that was divided leads to several.
CREATE TABLE unit (
    province     TEXT   NOT NULL,            -- distribution key: code of the province it lies in, or its own
    code         TEXT   NOT NULL,
    level        BIGINT NOT NULL,            -- 1 province, 2 commune, 3 village
    parent       TEXT   NOT NULL,            -- '' for provinces
    name         TEXT   NOT NULL,            -- without the kind word
    name_en      TEXT   NOT NULL,
    area_km2     DOUBLE PRECISION NOT NULL,  -- 0 where not known, as the next ones
    population   BIGINT NOT NULL,            -- an indicative weight; 0 also where suspect
    population_quality TEXT NOT NULL,        -- '' or what is doubtful about it or the area
    longitude    DOUBLE PRECISION NOT NULL,
    latitude     DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (province, code)
);
CREATE INDEX unit_by_code ON unit (code);
CREATE INDEX unit_by_parent ON unit (parent);

CREATE TABLE unit_naming (
    province     TEXT   NOT NULL,
    code         TEXT   NOT NULL,
    valid_from   TEXT   NOT NULL,
    valid_to     TEXT   NOT NULL,            -- the last day
    kind         TEXT   NOT NULL,
    full_name    TEXT   NOT NULL,
    decision     TEXT   NOT NULL,
    PRIMARY KEY (province, code, valid_from)
);
CREATE INDEX unit_naming_by_code ON unit_naming (code);

CREATE TABLE unit_predecessor (
    province     TEXT   NOT NULL,            -- of the new unit
    old_code     TEXT   NOT NULL,            -- '' for the island districts that had no communes
    old_district TEXT   NOT NULL,
    old_name     TEXT   NOT NULL,
    new_code     TEXT   NOT NULL,
    old_province TEXT   NOT NULL,
    divided      BIGINT NOT NULL,            -- 1: parts went to several new units
    PRIMARY KEY (province, old_code, old_district, old_name, new_code)
);
CREATE INDEX unit_predecessor_by_old ON unit_predecessor (old_code);

-- What a person confirmed: in this province these words mean that unit.
CREATE TABLE unit_alias (
    province     TEXT   NOT NULL,
    folded       TEXT   NOT NULL,            -- case, tone placement and blanks set aside
    written      TEXT   NOT NULL,
    code         TEXT   NOT NULL,
    who          TEXT   NOT NULL,
    PRIMARY KEY (province, folded)
);

-- For drawing, not for locating points.
CREATE TABLE unit_boundary (
    province     TEXT   NOT NULL,
    code         TEXT   NOT NULL,
    geometry     TEXT   NOT NULL,            -- compact GeoJSON
    PRIMARY KEY (province, code)
);
