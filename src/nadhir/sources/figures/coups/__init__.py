"""Powell and Thyne: coups and attempts."""
