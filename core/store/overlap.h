/* overlap.h - what two files both say: days and periods that would count twice, and rows that nothing tells apart. For
 * merge.c and notes.c. */
#ifndef GARNER_STORE_OVERLAP_H
#define GARNER_STORE_OVERLAP_H

#include "core/store/window.h"

/* Finds the scopes that merge->yielding names; free batch->yields with overlap_end. */
int overlap_begin(struct batch *batch, struct error *error);
void overlap_end(struct batch *batch);

/* Called for every fact of the batch that a merge updates, with the rows as the triggers give them: remembers the first
 * that another scope has brought, and that says something else about a period. */
void overlap_note(struct batch *batch, const struct fact *fact, sqlite3_value **before, sqlite3_value **after);

/* Called for every fact that comes from another scope than before: counts those whose id is made of what they say. */
void overlap_note_echo(struct batch *batch, const struct fact *fact, sqlite3_value **before, sqlite3_value **after);

/* After the commit: a warning of the echoes. */
void overlap_warn(const struct batch *batch, const struct scope *scope);

/* After a kind was merged and its window replaced: GARNER_E_DATA, naming both scopes, where two of its facts overlap.
 * What comes from a scope that yields is deleted instead. */
int overlap_check(struct batch *batch, const struct scope *scope, struct error *error);

#endif
