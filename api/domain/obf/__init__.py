"""Open Board Format: symbol boards in and out without loss, as bytes in memory; it opens no file and no connection."""
