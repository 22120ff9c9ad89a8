-- Packed columns do not get smaller by packing them again: they are kept as they come.
-- postgres:
ALTER TABLE register_block ALTER COLUMN body SET STORAGE EXTERNAL;
ALTER TABLE register_block ALTER COLUMN digests SET STORAGE EXTERNAL;
-- both:
