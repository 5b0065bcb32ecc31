/* dictionary.h - texts to ids: words, persons and campaigns as records name them. Each distinct raw text is normalised,
 * hashed and looked up once per pull; after that one fast hash finds it in memory.
 *
 * dictionary.c owns the whole and the words, people.c the persons, campaigns.c the campaigns and clicks. */
#ifndef GARNER_STORE_DICTIONARY_H
#define GARNER_STORE_DICTIONARY_H

#include "core/base/arena.h"
#include "core/base/buf.h"
#include "core/store/internal.h"
#include "core/store/table.h"

/* A new person_ref that waits to be inserted with others, in the order of their hashes. */
struct pending_ref {
    struct identity_hash hash, keys[3]; /* keys: native, e-mail, phone, where mask says so */
    uint32_t id;
    uint8_t kind, mask, role;
};
struct pending_click {
    struct garner_str click;
    size_t order;
    int64_t camp;
};
enum { PENDING_REFS = 16384, PENDING_CLICKS = 8192, TABLE_LIMIT = 1 << 20 };

struct dictionary {
    unsigned char key[PRINT_KEY_BYTES]; /* of this process's fingerprints */
    char *scratch;                      /* owned */
    size_t scratch_len, scratch_cap;
    struct arena arena; /* of pending clicks */

    /* Whose records are being merged. */
    int64_t source;
    struct garner_str space, role_space, lead_space; /* identity spaces; owned */
    char *country;
    bool keep_contact_details, company;
    struct print prefix; /* of all of them: the same text means another person elsewhere */

    struct table words, persons, campaigns, campaign_last;

    struct pending_ref *refs;
    size_t ref_count;
    struct table ref_index; /* hash → index in refs + 1 */
    int64_t next_ref;
    bool refs_stored, edges_stored; /* whether person_ref, identity_edge have any row */

    struct pending_click *clicks;
    size_t click_count;

    sqlite3_stmt *data_version, *word_find, *word_add;
    sqlite3_stmt *ref_find, *ref_add, *edge_find, *edge_add, *detail_add, *domain_add;
    sqlite3_stmt *camp_find, *camp_add, *camp_update, *click_add;
};

int dictionary_init(struct store *store, struct error *error); /* sets store->dictionary */
void dictionary_free(struct store *store);
void dictionary_forget(struct dictionary *dictionary); /* after a rollback, and whenever rows of word, person_ref or
                                                          campaign_ref were deleted. NULL allowed */

/* Inside the transaction, before the first lookup; after the last one. */
int dictionary_begin(struct store *store, const struct store_merge *merge, struct error *error);
int dictionary_flush(struct store *store, struct error *error);

/* Ids of texts, made where they are new. Negative = code. An empty word is 0. */
int dictionary_word(struct store *store, struct garner_str text, int64_t *id, struct error *error);
/* 0 where the reference holds nothing. lead: the id is a lead's own, in a space apart. */
int dictionary_person(struct store *store, const struct garner_person_ref *person, bool lead, int64_t *id,
                      struct error *error);
/* 0 where the reference holds nothing. defines: a campaign, spend or claim names it. */
int dictionary_campaign(struct store *store, const struct garner_campaign_ref *campaign, bool defines, int64_t *id,
                        struct error *error);
/* That this click led to this campaign. */
int dictionary_click(struct store *store, struct garner_str click, int64_t camp, struct error *error);

/* Shared by all that fingerprint: the scratch memory as a sequence of texts, each with its length, and numbers. Inline,
 * since every record passes here several times. */
void scratch_grow(struct dictionary *dictionary, size_t len);

static inline void scratch_start(struct dictionary *d, char tag)
{
    d->scratch[0] = tag;
    d->scratch_len = 1;
}
static inline void scratch_bytes(struct dictionary *d, const void *bytes, size_t len)
{
    if (len > d->scratch_cap - d->scratch_len) {
        scratch_grow(d, len);
    }
    if (len) {
        memcpy(d->scratch + d->scratch_len, bytes, len);
    }
    d->scratch_len += len;
}
static inline void scratch_add_number(struct dictionary *d, int64_t number)
{
    scratch_bytes(d, &number, sizeof number);
}
static inline void scratch_add(struct dictionary *d, struct garner_str text)
{
    uint32_t len = (uint32_t)text.len;
    scratch_bytes(d, &len, sizeof len);
    scratch_bytes(d, text.ptr, text.len);
}
struct print scratch_print(const struct dictionary *dictionary);
struct identity_hash scratch_hash(const struct store *store, const char *space);

int people_flush(struct store *store, struct error *error);
int clicks_flush(struct store *store, struct error *error);

#endif
