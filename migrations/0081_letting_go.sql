-- Why an account is proposed for referral to an agency: names of rules with commas, or ''.
-- Each row is judged again on the next day turn, which writes it.
ALTER TABLE queue ADD COLUMN refer TEXT NOT NULL DEFAULT '';
UPDATE queue SET next_change = 1;
