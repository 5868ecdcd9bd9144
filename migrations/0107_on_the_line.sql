-- Who is on the line with whom just now: advisory, forgotten after 30 minutes, and in no history.

CREATE TABLE on_the_line (
    customer INTEGER NOT NULL,
    actor TEXT NOT NULL,
    since INTEGER NOT NULL,         -- milliseconds since 1970 UTC
    PRIMARY KEY (customer, actor)
) STRICT;
