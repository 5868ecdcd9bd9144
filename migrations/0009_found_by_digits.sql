-- An open invoice is found by the last digits of its number, as it is read out on the telephone.
CREATE INDEX item_ending ON item (substr(number, -4)) WHERE open <> 0;
-- A telephone number is found by its digits, however they are grouped: they stand on a second line.
UPDATE customer_search SET phone = phone || char(10) || replace(replace(replace(replace(replace(replace(replace(
    phone, ' ', ''), '-', ''), '/', ''), '(', ''), ')', ''), '.', ''), '+', '');
