-- title: Messages
-- help: Reports that were delivered and alerts that were told, the newest first; with what is still to be sent.
-- parameter: state = | pending|sending|sent|failed | only those in this state
-- parameter: limit = 50 | NUMBER | how many
-- column: created_at | text | Made
-- column: kind | text | Kind
-- column: name | text | Name
-- column: target | text | To
-- column: slot | text | Slot
-- column: state | text | State
-- column: attempts | integer | Attempts
-- column: sent_at | text | Sent
-- column: next_try_at | text | Next try
-- column: message | text | Message
-- column: id | hidden
SELECT created_at, kind, name, target, slot, state, attempts, sent_at,
       CASE WHEN attempts > 0 THEN next_try_at END AS next_try_at, message, id
    FROM deliveries
    WHERE :state = '' OR state = :state
    ORDER BY created_at DESC, id LIMIT :limit;
