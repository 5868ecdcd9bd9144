-- What was given up is no payment in the habits of a payer. Where anything was, what is derived is
-- made again at the next start.
UPDATE book SET value = '0' WHERE name = 'derived'
 AND (EXISTS (SELECT 1 FROM request WHERE state IN ('approved', 'reversed'))
      OR EXISTS (SELECT 1 FROM allocation WHERE writeoff <> 0));
