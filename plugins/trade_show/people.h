/* people.h - who stood behind the scans of one show: the same person again, by e-mail, badge, name. For trade_show.c
 * only; knows nothing of files and columns. All memory is the pull's. */
#ifndef TRADE_SHOW_PEOPLE_H
#define TRADE_SHOW_PEOPLE_H

#include <garner/index.h>

/* What a row says about who; absent where it does not. */
struct visitor {
    struct garner_str badge, email, mobile, phone, name, company;
};

struct person {
    struct garner_str key; /* 16 hex digits: no name or address can be read from it */
    struct garner_instant first, latest;
    struct garner_str status, owner, region, account; /* of the latest scan that has them */
};

/* Small letters (ASCII), runs of blanks, `_` and `-` as one `separator`, none at the ends. Lives until the next row. */
struct garner_str folded(struct garner_pull *pull, struct garner_str text, char separator);

/* The person of a row, new or known; NULL where nothing says who it is. An e-mail address of a role (info@, noreply@)
 * identifies nobody who has a name. */
struct person *person_of(struct garner_pull *pull, struct garner_index *people, const struct visitor *visitor,
                         uint64_t show);
/* How records of the row refer to them. Lives until the next row. */
struct garner_person_ref person_ref(struct garner_pull *pull, const struct visitor *visitor);

#endif
