// load.mjs - the reference of goal 2: DuckDB loads the same touches into a table with the same primary key.
import { DuckDBInstance } from '@duckdb/node-api';

const database = await DuckDBInstance.create('duck.db');
const connection = await database.connect();
await connection.run(`CREATE TABLE touch (touch_id VARCHAR PRIMARY KEY, email VARCHAR, touched_at TIMESTAMP, campaign VARCHAR,
    ad_group VARCHAR, channel VARCHAR, landing_page VARCHAR)`);
await connection.run(`INSERT INTO touch SELECT * FROM read_csv('touches.csv', header = true) ON CONFLICT DO NOTHING`);
await connection.run('CHECKPOINT');
connection.closeSync();
