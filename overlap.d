overlap.o: core/store/overlap.c core/store/overlap.h core/store/window.h \
  core/store/batch.h core/store/facts.h core/base/buf.h \
  include/garner/records.h core/store/internal.h core/schema/identity.h \
  core/base/error.h include/garner/plugin.h core/base/banned.h \
  core/store/store.h core/base/arena.h core/base/clock.h core/base/log.h \
  core/config/config.h core/attribution/attribution.h core/base/zone.h \
  core/config/notify.h core/config/schedule.h core/schema/record.h \
  core/store/table.h core/base/calendar.h core/base/mem.h \
  core/base/number.h core/base/str.h

core/store/overlap.h:

core/store/window.h:

core/store/batch.h:

core/store/facts.h:

core/base/buf.h:

include/garner/records.h:

core/store/internal.h:

core/schema/identity.h:

core/base/error.h:

include/garner/plugin.h:

core/base/banned.h:

core/store/store.h:

core/base/arena.h:

core/base/clock.h:

core/base/log.h:

core/config/config.h:

core/attribution/attribution.h:

core/base/zone.h:

core/config/notify.h:

core/config/schedule.h:

core/schema/record.h:

core/store/table.h:

core/base/calendar.h:

core/base/mem.h:

core/base/number.h:

core/base/str.h:
