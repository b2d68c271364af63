-- Messages, unread and tagged ones, for each custodian and account.
-- name: accounts
SELECT custodian, profile, account,
       count(*) AS messages,
       count(CASE WHEN NOT read THEN 1 END) AS unread,
       count(CASE WHEN cardinality(tags) > 0 THEN 1 END) AS tagged
FROM messages
GROUP BY custodian, profile, account
ORDER BY custodian NULLS FIRST, profile, account;

-- Who wrote most.
-- name: senders
SELECT author, count(*) AS messages
FROM messages
WHERE author IS NOT NULL
GROUP BY author
ORDER BY messages DESC, author
LIMIT 10;
