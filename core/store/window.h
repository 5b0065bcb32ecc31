/* window.h - scopes and windows: which rows a window replaces, and whether it may. */
#ifndef GARNER_STORE_WINDOW_H
#define GARNER_STORE_WINDOW_H

#include "core/store/batch.h"

/* A scope as it was before the merge. */
struct scope {
    int64_t id; /* 0: the merge has none */
    uint32_t kinds;
    struct identity_hash digest;
    bool digested; /* digest tells its rows */
    int64_t rows;
    bool placed; /* the next two hold something */
    int64_t min_place, max_place;
};

/* Registers the function brought(). */
int window_register(struct store *store, struct error *error);

/* Finds or makes the scope a windowed merge names. */
int scope_enter(struct store *store, const struct store_merge *merge, struct scope *scope, struct error *error);
/* Writes what the scope now is. digest NULL = unknown. inserted: rows it has gained. */
int scope_leave(struct store *store, const struct batch *batch, const struct scope *scope,
                const struct identity_hash *digest, uint64_t inserted, struct error *error);

/* GARNER_E_DATA where the window brought nothing and history has rows. */
int window_guard(struct store *store, const struct store_merge *merge, const struct scope *scope, struct error *error);
/* How many rows of a kind are stored inside the window. */
int window_rows(struct store *store, const struct store_merge *merge, const struct scope *scope, int kind,
                int64_t *rows, struct error *error);
/* "a.csv from 2026-03-01 to 2026-03-31" */
void window_describe(struct buf *out, const struct store_merge *merge);
/* "; 12 rows were refused, the first because …"; nothing where none was. */
void window_describe_rejects(struct buf *out, const struct store_merge *merge);
/* Deletes the rows of batch->fact in the window whose keys are not in batch->seen. */
int window_replace(struct batch *batch, const struct scope *scope, struct error *error);

#endif
