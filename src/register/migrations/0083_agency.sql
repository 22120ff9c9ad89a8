-- Lists of one kind come from several agencies (pupils from education, members from the front): each has its own that is
-- current.  "" is the agency that owes the source.
ALTER TABLE register_delivery ADD COLUMN agency TEXT NOT NULL DEFAULT '';
