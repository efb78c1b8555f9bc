"""Records in, bytes out: charts, maps, papers, tables and bundles. Knows neither pages nor models."""
