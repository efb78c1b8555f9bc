"""Early Warning Project: the coding of mass killing."""
