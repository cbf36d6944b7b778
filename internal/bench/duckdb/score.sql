-- The recommended policy over raw rows, as a data engineer would write it: types
-- and caps as a table, caps as window functions, one statement.
--
-- What windows cannot say is left out or approximated, in DuckDB's favour: caps
-- that roll over 30 or 90 days are tumbling periods of that length; what one cap
-- refuses still uses up the ones after it that are longer; the state of the MQA
-- from night to night (hysteresis, stages, crossings) is not computed at all.
CREATE OR REPLACE TABLE scores AS
WITH
resolved AS (
  SELECT account_id, contact_id, occurred_at, id, url, asset, minutes,
         CAST(occurred_at // 86400000 AS INTEGER) AS day,
         CASE
           WHEN type = 'web.page_view' AND (url LIKE '%/careers%' OR url LIKE '%/jobs%' OR url LIKE '%/login%' OR url LIKE '%/unsubscribe%' OR url LIKE '%/legal%' OR url LIKE '%/status%') THEN 'web.page_excluded'
           WHEN type = 'web.page_view' AND url LIKE '%/pricing%' THEN 'web.page_pricing'
           WHEN type = 'web.page_view' AND url LIKE '%/compare%' THEN 'web.page_comparison'
           WHEN type = 'web.page_view' AND url LIKE '%/integrations%' THEN 'web.page_integrations'
           WHEN type = 'web.page_view' AND url LIKE '%/security%' THEN 'web.page_security'
           WHEN type = 'web.page_view' AND url LIKE '%/features%' THEN 'web.page_feature'
           WHEN type = 'web.page_view' AND url LIKE '%/docs%' THEN 'web.page_docs'
           WHEN type = 'web.page_view' AND url LIKE '%/blog%' THEN 'web.page_blog'
           WHEN type = 'web.page_view' AND contact_id IS NULL THEN 'web.page_anonymous'
           ELSE type
         END AS type
  FROM rows
),
based AS (
  SELECT r.*, t.* EXCLUDE (name),
         coalesce(l.percent, 100) AS weight,
         CASE WHEN contact_id IS NULL THEN 50 ELSE 100 END AS certain,
         CAST(CASE WHEN t.exact AND minutes >= 0 THEN minutes * t.exact_percent // 100 ELSE t.base END AS BIGINT) AS raw
  FROM resolved r JOIN types t ON t.name = r.type
  LEFT JOIN people p USING (contact_id) LEFT JOIN levels l USING (level)
  WHERE coalesce(l.percent, 100) > 0 AND CASE WHEN t.exact AND minutes >= 0 THEN minutes * t.exact_percent // 100 ELSE t.base END > 0
),
-- A form and the download it leads to, a registration and what it was for.
halves AS (
  SELECT account_id, id, type, raw,
         lag(type) OVER deed AS before_type, lag(raw) OVER deed AS before_raw, lag(occurred_at) OVER deed AS before_at,
         lead(type) OVER deed AS after_type, lead(raw) OVER deed AS after_raw, lead(occurred_at) OVER deed AS after_at, occurred_at
  FROM based WHERE paired AND asset IS NOT NULL AND contact_id IS NOT NULL
  WINDOW deed AS (PARTITION BY contact_id, asset ORDER BY occurred_at, id)
),
doubles AS (
  SELECT h.id FROM halves h
  LEFT JOIN pairs b ON b.one = h.type AND b.other = h.before_type
  LEFT JOIN pairs a ON a.one = h.type AND a.other = h.after_type
  WHERE (b.one IS NOT NULL AND occurred_at - before_at <= 600000 AND raw <= before_raw)
     OR (a.one IS NOT NULL AND after_at - occurred_at <= 600000 AND after_raw > raw)
),
once AS (
  SELECT *,
    CASE WHEN c1_account THEN '' ELSE contact_id END AS who1,
    CASE c1_key WHEN 'url' THEN url WHEN 'asset' THEN asset WHEN 'activity' THEN id END AS val1,
    CASE WHEN c1_key <> '' AND CASE c1_key WHEN 'url' THEN url WHEN 'asset' THEN asset WHEN 'activity' THEN id END IS NULL THEN day
         WHEN c1_days = 1 THEN day WHEN c1_days = 7 THEN (day + 3) // 7 WHEN c1_days > 0 THEN day // c1_days ELSE 0 END AS per1
  FROM based WHERE id NOT IN (SELECT id FROM doubles)
),
first_cap AS (
  SELECT *, CASE WHEN c1_count > 0 THEN CASE WHEN row_number() OVER w <= c1_count THEN raw ELSE 0 END
                 WHEN c1_milli > 0 THEN greatest(0, least(raw, c1_milli - coalesce(sum(raw) OVER (w ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)))
                 ELSE raw END AS kept1
  FROM once
  WINDOW w AS (PARTITION BY account_id, who1, type, val1, per1 ORDER BY occurred_at, id)
),
second_cap AS (
  SELECT *, CASE WHEN c2_count > 0 THEN CASE WHEN row_number() OVER w <= c2_count THEN kept1 ELSE 0 END
                 WHEN c2_milli > 0 THEN greatest(0, least(kept1, c2_milli - coalesce(sum(kept1) OVER (w ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)))
                 ELSE kept1 END AS kept2
  FROM (
    SELECT *,
      CASE WHEN c2_account THEN '' ELSE contact_id END AS who2,
      CASE c2_key WHEN 'url' THEN url WHEN 'asset' THEN asset WHEN 'activity' THEN id END AS val2,
      CASE WHEN c2_key <> '' AND CASE c2_key WHEN 'url' THEN url WHEN 'asset' THEN asset WHEN 'activity' THEN id END IS NULL THEN day
           WHEN c2_days = 1 THEN day WHEN c2_days = 7 THEN (day + 3) // 7 WHEN c2_days > 0 THEN day // c2_days ELSE 0 END AS per2
    FROM first_cap WHERE kept1 > 0)
  WINDOW w AS (PARTITION BY account_id, who2, type, val2, per2 ORDER BY occurred_at, id)
),
pooled AS (
  SELECT *, CASE WHEN pool_milli > 0 THEN greatest(0, least(kept2, pool_milli - coalesce(sum(CASE WHEN pool_milli > 0 THEN kept2 ELSE 0 END) OVER w, 0))) ELSE kept2 END AS kept3
  FROM second_cap WHERE kept2 > 0
  WINDOW w AS (PARTITION BY account_id, contact_id, pool_milli > 0, day ORDER BY occurred_at, id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
),
held AS (
  SELECT *, CASE WHEN contact_id IS NULL THEN kept3
                 ELSE greatest(0, least(kept3, 480000 - coalesce(sum(kept3) OVER w, 0))) END AS kept
  FROM pooled
  WINDOW w AS (PARTITION BY contact_id, day ORDER BY occurred_at, id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
),
cells AS (
  SELECT account_id, contact_id, type, day, any_value(counts) AS counts,
         (sum(kept * certain * weight) + 5000) // 10000 AS milli,
         CASE WHEN any_value(event) THEN any_value(asset) END AS happening
  FROM held WHERE kept > 0 GROUP BY account_id, contact_id, type, day
),
persons AS (
  SELECT account_id, contact_id,
         sum(milli) AS m90, sum(CASE WHEN counts THEN milli ELSE 0 END) AS counting
  FROM cells WHERE contact_id IS NOT NULL AND day > $today - 90 AND day <= $today GROUP BY account_id, contact_id
),
breadth AS (
  SELECT account_id, count(*) FILTER (m90 > 0) AS people_90d, count(*) FILTER (counting >= 20000) AS engaged_90d FROM persons GROUP BY account_id
)
SELECT a.account_id,
       coalesce(sum(milli) FILTER (day > $today - 7), 0) AS minutes_7d, coalesce(sum(milli) FILTER (day > $today - 30), 0) AS minutes_30d,
       coalesce(sum(milli) FILTER (day > $today - 90), 0) AS minutes_90d, coalesce(sum(milli) FILTER (day > $today - 365), 0) AS minutes_365d,
       coalesce(round(sum(milli * pow(2, -($today - day) / 45.0))), 0) AS heat,
       coalesce(sum(milli) FILTER (counts AND day > $today - 90), 0) AS counting_90d,
       any_value(people_90d) AS people_90d, any_value(engaged_90d) AS engaged_90d
FROM accounts a LEFT JOIN cells c USING (account_id) LEFT JOIN breadth USING (account_id)
GROUP BY a.account_id
