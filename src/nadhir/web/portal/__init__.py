"""The front rooms: watch list and map, sign-in, navigation, the ledger page."""
