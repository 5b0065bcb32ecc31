persons_companies.o: core/store/persons_companies.c core/base/mem.h \
  core/base/str.h include/garner/plugin.h include/garner/records.h \
  core/store/persons.h core/store/derived.h core/base/arena.h \
  core/store/internal.h core/schema/identity.h core/base/buf.h \
  core/base/error.h core/base/banned.h core/store/store.h \
  core/base/clock.h core/base/log.h core/config/config.h \
  core/attribution/attribution.h core/base/zone.h core/config/notify.h \
  core/config/schedule.h core/schema/record.h

core/base/mem.h:

core/base/str.h:

include/garner/plugin.h:

include/garner/records.h:

core/store/persons.h:

core/store/derived.h:

core/base/arena.h:

core/store/internal.h:

core/schema/identity.h:

core/base/buf.h:

core/base/error.h:

core/base/banned.h:

core/store/store.h:

core/base/clock.h:

core/base/log.h:

core/config/config.h:

core/attribution/attribution.h:

core/base/zone.h:

core/config/notify.h:

core/config/schedule.h:

core/schema/record.h:
