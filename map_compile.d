map_compile.o: core/plugin/map_compile.c core/base/str.h \
  include/garner/plugin.h include/garner/records.h core/config/config.h \
  core/attribution/attribution.h core/base/arena.h core/base/error.h \
  core/base/banned.h core/base/zone.h core/config/notify.h \
  core/config/schedule.h core/plugin/map.h core/plugin/host_impl.h \
  core/plugin/column.h core/plugin/table.h core/plugin/csv.h \
  core/plugin/decode.h core/plugin/json_rows.h core/plugin/json_stream.h \
  core/plugin/xlsx_sheet.h core/plugin/xlsx_book.h \
  core/plugin/xlsx_strings.h core/base/buf.h core/plugin/xlsx_xml.h \
  core/plugin/xlsx_archive.h core/plugin/xlsx_styles.h \
  core/plugin/xlsx_number.h core/schema/values.h core/plugin/host.h \
  core/base/log.h core/base/clock.h core/plugin/trial.h \
  core/schema/wire.h core/schema/record.h core/plugin/outbox.h \
  core/plugin/tally.h core/plugin/ordinals.h

core/base/str.h:

include/garner/plugin.h:

include/garner/records.h:

core/config/config.h:

core/attribution/attribution.h:

core/base/arena.h:

core/base/error.h:

core/base/banned.h:

core/base/zone.h:

core/config/notify.h:

core/config/schedule.h:

core/plugin/map.h:

core/plugin/host_impl.h:

core/plugin/column.h:

core/plugin/table.h:

core/plugin/csv.h:

core/plugin/decode.h:

core/plugin/json_rows.h:

core/plugin/json_stream.h:

core/plugin/xlsx_sheet.h:

core/plugin/xlsx_book.h:

core/plugin/xlsx_strings.h:

core/base/buf.h:

core/plugin/xlsx_xml.h:

core/plugin/xlsx_archive.h:

core/plugin/xlsx_styles.h:

core/plugin/xlsx_number.h:

core/schema/values.h:

core/plugin/host.h:

core/base/log.h:

core/base/clock.h:

core/plugin/trial.h:

core/schema/wire.h:

core/schema/record.h:

core/plugin/outbox.h:

core/plugin/tally.h:

core/plugin/ordinals.h:
