-- views.sql - the public views: what a person with any SQL tool may rely on. They need nothing but SQLite itself.
-- Dropped and made again whenever this file changes; core/store/derived.sql describes the tables beneath them.
--
-- Everywhere: *_day is a local day as YYYY-MM-DD and *_day_number the same as days since 1970-01-01, in the configured
-- time zone; *_at is UTC, or a day where only the day is known. Money comes twice: `amount` in units of its currency, for
-- people, and `amount_micros` exactly. campaign is a name for people, campaign_key tells campaigns apart. person
-- joins the rows of one person inside this store; the number itself means nothing and may differ in another store.

-- One row per campaign, whatever its sources call it.
CREATE VIEW campaigns AS
SELECT c.name AS campaign, c.key AS campaign_key,
       (SELECT name FROM term WHERE list = 'channel' AND number = c.channel) AS channel,
       c.kind,
       (SELECT name FROM term WHERE list = 'audience' AND number = c.audience) AS audience,
       (SELECT name FROM term WHERE list = 'flag' AND number = c.brand) AS brand,
       c.segment, c.region, c.status, date(c.starts_on * 86400, 'unixepoch') AS starts_day,
       c.starts_on AS starts_day_number, date(c.ends_on * 86400, 'unixepoch') AS ends_day,
       c.ends_on AS ends_day_number, c.no_cost, c.aliased, c.has_cost, c.has_response
    FROM campaign c
    ORDER BY c.name, c.key;

-- Every way in which a source refers to a campaign, and what it was taken for: how is alias (the configuration says
-- so), id (the source's own), match (a name that fits exactly one campaign), click (by its click id) or name (a
-- campaign of its own, since nothing fits). From and until bound the days for which an alias holds.
CREATE VIEW campaign_names AS
SELECT (SELECT name FROM source WHERE source.id = r.source) AS source,
       r.native_id, r.name,
       (SELECT name FROM term WHERE list = 'channel' AND number = r.channel) AS channel,
       r.channel_word, r.utm_source, r.utm_medium, r.utm_campaign, r.defines, m.how,
       c.name AS campaign, c.key AS campaign_key,
       CASE WHEN m.from_day > -800000 THEN date(m.from_day * 86400, 'unixepoch') END AS from_day,
       CASE WHEN m.until_day < 3000000 THEN date(m.until_day * 86400, 'unixepoch') END AS until_day
    FROM campaign_ref r JOIN campaign_map m ON m.ref = r.id JOIN campaign c ON c.id = m.campaign
    WHERE r.click_id IS NULL
    ORDER BY 1, 2, 3, 4, 5, 6, 7, 8, 13;

-- What each campaign cost per day: the campaign's own rows, or where there are none the sum of one of its breakdowns.
-- An amount of a period is spread evenly over its days (is_period = 1); days sum exactly to the amount.
CREATE VIEW campaign_daily AS
SELECT c.name AS campaign, c.key AS campaign_key,
       (SELECT name FROM term WHERE list = 'channel' AND number = c.channel) AS channel,
       (SELECT name FROM source WHERE source.id = d.source) AS source,
       date(d.on_day * 86400, 'unixepoch') AS day, d.on_day AS day_number,
       (SELECT name FROM term WHERE list = 'cost_type' AND number = d.cost_type) AS cost_type,
       d.currency, d.amount_micros / 1e6 AS spend, d.amount_micros AS spend_micros, d.impressions,
       d.clicks, d.is_period
    FROM (SELECT campaign, source, day AS on_day, cost_type, currency, amount AS amount_micros, impressions, clicks,
                 0 AS is_period
              FROM spend_day WHERE until_day = day
          UNION ALL
          SELECT p.campaign, p.source, p.on_day, p.cost_type, p.currency,
                 (p.amount - p.r) / p.n + p.r * (p.i + 1) / p.n - p.r * p.i / p.n,
                 p.impressions * (p.i + 1) / p.n - p.impressions * p.i / p.n,
                     p.clicks * (p.i + 1) / p.n - p.clicks * p.i / p.n, 1
              FROM (SELECT s.*, a.day AS on_day, a.day - s.day AS i, s.until_day - s.day + 1 AS n,
                           (s.amount % (s.until_day - s.day + 1) + s.until_day - s.day + 1)
                               % (s.until_day - s.day + 1) AS r
                        FROM spend_day s JOIN calendar a ON a.day BETWEEN s.day AND s.until_day
                        WHERE s.until_day > s.day) p) d
    JOIN campaign c ON c.id = d.campaign;

