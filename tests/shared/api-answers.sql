SELECT source || ' spend in ' || coalesce(currency, 'nothing') AS figure, NULL AS count, sum(amount_micros) AS micros
    FROM spends GROUP BY source, currency
UNION ALL SELECT source || ' spend of ' || day, NULL, sum(amount_micros) FROM spends WHERE source = 'linkedin' GROUP BY source, day
UNION ALL SELECT source || ' ' || breakdown, NULL, amount_micros FROM spends WHERE source = 'meta'
UNION ALL SELECT source || ' clicks', sum(clicks), NULL FROM spends GROUP BY source
UNION ALL SELECT source || ' deals', count(*), NULL FROM deals GROUP BY source
UNION ALL SELECT source || ' deals with an amount', count(amount_micros), NULL FROM deals GROUP BY source
