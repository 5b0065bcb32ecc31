test_store_overlap.o: tests/unit/test_store_overlap.c \
  tests/unit/store_case.h core/base/mem.h core/base/str.h \
  include/garner/plugin.h include/garner/records.h core/store/store.h \
  core/base/arena.h core/base/clock.h core/base/log.h core/base/error.h \
  core/base/banned.h core/config/config.h core/attribution/attribution.h \
  core/base/zone.h core/config/notify.h core/config/schedule.h \
  core/schema/record.h core/base/calendar.h

tests/unit/store_case.h:

core/base/mem.h:

core/base/str.h:

include/garner/plugin.h:

include/garner/records.h:

core/store/store.h:

core/base/arena.h:

core/base/clock.h:

core/base/log.h:

core/base/error.h:

core/base/banned.h:

core/config/config.h:

core/attribution/attribution.h:

core/base/zone.h:

core/config/notify.h:

core/config/schedule.h:

core/schema/record.h:

core/base/calendar.h:
