table_footer.o: core/plugin/table_footer.c core/plugin/table_footer.h \
  core/plugin/table.h core/plugin/csv.h core/plugin/decode.h \
  core/base/error.h include/garner/plugin.h include/garner/records.h \
  core/base/banned.h core/plugin/json_rows.h core/base/arena.h \
  core/plugin/json_stream.h core/plugin/xlsx_sheet.h \
  core/plugin/xlsx_book.h core/plugin/xlsx_strings.h core/base/buf.h \
  core/plugin/xlsx_xml.h core/plugin/xlsx_archive.h \
  core/plugin/xlsx_styles.h core/plugin/xlsx_number.h core/base/str.h \
  core/plugin/table_header.h

core/plugin/table_footer.h:

core/plugin/table.h:

core/plugin/csv.h:

core/plugin/decode.h:

core/base/error.h:

include/garner/plugin.h:

include/garner/records.h:

core/base/banned.h:

core/plugin/json_rows.h:

core/base/arena.h:

core/plugin/json_stream.h:

core/plugin/xlsx_sheet.h:

core/plugin/xlsx_book.h:

core/plugin/xlsx_strings.h:

core/base/buf.h:

core/plugin/xlsx_xml.h:

core/plugin/xlsx_archive.h:

core/plugin/xlsx_styles.h:

core/plugin/xlsx_number.h:

core/base/str.h:

core/plugin/table_header.h:
