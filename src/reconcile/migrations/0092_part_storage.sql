-- What is packed already is not packed again by the server, which would cost time and gain nothing.
-- postgres:
ALTER TABLE reconcile_part ALTER COLUMN body SET STORAGE EXTERNAL;
ALTER TABLE reconcile_identity_block ALTER COLUMN body SET STORAGE EXTERNAL;
-- both:
