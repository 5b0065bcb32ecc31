-- Scans, leads and people by export; the people of one export by how often they were scanned.
SELECT source || ' scans' AS figure, count(*) AS count, NULL AS micros FROM touches GROUP BY source
UNION ALL SELECT source || ' leads', count(*), NULL FROM leads GROUP BY source
UNION ALL SELECT source || ' people', count(DISTINCT person), NULL FROM leads GROUP BY source
UNION ALL SELECT 'duplicates, people scanned ' || scans || ' times', count(*), NULL
    FROM (SELECT count(*) AS scans FROM touches WHERE source = 'duplicates' GROUP BY person) GROUP BY scans
UNION ALL SELECT 'scans, from ' || strftime('%Y-%m-%d %H:%M', min(at_ms) / 1000 - 5 * 3600, 'unixepoch') || ' to ' ||
        strftime('%Y-%m-%d %H:%M', max(at_ms) / 1000 - 5 * 3600, 'unixepoch'), count(*), NULL FROM touches WHERE source = 'scans'
UNION ALL SELECT 'scans without a time, on ' || day, count(*), NULL FROM touches WHERE source LIKE '%-list' GROUP BY day
