//! GPS fixes: filter, pauses, length, geotrace, GPX and GeoJSON.
