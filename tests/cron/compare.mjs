// compare.mjs - our schedules against npm's cron-parser and luxon: random expressions × zones × years of clock changes.
// Usage: node compare.mjs NEXT-PROGRAM FOLDER-WITH-NODE_MODULES [COUNT] [SEED]
//
// Two checks a case. (1) What the fields mean: cron-parser's times in UTC are taken as local times and carried into the
// zone by luxon under our rule (not there: once, at the gap's end; twice: the first; of every hour: as often as the time
// is there). (2) Where no clock changes, cron-parser in the zone
// must agree as it stands. Zones whose rules were changed lately are left out: node brings time zone data of its own.
import { createRequire } from 'node:module';
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

const [program, folder, count = '1000', seedText = '1'] = process.argv.slice(2);
const require = createRequire(resolve(folder, 'node_modules') + '/');
const { CronExpressionParser } = require('cron-parser');
const { DateTime } = require('luxon');

let seed = Number(seedText);
const random = (n) => { // mulberry32
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % n;
};
const pick = (list) => list[random(list.length)];
const ZONES = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'America/Santiago', 'Africa/Cairo',
    'Asia/Kolkata', 'Asia/Beirut', 'Pacific/Chatham', 'Europe/Dublin', 'UTC'];
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

function item(low, high, names) {
    const write = (n) => (names && random(2) ? names[n - (names === MONTHS ? 1 : 0)] : String(n));
    const a = low + random(high - low + 1), b = a + random(high - a + 1);
    switch (random(4)) {
    case 0: return `${write(a)}-${write(b)}`;
    case 1: return `${a}-${b}/${1 + random(Math.max(1, high >> 1))}`;
    default: return write(a);
    }
}
function field(low, high, star, names, steps = true) {
    if (random(100) < star) return '*';
    if (steps && random(5) === 0) return `*/${1 + random(high >> 1)}`;
    return Array.from({ length: 1 + random(3) }, () => item(low, high, names)).join(',');
}
// Steps of * in the day fields mean "unrestricted" to Vixie cron and "restricted" to cron-parser: left out.
const expression = () => [field(0, 59, 15), random(2) ? pick(['2', '1,2,3', '0-3', '2-3', '1', '23', '0']) :
    field(0, 23, 20), field(1, 31, 60, null, false), field(1, 12, 70, MONTHS), field(0, 6, 60, DAYS, false)].join(' ');

// cron-parser refuses a value that a list has twice; Vixie cron and we do not mind.
function accepted() {
    for (;;) {
        const text = expression();
        try {
            CronExpressionParser.parse(text);
            return text;
        } catch { /* another one */ }
    }
}

function carried(text, zone, from, until, everyHour) {
    const wall = (ms) => DateTime.fromMillis(ms, { zone }).setZone('UTC', { keepLocalTime: true }).toMillis();
    const found = new Set();
    const times = CronExpressionParser.parse(text, { tz: 'UTC', currentDate: new Date(wall(from) - 864e5),
        endDate: new Date(wall(until) + 864e5) });
    while (times.hasNext()) {
        const local = times.next().getTime();
        // Around a change there are two offsets: the day before's and the day after's.
        const guess = [local - 864e5, local + 864e5].map((ms) => local - DateTime.fromMillis(ms, { zone }).offset * 60000);
        const exact = guess.filter((ms) => ms + DateTime.fromMillis(ms, { zone }).offset * 60000 === local);
        let at = Math.min(...exact);
        if (everyHour) {
            for (const ms of exact) if (ms > from && ms <= until) found.add(ms);
            continue;
        }
        if (!exact.length) { // the first instant whose local time is later
            let lo = local - 16 * 36e5, hi = local + 16 * 36e5;
            while (hi - lo > 1000) {
                const mid = Math.floor((lo + hi) / 2000) * 1000;
                if (mid + DateTime.fromMillis(mid, { zone }).offset * 60000 > local) hi = mid; else lo = mid;
            }
            at = hi;
        }
        if (at > from && at <= until) found.add(at);
    }
    return [...found].sort((a, b) => a - b);
}
function direct(text, zone, from, until) {
    const out = [], times = CronExpressionParser.parse(text, { tz: zone, currentDate: new Date(from), endDate: new Date(until) });
    while (times.hasNext()) out.push(times.next().getTime());
    return out;
}
// Clock changes in the year, found by looking at each hour.
function changes(zone, year) {
    const out = [], end = Date.UTC(year + 1, 0, 1);
    const offset = (ms) => DateTime.fromMillis(ms, { zone }).offset;
    for (let at = Date.UTC(year, 0, 1); at < end; at += 36e5) if (offset(at) !== offset(at + 36e5)) out.push(at);
    return out;
}

const known = new Map(), cases = [];
for (let i = 0; i < Number(count); i++) {
    const zone = pick(ZONES), year = 2019 + random(12), text = accepted(), key = zone + year;
    if (!known.has(key)) known.set(key, changes(zone, year));
    const at = random(4) && known.get(key).length ? pick(known.get(key)) - random(1.5 * 864e5 | 0) : Date.UTC(year, random(12), 1 + random(28));
    const from = Math.floor(at / 60000) * 60000 + random(60) * 1000;
    cases.push({ zone, text, from, until: from + 2.5 * 864e5, near: known.get(key) });
}
const run = spawnSync(program, { input: cases.map((c) => `${c.zone}|${c.from}|${c.until}|${c.text}\n`).join(''),
    encoding: 'utf8', maxBuffer: 1 << 28 });
const answers = run.stdout.split('\n');
let bad = 0, compared = 0, runs = 0;
cases.forEach((c, i) => {
    const ours = answers[i] ? answers[i].split(',').map(Number) : [];
    const hours = [...CronExpressionParser.parse(c.text).fields.hour.values];
    const want = carried(c.text, c.zone, c.from, c.until, hours.length === 24);
    const checks = [['fields and clock changes', ours, want]];
    if (c.near.every((at) => at < c.from - 864e5 || at > c.until + 864e5)) checks.push(['no clock change', ours, direct(c.text, c.zone, c.from, c.until)]);
    runs += ours.length;
    compared += checks.length;
    for (const [what, a, b] of checks) {
        if (String(a) === String(b)) continue;
        bad++;
        const only = (x, y) => x.filter((ms) => !y.includes(ms)).slice(0, 3).map((ms) => DateTime.fromMillis(ms, { zone: c.zone }).toISO());
        if (bad <= 10) console.log(`# "${c.text}" ${c.zone} from ${new Date(c.from).toISOString()}: ${what}: only ours ${only(a, b)}; only theirs ${only(b, a)} ${answers[i].slice(0, 80)}`);
    }
});
console.log(`${bad ? 'not ok' : 'ok'} - ${cases.length} schedules, ${runs} times, ${compared} comparisons, ${bad} differ`);
process.exit(bad ? 1 : 0);