-- Every spend record, broken-down rows too: add up campaign_daily, not this. allocation: how campaigns share it.
CREATE VIEW spends AS
SELECT c.name AS campaign, c.key AS campaign_key,
       (SELECT name FROM term WHERE list = 'channel' AND number = c.channel) AS channel,
       (SELECT name FROM source WHERE source.id = s.source) AS source,
       date(s.day * 86400, 'unixepoch') AS day, s.day AS day_number,
       date(s.until_day * 86400, 'unixepoch') AS until_day, s.until_day AS until_day_number,
       (SELECT name FROM term WHERE list = 'cost_type' AND number = iif(s.cost_type = 0, 2, s.cost_type))
           AS cost_type,
       (SELECT text FROM word WHERE word.id = s.cost_word AND word.id <> 0) AS cost_word,
       (SELECT text FROM word WHERE word.id = s.breakdown AND word.id <> 0) AS breakdown,
       s.id, s.amount / 1e6 AS amount, s.amount AS amount_micros, s.amount_currency AS currency,
       s.impressions, s.clicks,
       (SELECT replace(text, char(9), ' ') FROM word WHERE word.id = s.allocation) AS allocation
    FROM fact_spend s
    LEFT JOIN campaign_map m ON m.ref = s.camp AND s.day BETWEEN m.from_day AND m.until_day
    LEFT JOIN campaign c ON c.id = m.campaign;

-- What platforms say they achieved.
CREATE VIEW claims AS
SELECT c.name AS campaign, c.key AS campaign_key,
       (SELECT name FROM term WHERE list = 'channel' AND number = c.channel) AS channel,
       (SELECT name FROM source WHERE source.id = l.source) AS source,
       date(l.day * 86400, 'unixepoch') AS day, l.day AS day_number,
       date(l.until_day * 86400, 'unixepoch') AS until_day, l.until_day AS until_day_number,
       (SELECT text FROM word WHERE word.id = l.action AND word.id <> 0) AS action,
       (SELECT text FROM word WHERE word.id = l.window AND word.id <> 0) AS window,
       (SELECT text FROM word WHERE word.id = l.breakdown AND word.id <> 0) AS breakdown,
       l.conversions / 1e6 AS conversions, l.conversions AS conversions_millionths,
       l.value / 1e6 AS value, l.value AS value_micros, l.value_currency AS currency,
       (SELECT name FROM term WHERE list = 'date_basis' AND number = l.date_basis) AS date_basis
    FROM fact_claim l
    LEFT JOIN campaign_map m ON m.ref = l.camp AND l.day BETWEEN m.from_day AND m.until_day
    LEFT JOIN campaign c ON c.id = m.campaign;

-- Every contact between a person and a campaign, also those that earn no credit (sent, open, registered, no_show).
CREATE VIEW touches AS
SELECT t.source, t.id,
       strftime(iif(t.at_day = 1, '%Y-%m-%d', '%Y-%m-%dT%H:%M:%fZ'), t.at / 1000.0, 'unixepoch') AS at,
       t.at AS at_ms, date(t.day_number * 86400, 'unixepoch') AS day, t.day_number, t.person,
       (SELECT key FROM conversion WHERE conversion.person = t.person AND first = 1) AS customer,
       (SELECT name FROM term WHERE list = 'touch_kind' AND number = t.kind) AS kind,
       t.kind_word, c.name AS campaign, c.key AS campaign_key,
       (SELECT name FROM term WHERE list = 'channel' AND number = c.channel) AS channel,
       t.landing_page, t.promo_code
    FROM (SELECT t.at, t.at_day, t.id, t.kind, t.camp, t.click_id,
                 (SELECT name FROM source WHERE source.id = t.source) AS source,
                 (SELECT person FROM person_ref WHERE person_ref.id = t.who) AS person,
                 (SELECT text FROM word WHERE word.id = t.kind_word AND word.id <> 0) AS kind_word,
                 (SELECT text FROM word WHERE word.id = t.landing_page AND word.id <> 0) AS landing_page,
                 (SELECT text FROM word WHERE word.id = t.promo_code AND word.id <> 0) AS promo_code,
                 iif(t.at_day = 1, t.at / 86400000, (t.at + (SELECT shift_ms FROM zone_shift
                     WHERE from_ms <= t.at ORDER BY from_ms DESC LIMIT 1)) / 86400000 - 719162) AS day_number
              FROM fact_touch t) t
    LEFT JOIN campaign_map m ON m.ref = t.camp AND t.day_number BETWEEN m.from_day AND m.until_day
    LEFT JOIN click k ON k.click_id = t.click_id AND m.how NOT IN ('alias', 'id')
    LEFT JOIN campaign_map mk ON mk.ref = k.camp AND t.day_number BETWEEN mk.from_day AND mk.until_day
    LEFT JOIN campaign c ON c.id = coalesce(mk.campaign, m.campaign);

