-- What people decided apart that contradicts itself, and waits for a person; derived from the history.

CREATE TABLE conflict (
    id TEXT NOT NULL,               -- made of its sides, the same on every copy
    customer INTEGER NOT NULL,      -- 0: nobody's cash
    what TEXT NOT NULL,             -- decision, promise, plan, hold, dispute, case, cash, given up twice
    about TEXT NOT NULL,            -- which request, plan, dispute, ...
    currency TEXT NOT NULL,         -- '': no amount
    minor INTEGER NOT NULL,
    since INTEGER NOT NULL,         -- day on which the last of it was said
    words TEXT NOT NULL,
    meanwhile TEXT NOT NULL,        -- what counts until it is settled
    aggs TEXT NOT NULL,             -- JSON: the histories that settling it is written to
    sides TEXT NOT NULL,            -- JSON: [{event, actor, day, t, words, verdict}]
    PRIMARY KEY (customer, id)
) STRICT;

-- What is derived is made again at the next start.
UPDATE book SET value = '0' WHERE name = 'derived';
