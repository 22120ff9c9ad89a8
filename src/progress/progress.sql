-- name: progress_provinces
SELECT DISTINCT province FROM fact ORDER BY province LIMIT 2;
