-- When a document was taken in, and as which one of its province: of documents with equal
-- or missing dates the later one counts.  And which files went into it, so that a file that
-- comes again finds its document.
ALTER TABLE document
    ADD COLUMN imported_at TEXT NOT NULL DEFAULT '';
ALTER TABLE document
    ADD COLUMN sequence BIGINT NOT NULL DEFAULT 0;

UPDATE document SET imported_at = coalesce(
    (SELECT min(v.at) FROM target_version AS v WHERE v.province = document.province AND v.document = document.id), '');
UPDATE document SET sequence = (
    SELECT count(*) FROM document AS d
    WHERE d.province = document.province
      AND (d.imported_at < document.imported_at OR (d.imported_at = document.imported_at AND d.id <= document.id)));

CREATE TABLE document_file (
    province    TEXT   NOT NULL,
    digest      TEXT   NOT NULL,            -- SHA-256 of the file, in hexadecimal
    document    TEXT   NOT NULL,            -- id
    PRIMARY KEY (province, digest)
);