-- Everybody who may become a customer. first = 1 at a person's earliest lead: a person is a lead once. customer is
-- the person's first conversion, before = 1 where it came before the lead (or customer_since did), so that the lead
-- is no new one (unless the sale is credited to it all the same: how = late_lead); disqualified = 1 where a reason
-- says so.
CREATE VIEW leads AS
SELECT (SELECT name FROM source WHERE source.id = l.source) AS source,
       l.id, l.key,
       strftime(iif(l.created_at_day = 1, '%Y-%m-%d', '%Y-%m-%dT%H:%M:%fZ'), l.created_at / 1000.0, 'unixepoch')
           AS created_at,
       l.created_at AS created_at_ms, date(l.day_number * 86400, 'unixepoch') AS day, l.day_number,
       l.person, l.first,
       (SELECT text FROM word WHERE word.id = l.status AND word.id <> 0) AS status,
       l.disqualified_reason IS NOT NULL AS disqualified,
       (SELECT text FROM word WHERE word.id = l.disqualified_reason AND word.id <> 0) AS disqualified_reason,
       l.qualified_at AS qualified_at_ms, l.converted_at AS converted_at_ms, v.key AS customer,
       v.at AS customer_at_ms,
       coalesce(v.how <> 'late_lead' AND (v.day < l.day_number
           OR (v.day = l.day_number AND v.at < l.created_at AND v.at_day = 0)), 0)
           OR coalesce(v.status = 'known', 0) AS before,
       c.name AS campaign, c.key AS campaign_key,
       (SELECT name FROM term WHERE list = 'channel' AND number = c.channel) AS channel,
       (SELECT text FROM word WHERE word.id = l.owner AND word.id <> 0) AS owner,
       (SELECT text FROM word WHERE word.id = l.region AND word.id <> 0) AS region,
       (SELECT text FROM word WHERE word.id = l.segment AND word.id <> 0) AS segment,
       l.account,
       (SELECT text FROM word WHERE word.id = l.self_reported_source AND word.id <> 0) AS self_reported_source,
       l.referrer_person
    FROM (SELECT l.*,
                 (SELECT name FROM source WHERE source.id = l.source) || ':' || l.id AS key,
                 (SELECT person FROM person_ref WHERE person_ref.id = l.who) AS person,
                 (SELECT person FROM person_ref WHERE person_ref.id = l.referrer) AS referrer_person,
                 iif(l.created_at_day = 1, l.created_at / 86400000, (l.created_at + (SELECT shift_ms
                     FROM zone_shift WHERE from_ms <= l.created_at
                         ORDER BY from_ms DESC LIMIT 1)) / 86400000 - 719162) AS day_number,
                 row_number() OVER (PARTITION BY coalesce((SELECT person FROM person_ref
                     WHERE person_ref.id = l.who), -l.rank) ORDER BY l.created_at IS NULL, l.created_at,
                         l.rank) = 1 AS first
              FROM (SELECT f.*, row_number() OVER (ORDER BY (SELECT name FROM source WHERE source.id = f.source),
                  f.id) AS rank FROM fact_lead f) l) l
    LEFT JOIN campaign_map m ON m.ref = l.camp AND l.day_number BETWEEN m.from_day AND m.until_day
    LEFT JOIN click k ON k.click_id = l.click_id AND m.how NOT IN ('alias', 'id')
    LEFT JOIN campaign_map mk ON mk.ref = k.camp AND l.day_number BETWEEN mk.from_day AND mk.until_day
    LEFT JOIN campaign c ON c.id = coalesce(mk.campaign, m.campaign)
    LEFT JOIN conversion v ON v.person = l.person AND v.first = 1
    ORDER BY l.created_at, l.key;

-- Every opportunity.
CREATE VIEW deals AS
SELECT (SELECT name FROM source WHERE source.id = d.source) AS source,
       d.id,
       (SELECT name FROM source WHERE source.id = d.source) || ':' || d.id AS key,
       d.person, d.account,
       strftime(iif(d.created_at_day = 1, '%Y-%m-%d', '%Y-%m-%dT%H:%M:%fZ'), d.created_at / 1000.0, 'unixepoch')
           AS created_at,
       d.created_at AS created_at_ms, date(d.day_number * 86400, 'unixepoch') AS day, d.day_number,
       strftime(iif(d.closed_at_day = 1, '%Y-%m-%d', '%Y-%m-%dT%H:%M:%fZ'), d.closed_at / 1000.0, 'unixepoch')
           AS closed_at,
       d.closed_at AS closed_at_ms, date(d.closed_day_number * 86400, 'unixepoch') AS closed_day,
       d.closed_day_number,
       coalesce((SELECT name FROM term WHERE list = 'deal_state' AND number = d.state), 'open') AS state,
       (SELECT text FROM word WHERE word.id = d.stage AND word.id <> 0) AS stage,
       (SELECT text FROM word WHERE word.id = d.owner AND word.id <> 0) AS owner,
       d.amount / 1e6 AS amount, d.amount AS amount_micros, d.amount_currency AS currency,
       d.discount / 1e6 AS discount, d.discount AS discount_micros,
       (SELECT text FROM word WHERE word.id = d.lost_reason AND word.id <> 0) AS lost_reason,
       (SELECT text FROM word WHERE word.id = d.lost_to AND word.id <> 0) AS lost_to,
       (SELECT text FROM word WHERE word.id = d.region AND word.id <> 0) AS region,
       (SELECT text FROM word WHERE word.id = d.product AND word.id <> 0) AS product,
       c.name AS campaign, c.key AS campaign_key,
       (SELECT name FROM term WHERE list = 'channel' AND number = c.channel) AS channel
    FROM (SELECT d.*,
                 (SELECT person FROM person_ref WHERE person_ref.id = d.who) AS person,
                 iif(d.created_at_day = 1, d.created_at / 86400000, (d.created_at + (SELECT shift_ms
                     FROM zone_shift WHERE from_ms <= d.created_at
                         ORDER BY from_ms DESC LIMIT 1)) / 86400000 - 719162) AS day_number,
                 iif(d.closed_at_day = 1, d.closed_at / 86400000, (d.closed_at + (SELECT shift_ms
                     FROM zone_shift WHERE from_ms <= d.closed_at
                         ORDER BY from_ms DESC LIMIT 1)) / 86400000 - 719162) AS closed_day_number
              FROM fact_deal d) d
    LEFT JOIN campaign_map m ON m.ref = d.camp AND coalesce(d.day_number,
        d.closed_day_number) BETWEEN m.from_day AND m.until_day
    LEFT JOIN click k ON k.click_id = d.click_id AND m.how NOT IN ('alias', 'id')
    LEFT JOIN campaign_map mk ON mk.ref = k.camp AND coalesce(d.day_number,
        d.closed_day_number) BETWEEN mk.from_day AND mk.until_day
    LEFT JOIN campaign c ON c.id = coalesce(mk.campaign, m.campaign)
    ORDER BY d.created_at, 1, 2;

-- Every purchase, whatever became of it. refunded is what was given back to this day, in the order's currency; net is
-- what remains.
CREATE VIEW orders AS
SELECT (SELECT name FROM source WHERE source.id = o.source) AS source,
       o.id,
       (SELECT name FROM source WHERE source.id = o.source) || ':' || o.id AS key,
       o.person,
       (SELECT key FROM conversion WHERE conversion.person = o.person AND first = 1) AS customer,
       strftime(iif(o.at_day = 1, '%Y-%m-%d', '%Y-%m-%dT%H:%M:%fZ'), o.at / 1000.0, 'unixepoch') AS at,
       o.at AS at_ms, date(o.day_number * 86400, 'unixepoch') AS day, o.day_number,
       coalesce((SELECT name FROM term WHERE list = 'order_status' AND number = o.status), 'paid') AS status,
       (SELECT text FROM word WHERE word.id = o.status_word AND word.id <> 0) AS status_word,
       o.amount / 1e6 AS amount, o.amount AS amount_micros, o.amount_currency AS currency,
       o.refunded / 1e6 AS refunded, o.refunded AS refunded_micros,
       (o.amount - coalesce(o.refunded, 0)) / 1e6 AS net,
       o.amount - coalesce(o.refunded, 0) AS net_micros, o.discount / 1e6 AS discount,
       o.discount AS discount_micros,
       (SELECT text FROM word WHERE word.id = o.promo_code AND word.id <> 0) AS promo_code,
       o.deal_id,
       (SELECT text FROM word WHERE word.id = o.region AND word.id <> 0) AS region,
       (SELECT text FROM word WHERE word.id = o.segment AND word.id <> 0) AS segment,
       c.name AS campaign, c.key AS campaign_key,
       (SELECT name FROM term WHERE list = 'channel' AND number = c.channel) AS channel
    FROM (SELECT o.*,
                 (SELECT person FROM person_ref WHERE person_ref.id = o.who) AS person,
                 r.refunded,
                 iif(o.at_day = 1, o.at / 86400000, (o.at + (SELECT shift_ms FROM zone_shift
                     WHERE from_ms <= o.at ORDER BY from_ms DESC LIMIT 1)) / 86400000 - 719162) AS day_number
              FROM fact_order o
              LEFT JOIN (SELECT source, order_id, amount_currency, sum(amount) AS refunded FROM fact_refund
                             GROUP BY source, order_id, amount_currency) r
                  ON r.source = o.source AND r.order_id = o.id AND r.amount_currency = o.amount_currency) o
    LEFT JOIN campaign_map m ON m.ref = o.camp AND o.day_number BETWEEN m.from_day AND m.until_day
    LEFT JOIN click k ON k.click_id = o.click_id AND m.how NOT IN ('alias', 'id')
    LEFT JOIN campaign_map mk ON mk.ref = k.camp AND o.day_number BETWEEN mk.from_day AND mk.until_day
    LEFT JOIN campaign c ON c.id = coalesce(mk.campaign, m.campaign)
    ORDER BY o.at, 1, 2;

-- The lines of orders.
CREATE VIEW order_lines AS
SELECT (SELECT name FROM source WHERE source.id = l.source) AS source,
       l.order_id, l.line_id,
       (SELECT text FROM word WHERE word.id = l.product_id AND word.id <> 0) AS product_id,
       (SELECT text FROM word WHERE word.id = l.product AND word.id <> 0) AS product,
       (SELECT text FROM word WHERE word.id = l.category AND word.id <> 0) AS category,
       l.quantity / 1e6 AS quantity, l.quantity AS quantity_millionths, l.amount / 1e6 AS amount,
       l.amount AS amount_micros, l.amount_currency AS currency, l.unit_cost / 1e6 AS unit_cost,
       l.unit_cost AS unit_cost_micros, l.unit_cost_currency
    FROM fact_order_line l;

-- Money given back, on the day it happened.
CREATE VIEW refunds AS
SELECT (SELECT name FROM source WHERE source.id = r.source) AS source,
       r.id, r.order_id,
       strftime(iif(r.at_day = 1, '%Y-%m-%d', '%Y-%m-%dT%H:%M:%fZ'), r.at / 1000.0, 'unixepoch') AS at,
       r.at AS at_ms,
       date(iif(r.at_day = 1, r.at / 86400000, (r.at + (SELECT shift_ms FROM zone_shift
           WHERE from_ms <= r.at ORDER BY from_ms DESC LIMIT 1)) / 86400000 - 719162) * 86400, 'unixepoch') AS day,
       iif(r.at_day = 1, r.at / 86400000, (r.at + (SELECT shift_ms FROM zone_shift WHERE from_ms <= r.at
           ORDER BY from_ms DESC LIMIT 1)) / 86400000 - 719162) AS day_number,
       r.amount / 1e6 AS amount, r.amount AS amount_micros, r.amount_currency AS currency
    FROM fact_refund r;

-- Recurring purchases; amount is per month.
CREATE VIEW subscriptions AS
SELECT (SELECT name FROM source WHERE source.id = s.source) AS source,
       s.id,
       (SELECT person FROM person_ref WHERE person_ref.id = s.who) AS person,
       strftime(iif(s.started_at_day = 1, '%Y-%m-%d', '%Y-%m-%dT%H:%M:%fZ'), s.started_at / 1000.0, 'unixepoch')
           AS started_at,
       s.started_at AS started_at_ms,
       date(iif(s.started_at_day = 1, s.started_at / 86400000, (s.started_at + (SELECT shift_ms
           FROM zone_shift WHERE from_ms <= s.started_at
               ORDER BY from_ms DESC LIMIT 1)) / 86400000 - 719162) * 86400, 'unixepoch') AS started_day,
       iif(s.started_at_day = 1, s.started_at / 86400000, (s.started_at + (SELECT shift_ms FROM zone_shift
           WHERE from_ms <= s.started_at ORDER BY from_ms DESC LIMIT 1)) / 86400000 - 719162) AS started_day_number,
       strftime(iif(s.ended_at_day = 1, '%Y-%m-%d', '%Y-%m-%dT%H:%M:%fZ'), s.ended_at / 1000.0, 'unixepoch')
           AS ended_at,
       s.ended_at AS ended_at_ms,
       date(iif(s.ended_at_day = 1, s.ended_at / 86400000, (s.ended_at + (SELECT shift_ms FROM zone_shift
           WHERE from_ms <= s.ended_at ORDER BY from_ms DESC LIMIT 1)) / 86400000 - 719162) * 86400,
               'unixepoch') AS ended_day,
       iif(s.ended_at_day = 1, s.ended_at / 86400000, (s.ended_at + (SELECT shift_ms FROM zone_shift
           WHERE from_ms <= s.ended_at ORDER BY from_ms DESC LIMIT 1)) / 86400000 - 719162) AS ended_day_number,
       (SELECT text FROM word WHERE word.id = s.end_reason AND word.id <> 0) AS end_reason,
       s.amount / 1e6 AS amount, s.amount AS amount_micros, s.amount_currency AS currency
    FROM fact_subscription s;

-- What was done for or by persons: calls, demos, complaints.
CREATE VIEW activities AS
SELECT a.source, a.id, a.person,
       (SELECT key FROM conversion WHERE conversion.person = a.person AND first = 1) AS customer,
       strftime(iif(a.at_day = 1, '%Y-%m-%d', '%Y-%m-%dT%H:%M:%fZ'), a.at / 1000.0, 'unixepoch') AS at,
       a.at AS at_ms, date(a.day_number * 86400, 'unixepoch') AS day, a.day_number,
       (SELECT name FROM term WHERE list = 'activity_kind' AND number = a.kind) AS kind,
       (SELECT text FROM word WHERE word.id = a.kind_word AND word.id <> 0) AS kind_word,
       (SELECT name FROM term WHERE list = 'flag' AND number = a.inbound) AS inbound,
       (SELECT text FROM word WHERE word.id = a.owner AND word.id <> 0) AS owner,
       a.due_at AS due_at_ms, a.done_at AS done_at_ms, a.resolved_at AS resolved_at_ms,
       a.score / 1e6 AS score,
       (SELECT text FROM word WHERE word.id = a.outcome AND word.id <> 0) AS outcome
    FROM (SELECT a.at, a.at_day, a.id, a.kind, a.kind_word, a.inbound, a.owner, a.due_at, a.done_at,
                 a.resolved_at, a.score, a.outcome,
                 (SELECT name FROM source WHERE source.id = a.source) AS source,
                 (SELECT person FROM person_ref WHERE person_ref.id = a.who) AS person,
                 iif(a.at_day = 1, a.at / 86400000, (a.at + (SELECT shift_ms FROM zone_shift
                     WHERE from_ms <= a.at ORDER BY from_ms DESC LIMIT 1)) / 86400000 - 719162) AS day_number
              FROM fact_activity a) a
    ORDER BY a.at, a.source, a.id;

-- Persons as CRMs and shops know them; names only where the configuration keeps contact details.
CREATE VIEW contacts AS
SELECT (SELECT name FROM source WHERE source.id = t.source) AS source,
       t.id,
       (SELECT person FROM person_ref WHERE person_ref.id = t.who) AS person,
       t.name, t.account,
       (SELECT text FROM word WHERE word.id = t.region AND word.id <> 0) AS region,
       (SELECT text FROM word WHERE word.id = t.segment AND word.id <> 0) AS segment,
       strftime(iif(t.created_at_day = 1, '%Y-%m-%d', '%Y-%m-%dT%H:%M:%fZ'), t.created_at / 1000.0, 'unixepoch')
           AS created_at,
       t.created_at AS created_at_ms,
       date(t.customer_since * 86400, 'unixepoch') AS customer_since_day,
       t.customer_since AS customer_since_day_number,
       (SELECT text FROM word WHERE word.id = t.consent AND word.id <> 0) AS consent,
       t.merged_into
    FROM fact_contact t
    ORDER BY 1, 2;

-- Companies.
CREATE VIEW accounts AS
SELECT (SELECT name FROM source WHERE source.id = a.source) AS source,
       a.id, a.name, a.domain, a.parent_id,
       (SELECT text FROM word WHERE word.id = a.region AND word.id <> 0) AS region,
       (SELECT text FROM word WHERE word.id = a.segment AND word.id <> 0) AS segment,
       (SELECT text FROM word WHERE word.id = a.owner AND word.id <> 0) AS owner,
       date(a.customer_since * 86400, 'unixepoch') AS customer_since_day,
       a.customer_since AS customer_since_day_number
    FROM fact_account a
    ORDER BY 1, 2;

-- What makes a person a customer, and every repetition of it: paid orders, won deals or leads of a status, by the
-- configured rule. revenue is net of refunds. is_first = 1 at the person's first.
CREATE VIEW conversions AS
SELECT v.key AS conversion,
       CASE v.kind WHEN 5 THEN 'lead' WHEN 9 THEN 'deal' ELSE 'order' END AS kind,
       v.person,
       strftime(iif(v.at_day = 1, '%Y-%m-%d', '%Y-%m-%dT%H:%M:%fZ'), v.at / 1000.0, 'unixepoch') AS at,
       v.at AS at_ms, date(v.day * 86400, 'unixepoch') AS day, v.day AS day_number, v.status,
       v.revenue / 1e6 AS revenue, v.revenue AS revenue_micros, v.currency, v.region, v.segment,
       v.how, v.touches, v.lost_to_lookback, v.first AS is_first
    FROM conversion v
    ORDER BY v.at, v.key;

-- One row per customer: the person's first conversion. status is new; known (a customer before the data begins); or
-- unsure (perhaps one: the first order fell into the first year of the data). how says who it is: by the record's
-- person, a contact of the deal, the lead of the same id, or only an account; late_lead is credited to a lead dated
-- after the sale.
CREATE VIEW customers AS
SELECT v.key AS customer,
       CASE v.kind WHEN 5 THEN 'lead' WHEN 9 THEN 'deal' ELSE 'order' END AS kind,
       v.person,
       strftime(iif(v.at_day = 1, '%Y-%m-%d', '%Y-%m-%dT%H:%M:%fZ'), v.at / 1000.0, 'unixepoch') AS at,
       v.at AS at_ms, date(v.day * 86400, 'unixepoch') AS day, v.day AS day_number, v.status,
       v.revenue / 1e6 AS revenue, v.revenue AS revenue_micros, v.currency, v.region, v.segment,
       v.how, v.touches, v.lost_to_lookback,
       (SELECT c.name FROM credit r JOIN campaign c ON c.id = r.campaign WHERE r.conversion = v.id
           AND r."first" > 0 ORDER BY r."first" DESC, r.ordinal LIMIT 1) AS first_campaign,
       (SELECT c.key FROM credit r JOIN campaign c ON c.id = r.campaign WHERE r.conversion = v.id
           AND r."first" > 0 ORDER BY r."first" DESC, r.ordinal LIMIT 1) AS first_campaign_key,
       (SELECT c.name FROM credit r JOIN campaign c ON c.id = r.campaign WHERE r.conversion = v.id
           AND r."last" > 0 ORDER BY r."last" DESC, r.ordinal LIMIT 1) AS last_campaign,
       (SELECT c.key FROM credit r JOIN campaign c ON c.id = r.campaign WHERE r.conversion = v.id
           AND r."last" > 0 ORDER BY r."last" DESC, r.ordinal LIMIT 1) AS last_campaign_key
    FROM conversion v
    WHERE v.first = 1
    ORDER BY v.at, v.key;

-- What each touch of a conversion's journey earned, model by model: weights that sum to 1 per conversion, as numbers
-- and exactly (in units of 1e-15; a sum of more than 9223 whole ones leaves 64 bits: sum the numbers). A conversion
-- without a journey has one row without a campaign: unattributed.
CREATE VIEW credits AS
SELECT v.key AS conversion, v.first AS is_first, v.status,
       date(v.day * 86400, 'unixepoch') AS conversion_day, v.day AS conversion_day_number, r.ordinal,
       c.name AS campaign, c.key AS campaign_key,
       (SELECT name FROM term WHERE list = 'channel' AND number = r.channel) AS channel,
       date(r.touch_day * 86400, 'unixepoch') AS touch_day, r.touch_day AS touch_day_number,
       r.touch_at AS touch_at_ms, v.region, v.segment, v.revenue / 1e6 AS revenue,
       v.revenue AS revenue_micros, v.currency, r."first" / 1e15 AS "first",
       r."last" / 1e15 AS "last", r."last_non_direct" / 1e15 AS "last_non_direct",
       r."linear" / 1e15 AS "linear", r."position" / 1e15 AS "position", r."decay" / 1e15 AS "decay",
       r."w_shaped" / 1e15 AS "w_shaped", r."first" AS first_units, r."last" AS last_units,
       r."last_non_direct" AS last_non_direct_units, r."linear" AS linear_units,
       r."position" AS position_units, r."decay" AS decay_units, r."w_shaped" AS w_shaped_units
    FROM credit r JOIN conversion v ON v.id = r.conversion
    LEFT JOIN campaign c ON c.id = r.campaign;

-- Campaigns whose two halves have not met: problem is 'no response' where money was spent and no touch, lead, deal or
-- order means the campaign; 'no cost' where new customers are credited (linear model) to a campaign of a paid channel
-- that no spend, claim or campaign record and no alias means. candidates: what shares its name or a word of it on the
-- other side.
CREATE VIEW campaigns_unmatched AS
SELECT u.problem, u.name AS campaign, u.key AS campaign_key,
       (SELECT name FROM term WHERE list = 'channel' AND number = u.channel) AS channel,
       u.currency, u.spend / 1e6 AS spend, u.spend AS spend_micros, u.customers,
       (SELECT group_concat(x.label, ', ') FROM (SELECT o.name || ' (' || coalesce((SELECT name FROM term
           WHERE list = 'channel' AND number = o.channel), 'unknown') || ')' AS label FROM campaign_word a
               JOIN campaign_word b ON b.word = a.word AND b.campaign <> a.campaign
                   JOIN campaign o ON o.id = b.campaign WHERE a.campaign = u.id
                       AND CASE u.problem WHEN 'no response' THEN o.has_response
                           AND NOT o.has_cost ELSE o.has_cost END GROUP BY o.id ORDER BY count(*) DESC,
                               o.key LIMIT 3) x) AS candidates
    FROM (SELECT 'no response' AS problem, c.*, d.currency, sum(d.amount) AS spend, NULL AS customers
              FROM campaign c JOIN spend_day d ON d.campaign = c.id
              WHERE c.has_response = 0 AND c.no_cost = 0 AND c.key <> 'overhead'
              GROUP BY c.id, d.currency
          UNION ALL
          SELECT 'no cost', c.*, NULL, NULL, total(r.linear) / 1e15
              FROM campaign c JOIN credit r ON r.campaign = c.id JOIN conversion v ON v.id = r.conversion
              WHERE c.has_cost = 0 AND c.aliased = 0 AND c.unpaid = 0 AND v.first = 1 AND v.status = 'new'
              GROUP BY c.id) u
    ORDER BY u.problem, u.spend DESC, u.customers DESC, u.key;

-- Exchange rates: one unit of base is `rate` units of currency.
CREATE VIEW rates AS
SELECT (SELECT name FROM source WHERE source.id = r.source) AS source,
       date(r.day * 86400, 'unixepoch') AS day, r.day AS day_number,
       (SELECT text FROM word WHERE word.id = r.currency AND word.id <> 0) AS currency,
       (SELECT text FROM word WHERE word.id = r.base AND word.id <> 0) AS base,
       r.rate / 1e6 AS rate, r.rate AS rate_millionths
    FROM fact_rate r;

-- Who sells.
CREATE VIEW reps AS
SELECT (SELECT name FROM source WHERE source.id = r.source) AS source,
       r.id, r.name, r.email, date(r.started_on * 86400, 'unixepoch') AS started_day,
       r.started_on AS started_day_number, date(r.left_on * 86400, 'unixepoch') AS left_day,
       r.left_on AS left_day_number
    FROM fact_rep r
    ORDER BY 1, 2;

-- Who looked after which region or account, and when.
CREATE VIEW assignments AS
SELECT (SELECT name FROM source WHERE source.id = a.source) AS source,
       a.rep_id,
       (SELECT text FROM word WHERE word.id = a.region AND word.id <> 0) AS region,
       nullif(a.account, '') AS account, date(a.from_day * 86400, 'unixepoch') AS from_day,
       a.from_day AS from_day_number, date(a.until_day * 86400, 'unixepoch') AS until_day,
       a.until_day AS until_day_number
    FROM fact_assignment a
    ORDER BY 1, 2, 3, 4, 5;

-- Every pull: rows_read = accepted + quarantined + skipped.
CREATE VIEW runs AS
SELECT r.id AS run,
       (SELECT name FROM source WHERE source.id = r.source) AS source,
       r.plugin, r.version,
       strftime('%Y-%m-%dT%H:%M:%fZ', r.started_at / 1000.0, 'unixepoch') AS started_at,
       r.started_at AS started_at_ms,
       strftime('%Y-%m-%dT%H:%M:%fZ', r.ended_at / 1000.0, 'unixepoch') AS ended_at,
       r.ended_at AS ended_at_ms, r.code,
       (SELECT name FROM term WHERE list = 'class' AND number = r.code) AS class, r.message,
       (SELECT name FROM term WHERE list = 'advice' AND number = r.code) AS advice, r.rows_read, r.accepted,
       r.quarantined, r.skipped, r.skips, r.bytes, r.requests, r.inserted, r.updated, r.deleted, r.unchanged, r.repeated,
       r.retry_of, date(r.from_day * 86400, 'unixepoch') AS from_day, date(r.to_day * 86400, 'unixepoch') AS to_day
    FROM run r
    ORDER BY r.id;

-- Of the last hundred runs of each source, more: the cursor's beginning before and after, the log lines that were kept.
CREATE VIEW run_details AS
SELECT d.run, d.cursor_before, d.cursor_after, d.log
    FROM run_detail d
    ORDER BY d.run;

-- What each of them committed, in order, its first thousand windows and checkpoints. Of file sources a window is a file.
CREATE VIEW run_windows AS
SELECT w.run, w.number, strftime('%Y-%m-%dT%H:%M:%fZ', w.at_ms / 1000.0, 'unixepoch') AS at, w.windowed, w.scope,
       date(w.from_day * 86400, 'unixepoch') AS from_day, date(w.to_day * 86400, 'unixepoch') AS to_day, w.records,
       w.inserted, w.updated, w.deleted, w.quarantined
    FROM run_window w
    ORDER BY w.run, w.number;

-- And which records it changed, by their kind.
CREATE VIEW run_records AS
SELECT k.run, (SELECT name FROM term WHERE list = 'record' AND number = k.kind) AS kind, k.inserted, k.updated,
       k.deleted
    FROM run_kind k
    ORDER BY k.run, k.kind;

-- Rows that could not be understood, as they came.
CREATE VIEW quarantine AS
SELECT q.id,
       (SELECT name FROM source WHERE source.id = q.source) AS source,
       (SELECT o.name FROM scope o WHERE o.id = q.scope) AS scope,
       q.file, q.line, q.field, q.reason, q.raw, q.run,
       strftime('%Y-%m-%dT%H:%M:%fZ', q.at_ms / 1000.0, 'unixepoch') AS at, q.replayed
    FROM quarantine_row q
    ORDER BY 2, q.file, q.line, q.id;

-- Messages to people: reports delivered, and alerts. id stands in each message.
CREATE VIEW deliveries AS
SELECT d.id, d.kind, d.name, d.target, strftime('%Y-%m-%dT%H:%M:%fZ', d.slot / 1000.0, 'unixepoch') AS slot,
       d.slot AS slot_ms, d.state, d.attempts,
       strftime('%Y-%m-%dT%H:%M:%fZ', d.created_at / 1000.0, 'unixepoch') AS created_at,
       strftime('%Y-%m-%dT%H:%M:%fZ', d.sent_at / 1000.0, 'unixepoch') AS sent_at, d.sent_at AS sent_at_ms,
       iif(d.state = 'pending', strftime('%Y-%m-%dT%H:%M:%fZ', d.due_at / 1000.0, 'unixepoch'), NULL) AS next_try_at,
       d.code, d.message
    FROM delivery d
    ORDER BY d.created_at, d.id;

-- What is wrong and has been told.
CREATE VIEW alerts AS
SELECT a.target, a.kind, a.subject, strftime('%Y-%m-%dT%H:%M:%fZ', a.since / 1000.0, 'unixepoch') AS since,
       strftime('%Y-%m-%dT%H:%M:%fZ', a.told_at / 1000.0, 'unixepoch') AS told_at
    FROM alert a
    ORDER BY a.since, a.target, a.kind, a.subject;
