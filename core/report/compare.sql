-- title: Campaign comparison
-- help: What each campaign cost, whom it won, and what one new customer costs.
-- parameter: from = | DAY | first day
-- parameter: to = | DAY | last day, included
-- parameter: by = campaign | campaign|channel|kind|segment|region|month | what a row is
-- parameter: model = | first|last|last_non_direct|linear|position|decay|w_shaped
--     | how a customer is credited to touches
-- parameter: clock = cohort | cohort|acquisition | whose date counts: that of the touch that earned the customer, or
--     that of the sale
-- parameter: cost = loaded | loaded|media|blended | every cost type; media alone; or every type, and in the total all
--     cost ÷ all new customers
-- parameter: sort = | spend|leads|customers|cost_per_lead|cost_per_customer|revenue|roas|name
--     | order of the rows (default: spend; months as they come)
-- parameter: rank = no | no|yes | rank by cost per customer, and say which neighbours the data can tell apart
-- parameter: claimed = | | an action of a platform; else those that `claims:` maps to customers
-- column: campaign | text | Campaign | by = campaign
-- column: kind | text | Kind | by = kind
-- column: segment | text | Segment | by = segment
-- column: region | text | Region | by = region
-- column: month | text | Month | by = month
-- column: channel | text | Channel | by = campaign
-- column: channel | text | Channel | by = channel
-- column: row_type | hidden
-- column: campaign_key | hidden | | by = campaign
-- column: spend | money | Spend
-- column: leads | integer | Leads
-- column: customers | count | Customers
-- column: cost_per_lead | money | Cost/lead
-- column: cost_per_customer | money | Cost/customer
-- column: bar | bar
-- column: cost_low | interval | 95 % interval
-- column: cost_high | money
-- column: revenue | money | Revenue
-- column: roas | ratio | ROAS
-- column: claimed | count | Claimed
-- column: cost_per_claim | money | Cost/claim
-- column: over_claim | ratio | Over-claim
-- column: cost_types | text | Cost types
-- column: rank | integer | Rank | rank = yes
-- column: cheaper_than_next | text | Cheaper than next? | rank = yes
-- column: cheaper_chance | hidden | | rank = yes
-- column: note | text | Note
-- column: heading | heading

WITH
-- The window; what is not given is open.
span AS (SELECT coalesce(:from, -1000000) AS first, coalesce(:to, 4000000) AS last),

-- Campaigns, and overhead, which is none: the row each belongs to, and the one day an event's costs fall on by the cohort clock.
place AS MATERIALIZED (
    SELECT c.id, c.key, c.name, t.name AS channel, c.no_cost, coalesce(c.audience = 3, 0) AS existing,
           c.key = 'overhead' AS overhead,
           c.has_response = 0 AND c.no_cost = 0 AND c.key <> 'overhead' AS spent_alone,
           c.has_cost = 0 AND c.aliased = 0 AND c.unpaid = 0 AS won_alone,
           CASE WHEN :clock = 'cohort' AND t.name IN ('trade_show', 'event') THEN c.starts_on END AS event_day,
           CASE :by WHEN 'campaign' THEN c.key WHEN 'channel' THEN coalesce(t.name, '')
                    WHEN 'kind' THEN coalesce(c.kind, '') WHEN 'segment' THEN coalesce(c.segment, '')
                    WHEN 'region' THEN coalesce(c.region, '') END AS label
        FROM campaign c LEFT JOIN term t ON t.list = 'channel' AND t.number = c.channel),

-- The window as a whole, or each month of it in which money was spent.
slot AS MATERIALIZED (
    SELECT NULL AS month, first, last FROM span WHERE :by <> 'month'
    UNION ALL
    SELECT c.month, max(min(c.day), s.first), min(max(c.day), s.last)
        FROM calendar c, span s, (SELECT min(day) AS first, max(until_day) AS last
                                      FROM (SELECT day, until_day FROM spend_day
                                            UNION ALL SELECT event_day, event_day FROM place) WHERE :by = 'month') d
        WHERE c.day BETWEEN max(s.first, d.first) AND min(s.last, d.last)
        GROUP BY c.month),

-- What was spent on single days: of an event all or nothing. A day's money is converted by its own day's rate. (Sum and
-- cost types in one value: so each campaign's rows are read once, in the order in which they are stored.)
spent_by_day AS (
    SELECT campaign, label, sums ->> 0 AS amount, sums ->> 1 AS types, 0 AS partly
        FROM (SELECT p.id AS campaign, iif(p.overhead, NULL, coalesce(w.month, p.label)) AS label,
                     (SELECT json_array(sum(iif(s.currency = :currency, s.amount,
                                                to_currency(s.amount, s.currency, s.day, :currency))),
                                        sum(DISTINCT 1 << s.cost_type))
                          FROM spend_day s
                          WHERE s.campaign = p.id AND s.until_day = s.day AND s.amount IS NOT NULL
                              AND s.day >= CASE WHEN p.event_day IS NULL THEN w.first
                                                WHEN p.event_day BETWEEN w.first AND w.last THEN -1000000
                                                ELSE 4000001 END
                              AND s.day <= iif(p.event_day IS NULL, w.last, 4000000)
                              AND (:cost <> 'media' OR s.cost_type = 2)) AS sums
                  FROM place p, slot w WHERE :cost = 'blended' OR NOT p.overhead LIMIT -1)
        WHERE amount IS NOT NULL),

-- What was spent over periods, spread evenly over their days.
spent_by_period AS (
    SELECT p.id AS campaign, iif(p.overhead, NULL, coalesce(w.month, p.label)) AS label,
           sum(to_currency(lump(s.amount, s.day, s.until_day, a.day, a.day), s.currency, a.day, :currency)) AS amount,
           sum(DISTINCT 1 << s.cost_type) AS types,
           max(p.event_day IS NULL AND (s.day < w.first OR s.until_day > w.last)) AS partly
        FROM spend_day s
        JOIN place p ON p.id = s.campaign
        JOIN calendar a ON a.day BETWEEN s.day AND s.until_day
        JOIN slot w ON coalesce(p.event_day, a.day) BETWEEN w.first AND w.last
        WHERE s.until_day > s.day AND s.amount IS NOT NULL AND (:cost <> 'media' OR s.cost_type = 2)
            AND (:cost = 'blended' OR NOT p.overhead)
        GROUP BY p.id, w.first),

-- Both. Overhead has no label: it is in the total alone, where that is blended.
spent AS MATERIALIZED (SELECT * FROM spent_by_day UNION ALL SELECT * FROM spent_by_period),

-- Every credit, on the day that its clock gives it. rezoned: the days in the store are of another zone.
earned AS NOT MATERIALIZED (
    SELECT v.id, v.person, v.kind, v.first AND v.status = 'new' AS new, v.region, v.segment, r.campaign,
           CASE :model WHEN 'first' THEN r."first" WHEN 'last' THEN r."last" WHEN 'linear' THEN r.linear
                       WHEN 'last_non_direct' THEN r.last_non_direct WHEN 'decay' THEN r.decay
                       WHEN 'w_shaped' THEN r.w_shaped ELSE r.position END AS weight,
           CASE WHEN :clock = 'cohort' AND r.touch_day IS NOT NULL
                THEN iif(:rezoned, local_day(r.touch_at, r.touch_day_only), r.touch_day)
                ELSE iif(:rezoned, local_day(v.at, v.at_day), v.day) END AS day,
           v.revenue, v.currency, v.day AS paid_day
        FROM conversion v JOIN credit r ON r.conversion = v.id),

-- Who became a new customer in the window: what they buy later in it is revenue of new customers.
newcomer AS (
    SELECT DISTINCT e.person FROM earned e, span s
        WHERE e.new AND e.person IS NOT NULL AND e.day BETWEEN s.first AND s.last),

-- The credits of the window, what they count and what they weigh. own: the row they belong to where it is not their
-- campaign's.
counting AS NOT MATERIALIZED (
    SELECT e.campaign, e.weight, iif(e.new, e.weight, NULL) AS counts,
           CASE :by WHEN 'month' THEN month_text(e.day) WHEN 'segment' THEN coalesce(e.segment, '')
                    WHEN 'region' THEN coalesce(e.region, '') END AS own,
           iif(e.currency = :currency, e.revenue, to_currency(e.revenue, e.currency, e.paid_day, :currency)) AS revenue
        FROM earned e, span s
        WHERE e.day BETWEEN s.first AND s.last AND (e.new OR e.person IN newcomer) LIMIT -1),

-- Customers and revenue, by row and campaign. What is lost to rounding revenue row by row goes to the biggest.
won AS MATERIALIZED (
    SELECT iif(w.campaign IS NULL, NULL, coalesce(w.own, p.label)) AS label, w.campaign, w.customers,
           w.revenue + iif(row_number() OVER (ORDER BY abs(w.revenue) DESC, w.campaign, w.own) = 1,
                           (SELECT weighted_sum(revenue, weight) FROM counting) - sum(w.revenue) OVER (), 0) AS revenue
        FROM (SELECT campaign, own, weight_sum(counts) AS customers, weighted_sum(revenue, weight) AS revenue
                  FROM counting GROUP BY campaign, own) w
        LEFT JOIN place p ON p.id = w.campaign),

-- Every person once, at the earliest lead. Undated leads count where the window is open.
lead_once AS MATERIALIZED (
    SELECT CASE WHEN p.id IS NULL THEN NULL WHEN :by = 'month' THEN coalesce(month_text(l.on_day), '')
                WHEN :by = 'segment' THEN coalesce(l.segment, '') WHEN :by = 'region' THEN coalesce(l.region, '')
                ELSE p.label END AS label,
           p.id AS campaign, l.before, l.disqualified AND NOT l.before AS disqualified
        FROM (SELECT *, iif(:rezoned, local_day(created_at_ms, length(created_at) = 10), day_number) AS on_day
                  FROM leads WHERE first) l
        JOIN span s ON l.on_day BETWEEN s.first AND s.last OR (l.on_day IS NULL AND :from IS NULL AND :to IS NULL)
        LEFT JOIN place p ON p.key = l.campaign_key),

-- The actions of platforms asked for, and what they mean: lead, order or customer, as `claims:` has it.
wanted AS MATERIALIZED (
    SELECT w.id, claim_meaning(w.text) AS meaning, row_number() OVER (ORDER BY claim_place(w.text), a.most DESC, w.text) AS place
        FROM (SELECT action, sum(conversions) AS most FROM fact_claim GROUP BY action) a JOIN word w ON w.id = a.action
        WHERE CASE :claimed WHEN '' THEN claim_meaning(w.text) = 'customer' ELSE w.text = :claimed END),

-- What platforms claim: whole periods only. A platform tells one event under several names (omni_purchase, purchase,
-- offsite_conversion.fb_pixel_purchase), windows and breakdowns, so that of a campaign's day in a source one kind counts:
-- of the action that `claims:` names first (of a pattern's the commonest), without a window, else of one, and without a
-- breakdown, else of one set of dimensions.
claim AS MATERIALIZED (
    SELECT label, campaign, sum(conversions) AS claimed
        FROM (SELECT iif(:by = 'month', month_text(l.day), p.label) AS label, p.id AS campaign, l.conversions,
                     dense_rank() OVER (PARTITION BY l.source, l.camp, l.day ORDER BY a.place,
                         iif(l.window = 0, NULL, (SELECT text FROM word WHERE id = l.window)),
                         iif(l.breakdown = 0, NULL, (SELECT substr(text, 1, instr(text, '|')) FROM word
                                                         WHERE id = l.breakdown))) AS choice
                  FROM fact_claim l
                  JOIN wanted a ON a.id = l.action
                  JOIN campaign_map m ON m.ref = l.camp AND l.day BETWEEN m.from_day AND m.until_day
                  JOIN place p ON p.id = m.campaign
                  JOIN span s ON l.day >= s.first AND coalesce(l.until_day, l.day) <= s.last)
        WHERE choice = 1
        GROUP BY 1, 2),

-- What really happened of what was claimed, each event once for a row.
touched AS MATERIALIZED (
    SELECT DISTINCT CASE :by WHEN 'month' THEN month_text(e.day)
                             WHEN 'segment' THEN coalesce(e.segment, '') WHEN 'region' THEN coalesce(e.region, '')
                             ELSE p.label END AS label, e.id
        FROM (SELECT DISTINCT campaign FROM claim) k, span s
        JOIN earned e ON e.campaign = k.campaign
        JOIN place p ON p.id = e.campaign
        WHERE e.day BETWEEN s.first AND s.last
            AND CASE (SELECT meaning FROM wanted) WHEN 'customer' THEN e.new WHEN 'order' THEN e.kind = 11 END),
event AS (
    SELECT label, count(*) AS events FROM touched GROUP BY label
    UNION ALL
    SELECT label, count(*) FROM lead_once
        WHERE (SELECT meaning FROM wanted) = 'lead' AND campaign IN (SELECT campaign FROM claim) GROUP BY label),

-- Everything side by side, by row and campaign; `cost: none` is a known 0. counted: it may stand in a cost per
-- customer.
cell AS MATERIALIZED (
    SELECT x.label, x.campaign,
           coalesce(sum(x.spend), iif(p.no_cost AND x.label IS coalesce(p.label, x.label), 0, NULL)) AS spend,
           max(x.partly) AS partly, sum(x.leads) AS leads, coalesce(sum(x.customers), 0) AS exactly,
           sum(x.revenue) AS revenue, sum(x.claimed) AS claimed, coalesce(p.existing, 0) AS existing,
           x.label IS NULL AND coalesce(p.overhead, 0) AS overhead,
           p.existing = 0 AND (p.no_cost OR p.id IN (SELECT campaign FROM spent)) AS counted
        FROM (SELECT label, campaign, amount AS spend, partly, NULL AS leads, NULL AS customers, NULL AS revenue,
                     NULL AS claimed FROM spent
              UNION ALL SELECT label, campaign, NULL, 0, NULL, customers, revenue, NULL FROM won
              UNION ALL SELECT label, campaign, NULL, 0, count(*), NULL, NULL, NULL FROM lead_once
                            WHERE NOT before AND NOT disqualified GROUP BY label, campaign
              UNION ALL SELECT label, campaign, NULL, 0, NULL, NULL, NULL, claimed FROM claim) x
        LEFT JOIN place p ON p.id = x.campaign
        GROUP BY x.label, x.campaign),

-- Customers in millionths: rounded one after the other, so that they still add up.
summed AS (
    SELECT *, CAST(round(1e6 * sum(exactly) OVER (ORDER BY label, campaign)) AS INTEGER) AS upto FROM cell),
rounded AS (
    SELECT *, upto - coalesce(lag(upto) OVER (ORDER BY label, campaign), 0) AS customers FROM summed),

-- The rows (1), what nobody earned (2), overhead (3), all of it (4). cost and paid…: of what may stand in a cost per customer; in a
-- blended total everything may.
line AS (
    SELECT 1 AS part, label, sum(spend) AS spend, sum(leads) AS leads, sum(customers) AS customers,
           sum(revenue) AS revenue, sum(claimed) AS claimed, sum(iif(counted, spend, NULL)) AS cost,
           sum(iif(counted, leads, 0)) AS paid_leads, sum(iif(counted, exactly, 0)) AS paid,
           sum(iif(counted, coalesce(revenue, 0), 0)) AS paid_revenue,
           sum(iif(claimed IS NULL, NULL, spend)) AS claiming, max(partly) AS partly, min(existing) AS existing
        FROM rounded WHERE label IS NOT NULL GROUP BY label
    UNION ALL
    SELECT 2, NULL, NULL, sum(leads), coalesce(sum(customers), 0), sum(revenue), NULL, NULL, 0, 0, NULL, NULL, 0, 0
        FROM rounded WHERE label IS NULL AND NOT overhead
    UNION ALL
    SELECT 3, NULL, sum(spend), NULL, 0, NULL, NULL, NULL, 0, 0, NULL, NULL, max(partly), 0
        FROM rounded WHERE overhead HAVING count(*) > 0
    UNION ALL
    SELECT 4, NULL, sum(spend), sum(leads), coalesce(sum(customers), 0), sum(revenue), sum(claimed),
           sum(iif(counted OR :cost = 'blended', spend, NULL)), sum(iif(counted OR :cost = 'blended', leads, 0)),
           sum(iif(counted OR :cost = 'blended', exactly, 0)),
           sum(iif(counted OR :cost = 'blended', coalesce(revenue, 0), 0)),
           sum(iif(claimed IS NULL, NULL, spend)), max(partly), 0
        FROM rounded),

-- The same with cost per customer and its 95 % interval: cost ÷ the exact Poisson interval of the customers.
priced AS (
    SELECT *, CAST(round(cost / nullif(paid, 0)) AS INTEGER) AS cost_per_customer,
           iif(cost > 0 OR paid > 0, CAST(round(cost / poisson_high(paid)) AS INTEGER), NULL) AS cost_low,
           CAST(round(cost / nullif(poisson_low(paid), 0)) AS INTEGER) AS cost_high,
           part = 1 AND cost IS NOT NULL AND (cost > 0 OR paid > 0) AS ranked
        FROM line),

-- And where each stands; a row without customers yet where half a one would put it.
ranked AS (
    SELECT *, iif(ranked, row_number() OVER o, NULL) AS rank,
           iif(ranked AND :rank = 'yes', cheaper(cost, paid, lead(cost) OVER o, lead(paid) OVER o), NULL) AS chance
        FROM priced
        WINDOW o AS (PARTITION BY ranked ORDER BY coalesce(cost_per_customer, 2 * cost), label)),

-- The cost types in each row, in overhead, and in all.
held AS (
    SELECT DISTINCT s.label, t.number FROM spent s JOIN term t ON t.list = 'cost_type' AND s.types >> t.number & 1),
types AS (
    SELECT iif(label IS NULL, 3, 1) AS part, label, sum(1 << number) AS bits FROM held GROUP BY label
    UNION ALL SELECT 4, NULL, sum(DISTINCT 1 << number) FROM held),

-- First conversions, by their own day.
sale AS (
    SELECT status, lost_to_lookback, iif(:rezoned, local_day(at, at_day), day) AS on_day FROM conversion WHERE first),

-- What stands above the table, a line each.
note AS (
    SELECT 1 AS line,
           CASE :clock WHEN 'cohort'
                       THEN 'Clock: cohort. A customer counts on the day of the touch that earned the credit, an '
                            || 'event''s costs on its first day.'
                       ELSE 'Clock: acquisition. A customer counts on the day of becoming one, spend on its own day.'
                       END AS text
    UNION ALL
    SELECT 2, printf('Model: %s. Amounts in %s, days of %s%s.', :model, :currency, :zone,
                     iif(:from IS NULL AND :to IS NULL, '',
                         printf(', %s to %s', coalesce(day_text(:from), 'the first'),
                                coalesce(day_text(:to), 'the last'))))
    UNION ALL
    SELECT 3, CASE :cost WHEN 'media' THEN 'Cost: media only.'
                         WHEN 'blended' THEN 'Cost: every type; in the total all cost ÷ all new customers.'
                         ELSE 'Cost: every type. The total''s ratios count rows with a known cost.' END
              || iif(:cost <> 'blended' AND EXISTS (SELECT 1 FROM place p JOIN spend_day d ON d.campaign = p.id
                                                        WHERE p.overhead),
                     ' Overhead is left out; --cost blended counts it.', '')
    UNION ALL
    SELECT 4, printf('Unmatched: %.1f %% of spend is on campaigns that no touch, lead or order names; %.1f %% of new '
                     || 'customers are credited to campaigns that no spend names.',
                     coalesce(100.0 * sum(iif(p.spent_alone, r.spend, 0)) / nullif(sum(r.spend), 0), 0),
                     coalesce(100.0 * sum(iif(p.won_alone, r.customers, 0)) / nullif(sum(r.customers), 0), 0))
        FROM rounded r LEFT JOIN place p ON p.id = r.campaign
        WHERE NOT r.overhead
    UNION ALL
    SELECT 5, printf('New customers: %g; unattributed: %g, of them lost to the lookback: %d.',
                     round(sum(customers) / 1e6, 2), round(sum(iif(label IS NULL, customers, 0)) / 1e6, 2),
                     (SELECT count(*) FROM sale, span s
                          WHERE status = 'new' AND lost_to_lookback AND on_day BETWEEN s.first AND s.last))
        FROM rounded HAVING sum(customers) > 0
    UNION ALL
    SELECT 6, printf('New or unknown: %d customers may have been some before the data begins; they are not counted.',
                     count(*))
        FROM sale, span s WHERE status = 'unsure' AND on_day BETWEEN s.first AND s.last
        HAVING count(*) > 0
    UNION ALL
    SELECT 7, printf('Leads apart: %d disqualified, %d customers already.', sum(disqualified), sum(before))
        FROM lead_once HAVING sum(disqualified) + sum(before) > 0
    UNION ALL
    SELECT 8, 'Unequal costs: some rows hold media alone, others more (see Cost types); --cost media compares like '
              || 'with like.'
        WHERE (SELECT count(DISTINCT types & ~4 > 0) FROM spent WHERE types > 0 AND label IS NOT NULL) > 1
    UNION ALL
    SELECT 9, printf('Money was spent outside the window too on %s%s.', group_concat(name, ', '),
                     iif(max(n) > 5, printf(' and %d more', max(n) - 5), ''))
        FROM (SELECT p.name, count(*) OVER () AS n
                  FROM place p, span s
                  WHERE p.event_day IS NULL AND p.id IN (SELECT campaign FROM spent)
                      AND (EXISTS (SELECT 1 FROM spend_day d WHERE d.campaign = p.id AND d.day < s.first)
                          OR EXISTS (SELECT 1 FROM spend_day d WHERE d.campaign = p.id AND d.until_day > s.last))
                  ORDER BY p.name, p.key LIMIT 5)
        HAVING count(*) > 0
    UNION ALL
    SELECT 10, '~ rests on the cost of a period that the window covers in part, spread evenly by day.'
        WHERE EXISTS (SELECT 1 FROM spent WHERE partly)
    UNION ALL
    SELECT 11, printf('Spend goes by the %s a campaign aims at, customers and leads by their own.', :by)
        WHERE :by IN ('region', 'segment')
    UNION ALL
    SELECT 12, 'Cheaper than next: how likely the data make it; between 5 % and 95 % they cannot tell. A row without '
               || 'customers stands where half a one would put it.'
        WHERE :rank = 'yes'
    UNION ALL
    SELECT 13, printf('Today (%s) is not over: its numbers are partial.', day_text(:today))
        FROM span s
        WHERE :today BETWEEN s.first AND s.last
            AND (EXISTS (SELECT 1 FROM conversion WHERE day >= :today)
                OR EXISTS (SELECT 1 FROM place p JOIN spend_day d ON d.campaign = p.id AND d.day >= :today)))

SELECT n.name AS campaign, n.name AS kind, n.name AS segment, n.name AS region, n.name AS month,
       iif(:by = 'channel', n.name, n.channel) AS channel,
       CASE n.part WHEN 1 THEN :by WHEN 2 THEN 'unattributed' WHEN 3 THEN 'overhead' ELSE 'total' END AS row_type,
       n.label AS campaign_key,
       n.spend,
       coalesce(n.leads, 0) AS leads, n.customers,
       CAST(round(1.0 * n.cost / nullif(n.paid_leads, 0)) AS INTEGER) AS cost_per_lead, n.cost_per_customer,
       iif(n.part = 1, 1.0 * n.cost_per_customer / max(n.cost_per_customer) OVER (PARTITION BY n.part), NULL) AS bar,
       n.cost_low, n.cost_high, coalesce(n.revenue, iif(k.known, 0, NULL)) AS revenue,
       iif(k.known, 1.0 * n.paid_revenue / nullif(n.cost, 0), NULL) AS roas, n.claimed,
       CAST(round(n.claiming * 1e6 / nullif(n.claimed, 0)) AS INTEGER) AS cost_per_claim,
       n.claimed / 1e6 / iif(n.part = 4, k.events, v.events) AS over_claim,
       (SELECT group_concat(name, ', ') FROM (SELECT name FROM term WHERE list = 'cost_type' AND t.bits >> number & 1
                                                  ORDER BY number)) AS cost_types,
       n.rank,
       CASE WHEN n.chance > 0.05 AND n.chance < 0.95 THEN printf('can''t tell (%.0f %%)', 100 * n.chance)
            WHEN n.chance IS NOT NULL THEN printf('%s (%.0f %%)', iif(n.chance > 0.5, 'yes', 'no'), 100 * n.chance)
            END AS cheaper_than_next,
       n.chance AS cheaper_chance,
       ltrim(iif(n.partly, '~', '')
             || CASE WHEN n.part > 1 THEN '' WHEN n.existing AND :by = 'campaign' THEN ' for existing customers'
                     WHEN n.cost IS NULL THEN ' no cost known' ELSE '' END) AS note,
       (SELECT group_concat(text, char(10)) FROM (SELECT text FROM note ORDER BY line)) AS heading
    FROM (SELECT r.*, p.channel, CASE part WHEN 2 THEN 'unattributed' WHEN 3 THEN 'overhead' WHEN 4 THEN 'total'
                                      ELSE coalesce(p.name, nullif(r.label, ''), '(none)') END AS name
              FROM ranked r LEFT JOIN place p ON :by = 'campaign' AND p.key = r.label) n
    LEFT JOIN types t ON t.part = n.part AND t.label IS n.label
    LEFT JOIN event v ON v.label = n.label
    CROSS JOIN (SELECT (SELECT count(revenue) > 0 FROM cell) AS known,
                       (SELECT coalesce(nullif(count(DISTINCT id), 0), (SELECT sum(events) FROM event)) FROM touched)
                           AS events) k
    ORDER BY n.part, iif(:rank = 'yes', n.rank, NULL) NULLS LAST,
             CASE WHEN :sort = 'spend' OR (:sort = '' AND :by <> 'month') THEN -n.spend
                  WHEN :sort = 'leads' THEN -n.leads WHEN :sort = 'customers' THEN -n.customers
                  WHEN :sort = 'cost_per_lead' THEN n.cost / n.paid_leads
                  WHEN :sort = 'cost_per_customer' THEN n.cost_per_customer WHEN :sort = 'revenue' THEN -n.revenue
                  WHEN :sort = 'roas' THEN -1.0 * n.paid_revenue / n.cost END NULLS LAST,
             n.name, n.label;
