-- Rows of a delivery that were not used, as a packed CSV: for who mends and delivers them again.
CREATE TABLE register_reject (
    province TEXT NOT NULL,
    delivery TEXT NOT NULL,
    body BYTEA NOT NULL,
    PRIMARY KEY (province, delivery)
);
