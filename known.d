known.o: plugins/ads_export/known.c plugins/ads_export/known.h \
  include/garner/index.h include/garner/plugin.h \
  include/garner/records.h

plugins/ads_export/known.h:

include/garner/index.h:

include/garner/plugin.h:

include/garner/records.h:
