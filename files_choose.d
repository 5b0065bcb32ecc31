files_choose.o: core/plugin/files_choose.c core/base/str.h \
  include/garner/plugin.h include/garner/records.h core/plugin/files.h \
  core/plugin/file_facts.h core/plugin/cursor.h core/base/arena.h \
  core/base/buf.h core/base/error.h core/base/banned.h \
  core/plugin/decode.h core/plugin/host_impl.h core/plugin/column.h \
  core/plugin/table.h core/plugin/csv.h core/plugin/json_rows.h \
  core/plugin/json_stream.h core/plugin/xlsx_sheet.h \
  core/plugin/xlsx_book.h core/plugin/xlsx_strings.h \
  core/plugin/xlsx_xml.h core/plugin/xlsx_archive.h \
  core/plugin/xlsx_styles.h core/plugin/xlsx_number.h \
  core/schema/values.h core/base/zone.h core/plugin/host.h \
  core/base/log.h core/base/clock.h core/plugin/trial.h \
  core/schema/wire.h core/schema/record.h core/plugin/outbox.h \
  core/plugin/tally.h core/plugin/paths.h

core/base/str.h:

include/garner/plugin.h:

include/garner/records.h:

core/plugin/files.h:

core/plugin/file_facts.h:

core/plugin/cursor.h:

core/base/arena.h:

core/base/buf.h:

core/base/error.h:

core/base/banned.h:

core/plugin/decode.h:

core/plugin/host_impl.h:

core/plugin/column.h:

core/plugin/table.h:

core/plugin/csv.h:

core/plugin/json_rows.h:

core/plugin/json_stream.h:

core/plugin/xlsx_sheet.h:

core/plugin/xlsx_book.h:

core/plugin/xlsx_strings.h:

core/plugin/xlsx_xml.h:

core/plugin/xlsx_archive.h:

core/plugin/xlsx_styles.h:

core/plugin/xlsx_number.h:

core/schema/values.h:

core/base/zone.h:

core/plugin/host.h:

core/base/log.h:

core/base/clock.h:

core/plugin/trial.h:

core/schema/wire.h:

core/schema/record.h:

core/plugin/outbox.h:

core/plugin/tally.h:

core/plugin/paths.h:
