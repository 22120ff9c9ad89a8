-- name: unit_by_code
SELECT u.code, u.level, u.province, u.parent, n.kind, u.name, n.full_name, u.area_km2, u.longitude, u.latitude,
       u.population
FROM unit u
JOIN unit_naming n ON n.province = u.province AND n.code = u.code
     AND n.valid_from <= $2 AND (n.valid_to = '' OR n.valid_to >= $2)
WHERE u.code = $1

-- name: unit_by_parent
SELECT u.code, u.level, u.province, u.parent, n.kind, u.name, n.full_name, u.area_km2, u.longitude, u.latitude,
       u.population
FROM unit u
JOIN unit_naming n ON n.province = u.province AND n.code = u.code
     AND n.valid_from <= $2 AND (n.valid_to = '' OR n.valid_to >= $2)
WHERE u.parent = $1

-- name: unit_named
SELECT n.valid_from, n.valid_to, n.kind, n.full_name, n.decision
FROM unit_naming n WHERE n.code = $1 ORDER BY n.valid_from

-- The five lists of the reference data, each as a whole and row by row.  The columns of
-- `all` are the arguments of `put`, the first of them those of `drop` (see sync.c).
-- name: unit_all
SELECT province, code, level, parent, name, name_en, area_km2, population, population_quality, longitude, latitude
FROM unit WHERE level < 3

-- name: unit_put
INSERT INTO unit (province, code, level, parent, name, name_en, area_km2, population, population_quality, longitude, latitude)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
ON CONFLICT (province, code) DO UPDATE SET level = excluded.level, parent = excluded.parent, name = excluded.name,
    name_en = excluded.name_en, area_km2 = excluded.area_km2, population = excluded.population,
    population_quality = excluded.population_quality, longitude = excluded.longitude, latitude = excluded.latitude

-- name: village_all
SELECT province, code, level, parent, name, name_en, area_km2, population, population_quality, longitude, latitude
FROM unit WHERE level = 3 AND province = $1

-- name: naming_all
SELECT n.province, n.code, n.valid_from, n.valid_to, n.kind, n.full_name, n.decision
FROM unit_naming n JOIN unit u ON u.province = n.province AND u.code = n.code WHERE u.level < 3

-- name: village_naming_all
SELECT n.province, n.code, n.valid_from, n.valid_to, n.kind, n.full_name, n.decision
FROM unit_naming n JOIN unit u ON u.province = n.province AND u.code = n.code
WHERE u.level = 3 AND u.province = $1

-- name: naming_since
SELECT min(valid_from) FROM unit_naming WHERE province = $1

-- name: naming_put
INSERT INTO unit_naming (province, code, valid_from, valid_to, kind, full_name, decision)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (province, code, valid_from) DO UPDATE SET valid_to = excluded.valid_to, kind = excluded.kind,
    full_name = excluded.full_name, decision = excluded.decision

-- name: naming_drop
DELETE FROM unit_naming WHERE province = $1 AND code = $2 AND valid_from = $3

-- name: predecessor_all
SELECT province, old_code, old_district, old_name, new_code, old_province, divided FROM unit_predecessor

-- name: predecessor_put
INSERT INTO unit_predecessor (province, old_code, old_district, old_name, new_code, old_province, divided)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (province, old_code, old_district, old_name, new_code)
DO UPDATE SET old_province = excluded.old_province, divided = excluded.divided

-- name: predecessor_drop
DELETE FROM unit_predecessor
WHERE province = $1 AND old_code = $2 AND old_district = $3 AND old_name = $4 AND new_code = $5

-- name: predecessor_of_province
SELECT old_code, old_name, old_district, old_province, new_code, divided FROM unit_predecessor
WHERE province = $1 ORDER BY old_code, old_district, old_name, new_code

-- name: predecessor_by_old
SELECT old_code, old_name, old_district, old_province, new_code, divided FROM unit_predecessor
WHERE old_code = $1 ORDER BY new_code

-- name: predecessor_by_new
SELECT old_code, old_name, old_district, old_province, new_code, divided FROM unit_predecessor
WHERE new_code = $1 ORDER BY old_code, old_district, old_name

-- name: predecessor_every
SELECT old_code, old_name, old_district, old_province, new_code, divided FROM unit_predecessor
ORDER BY old_code, old_district, old_name, new_code

-- name: alias_of_province
SELECT written, code FROM unit_alias WHERE province = $1 ORDER BY folded

-- name: alias_put
INSERT INTO unit_alias (province, folded, written, code, who) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (province, folded) DO UPDATE SET written = excluded.written, code = excluded.code, who = excluded.who

-- name: boundary_all
SELECT province, code, geometry FROM unit_boundary

-- name: boundary_put
INSERT INTO unit_boundary (province, code, geometry) VALUES ($1, $2, $3)
ON CONFLICT (province, code) DO UPDATE SET geometry = excluded.geometry

-- name: boundary_get
SELECT geometry FROM unit_boundary WHERE code = $1
