// spec.mjs - makes one OpenAPI document of what a vendor published, for prism to serve under one base URL.
//
//     node spec.mjs stripe|hubspot SHARED > document.json
//
// SHARED is the folder of the shared data sets. Schemas, parameters and security stay as published, since they are what the
// plugins' requests are held against; examples are put in where a generated answer would not end (HubSpot's cursor) or
// where the vendor publishes real ones (Stripe's fixtures). What the plugins ask and nobody published a specification of
// is added by hand, from the vendors' documentation.
import { readFileSync } from 'node:fs';

const [, , vendor, shared] = process.argv;
const load = (path) => JSON.parse(readFileSync(`${shared}/${path}`, 'utf8'));
const json = (schema, example) => ({ 'application/json': { schema, example } });
const answer = (example) => ({ 200: { description: 'ok', content: json({ type: 'object' }, example) } });
const query = (name, type = 'string') => ({ name, in: 'query', required: false, schema: { type } });

/* ---- Stripe: the list endpoints, answered with Stripe's own fixtures ---- */

function stripe() {
    const document = load('data/mock/stripe-lists.json');
    const { resources } = load('data/specs/stripe/fixtures3.json');
    const one = { charges: 'charge', customers: 'customer', refunds: 'refund', invoices: 'invoice', subscriptions: 'subscription',
        balance_transactions: 'balance_transaction', disputes: 'dispute', events: 'event' };
    const created = document.paths['/v1/charges'].get.parameters.find((p) => p.name === 'created');
    for (const name of ['disputes', 'events']) {
        document.paths[`/v1/${name}`] ??= { get: {
            parameters: [created, query('limit', 'integer'), query('starting_after'), query('ending_before'),
                { name: 'types', in: 'query', style: 'deepObject', explode: true, schema: { type: 'array', items: { type: 'string' } } }],
            responses: answer({}) } };
    }
    for (const [path, item] of Object.entries(document.paths)) {
        const content = item.get.responses[200].content['application/json'];
        content.example = { object: 'list', url: path, has_more: false, data: [resources[one[path.slice('/v1/'.length)]]] };
    }
    return document;
}

/* ---- HubSpot: a document per object, put together ---- */

// "example": null everywhere makes prism answer null, and errors of any type it cannot write.
function clean(value) {
    if (Array.isArray(value)) {
        value.forEach(clean);
    } else if (value && typeof value === 'object') {
        if (value.example === null) {
            delete value.example;
        }
        if (value.content?.['*/*']) {
            value.content['application/json'] ??= value.content['*/*'];
            delete value.content['*/*'];
        }
        Object.values(value).forEach(clean);
    }
    return value;
}

