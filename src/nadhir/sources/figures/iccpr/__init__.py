"""Whether a State is bound by the Covenant on Civil and Political Rights."""