// Documents use the same names for different things: each gets names of its own.
function own(document, prefix) {
    const text = JSON.stringify(document).replace(/"#\/components\/(\w+)\//g, `"#/components/$1/${prefix}_`);
    const out = JSON.parse(text);
    for (const kind of Object.keys(out.components ?? {})) {
        if (kind !== 'securitySchemes') {
            out.components[kind] = Object.fromEntries(Object.entries(out.components[kind]).map(([k, v]) => [`${prefix}_${k}`, v]));
        }
    }
    return out;
}

const at = { createdAt: '2026-03-01T08:00:00.000Z', updatedAt: '2026-03-20T08:00:00.000Z', archived: false };
const objects = {
    contacts: { id: '101', ...at, properties: { email: 'ada@example.com', firstname: 'Ada', createdate: '2026-03-01T08:00:00.000Z',
        lastmodifieddate: '2026-03-20T08:00:00.000Z', lifecyclestage: 'customer', hs_analytics_source: 'PAID_SEARCH',
        hs_analytics_source_data_1: 'Spring', hs_object_id: '101' } },
    companies: { id: '201', ...at, properties: { name: 'Acme', domain: 'acme.example', hs_object_id: '201' } },
    deals: { id: '301', ...at, properties: { dealname: 'Acme 2026', amount: '12500.00', deal_currency_code: 'EUR',
        dealstage: 'closedwon', pipeline: 'default', closedate: '2026-03-19T23:00:00.000Z', createdate: '2026-03-02T08:00:00.000Z',
        hs_is_closed: 'true', hs_is_closed_won: 'true', hubspot_owner_id: '77', hs_object_id: '301' },
        associations: { contacts: { results: [{ id: '101', type: 'deal_to_contact' }] } } },
    leads: { id: '401', ...at, properties: { hs_lead_name: 'Ada', hs_object_id: '401' } },
    campaigns: { id: '9dbec438-53e2-4b28-8c0f-38f56574a6e8', createdAt: at.createdAt, updatedAt: at.updatedAt,
        properties: { hs_name: 'Spring', hs_currency_code: 'EUR' }, businessUnits: [] },
};

function hubspot() {
    const files = { contacts: 'contacts', companies: 'companies', deals: 'deals', leads: 'leads', campaigns: 'campaignsPublicApi',
        events: 'marketingEvents' };
    const out = { openapi: '3.0.1', info: { title: 'HubSpot', version: 'v3' }, servers: [{ url: 'https://api.hubapi.com' }], paths: {},
        components: {} };
    for (const [name, file] of Object.entries(files)) {
        const part = own(clean(load(`data/specs/hubspot/${file}.json`)), name);
        // The guide, and every client in use, sends sorts as objects; the schema knows texts alone.
        const sorts = part.components?.schemas?.[`${name}_PublicObjectSearchRequest`]?.properties?.sorts;
        if (sorts) {
            sorts.items = { anyOf: [{ type: 'string' }, { type: 'object', required: ['propertyName'] }] };
        }
        for (const [path, item] of Object.entries(part.paths)) {
            out.paths[path.replace('/objects/0-3', '/objects/deals')] = item;
        }
        for (const [kind, members] of Object.entries(part.components ?? {})) {
            out.components[kind] = { ...out.components[kind], ...members };
        }
    }
    for (const [name, record] of Object.entries(objects)) {
        const base = name === 'campaigns' ? '/marketing/v3/campaigns' : `/crm/v3/objects/${name}`;
        const content = (operation) => operation?.responses?.[200]?.content?.['application/json'];
        for (const [found, extra] of [[content(out.paths[base]?.get), {}], [content(out.paths[`${base}/search`]?.post), {}]]) {
            if (found) {
                found.example = { ...extra, total: 1, results: [record] };
            }
        }
    }
    const example = (path, value) => (out.paths[path].get.responses[200].content['application/json'].example = value);
    example('/marketing/marketing-events/v3', { results: [{ objectId: '7', eventName: 'Product webinar', eventType: 'WEBINAR',
        startDateTime: '2026-03-05T09:00:00Z', endDateTime: '2026-03-05T10:00:00Z', createdAt: at.createdAt,
        updatedAt: at.updatedAt, customProperties: [] }] });
    example('/marketing/v3/marketing-events/participations/{marketingEventId}/breakdown', { total: 1, results: [{ id: '7',
        createdAt: at.createdAt, associations: { contact: { contactId: '101', email: 'ada@example.com' },
            marketingEvent: { marketingEventId: '7', name: 'Product webinar' } },
        properties: { attendanceState: 'ATTENDED', occurredAt: 1772701200000 } }] });
    // Nobody published these with the others; written by the documentation.
    const get = (example) => ({ get: { responses: answer(example), parameters: [query('limit', 'integer'), query('after'), query('archived')] } });
    out.paths['/account-info/v3/details'] = get({ portalId: 1, timeZone: 'Europe/Berlin', companyCurrency: 'EUR', additionalCurrencies: [] });
    out.paths['/crm/v3/owners'] = get({ results: [{ id: '77', email: 'kim@example.com', firstName: 'Kim', lastName: 'Lee', archived: false }] });
    out.paths['/crm/v3/pipelines/deals'] = get({ results: [{ id: 'default', label: 'Sales', displayOrder: 0, archived: false,
        stages: [{ id: 'closedwon', label: 'Won', metadata: { isClosed: 'true', probability: '1.0' }, archived: false }] }] });
    out.paths['/crm/v4/associations/{from}/{to}/batch/read'] = { post: {
        parameters: ['from', 'to'].map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } })),
        requestBody: { required: true, content: json({ type: 'object', required: ['inputs'], properties: { inputs: { type: 'array',
            items: { type: 'object', required: ['id'], properties: { id: { type: 'string' } } } } } }) },
        responses: answer({ status: 'COMPLETE', results: [{ from: { id: '301' }, to: [{ toObjectId: '101',
            associationTypes: [{ category: 'HUBSPOT_DEFINED', typeId: 3, label: null }] }] }] }) } };
    return out;
}

process.stdout.write(JSON.stringify({ stripe, hubspot }[vendor]()));
